"""Reads the plan workbook: bytes come in, a Plan and the findings about it come out.

A plan with an error finding must not be used; `read_plan` then returns None beside the findings.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline import plan_sheets as ps
from pipeline.messages import finding, has_error
from pipeline.model import Agency, Finding, OutlineItem, Plan, Section, Signing, Task, Unit
from pipeline.plan_baselines import read_baselines
from pipeline.plan_calendar import read_calendar
from pipeline.plan_measures import read_items, read_measures
from pipeline.plan_scores import read_scores
from pipeline.plan_table import Entry, Reading
from pipeline.plan_waivers import read_waivers
from pipeline.roster import addresses, resolve, split_names
from pipeline.vietnamese import fold
from pipeline.workbook import read_book


def read_plan(data: bytes, source: str) -> tuple[Plan | None, tuple[Finding, ...]]:
    """The plan in a workbook's bytes; None where a finding is an error.

    Raises BookError where the bytes are no workbook.
    """
    reading = Reading(read_book(data))
    agency = _read_agency(reading)
    units = _read_units(reading)
    tasks, sections = _read_tasks(reading, units)
    items = read_items(reading)
    measures = read_measures(reading, units, tasks, items)
    calendar = read_calendar(reading, agency)
    outline = _read_outline(reading, sections)
    baselines = read_baselines(reading, units, measures)
    scores = read_scores(reading, measures)
    waivers = read_waivers(reading, units, tasks, calendar)
    if has_error(reading.findings) or agency is None:
        return None, tuple(reading.findings)
    digest = hashlib.sha256(data).hexdigest()
    plan = Plan(
        agency, units, sections, tasks, measures, calendar, outline, digest, source, baselines, scores, waivers
    )  # fmt: skip
    return plan, tuple(reading.findings)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip(" -;.") for line in text.split("\n") if line.strip(" -;."))


# --- the sheets -----------------------------------------------------------------------------


def _read_agency(reading: Reading) -> Agency | None:
    sheet = ps.AGENCY
    labels = {fold(f.label): f for f in ps.AGENCY_FIELDS}
    rows = {
        field.key: replace(row["value"], label=field.label)
        for row in reading.rows(sheet)
        if (field := labels.get(fold(row["key"].text)))
    }
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
    doubtful = reading.choice(sheet, rows.get("doubtful", blank), ps.DOUBTFUL, False)
    mean = reading.choice(sheet, rows.get("survey_method", blank), ps.SURVEY_METHODS, False)
    counted_from = reading.day(sheet, rows.get("counted_from", blank))
    if not re.fullmatch(r"\d{4}", values["year"]):
        reading.say("PLAN_YEAR", sheet, rows.get("year"))
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
        holds_doubtful=bool(doubtful),
        office_mail=values["office_mail"], office_contact=" ".join(values["office_contact"].split()),
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


def _read_units(reading: Reading) -> dict[str, Unit]:
    sheet, units, seen = ps.UNITS, {}, {}  # type: ignore[var-annotated]
    names: dict[str, str] = {}
    for row in reading.rows(sheet):
        if not reading.required(sheet, row, "code", "name") or not reading.unique(sheet, row, seen):
            continue
        code = row["code"].text
        unit = Unit(
            code, row["name"].text, row["short_name"].text or row["name"].text,
            row["group"].text, tuple(split_names(row["aliases"].text)), row["email"].text,
            reading.day(sheet, row["active_from"]), reading.day(sheet, row["active_to"]),
        )  # fmt: skip
        for found in addresses(unit.email)[1]:
            reading.say("PLAN_EMAIL", sheet, row["email"], found=found)
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
        if not reading.unique(sheet, row, seen):
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
            reading.choice(sheet, replace(row["kinds"], text=word, cell=None), ps.PERIOD_KINDS)
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
