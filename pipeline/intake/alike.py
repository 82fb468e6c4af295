"""Forms that are like one read before but for what was typed: how that one was read comes in, where the inputs of the
next one stand goes out, without looking through it once more.

Kept is only what was found out about a form of which there was nothing to say: every word of the template where it
was printed, every name beside its label, nothing put in, taken out, hidden or merged. A form is like it where all
that stands outside of its inputs is the same, but for the name of the unit on its face, which has to be its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline import forms
from pipeline import layout as lo
from pipeline.intake.integrity import is_standard, is_watched, printed
from pipeline.intake.places import ListPlace, Place, Places, words_of_head
from pipeline.intake.printed import stands
from pipeline.intake.shape import merged_into
from pipeline.kept import Kept
from pipeline.model import Unit
from pipeline.ooxml import Cell
from pipeline.vietnamese import fold
from pipeline.workbook import Area, Book, Names, Sheet

Inputs = Sequence[tuple[forms.Field, Area]]  # each input, and each column of a list
Key = tuple[Names, lo.TaskLayout, lo.TaskLayout, str]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form that was looked through: the places of its inputs, and what stands around them."""

    frame: bytes
    around: Mapping[Place, Cell]  # but for the unit's name
    inputs: Collection[Place]  # every cell of an input, and the one with the unit's name
    unwatched: frozenset[Place]  # of inputs that lost the rule of the template
    singles: Sequence[tuple[lo.Input, Place]]
    lists: Sequence[tuple[lo.Rows, ListPlace]]


_MOST_CELLS = 5_000  # of all inputs of a form; templates have some 200, a name may lead to a whole sheet
_FORMS: Kept[Key, Form] = Kept(16_000_000, lambda _, form: 2_000 + len(form.frame) + 300 * len(form.inputs))


def known(book: Book, layout: lo.TaskLayout, issued: lo.TaskLayout, name: str, unit: Unit) -> Form | None:
    """The form that a sheet of a workbook is like; None: it has to be looked through.

    layout: of its task; issued: the same as it was issued to the unit, or to one that is asked the same.
    """
    form = _FORMS.get((book.names, layout, issued, name))
    sheet = book.sheets.get(name) if form else None
    if form is None or sheet is None or not sheet.careful or sheet.hidden_rows:
        return None
    own = sheet.careful.get(issued.unit_cell)
    if own is None or own.value != lo.unit_words(unit) or own.formula or sheet.frame != form.frame:
        return None
    same = _around(sheet, form.inputs) == form.around and form.unwatched.isdisjoint(sheet.careful)
    return form if same and not _titled_too(book, name, layout) else None


def keep(
    book: Book, layout: lo.TaskLayout, issued: lo.TaskLayout, places: Places, unit: Unit,
    singles: Sequence[tuple[lo.Input, Area]], lists: Sequence[tuple[lo.Rows, ListPlace]], inputs: Inputs,
) -> None:  # fmt: skip
    """Keeps where the inputs of a form stand of which there was nothing to say, where the next one can be like it.

    singles, lists: what was found; inputs: each input, and each column of a list, that was drawn. The rest as above.
    """
    sheet = book.sheets.get(places.sheet)
    if sheet is None or not sheet.careful or not sheet.frame or is_standard(book):
        return
    areas = [*(area for _, area in singles), *(run for _, place in lists for run in place.runs)]
    elsewhere = any(area.sheet != sheet.name for area in areas) or any(r.sheet != layout.sheet for r in layout.lists)
    if elsewhere or sum(area.size for area in areas) > _MOST_CELLS:
        return
    asked = {(area.top, area.left) for _, area in singles} | {place for _, area in inputs for place in area.cells}
    own = {place for area in areas for place in area.cells}
    at = {*own, issued.unit_cell}
    around = _around(sheet, at)
    if (
        all(places.clear.get(entry.name) == area for entry, area in singles)
        and all(_as_named(book, rows, place, around) for rows, place in lists)
        and not own & {(p.row, p.column) for p in printed(issued, unit)}
        and stands(printed(issued, unit), sheet)
        and issued.ready_cell not in own
        and _behind(at, around)
        and not (sheet.hidden or sheet.hidden_rows or sheet.hidden_columns or merged_into(sheet, asked))
        and not _may_carry(book, around)
    ):
        unwatched = frozenset(_unwatched(sheet, inputs))
        told = tuple((entry, (area.top, area.left)) for entry, area in singles)
        _FORMS.put(
            (book.names, layout, issued, sheet.name), Form(sheet.frame, around, at, unwatched, told, tuple(lists))
        )


def _around(sheet: Sheet, inputs: Collection[Place]) -> dict[Place, Cell]:
    """What stands on a sheet outside of its inputs."""
    return {place: cell for place, cell in (sheet.careful or {}).items() if place not in inputs}


def _titled_too(book: Book, name: str, layout: lo.TaskLayout) -> bool:
    """Whether another sheet has the title of the task."""
    title = fold(lo.title_of(layout.task))
    return any(title in sheet.once(words_of_head) for other, sheet in book.sheets.items() if other != name)


def _as_named(book: Book, rows: lo.Rows, place: ListPlace, around: Mapping[Place, Cell]) -> bool:
    """Whether a list stands where its name leads, right under its headings: nothing else was looked at to find it."""
    named = book.names.get(rows.name.lower())
    if named is None or place.columns != tuple(range(named.left, named.left + len(rows.fields))):
        return False
    heads = (around.get((named.top - 1, column)) for column in place.columns)
    told = [fold(cell.value) if cell and isinstance(cell.value, str) else "" for cell in heads]
    return place.area.top == named.top and told == [fold(field.label) for field in rows.fields]


def _behind(inputs: Collection[Place], around: Collection[Place]) -> bool:
    """Whether every row of inputs begins with something else, whatever is typed in them."""
    firsts: dict[int, int] = {}
    for row, column in around:
        firsts[row] = min(column, firsts.get(row, column))
    return all(row in firsts and firsts[row] < column for row, column in inputs)


def _may_carry(book: Book, around: Mapping[Place, Cell]) -> bool:
    """Whether a form brought something along, or has lost the name of what tells so."""
    tick = fold(forms.UNCHANGED.label)
    told = any(isinstance(cell.value, str) and fold(cell.value) == tick for cell in around.values())
    return told or lo.FORMER_NAME in book.names or lo.TICK_NAME in book.names


def _unwatched(sheet: Sheet, inputs: Inputs) -> Iterator[Place]:
    """The cells of inputs without the rule that templates have for them."""
    guards = sheet.guards
    for field, area in inputs if guards else ():
        if guards and is_watched(field.form):
            yield from (place for place in area.cells if not guards.watch(*place))
