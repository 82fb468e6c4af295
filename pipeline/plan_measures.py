"""The measures of the plan workbook: its rows come in, measures with their targets go out.

Rows that share a code are one measure with several targets; what is wrong becomes a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pipeline import plan_sheets as ps
from pipeline.messages import finding
from pipeline.model import Kind, Measure, Op, Target, Task, Unit
from pipeline.plan_table import CODE, Entry, Reading, Row
from pipeline.roster import resolve
from pipeline.vietnamese import exact_decimal, fold, read_number, read_percent

_PER = re.compile(r"(\d+)\s*/\s*(tháng|quý)")
YEAR_TARGET = re.compile(r"năm (\d{4})")


def read_items(reading: Reading) -> dict[str, list[tuple[Entry, str]]]:
    """Per measure its given rows, in their order."""
    sheet = ps.ITEMS
    found: dict[str, list[tuple[Decimal, Entry, str]]] = {}
    for row in reading.rows(sheet):
        if reading.required(sheet, row, "measure", "order", "text"):
            order = row["order"].number or read_number(row["order"].text) or Decimal(0)
            entry = (order, row["measure"], row["text"].text)
            if any(fold(text) == fold(entry[2]) for _, _, text in found.get(row["measure"].text, ())):
                reading.say("PLAN_SAME_ITEM", sheet, row["text"])
            found.setdefault(row["measure"].text, []).append(entry)
    return {code: [(e, text) for _, e, text in sorted(rows, key=lambda r: r[0])] for code, rows in found.items()}


_ONCE = ("task", "name", "kind", "uom", "nature", "reporters", "if_any", "same_as")


def read_measures(
    reading: Reading,
    units: Mapping[str, Unit],
    tasks: Mapping[str, Task],
    items: Mapping[str, list[tuple[Entry, str]]],
) -> dict[str, Measure]:
    """Measures by code, in the order of the sheet; `items` are their given rows (`read_items`)."""
    sheet = ps.MEASURES
    groups: dict[str, list[Row]] = {}
    for row in reading.rows(sheet):
        if not reading.required(sheet, row, "code", "task", "name", "kind", "nature", "reporters"):
            continue
        if not CODE.fullmatch(row["code"].text):
            reading.say("PLAN_CODE", sheet, row["code"])
            continue
        code = row["code"].text
        same = next((c for c in groups if c != code and c.casefold() == code.casefold()), None)
        if same:
            reading.say("PLAN_DUPLICATE", sheet, row["code"], other=groups[same][0]["code"].ref)
            continue
        groups.setdefault(code, []).append(row)
    measures = {}
    for code, rows in groups.items():
        for key in _ONCE:
            for row in rows[1:]:
                if fold(row[key].text) != fold(rows[0][key].text):
                    heading = next(c.heading for c in sheet.columns if c.key == key)
                    reading.say("PLAN_REPEAT", sheet, row[key], found=code, name=heading)
        _check_targets(reading, rows)
        if measure := _read_measure(reading, units, tasks, rows, items.get(code, [])):
            measures[code] = measure
    for code, entries in items.items():
        if code not in groups:
            reading.say("PLAN_UNKNOWN_MEASURE", ps.ITEMS, entries[0][0])
    _check_same_as(reading, measures, groups)
    for task in tasks.values():
        if not any(m.task == task.code for m in measures.values()):
            reading.findings.append(finding("PLAN_NO_MEASURE", sheet=ps.TASKS.name, found=task.code))
    return measures


def _check_targets(reading: Reading, rows: list[Row]) -> None:
    """A measure's rows differ in their targets, and compare with one earlier year at most."""
    seen: dict[tuple[str, ...], Entry] = {}
    for row in rows:
        key = tuple(fold(row[k].text) for k in ("op", "target", "due"))
        if key in seen:
            reading.say("PLAN_SAME_TARGET", ps.MEASURES, row["target"], other=seen[key].ref)
        seen.setdefault(key, row["target"])
    if len({t for _, t, _ in seen if YEAR_TARGET.fullmatch(t)}) > 1:
        reading.say("PLAN_TWO_YEARS", ps.MEASURES, rows[-1]["target"], found=rows[0]["code"].text)


