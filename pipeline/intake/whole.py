"""What was changed in a returned workbook as a whole: sheets put in or taken out, locks taken off, the guide and the
contents rewritten. A workbook and what was read of it come in, findings for the file go out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from pipeline import forms
from pipeline import layout as lo
from pipeline.intake.drawn import asked_the_same
from pipeline.intake.integrity import Issued, is_standard, tell_texts
from pipeline.intake.places import words_of_head
from pipeline.intake.printed import MOST_CELLS, Printed, align, texts_of
from pipeline.messages import clip, finding
from pipeline.model import Finding, Plan, Submission
from pipeline.side_sheets import contents_texts
from pipeline.template_help import BULLET, BUNDLE_GUIDE_TITLE, GUIDE_TITLE, bundle_guide, guide
from pipeline.vietnamese import fold
from pipeline.workbook import Book, Names, Sheet

_OURS = {lo.INPUT_SHEET, lo.GUIDE_SHEET, lo.IDENTITY_SHEET, lo.CONTENTS_SHEET, lo.FORMER_SHEET}


def tell_whole(book: Book, plan: Plan, parts: Sequence[Submission], *, bundled: bool) -> tuple[Finding, ...]:
    """What there is to say of the workbook itself; nothing where none of it was read. bundled: of many tasks."""
    first = next((part for part in parts if part.state != "rejected"), None)
    if first is None:
        return ()
    tasks = tuple(t for t in _issued_tasks(book) if t in plan.tasks) if bundled else (first.task,)
    told = [*_sheets_added(book, plan), *_unlocked(book), *_guide(book, plan, first, tasks, bundled=bundled)]
    if bundled:
        told += _contents(book, plan, first, tasks)
        read = {part.task for part in parts}
        if gone := [task for task in tasks if task not in read]:
            told.append(finding("FORM_TASKS_GONE", found=", ".join(gone)))
    return tuple(told)


def _sheets_added(book: Book, plan: Plan) -> Iterator[Finding]:
    ours = _OURS | _led_to(book)
    titles = _titles(plan)
    strange = [
        sheet.name for sheet in book.sheets.values()
        if sheet.name not in ours and (sheet.grid or sheet.careful) and titles.isdisjoint(sheet.once(words_of_head))
    ]  # fmt: skip
    if strange:
        yield finding("FORM_SHEETS_ADDED", sheet=strange[0], found=", ".join(strange))


def _unlocked(book: Book) -> Iterator[Finding]:
    """Sheets with inputs whose lock was taken off."""
    filled_in = _led_to(book, ("in_", "rows_"))
    sheets = (s for s in book.sheets.values() if s.name in filled_in and not s.hidden)
    free = [s.name for s in sheets if s.guards is not None and not s.guards.locked]
    if free:
        yield finding("FORM_UNLOCKED", sheet=free[0], found=", ".join(free))


def _guide(book: Book, plan: Plan, first: Submission, tasks: tuple[str, ...], *, bundled: bool) -> Iterator[Finding]:
    title = fold(BUNDLE_GUIDE_TITLE if bundled else GUIDE_TITLE)
    titled = (s for s in book.sheets.values() if title in s.once(words_of_head))
    sheet = book.sheets.get(lo.GUIDE_SHEET) or next(titled, None)
    if sheet is None:
        yield finding("FORM_SHEET_GONE", found=lo.GUIDE_SHEET)
        return
    unit, period = ("", "") if is_standard(book) else (first.unit, first.period)
    if unit and not bundled:
        unit = asked_the_same(plan, plan.tasks[first.task], plan.units[unit]).code
    lost = sheet.once(_lost, _guide_lines(plan, tasks, unit, period, bundled=bundled))
    if lost:
        yield finding("FORM_GUIDE", sheet=sheet.name, found=len(lost), line=clip(lost[0], 60))


def _lost(sheet: Sheet, lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines of a guide that its sheet does not have."""
    told = {fold(text.removeprefix(BULLET)) for _, text in islice(texts_of(sheet), MOST_CELLS)}
    return tuple(text for text in lines if fold(text) not in told)


@lru_cache(maxsize=1024)
def _guide_lines(plan: Plan, tasks: tuple[str, ...], unit: str, period: str, *, bundled: bool) -> tuple[str, ...]:
    """The guide as it was issued, but for the lines on what was brought along, and on the rules at its foot."""
    found = plan.units.get(unit), plan.calendar.get(period)
    layouts = [lo.lay_out(plan, plan.tasks[t], *found, bundled=bundled) for t in tasks if t in plan.tasks]
    lines = bundle_guide(plan, layouts) if bundled else guide(plan, layouts[0])
    return tuple(text for text, style in lines if style != "link") if layouts else ()


def _contents(book: Book, plan: Plan, first: Submission, tasks: tuple[str, ...]) -> Iterator[Finding]:
    """The first page of a unit's workbook, with unit and period on its face."""
    named = (area.sheet for spec in forms.WHO_REPORTS if (area := book.names.get(f"in_{spec.key}")))
    sheet = next((book.sheets[name] for name in (*named, lo.CONTENTS_SHEET) if name in book.sheets), None)
    if sheet is None:
        yield finding("FORM_SHEET_GONE", found=lo.CONTENTS_SHEET)
        return
    unit, period = plan.units[first.unit], plan.calendar[first.period]
    faces = {lo.unit_words(unit): "unit", lo.period_words(period): "period"}
    texts = contents_texts(plan, unit, period, (plan.tasks[code] for code in tasks))
    expected = [Printed(t.row, t.column, t.text, "", faces.get(t.text, "")) for t in texts if t.style != "order"]
    there = align(expected, sheet, {}, lambda row, column: False)
    yield from tell_texts(Issued(plan, None, unit, period), sheet, there, frozenset())


# --- whose a sheet is ------------------------------------------------------------------------------------


def _led_to(book: Book, kinds: tuple[str, ...] = ("in_", "rows_", "meta_")) -> set[str]:
    """The sheets to which names of ours lead."""
    return set().union(*[names.once(_sheets_of, kinds) for names in (book.names, *book.local_names.values())])


def _sheets_of(names: Names, kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(area.sheet for name, area in names.items() if area and name.startswith(kinds))


@lru_cache(maxsize=8)
def _titles(plan: Plan) -> frozenset[str]:
    """The first lines of the sheets of all templates and of their guides."""
    tasks = (lo.title_of(task) for task in plan.tasks.values())
    lists = (lo.case_title(m.code) for m in plan.measures.values() if m.kind == "cases")
    return frozenset(map(fold, (*tasks, *lists, GUIDE_TITLE, BUNDLE_GUIDE_TITLE)))


def _issued_tasks(book: Book) -> list[str]:
    """The tasks of a unit's workbook as the hidden sheet lists them."""
    area = book.names.get("meta_unit")
    sheet = book.sheets.get(area.sheet) if area else None
    if area is None or sheet is None:
        return []
    rows = (cells for _, cells in sheet.rows(1, area.left - 1, area.left))
    return [str(task.value) for name, task in rows if name and task and name.value == "meta_task"]
