"""An existing plan workbook comes in, what a new plan takes over from it goes out: agency, units, windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline import plan_sheets as ps
from pipeline.model import Plan
from pipeline.plan_sheets import CellValue
from pipeline.plan_table import Entry, Reading
from pipeline.vietnamese import fold
from pipeline.workbook import read_book

Rows = list[dict[str, CellValue]]


@dataclass(frozen=True, slots=True)
class Roster:
    """A plan and the rows of its workbook that another plan may take over."""

    plan: Plan
    agency: Rows
    units: Rows
    calendar: Rows
    outline: Rows


def read_roster(data: bytes, plan: Plan) -> Roster:
    """The rows of a workbook that was read as this plan."""
    reading = Reading(read_book(data))
    return Roster(
        plan, _agency(reading), _rows(reading, ps.UNITS), _rows(reading, ps.CALENDAR), _rows(reading, ps.OUTLINE)
    )


def fits(outline: Rows, sections: Sequence[str]) -> bool:
    """Whether an outline tells of exactly these sections."""
    told = {code.strip() for row in outline for code in str(row.get("sections") or "").replace(",", ";").split(";")}
    return told - {""} == set(sections)


def _agency(reading: Reading) -> Rows:
    keys = {fold(f.label): f.key for f in ps.AGENCY_FIELDS}
    rows = reading.rows(ps.AGENCY)
    return [
        {"key": keys[fold(r["key"].text)], "value": _value(r["value"]), "basis": r["basis"].text}
        for r in rows
        if fold(r["key"].text) in keys
    ]


def _rows(reading: Reading, sheet: ps.PlanSheet) -> Rows:
    return [{key: _value(entry) for key, entry in row.items()} for row in reading.rows(sheet)]


def _value(entry: Entry) -> CellValue:
    value = entry.cell.value if entry.cell else None
    if isinstance(value, (date, Decimal)):
        return value
    return entry.text or None


def agency_values(rows: Rows) -> Mapping[str, Mapping[str, CellValue]]:
    """Agency rows by key."""
    return {str(row["key"]): row for row in rows}
