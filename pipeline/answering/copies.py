"""Templates that go back to a unit with what it typed: submissions and their workbooks come in, fresh .xlsx
files with marked cells go out. The bytes that the unit sent are never touched.

A copy carries no token of the office: it goes to whoever sent the file, and who sends it back is judged by
his address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import forms
from pipeline import layout as lo
from pipeline.answering.marks import spots
from pipeline.answering.points import Point, points
from pipeline.answering.texts import file_name, flat
from pipeline.answering.typed import Line, Typed, read_typed
from pipeline.carry import Former
from pipeline.model import Plan, Submission, Value
from pipeline.returned import Returned, Spot, cell_of
from pipeline.templates import bundle_name, draw, draw_bundle, template_name
from pipeline.vietnamese import fold
from pipeline.workbook import Book

MOST_MARKS = 100  # cells of one task that are marked
MOST_LINES = 200  # points of one task that its guide lists
_TAIL = "__can-sua.xlsx"
# Of a sheet whose names are lost, or of two about one task, nobody can tell what was typed for what.
_UNREADABLE = frozenset({"ID_TASK_TWICE", "ID_SHEET_LOST"})

Formers = Mapping[tuple[str, str], Former]  # by task and unit


@dataclass(frozen=True, slots=True)
class Copy:
    """A file to attach, and the submissions that are to be mended in it."""

    name: str
    data: bytes
    submissions: tuple[Submission, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One task's sheet of a copy."""

    submission: Submission
    layout: lo.TaskLayout
    returned: Returned


def copies(
    plan: Plan, submissions: Iterable[Submission], books: Mapping[str, Book], formers: Mapping[str, Formers]
) -> tuple[Copy, ...]:
    """A copy of each template that has cells to look at; parts of a unit's workbook together in one.

    books: by SHA-256. formers: by period what the unit said before. Nothing comes of a file that is no
    template of ours, or not one that its unit was asked to fill in.
    """
    made: list[Copy] = []
    bundles: dict[tuple[str, str], list[_Sheet]] = {}
    for submission in submissions:
        sheet = _sheet(plan, submission, books, formers.get(submission.period, {}))
        if sheet is None:
            continue
        if submission.bundle:
            bundles.setdefault((submission.unit, submission.period), []).append(sheet)
        else:
            name = template_name(sheet.layout.task, sheet.layout.unit, sheet.layout.period)
            made.append(Copy(_named(name), draw(plan, sheet.layout, returned=sheet.returned), (submission,)))
    order = list(plan.tasks)
    for (unit, period), sheets in bundles.items():
        sheets.sort(key=lambda sheet: order.index(sheet.submission.task))
        own = tuple(sheet.submission for sheet in sheets)
        returned = {sheet.submission.task: sheet.returned for sheet in sheets}
        data = draw_bundle(plan, [sheet.layout for sheet in sheets], returned=returned, who=_who(own))
        made.append(Copy(_named(bundle_name(plan.units[unit], plan.calendar[period])), data, own))
    return tuple(made)


def _named(name: str) -> str:
    return file_name(name.removesuffix(".xlsx")) + _TAIL


def _who(submissions: Iterable[Submission]) -> dict[str, Value]:
    """Who reports, as the contents sheet says."""
    told = {}
    for submission in submissions:
        facts = submission.inputs("")
        for field in forms.WHO_REPORTS:
            if field.key in facts and facts[field.key].source.sheet == lo.CONTENTS_SHEET:
                told[field.key] = facts[field.key].value
    return told


