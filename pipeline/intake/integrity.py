"""What was changed on a task's sheets against the template as it was issued: a returned workbook, its layout and
the places found come in, findings at cells go out.

What `places` said already is not said again; what only moved is not changed. A warning is said only
where a figure could mean something else now.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, takewhile

from pipeline import forms
from pipeline import layout as lo
from pipeline.intake.cells import as_text
from pipeline.intake.printed import Alignment, Change, Printed, align
from pipeline.messages import clip, finding
from pipeline.model import Finding, Period, Plan, Task, Unit
from pipeline.ooxml import ref
from pipeline.roster import find_unit
from pipeline.side_sheets import case_texts
from pipeline.template_help import validation
from pipeline.vietnamese import fold
from pipeline.workbook import Area, Book, Sheet

MOST_TEXTS = 5  # of one sheet; the rest is counted in one more finding
_MOST_ROWS = 1_000  # of a list that are looked at; templates have some 20
_MOST_AREAS = 8  # cells and ranges that a message names
_SHOWN_BEFORE = 3  # words that two long texts have in common, shown before those that differ
_LONG = 60  # characters from which only what differs is shown
_STATUS_FIGURES = ("as_of", "nil")  # of the task's own block what a figure depends on


@dataclass(frozen=True, slots=True)
class Issued:
    """To whom and for what a template was issued, as its hidden identity says; no task: of many tasks."""

    plan: Plan
    task: Task | None
    unit: Unit
    period: Period


@dataclass(frozen=True, slots=True)
class Returned:
    """A task's part of a returned workbook, and what was found in it."""

    book: Book
    issued: Issued
    layout: lo.TaskLayout  # as it was issued, but for what was brought along
    sheet: str
    inputs: Sequence[tuple[forms.Field, Area]]  # where each input, and each column of a list, stands now
    rows: Mapping[int, int]  # of the layout: where the first row of each input and list is now
    brought: Mapping[str, int]  # by list the rows that the template brought along
    said: Sequence[Finding]


def is_standard(book: Book) -> bool:
    """Whether a workbook is a blank standard form: there its unit is picked on the face."""
    unit, version = book.names.get("meta_unit"), book.names.get("meta_layout")
    return bool(unit and version and unit.sheet != version.sheet and unit.sheet in book.sheets)


def tell_changes(part: Returned) -> Iterator[Finding]:
    """Everything that was changed on the sheets of a task."""
    sheet = part.book.sheets.get(part.sheet)
    if sheet is None:
        return
    there = align(printed(part.layout, part.issued.unit), sheet, part.rows, _covering(part, sheet.name))
    if there.changes:
        yield from tell_texts(part.issued, sheet, there, _mute(part))
    yield from _ready_line(part, sheet, there)
    codes = {f.code for f in part.said}
    if not codes & {"ID_COLUMNS_MOVED", "ID_HEADING"}:
        yield from _columns_added(sheet, there)
    for rows in part.layout.lists:
        named = part.book.names.get(rows.name.lower())
        if rows.sheet == part.layout.sheet:
            yield from _list_size(part, rows, named)
        elif named and (cases := part.book.sheets.get(named.sheet)) and "ID_HEADING" not in codes:
            heads = [Printed(t.row, t.column, t.text, fold(t.text)) for t in case_texts(rows) if t.style == "heading"]
            there = align(heads, cases, {rows.first: named.top}, lambda row, column: False)
            yield from tell_texts(part.issued, cases, there, frozenset())
    yield from _lost_rules(part)


# --- printed texts -----------------------------------------------------------------------------------


def printed(layout: lo.TaskLayout, unit: Unit) -> tuple[Printed, ...]:
    """What a form issued to a unit prints, in reading order, with what of it a figure depends on; row numbers left out.

    layout: of any unit that is asked the same.
    """
    texts = _printed(layout)
    if layout.unit in (None, unit):
        return texts
    at = next((number for number, p in enumerate(texts) if p.face == "unit"), len(texts))
    own = (Printed(p.row, p.column, lo.unit_words(unit), p.core, p.face) for p in texts[at : at + 1])
    return (*texts[:at], *own, *texts[at + 1 :])


@lru_cache(maxsize=1024)
def _printed(layout: lo.TaskLayout) -> tuple[Printed, ...]:
    figures = {e.row for e in layout.inputs if e.measure or e.field.key in _STATUS_FIGURES}
    bars = iter(layout.measures)
    measure = None
    found = []
    for text in sorted(layout.texts, key=lambda t: (t.row, t.column)):
        core = ""
        if text.style == "bar":
            measure = next(bars, None)
            core = fold(f"({measure.code})") if measure else ""
        elif text.style == "note" and measure:
            counted = lo.counted_words(measure)
            guide = forms.KINDS[measure.kind].guide
            core = fold(counted if counted in text.text else guide if text.text == guide else "")
        elif text.text != "TT" and (measure or text.row in figures):
            core = fold(text.text)
        if text.style != "order":
            found.append(Printed(text.row, text.column, text.text, core, _face(layout, text)))
    return tuple(found)


