"""Reads the plan workbook: bytes come in, a Plan and the findings about it come out.

A plan with an error finding must not be used; `read_plan` then returns None beside the findings.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pipeline import plan_sheets as ps
from pipeline.messages import finding, has_error
from pipeline.model import Agency, Finding, Kind, Measure, Op, OutlineItem, Plan, Section, Signing, Target, Task, Unit
from pipeline.plan_calendar import read_calendar
from pipeline.plan_table import Entry, Reading, Row
from pipeline.roster import resolve, split_names
from pipeline.vietnamese import exact_decimal, fold, read_number, read_percent
from pipeline.workbook import read_book

_CODE = re.compile(r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)*")
_PER = re.compile(r"(\d+)\s*/\s*(tháng|quý)")
_YEAR = re.compile(r"năm (\d{4})")


def read_plan(data: bytes, source: str) -> tuple[Plan | None, tuple[Finding, ...]]:
    """The plan in a workbook's bytes; None where a finding is an error.

    Raises BookError where the bytes are no workbook.
    """
    reading = Reading(read_book(data))
    agency = _read_agency(reading)
    units = _read_units(reading)
    tasks, sections = _read_tasks(reading, units)
    items = _read_items(reading)
    measures = _read_measures(reading, units, tasks, items)
    calendar = read_calendar(reading, agency)
    outline = _read_outline(reading, sections)
    if has_error(reading.findings) or agency is None:
        return None, tuple(reading.findings)
    digest = hashlib.sha256(data).hexdigest()
    plan = Plan(agency, units, sections, tasks, measures, calendar, outline, digest, source)
    return plan, tuple(reading.findings)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip(" -;.") for line in text.split("\n") if line.strip(" -;."))


# --- the sheets -----------------------------------------------------------------------------


def _read_agency(reading: Reading) -> Agency | None:
    sheet = ps.AGENCY
    labels = {fold(f.label): f for f in ps.AGENCY_FIELDS}
    rows = {labels[fold(r["key"].text)].key: r["value"] for r in reading.rows(sheet) if fold(r["key"].text) in labels}
    values: dict[str, str] = {}
    for entry in ps.AGENCY_FIELDS:
        cell = rows.get(entry.key)
        values[entry.key] = cell.text if cell else ""
        if entry.required and not values[entry.key]:
            reading.say("PLAN_BLANK", sheet, cell, name=entry.label)
    blank = Entry("", "", None)
    signing = _read_signing(reading, rows, "signer")
    started = any(values[f"letter_{part}"] for part in ("form", "post", "name"))
    letter = _read_signing(reading, rows, "letter") if started else None
    if letter and not letter.name:
        label = next(f.label for f in ps.AGENCY_FIELDS if f.key == "letter_name")
        reading.say("PLAN_BLANK", sheet, rows.get("letter_name"), name=label)
    addressed = reading.choice(sheet, rows.get("addressed", blank), ps.YES_NO, False)
    on_paper = reading.choice(sheet, rows.get("medium", blank), ps.MEDIA, True)
    mean = reading.choice(sheet, rows.get("survey_method", blank), ps.SURVEY_METHODS, False)
    counted_from = reading.day(sheet, rows.get("counted_from", blank))
    if not re.fullmatch(r"\d{4}", values["year"]):
        reading.say("PLAN_CHOICE", sheet, rows.get("year"), choices="năm có bốn chữ số, ví dụ 2022")
        return None
    if counted_from is None:
        return None
    return Agency(
        parent=values["parent"], name=values["name"],
        running_name=values["running_name"], short_name=values["short_name"],
        symbol=values["symbol"], drafter=values["drafter"], place=values["place"],
        signing=signing, addressed=bool(addressed), addressees=_lines(values["addressees"]),
        recipients=_lines(values["recipients"]), archive=values["archive"].rstrip("."),
        plan_id=values["plan_id"], plan_title=values["plan_title"],
        report_abstract=values["report_abstract"],
        plan_basis=tuple(li.strip() for li in values["plan_basis"].split("\n") if li.strip()),
        year=int(values["year"]), counted_from=counted_from, survey_mean_of_factors=bool(mean),
        on_paper=on_paper is not False, letter_abstract=values["letter_abstract"], letter_signing=letter,
        letter_recipients=_lines(values["letter_recipients"]), letter_reply=values["letter_reply"].rstrip(" ."),
    )  # fmt: skip


def _read_signing(reading: Reading, rows: Mapping[str, Entry], prefix: str) -> Signing:
    """Who signs: the rows `<prefix>_form`, `_post` and `_name`, under the post of the agency's head."""
    blank = Entry("", "", None)
    form_cell, post, name = (rows.get(f"{prefix}_{part}", blank) for part in ("form", "post", "name"))
    forms = {f: "" if f == ps.SIGNING_DIRECTLY else f for f in ps.SIGNING_FORMS}
    form = reading.choice(ps.AGENCY, form_cell, forms, "") or ""
    if form in ps.SIGNING_FOR and not post.text:
        label = next(f.label for f in ps.AGENCY_FIELDS if f.key == f"{prefix}_post")
        reading.say("PLAN_BLANK", ps.AGENCY, post, name=label)
    return Signing(form, rows.get("signer_head", blank).text, post.text, name.text)


