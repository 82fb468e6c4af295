"""What a unit typed, by the inputs of its template: a submission and its workbook come in, the content of each
input and the spot of each cell go out.

What could be read is given as it was read, all else as the text that stood there. Blank rows of a list
are left out, the others keep their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from pipeline import forms
from pipeline import layout as lo
from pipeline.intake.cells import as_text, read_cell
from pipeline.intake.places import ListPlace, Places
from pipeline.model import Plan, Submission, Value
from pipeline.ooxml import Cell, parse_ref, ref
from pipeline.returned import Spot
from pipeline.vietnamese import clean_text, fold, show_number
from pipeline.workbook import Area, Book, Names, Plain, Sheet

MOST_ROWS = 1_000  # of a list that stands among the other inputs
_NUMERIC: tuple[forms.Form, ...] = ("whole", "number", "money")

Line = tuple[Value | None, ...]  # of a list: a value for each field


@dataclass
class Typed:
    """Contents by name, those of lists row by row; and where in the unit's own file they stand."""

    singles: dict[str, Value] = field(default_factory=dict)
    lists: dict[str, list[Line]] = field(default_factory=dict)
    cells: dict[tuple[str, str], str] = field(default_factory=dict)  # (sheet, cell) of single inputs
    columns: dict[tuple[str, str, int], str] = field(default_factory=dict)  # (list, sheet, column): field
    rows: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)  # (sheet, row): list, its row
    too_long: bool = False  # a list is longer than a template is drawn

    def spot(self, sheet: str, cell: str) -> Spot | None:
        """Which input a cell of the unit's file is; of a range its first cell."""
        first = cell.partition(":")[0]
        if not first:
            return None
        if (sheet, first) in self.cells:
            return Spot(self.cells[sheet, first])
        row, column = parse_ref(first)
        name, index = self.rows.get((sheet, row), ("", 0))
        key = self.columns.get((name, sheet, column), "")
        return Spot(name, index, key) if key else None


def read_typed(book: Book, plan: Plan, submission: Submission) -> Typed:
    """All that stands at the inputs of one task's template."""
    book, sheet = _part(book, submission)
    layout = lo.lay_out(plan, plan.tasks[submission.task])
    places = Places(book, layout, sheet)
    reader = _Reader(book, submission)
    for entry in layout.inputs:
        reader.single(entry.name, entry.field, places.single(entry))
    tick = forms.name_of("in", forms.UNCHANGED.key)
    reader.single(tick, forms.UNCHANGED, book.names.get(tick))
    for rows in layout.lists:
        place = places.rows(rows)
        if place:
            reader.list(rows, place, apart=rows.sheet != layout.sheet)
    return reader.typed


def _part(book: Book, submission: Submission) -> tuple[Book, str]:
    """Of a bundle the sheet of the submission's task, with its own names."""
    for name, names in book.local_names.items():
        area = names.get("meta_task")
        sheet = book.sheets.get(area.sheet) if area else None
        if area and sheet and sheet.text(area.top, area.left).casefold() == submission.task.casefold():
            return replace(book, names=Names(book.names | names)), name
    return book, lo.INPUT_SHEET