def _read_measure(
    reading: Reading,
    units: Mapping[str, Unit],
    tasks: Mapping[str, Task],
    rows: list[Row],
    items: list[tuple[Entry, str]],
) -> Measure | None:
    sheet, row = ps.MEASURES, rows[0]
    kind = reading.choice(sheet, row["kind"], ps.KINDS)
    nature = reading.choice(sheet, row["nature"], ps.NATURES)
    task = tasks.get(row["task"].text)
    if task is None:
        reading.say("PLAN_UNKNOWN_TASK", sheet, row["task"])
    if kind is None or nature is None or task is None:
        return None
    each, reporters = _read_reporters(reading, row["reporters"], task, units)
    if not reporters:
        reading.say("PLAN_NO_REPORTER", sheet, row["reporters"], found=row["code"].text)
    if kind in ("checklist", "survey") and not items and not row["same_as"].text:
        reading.say("PLAN_ITEMS", sheet, row["code"])
    targets = [t for r in rows if (t := _read_target(reading, r, kind)) is not None]
    return Measure(
        code=row["code"].text, task=task.code, name=row["name"].text, kind=kind,
        uom=row["uom"].text, nature=nature, reporters=reporters, each=each,
        if_any=reading.marked(sheet, row["if_any"]), same_as=row["same_as"].text,
        targets=tuple(targets), items=tuple(text for _, text in items),
        proposed=fold(row["basis"].text) != ps.BASIS_PLAN,
    )  # fmt: skip


_ENGLISH_REPORTERS = {
    "lead": "chủ trì",
    "lead+coordinating": "chủ trì và phối hợp",
    "each:lead": "từng đơn vị chủ trì",
    "each:lead+coordinating": "từng đơn vị chủ trì và phối hợp",
}


def _read_reporters(
    reading: Reading, entry: Entry, task: Task, units: Mapping[str, Unit]
) -> tuple[bool, tuple[str, ...]]:
    """Whether each unit must meet the target by itself, and the units asked."""
    text = fold(entry.text)
    text = fold(_ENGLISH_REPORTERS.get(text, text))
    for words, (each, coordinating) in ps.REPORTERS.items():
        if text == fold(words):
            asked = {*task.lead, *(task.coordinating if coordinating else ())}
            return each, tuple(code for code in units if code in asked)
    prefix = re.match(r"(từng|each)\s*:\s*", entry.text, re.IGNORECASE)
    named = Entry(entry.text[prefix.end() if prefix else 0 :].replace(",", ";"), entry.ref, None, entry.label)
    return bool(prefix), resolve(reading, ps.MEASURES, named, units)


def _read_target(reading: Reading, row: Row, kind: Kind) -> Target | None:
    """The target of a row; None where the measure is followed without one."""
    sheet, entry = ps.MEASURES, row["target"]
    if not entry.text:
        if row["op"].text:
            reading.say("PLAN_BLANK", sheet, entry, name="Mục tiêu")
        return None
    due = reading.day(sheet, row["due"])
    if not row["op"].text:
        reading.say("PLAN_TARGET_OP", sheet, entry)
        return None
    op = reading.choice(sheet, row["op"], ps.OPS)
    if op is None:
        return None
    target = _parse_target(entry, op, due)
    if target is None:
        reading.say("PLAN_TARGET", sheet, entry)
        return None
    if not _fits(target, kind, share=entry.text.endswith("%")):
        reading.say("PLAN_TARGET_KIND", sheet, entry, kind=row["kind"].text)
        return None
    return replace(target, cell=entry.ref)


def _parse_target(entry: Entry, op: Op, due: date | None) -> Target | None:
    """90% · 2 · 1/tháng · năm 2021 · words without a digit: the number is still to come."""
    text = fold(entry.text)
    if match := _PER.fullmatch(text):
        return Target(op, f"{match[1]}/{match[2]}", due, number=Fraction(match[1]), per=ps.PERS[match[2]])
    if match := YEAR_TARGET.fullmatch(text):
        return Target(op, f"năm {match[1]}", due, year=int(match[1]))
    if entry.number is not None:
        number: Fraction | None = Fraction(entry.number)
    elif (number := read_percent(text)) is None and (plain := read_number(text)) is not None:
        number = Fraction(plain)
    if number is not None:
        return Target(op, exact_decimal(number), due, number=number)
    return None if any(character.isdigit() for character in text) else Target(op, entry.text, due)


def _fits(target: Target, kind: Kind, *, share: bool) -> bool:
    """Whether a kind can be measured against the target: shares by %, counts by whole numbers."""
    if target.year or target.number is None:
        return True
    if target.per:
        return kind in ("count", "documents")
    if kind in ps.SHARE_KINDS:
        return share
    return kind != "baseline" and not share and target.number.denominator == 1


def _check_same_as(reading: Reading, measures: Mapping[str, Measure], groups: Mapping[str, list[Row]]) -> None:
    for code, measure in measures.items():
        passed, current = {code}, measure
        while current.same_as:
            following = measures.get(current.same_as)
            years = {t.year for t in measure.targets if t.year}
            asked = following is None or following.same_as or following.kind == "baseline"
            unasked = not asked and years - {following.baseline_year}  # type: ignore[union-attr]
            if following is None or following.code in passed or following.kind != measure.kind or unasked:
                reading.say("PLAN_SAME_AS", ps.MEASURES, groups[code][0]["same_as"])
                break
            passed.add(following.code)
            current = following