def _unique(reading: Reading, sheet: ps.PlanSheet, row: Row, seen: dict[str, str]) -> bool:
    """Whether the row's code is well formed and new; `seen` maps folded codes to their cells."""
    entry = row["code"]
    if not _CODE.fullmatch(entry.text):
        reading.say("PLAN_CODE", sheet, entry)
        return False
    if (other := seen.get(entry.text.casefold())) is not None:
        reading.say("PLAN_DUPLICATE", sheet, entry, other=other)
        return False
    seen[entry.text.casefold()] = entry.ref
    return True


def _read_units(reading: Reading) -> dict[str, Unit]:
    sheet, units, seen = ps.UNITS, {}, {}  # type: ignore[var-annotated]
    names: dict[str, str] = {}
    for row in reading.rows(sheet):
        if not reading.required(sheet, row, "code", "name") or not _unique(reading, sheet, row, seen):
            continue
        code = row["code"].text
        unit = Unit(
            code, row["name"].text, row["short_name"].text or row["name"].text,
            row["group"].text, tuple(split_names(row["aliases"].text)), row["email"].text,
            reading.day(sheet, row["active_from"]), reading.day(sheet, row["active_to"]),
        )  # fmt: skip
        for key, name in (("code", code), ("name", unit.name), *(("aliases", a) for a in unit.aliases)):
            if names.setdefault(fold(name), code) != code:
                reading.say("PLAN_ALIAS", sheet, row[key], found=name, other=names[fold(name)])
        units[code] = unit
    return units


def _read_tasks(reading: Reading, units: Mapping[str, Unit]) -> tuple[dict[str, Task], dict[str, Section]]:
    sheet, seen = ps.TASKS, {}  # type: ignore[var-annotated]
    tasks: dict[str, Task] = {}
    sections: dict[str, Section] = {}
    for row in reading.rows(sheet):
        if not reading.required(sheet, row, "code", "section", "name", "lead"):
            continue
        if not _unique(reading, sheet, row, seen):
            continue
        section = row["section"].text
        if section not in sections:
            reading.required(sheet, row, "section_title")
            sections[section] = Section(section, row["section_title"].text)
        tasks[row["code"].text] = Task(
            code=row["code"].text, section=section, name=row["name"].text,
            timing=row["timing"].text, lead_text=row["lead_text"].text,
            coordinating_text=row["coordinating_text"].text,
            lead=resolve(reading, sheet, row["lead"], units),
            coordinating=resolve(reading, sheet, row["coordinating"], units),
            product=row["product"].text,
            objective=reading.marked(sheet, row["objective"]),
            frequency=reading.choice(sheet, row["frequency"], ps.FREQUENCIES, "month") or "month",
        )  # fmt: skip
    return tasks, sections


def _read_items(reading: Reading) -> dict[str, list[tuple[Entry, str]]]:
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


def _read_measures(
    reading: Reading,
    units: Mapping[str, Unit],
    tasks: Mapping[str, Task],
    items: Mapping[str, list[tuple[Entry, str]]],
) -> dict[str, Measure]:
    sheet = ps.MEASURES
    groups: dict[str, list[Row]] = {}
    for row in reading.rows(sheet):
        if not reading.required(sheet, row, "code", "task", "name", "kind", "nature", "reporters"):
            continue
        if not _CODE.fullmatch(row["code"].text):
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
    if len({t for _, t, _ in seen if _YEAR.fullmatch(t)}) > 1:
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
    named = Entry(entry.text[prefix.end() if prefix else 0 :].replace(",", ";"), entry.ref, None)
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
    return target


def _parse_target(entry: Entry, op: Op, due: date | None) -> Target | None:
    """90% · 2 · 1/tháng · năm 2021 · words without a digit: the number is still to come."""
    text = fold(entry.text)
    if match := _PER.fullmatch(text):
        return Target(op, f"{match[1]}/{match[2]}", due, number=Fraction(match[1]), per=ps.PERS[match[2]])
    if match := _YEAR.fullmatch(text):
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


def _read_outline(reading: Reading, sections: Mapping[str, Section]) -> tuple[OutlineItem, ...]:
    sheet = ps.OUTLINE
    outline = []
    told: set[str] = set()
    for row in reading.rows(sheet):
        if not reading.required(sheet, row, "level", "number", "title"):
            continue
        content = ps.CONTENTS.get(fold(row["content"].text))
        if content is None:
            reading.say("PLAN_OUTLINE", sheet, row["content"])
            continue
        named = split_names(row["sections"].text.replace(",", ";"))
        for code in named:
            if code not in sections:
                reading.say("PLAN_UNKNOWN_SECTION", sheet, row["sections"], found=code)
        told.update(named)
        kinds = [
            reading.choice(sheet, Entry(word, row["kinds"].ref, None), ps.PERIOD_KINDS)
            for word in split_names(row["kinds"].text.replace(",", ";"))
        ]
        level = 1 if row["level"].text == "1" else 2
        outline.append(
            OutlineItem(
                level,
                row["number"].text.rstrip("."),
                row["title"].text,
                content,
                tuple(c for c in named if c in sections),
                tuple(k for k in kinds if k),
            )
        )
    for code in sections:
        if outline and code not in told:
            reading.findings.append(finding("PLAN_SECTION_UNREPORTED", sheet=sheet.name, found=code))
    return tuple(outline)
