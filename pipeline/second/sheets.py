"""What stands at the names of a report: a Book and a task come in, raw values by measure and field go out.

A workbook of one task has names of its own; in a unit's workbook of many tasks each sheet has its own.
The hidden table `meta_former` says what the template brought along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pipeline.model import Kind, Measure
from pipeline.ooxml import EPOCH_1900
from pipeline.second.ground import Ground, Table, words
from pipeline.second.typed import Raw, in_unit, text, visible, yes
from pipeline.workbook import Book, Grid, Sheet

SINGLES: dict[Kind, tuple[str, ...]] = {
    "ratio": ("numerator", "denominator"),
    "count": ("count",),
    "baseline": ("current",),
    "disbursement": ("decision",),
}
LISTS: dict[Kind, tuple[str, ...]] = {
    "documents": ("number", "date", "subject"),
    "checklist": ("item", "done", "note"),
    "disbursement": ("project", "allocated", "disbursed"),
    "survey": ("factor", "level_1", "level_2", "level_3", "level_4", "level_5"),
    "cases": ("id", "received", "due", "returned"),
}
USUAL = "Nhập liệu"  # the sheet of a template of one task
GIVEN = {"item", "factor"}  # columns that the template prints
EARLIER = ("baseline", "baseline_numerator", "baseline_denominator")

Row = dict[str, Raw]


class Former(NamedTuple):
    """A value that the template knows from before; `filled`: it came filled in."""

    value: Raw
    filled: bool


@dataclass(frozen=True)
class Lines:
    """The rows of a long plain list, made one by one where somebody goes through them."""

    columns: Mapping[str, Sequence[Raw]]  # by field; None where nothing is visible

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        for line, values in enumerate(zip(*self.columns.values(), strict=True)):
            row = {f: v for f, v in zip(self.columns, values, strict=True) if v is not None}
            if row.keys() - GIVEN:
                yield line, row

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None


Rows = tuple[tuple[int, Row], ...] | Lines


class Typed(NamedTuple):
    """What stands in a measure's inputs."""

    singles: Row  # without blanks
    rows: Rows = ()  # by their place in the list, without blank rows
    listed: bool = False  # the list is there, with or without rows
    epoch: date = EPOCH_1900


@dataclass(frozen=True)
class Page:
    """The part of a workbook that is about one task."""

    book: Book
    ground: Ground

    def single(self, name: str, field: str = "", code: str = "") -> Raw:
        """The value at a name, or beside the label of a field; None where there is none."""
        cell = self.ground.cell(name, field, code)
        return cell.value if cell and visible(cell.value) else None

    def typed(self, measure: Measure) -> Typed:
        """All that stands in the inputs of a measure."""
        stem = measure.code.replace(".", "_").lower()
        fields = (*SINGLES.get(measure.kind, ()), *EARLIER)
        singles = {f: value for f in fields if (value := self._single(f"in_{stem}_{f}", f, measure)) is not None}
        columns = LISTS.get(measure.kind, ())
        table = self.ground.table(f"rows_{stem}", columns, measure.code) if columns else None
        rows: Rows = _rows(table, columns) if table else ()
        if measure.kind == "survey":
            rows = tuple((n, {f: v if f in GIVEN else in_unit(v, measure.uom) for f, v in r.items()}) for n, r in rows)
        return Typed(singles, rows, table is not None, self.epoch)

    def _single(self, name: str, field: str, measure: Measure) -> Raw:
        """A measure's value at a name, without the words of the measure's unit."""
        cell = self.ground.cell(name, field, measure.code)
        if cell is None or not visible(cell.value):
            return None
        if field == "decision":
            return cell.value
        return in_unit(cell.value, measure.uom, shows_percent=cell.percent)

    @cached_property
    def epoch(self) -> date:
        """Day 0 of the workbook's numbers of days."""
        told = (sheet.once(_epoch) for sheet in self.book.sheets.values())
        return next((epoch for epoch in told if epoch), EPOCH_1900)

    def former(self) -> dict[tuple[str, int | None, str], Former]:
        """The table of what the template brought along, by (name, row, field)."""
        area = self.ground.names.get("meta_former")
        sheet = self.book.sheets.get(area.sheet) if area else None
        found: dict[tuple[str, int | None, str], Former] = {}
        if area is None or sheet is None:
            return found
        for _, cells in sheet.rows(area.top, area.left, area.left + 4, area.bottom):
            name, row, key, value, mark = (cell.value if cell else None for cell in cells)
            if name and (row is None or str(row).isdecimal()):
                place = None if row is None else int(str(row))
                found[str(name).lower(), place, str(key)] = Former(value, bool(yes(mark)))
        return found


def _epoch(sheet: Sheet) -> date | None:
    """Day 0 as the first number of a sheet knows it."""
    return next((cell.epoch for cell in (sheet.careful or {}).values() if cell.kind == "number"), None)


def _rows(table: Table, fields: tuple[str, ...]) -> Rows:
    if table.sheet.grid is not None:
        return _lines(table.sheet.grid, table, fields)
    first, last = min(table.columns), max(table.columns)
    found = []
    for line, cells in table.sheet.rows(table.top, first, last, table.bottom):
        own = [(f, cells[c - first]) for f, c in zip(fields, table.columns, strict=True)]
        row: Row = {f: cell.value for f, cell in own if cell and visible(cell.value)}
        if row.keys() - GIVEN:
            found.append((line - table.top, row))
    return tuple(found)


def _lines(grid: Grid, table: Table, fields: tuple[str, ...]) -> Lines:
    columns: dict[str, Sequence[Raw]] = {}
    for key, number in zip(fields, table.columns, strict=True):
        if number <= len(grid.columns):
            column = grid.columns[number - 1][table.top - 1 : table.bottom]
            blank = {value for value in set(column) if not visible(value)}
            columns[key] = [None if value in blank else value for value in column] if blank else column
    return Lines(columns)


def page_of(book: Book, task: str) -> Page | None:
    """The part of a workbook about a task; the whole of it where it is about one alone."""
    scopes = {sheet: names for sheet, names in book.local_names.items() if "meta_task" in names}
    if not scopes:
        return Page(book, Ground(book, book.names, _sheet_of(book, task)))
    pages = (Page(book, Ground(book, names, sheet)) for sheet, names in scopes.items())
    return next((page for page in pages if text(page.single("meta_task")) == text(task)), None)


def _sheet_of(book: Book, task: str) -> str:
    """The sheet of a workbook of one task: by its usual name, or by its title."""
    if USUAL in book.sheets:
        return USUAL
    title = re.compile(rf"báo cáo kết quả thực hiện (nhiệm vụ|mục tiêu) {re.escape(text(task))}")
    heads = {sheet.name: [told for row in range(1, 11) for told in words(sheet, row)] for sheet in book.sheets.values()}
    titled = [name for name, told in heads.items() if any(map(title.fullmatch, told))]
    return titled[0] if len(titled) == 1 else ""