def _sheet(plan: Plan, submission: Submission, books: Mapping[str, Book], formers: Formers) -> _Sheet | None:
    """None where there is nothing to draw or nothing to mark."""
    task, unit = plan.tasks.get(submission.task), plan.units.get(submission.unit)
    period = plan.calendar.get(submission.period)
    if task is None or unit is None or period is None or unit.code not in forms.reporters(plan, task):
        return None
    former = formers.get((task.code, unit.code))
    readable = not any(f.code in _UNREADABLE for f in submission.findings)
    book = books.get(submission.arrival.sha256) if readable else None
    if book:
        typed = read_typed(book, plan, submission)
        if typed.too_long:
            return None
        rows = tuple(
            (m.code, len(typed.lists.get(forms.name_of("rows", m.code), ()))) for m in plan.measures_of(task.code)
        )
        former = _of_the_same_rows(former, plan, typed)
        layout = lo.lay_out(plan, task, unit, period, former, bundled=submission.bundle, rows=rows)
    else:
        layout = lo.lay_out(plan, task, unit, period, former, bundled=submission.bundle)
        typed = _as_issued(layout)
    returned = _returned(submission, layout, typed, plan.agency.name)
    return None if submission.accepted and not returned.remarks else _Sheet(submission, layout, returned)


def _as_issued(layout: lo.TaskLayout) -> Typed:
    """What a fresh template comes filled in with."""
    typed = Typed(singles={entry.name: entry.kept.value for entry in layout.inputs if entry.kept})
    for rows in layout.lists:
        kept = {(row, key): fact.value for row, key, fact in rows.kept}
        size = max((row + 1 for row, _ in kept), default=0)
        typed.lists[rows.name] = [_line(kept, row, rows.fields) for row in range(size)]
    return typed


def _line(kept: Mapping[tuple[int, str], Value], row: int, fields: Sequence[forms.Field]) -> Line:
    return tuple(kept.get((row, field.key)) for field in fields)


def _of_the_same_rows(former: Former | None, plan: Plan, typed: Typed) -> Former | None:
    """What the unit said before, but for lists that no longer begin with the same rows.

    What was said of one project would stand beside another.
    """
    if former is None:
        return None
    begun: dict[str, dict[int, Value]] = {}
    for fact in former.facts:
        if fact.row is not None and not plan.measures[fact.measure].items:
            begun.setdefault(fact.measure, {}).setdefault(fact.row, fact.value)
    other = {m for m, rows in begun.items() if _names(rows.values()) != _now(typed, m)[: len(rows)]}
    return replace(former, facts=tuple(f for f in former.facts if f.row is None or f.measure not in other))


def _now(typed: Typed, measure: str) -> list[str]:
    return _names(line[0] for line in typed.lists.get(forms.name_of("rows", measure), ()))


def _names(values: Iterable[Value | None]) -> list[str]:
    return [fold(str(value)) for value in values]


# --- what is said in it -----------------------------------------------------------------------


def _returned(submission: Submission, layout: lo.TaskLayout, typed: Typed, author: str) -> Returned:
    remarks: dict[Spot, list[str]] = {}
    general: list[str] = []
    name = flat(submission.arrival.name.rsplit("/", 1)[-1])
    lines = [(f"{layout.task.code} - theo tệp “{name}” đơn vị đã gửi", "bar")]
    found = points(submission.findings)
    for point in found[:MOST_LINES]:
        marked = spots(point, layout, typed)
        lines.append((_words(point, layout, marked), ""))
        if not marked:
            general.append(point.text)
        for spot in marked:
            if spot in remarks or len(remarks) < MOST_MARKS:
                remarks.setdefault(spot, []).append(point.text)
    if found[MOST_LINES:]:
        lines.append((f"Và {len(found) - MOST_LINES} điểm khác.", ""))
    lines.append(("Sửa xong thì lưu tệp và gửi lại. Màu cam và ghi chú ở ô không ảnh hưởng đến việc nhận tệp.", ""))
    count = sum(point.severity != "info" for point in found)
    status = f"Có {count} điểm cần xem lại: các ô màu cam, danh sách ở đầu trang “{lo.GUIDE_SHEET}”"
    said = {spot: _listed(texts) for spot, texts in remarks.items()}
    return Returned(typed.singles, typed.lists, said, _listed(general), tuple(lines), status, author)


def _listed(texts: Sequence[str]) -> str:
    return "\n".join(f"- {text}" if len(texts) > 1 else text for text in texts)


def _words(point: Point, layout: lo.TaskLayout, marked: Sequence[Spot]) -> str:
    """A point at its place in the copy."""
    if not marked:
        return point.at("", ())
    places = [cell_of(layout, spot) for spot in marked]
    return point.at(places[0][0], [cell for _, cell in places])