def _face(layout: lo.TaskLayout, text: lo.Text) -> str:
    """Which part of the identity a text shows."""
    if (text.row, text.column) == layout.unit_cell:
        return "unit"
    if (text.row, text.column) == layout.period_cell:
        return "period"
    return "task" if text.style == "title" or text.text == layout.task.name else ""


def tell_texts(issued: Issued, sheet: Sheet, there: Alignment, mute: Collection[int]) -> Iterator[Finding]:
    """The printed texts of a sheet that were overwritten or taken away, but for those in rows that are mute."""
    changes = [c for c in there.changes if c.printed.row not in mute]
    columns = _columns_gone(there, changes)
    said = [f for c in changes if not c.gone and c.printed.column not in columns and (f := _text(issued, sheet, c))]
    shown = sorted(said, key=lambda f: f.severity != "warning")[:MOST_TEXTS]
    yield from (f for f in said if f in shown)
    if len(said) > MOST_TEXTS:
        yield finding("FORM_MORE", sheet=sheet.name, found=len(said) - MOST_TEXTS)
    for column, first in columns.items():
        cell = ref(1, there.column(column))
        yield finding(
            "FORM_COLUMN_GONE", sheet=sheet.name, cell=cell, found=ref(1, column)[:-1], expected=clip(first, _LONG)
        )
    gone = sorted({c.printed.row: c for c in reversed(changes) if c.gone}.items())
    for _, run in groupby(enumerate(gone), lambda pair: pair[1][0] - pair[0]):
        lost = [change for _, (_, change) in run]
        where = f", trong đó có dòng “{clip(lost[0].printed.text, _LONG)}”"
        yield finding("FORM_ROWS_GONE", sheet=sheet.name, cell=ref(*lost[0].place), found=len(lost), where=where)


def _text(issued: Issued, sheet: Sheet, change: Change) -> Finding:
    was, cell = change.printed, ref(*change.place)
    if change.now is None:
        return finding("FORM_TEXT_GONE", sheet=sheet.name, cell=cell, found=was.text)
    now = as_text(change.now)
    if was.face and (name := _other_identity(issued, was.face, now)):
        return finding(
            "FORM_FACE", sheet=sheet.name, cell=cell, label=name, found=now, name=name, expected=clip(was.text)
        )
    before, after = _differing(was.text, now)
    if was.core and was.core not in fold(now):
        label = was.text if len(was.text) <= _LONG else ""
        return finding("FORM_MEANING", sheet=sheet.name, cell=cell, label=label, found=after, expected=before)
    return finding("FORM_TEXT", sheet=sheet.name, cell=cell, found=after, expected=before)


def _differing(before: str, after: str) -> tuple[str, str]:
    """Two texts as a message shows them: of long ones what they have in common at the start is left out."""
    was, now = before.split(), after.split()
    common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False))))
    if min(len(before), len(after)) <= _LONG or common <= _SHOWN_BEFORE:
        return clip(before), clip(after)
    shown = ("… " + " ".join(words[common - _SHOWN_BEFORE :]) for words in (was, now))
    first, second = map(clip, shown)
    return first, second


def _other_identity(issued: Issued, face: str, now: str) -> str:
    """What a text on the face names that is not what the hidden identity names; "" where they agree."""
    plan, task = issued.plan, issued.task
    if face == "unit":
        named = find_unit(plan.units, now) or find_unit(plan.units, now.split(" - ", 1)[0])
        return "" if named == issued.unit.code else lo.UNIT_FACE
    if face == "period":
        return "" if _period_named(plan, now) == issued.period.key else lo.PERIOD_FACE
    others = (t for t in plan.tasks.values() if t is not task)
    wrong = any(fold(now) in (fold(t.name), fold(lo.title_of(t))) for t in others)
    return ("Mục tiêu" if task.objective else "Nhiệm vụ") if task and wrong else ""


def _period_named(plan: Plan, text: str) -> str:
    """The key of the period that a text names by key or title; "" where it contradicts itself or names none."""
    key, _, words = text.partition(" - ")
    by_key = plan.calendar.get(key.strip())
    titles = sorted((p for p in plan.calendar.values() if fold(p.title) in fold(text)), key=lambda p: len(p.title))
    by_title = titles[-1] if titles else None
    if by_key and (by_title is by_key or not words):
        return by_key.key
    return by_title.key if by_title and not by_key else ""


def _mute(part: Returned) -> frozenset[int]:
    """Rows of the layout of which another finding speaks: lost inputs and lists, all of a measure that is lost."""
    lost = {f.found for f in part.said if f.code in ("ID_NAME_LOST", "ID_NAME_BROKEN")}
    headings = {f.label for f in part.said if f.code == "ID_HEADING"}
    rows = {e.row: e.name for e in part.layout.inputs} | {r.first - 1: r.name for r in part.layout.lists}
    mute = {row for row, name in rows.items() if name in lost}
    mute |= {r.first - 1 for r in part.layout.lists if any(f.label in headings for f in r.fields)}
    bars = [t.row for t in part.layout.texts if t.style == "bar"]
    for top, bottom in zip(bars, [*bars[1:], part.layout.last_row + 1], strict=True):
        own = {name for row, name in rows.items() if top < row < bottom}
        if own and own <= lost:
            mute |= set(range(top, bottom))
    return frozenset(mute)