class _Reader:
    """Reads inputs into `typed`."""

    def __init__(self, book: Book, submission: Submission) -> None:
        self.book, self.typed = book, Typed()
        self.values = {(f.source.sheet, f.source.cell): f.value for f in submission.facts}

    def single(self, name: str, spec: forms.Field, area: Area | None) -> None:
        sheet = self.book.sheets.get(area.sheet) if area else None
        if area is None or sheet is None:
            return
        self.typed.cells[sheet.name, ref(area.top, area.left)] = name
        value = self.value(sheet, sheet.get(area.top, area.left), spec)
        if value is not None:
            self.typed.singles[name] = value

    def value(self, sheet: Sheet, cell: Cell | None, spec: forms.Field) -> Value | None:
        """As it was read; else as it stands there."""
        if cell is None:
            return None
        read = self.values.get((sheet.name, cell.ref))
        if read is None:
            return _as_it_stands(cell, spec)
        share = isinstance(read, (int, Decimal)) and not isinstance(read, bool) and 0 < read <= 1
        if share and (cell.percent or as_text(cell).endswith("%")):
            return show_number(read) + "%"  # type: ignore[arg-type]  # alone it could be read two ways
        return read

    def list(self, rows: lo.Rows, place: ListPlace, *, apart: bool) -> None:
        """A list's rows; `apart`: a pasted list of cases on a sheet of its own."""
        sheet = self.book.sheets[place.area.sheet]
        most = forms.CASE_ROWS if apart else MOST_ROWS
        found: dict[int, Line] = {}
        for number, first, line in self.cases(sheet, rows, place) if apart else self.lines(sheet, rows, place):
            index = _given(rows, first, number - place.area.top) if rows.given else len(found)
            if len(found) == most:
                self.typed.too_long = True
                break
            if index is not None and index not in found:
                found[index] = line
                self.typed.rows[sheet.name, number] = (rows.name, index)
        for spec, column in zip(rows.fields, place.columns, strict=True):
            self.typed.columns[rows.name, sheet.name, column] = spec.key
        blank: Line = (None,) * len(rows.fields)
        self.typed.lists[rows.name] = [found.get(i, blank) for i in range(max(found, default=-1) + 1)]

    def lines(self, sheet: Sheet, rows: lo.Rows, place: ListPlace) -> Iterator[tuple[int, Cell | None, Line]]:
        """Row number, first cell and content of each row that holds something; a given text is not content."""
        area = place.area
        for number, cells in sheet.rows(area.top, area.left, area.right):
            if number > area.bottom:
                return
            own = [cells[column - area.left] for column in place.columns]
            line = tuple(
                None if spec.form == "given" else self.value(sheet, cell, spec)
                for spec, cell in zip(rows.fields, own, strict=True)
            )
            if rows.given or any(value is not None for value in line):
                yield number, own[0], line

    def cases(self, sheet: Sheet, rows: lo.Rows, place: ListPlace) -> Iterator[tuple[int, None, Line]]:
        """The same of a pasted list, whose rows are no facts."""
        area = place.area
        columns = [column - area.left for column in place.columns]
        if sheet.grid is None:
            for number, cells in sheet.rows(area.top, area.left, area.right):
                line = tuple(_as_read(cells[c], spec, sheet) for c, spec in zip(columns, rows.fields, strict=True))
                if any(value is not None for value in line):
                    yield number, None, line
            return
        for number, values in sheet.plain_rows(area.top, area.left, area.right):
            yield (
                number,
                None,
                tuple(
                    _plain(values[c] if c < len(values) else "", spec, sheet, number, area.left + c)
                    for c, spec in zip(columns, rows.fields, strict=True)
                ),
            )


def _given(rows: lo.Rows, cell: Cell | None, place: int) -> int | None:
    """Which of the given rows it is: by its text, else by its place."""
    texts = [fold(text) for text in rows.given]
    text = fold(as_text(cell)) if cell else ""
    return texts.index(text) if text in texts else place if place < len(texts) else None


def _as_read(cell: Cell | None, spec: forms.Field, sheet: Sheet) -> Value | None:
    """As the reader of cells understands it; else as it stands there."""
    if cell is None:
        return None
    read, _ = read_cell(cell, spec, sheet.name)
    return _as_it_stands(cell, spec) if read is None else read


def _as_it_stands(cell: Cell, spec: forms.Field) -> Value | None:
    """A number where a number is asked, else the text as a person reads it; None for a blank."""
    value = cell.value
    if cell.kind == "error":
        return clean_text(cell.raw)
    if isinstance(value, Decimal) and cell.percent:
        return show_number(value * 100) + "%"
    if isinstance(value, Decimal) and spec.form in _NUMERIC:
        return value
    return as_text(cell) or None


def _plain(value: Plain, spec: forms.Field, sheet: Sheet, row: int, column: int) -> Value | None:
    """A value of a plain list; only what is not what it should be becomes a cell."""
    if value == "":
        return None
    if spec.form == "date":
        return value if type(value) is date else _as_read(sheet.get(row, column), spec, sheet)
    return clean_text(value) or None if isinstance(value, str) else _as_read(sheet.get(row, column), spec, sheet)
