"""The score sheet of the plan workbook: its rows come in, rules by which the agency scores itself go out.

The sheet is optional; what is wrong with a row becomes a finding at its cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pipeline import plan_sheets as ps
from pipeline.model import Measure, Method, Rule, Section, Step
from pipeline.plan_table import Entry, Reading, Row
from pipeline.vietnamese import fold, read_number, read_percent, show_number

_STEP = re.compile(r"(>=|≥|>)\s*([^:]+?)\s*:\s*([^:]+?)(?: điểm)?")
_REST = re.compile(r"còn lại\s*:\s*([^:]+?)(?: điểm)?")
_NEEDED: dict[Method, tuple[str, ...]] = {
    "steps": ("measure", "steps"),
    "proportional": ("measure",),
    "yes_no": (),
}
_UNUSED: dict[Method, tuple[str, ...]] = {
    "steps": ("floor", "answer"),
    "proportional": ("steps", "answer"),
    "yes_no": ("steps", "floor"),
}


def read_scores(reading: Reading, measures: Mapping[str, Measure]) -> tuple[Rule, ...]:
    """The rules in the order of the sheet; none where the workbook has no such sheet."""
    sheet = ps.SCORES
    seen: dict[str, str] = {}
    sections: dict[str, Section] = {}
    rules = []
    for row in reading.rows(sheet):
        if not reading.required(sheet, row, "code", "section", "name", "method", "maximum"):
            continue
        if not reading.unique(sheet, row, seen):
            continue
        code = row["section"].text
        if code not in sections:
            reading.required(sheet, row, "section_title")
            sections[code] = Section(code, row["section_title"].text)
        if rule := _read_rule(reading, row, sections[code], measures):
            rules.append(rule)
    return tuple(rules)


def _read_rule(reading: Reading, row: Row, section: Section, measures: Mapping[str, Measure]) -> Rule | None:
    """The rule of a row; None where its method, points or steps cannot be told."""
    sheet = ps.SCORES
    method = reading.choice(sheet, row["method"], ps.METHODS)
    maximum = _read_maximum(reading, row["maximum"])
    if method is None:
        return None
    whole = reading.required(sheet, row, *_NEEDED[method])
    for key in (*_UNUSED[method], *(("answer",) if method == "yes_no" and row["measure"].text else ())):
        if row[key].text:
            heading = next(c.heading for c in sheet.columns if c.key == key)
            reading.say("PLAN_SCORE_UNUSED", sheet, row[key], name=heading)
    scale = _read_scale(reading, row["steps"], maximum) if method == "steps" and row["steps"].text else _Scale()
    if scale and (code := row["measure"].text):
        if code not in measures:
            reading.say("PLAN_UNKNOWN_MEASURE", sheet, row["measure"])
        elif not _fits(method, scale, measures[code], measures):
            reading.say("PLAN_SCORE_MEASURE", sheet, row["measure"])
    floor = _read_floor(reading, row["floor"]) if method == "proportional" else Fraction(0)
    answer = reading.choice(sheet, row["answer"], ps.ANSWERS) if row["answer"].text else None
    if not whole or scale is None or maximum is None or floor is None:
        return None
    basis = row["basis"].text
    return Rule(
        code=row["code"].text, section=section, name=row["name"].text, method=method, measure=row["measure"].text,
        maximum=maximum, steps=scale.steps, rest=scale.rest, floor=floor, answer=answer,
        evidence=row["evidence"].text, basis=basis, sample=any(word in fold(basis) for word in ps.UNCONFIRMED),
    )  # fmt: skip


def _read_maximum(reading: Reading, entry: Entry) -> Fraction | None:
    points = _number(entry)
    if points is None or points <= 0:
        reading.say("PLAN_SCORE_POINTS", ps.SCORES, entry)
        return None
    return points


def _number(entry: Entry) -> Fraction | None:
    """A number that is no percentage."""
    if entry.cell and entry.number is not None:
        return None if entry.cell.percent else Fraction(entry.number)
    return _exact(entry.text)


def _exact(text: str) -> Fraction | None:
    number = read_number(text)
    return None if number is None else Fraction(number)


def _read_floor(reading: Reading, entry: Entry) -> Fraction | None:
    """The floor as a share of 1; blank: none."""
    if not entry.text:
        return Fraction(0)
    typed = entry.cell is not None and entry.cell.percent and entry.number is not None
    share = Fraction(entry.number or 0) if typed else read_percent(entry.text)
    if share is None or not 0 <= share <= 1:
        reading.say("PLAN_SCORE_FLOOR", ps.SCORES, entry)
        return None
    return share


# --- steps ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scale:
    steps: tuple[Step, ...] = ()
    rest: Fraction = Fraction(0)
    by_share: bool = False


def _read_scale(reading: Reading, entry: Entry, maximum: Fraction | None) -> _Scale | None:
    """The steps of a cell, the highest first, none above the maximum."""
    scale = _parse_scale(entry.text)
    if scale is None:
        reading.say("PLAN_SCORE_STEPS", ps.SCORES, entry)
        return None
    places = [(step.bound, step.op == ">") for step in scale.steps]
    points = [step.points for step in scale.steps]
    falling = places == sorted(set(places), reverse=True) and points == sorted(set(points), reverse=True)
    if not falling or scale.rest > points[-1]:
        reading.say("PLAN_SCORE_ORDER", ps.SCORES, entry)
        return None
    if maximum is not None and points[0] > maximum:
        reading.say("PLAN_SCORE_OVER", ps.SCORES, entry, found=show_number(points[0]), maximum=show_number(maximum))
        return None
    return scale


def _parse_scale(text: str) -> _Scale | None:
    """ "> 90%: 2; ≥ 70%: 1; còn lại: 0": bounds all as shares or all as numbers, the rest last or left out."""
    parts = [fold(part) for part in re.split(r"[;\n]", text) if part.strip()]
    last = _REST.fullmatch(parts[-1]) if parts else None
    rest = _exact(last[1]) if last else Fraction(0)
    bounds = parts[:-1] if last else parts
    by_share = all("%" in part for part in bounds)
    steps = [_parse_step(part, by_share=by_share) for part in bounds]
    read = tuple(step for step in steps if step is not None)
    if not steps or len(read) < len(steps) or rest is None or rest < 0:
        return None
    return _Scale(read, rest, by_share)


def _parse_step(text: str, *, by_share: bool) -> Step | None:
    match = _STEP.fullmatch(text)
    if not match:
        return None
    bound = read_percent(match[2]) if by_share else _exact(match[2])
    points = _exact(match[3])
    if bound is None or bound < 0 or (by_share and bound > 1) or points is None or points < 0:
        return None
    return Step(">" if match[1] == ">" else ">=", bound, points)


def _fits(method: Method, scale: _Scale, measure: Measure, measures: Mapping[str, Measure]) -> bool:
    """Whether a measure's figure can be judged by a method: shares by %, counts by numbers, targets by yes or no."""
    if method == "yes_no":
        return bool(measure.targets)
    origin = measure
    for _ in measures:  # a circle, which is said elsewhere, must not hold us
        origin = measures.get(origin.same_as, origin)
    each = origin.each and any(t.number is not None or t.year for t in measure.targets)
    is_share = measure.kind in ps.SHARE_KINDS or each  # of an `each:` measure: units that meet the target
    return is_share if method == "proportional" else is_share == scale.by_share