def _columns_gone(there: Alignment, changes: Sequence[Change]) -> dict[int, str]:
    """Columns of the template of which nothing is left, with the first text of each."""
    found: dict[int, list[str]] = {}
    for change in changes:
        if not change.gone:
            found.setdefault(change.printed.column, []).append(change.printed.text)
    alive = {*there.columns, *(c.printed.column for c in changes if c.now is not None)}
    return {column: texts[0] for column, texts in found.items() if column not in alive and len(texts) > 1}


# --- columns, rows, lock and rules -----------------------------------------------------------------------


def _columns_added(sheet: Sheet, there: Alignment) -> Iterator[Finding]:
    before = 0
    for column, now in sorted(there.columns.items()):
        if now - column > before:
            place = ref(1, column + before)
            yield finding(
                "FORM_COLUMNS_ADDED", sheet=sheet.name, cell=place, found=now - column - before, place=place[:-1]
            )
        before = now - column


def _list_size(part: Returned, rows: lo.Rows, named: Area | None) -> Iterator[Finding]:
    """Rows that were put into a list, or taken out; given rows are the business of `facts`."""
    if named is None or rows.given or named.sheet != part.sheet:
        return
    came = part.brought.get(rows.measure, 0)
    size = max(rows.last - rows.first + 1, came + lo.SPARE_PROJECTS if came else 0)
    more = named.bottom - named.top + 1 - size
    if more < 0:
        where = " trong danh sách"
        yield finding("FORM_ROWS_GONE", sheet=named.sheet, cell=named.text, label=rows.label, found=-more, where=where)
    if more <= 0:
        return
    sheet, last = part.book.sheets[named.sheet], min(named.bottom, named.top + _MOST_ROWS)
    blank = [row for row in range(named.top, last + 1) if not sheet.text(row, named.left - 1)]
    where = f" ({', '.join(_spans(blank))})" if len(blank) == more else ""
    yield finding("FORM_ROWS_ADDED", sheet=named.sheet, cell=named.text, label=rows.label, found=more, where=where)


def _spans(rows: list[int]) -> Iterator[str]:
    """Row numbers in a few words: "dòng 5", "dòng 7–12"."""
    for _, run in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
        numbers = [row for _, row in run]
        yield f"dòng {numbers[0]}" if len(numbers) == 1 else f"dòng {numbers[0]}–{numbers[-1]}"


def _ready_line(part: Returned, sheet: Sheet, there: Alignment) -> Iterator[Finding]:
    """The formula that counts what is open, replaced by something typed; not where a format tells no formulas."""
    row, column = part.layout.ready_cell
    if row not in there.rows or sheet.guards is None:
        return
    place = there.rows[row], there.column(column)
    cell = sheet.get(*place)
    if cell is None or not cell.formula:
        shown = as_text(cell) if cell else "ô trống"
        yield finding("FORM_READY", sheet=sheet.name, cell=ref(*place), label=lo.READY_FACE, found=shown)


def _lost_rules(part: Returned) -> Iterator[Finding]:
    """What was put in without the dropdown or range of the template, named together; lists of cases are pasted."""
    lost: dict[str, list[tuple[str, str]]] = {}  # by sheet (area, label)
    fields = list(part.inputs)
    if part.layout.unit is None:
        for name, label in (("meta_unit", lo.UNIT_FACE), ("meta_period", lo.PERIOD_FACE)):  # picked from a list
            picked = part.book.names.get(name)
            fields += [(forms.Field("", label, "status"), picked)] if picked and picked.sheet == part.sheet else []
    for field, area in fields:
        sheet = part.book.sheets[area.sheet]
        guards = sheet.guards
        if guards is None or not is_watched(field.form):
            continue
        last, column = min(area.bottom, area.top + _MOST_ROWS), area.left
        rows = [r for r in range(area.top, last + 1) if sheet.get(r, column) and not guards.watch(r, column)]
        for _, run in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
            numbers = [row for _, row in run]
            text = Area(area.sheet, numbers[0], area.left, numbers[-1], area.left).text
            lost.setdefault(area.sheet, []).append((text, field.label))
    for name, found in lost.items():
        areas = [text for text, _ in found]
        shown = ", ".join(areas[:_MOST_AREAS]) + (
            f" và {len(areas) - _MOST_AREAS} vùng khác" if areas[_MOST_AREAS:] else ""
        )
        yield finding("FORM_RULES_LOST", sheet=name, cell=areas[0], label=found[0][1], found=shown)


@lru_cache
def is_watched(form: forms.Form) -> bool:
    """Whether a template has a rule for the fields of a form."""
    return bool(validation(forms.Field("", "", form)))


def _covering(part: Returned, sheet: str) -> Callable[[int, int], bool]:
    spans: dict[int, list[Area]] = {}  # by column: the areas of inputs are one column wide
    for _, area in part.inputs:
        if area.sheet == sheet:
            spans.setdefault(area.left, []).append(area)
    return lambda row, column: column in spans and any(a.top <= row <= a.bottom for a in spans[column])
