"""The sheet "Số liệu năm trước" of the plan workbook: its rows come in, figures by measure and unit go out.

The sheet is optional. Only figures of the year that a measure compares with are taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from pipeline import plan_sheets as ps
from pipeline.model import Baseline, Measure, Unit
from pipeline.plan_table import Entry, Reading, Row
from pipeline.roster import find_unit
from pipeline.vietnamese import read_number


def read_baselines(
    reading: Reading, units: Mapping[str, Unit], measures: Mapping[str, Measure]
) -> dict[tuple[str, str], Baseline]:
    """What units reached in the year compared with, by (measure, unit)."""
    sheet = ps.BASELINES
    found: dict[tuple[str, str], Baseline] = {}
    for row in reading.rows(sheet):
        if not reading.required(sheet, row, "measure", "unit", "year", "numerator"):
            continue
        measure = measures.get(row["measure"].text)
        if measure is None:
            reading.say("PLAN_UNKNOWN_MEASURE", sheet, row["measure"])
        unit = find_unit(units, row["unit"].text)
        if unit is None:
            reading.say("PLAN_UNKNOWN_UNIT", sheet, row["unit"])
        if measure is None or unit is None or (baseline := _read_baseline(reading, row, measure)) is None:
            continue
        if former := found.get((measure.code, unit)):
            reading.say("PLAN_BASELINE_TWICE", sheet, row["measure"], other=former.cell)
            continue
        found[measure.code, unit] = baseline
    return found


def _read_baseline(reading: Reading, row: Row, measure: Measure) -> Baseline | None:
    """The figure of a row; None where it cannot be used."""
    sheet = ps.BASELINES
    if row["year"].text != str(measure.baseline_year):
        reading.say("PLAN_BASELINE_YEAR", sheet, row["year"], measure=measure.code)
        return None
    numerator = _read_figure(reading, row["numerator"])
    denominator = None
    if measure.kind in ps.SHARE_KINDS:
        if not reading.required(sheet, row, "denominator"):
            return None
        denominator = _read_figure(reading, row["denominator"])
        if denominator == 0:
            reading.say("PLAN_BASELINE_ZERO", sheet, row["denominator"])
        if not denominator:
            return None
    if numerator is None:
        return None
    return Baseline(int(row["year"].text), numerator, denominator, row["numerator"].ref)


def _read_figure(reading: Reading, entry: Entry) -> Fraction | None:
    """A number of 0 or more as it stands in the cell or is typed there; a percentage is none."""
    number = entry.number if entry.number is not None else read_number(entry.text)
    if number is None or number < 0 or entry.text.endswith("%"):
        reading.say("PLAN_NUMBER", ps.BASELINES, entry)
        return None
    return Fraction(number)
