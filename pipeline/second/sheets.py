"""What stands at the names of a report: a Book and a task come in, raw values by measure and field go out.

A workbook of one task has names of its own; in a unit's workbook of many tasks each sheet has its own.
The hidden table `meta_former` says what the template brought along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from pipeline.model import Kind, Measure
from pipeline.ooxml import EPOCH_1900
from pipeline.second.ground import Ground, Table, words
from pipeline.second.typed import Raw, in_unit, text, visible, yes
from pipeline.workbook import Book, Grid

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


@dataclass(frozen=True)
class Former:
    """A value that the template knows from before; `filled`: it came filled in."""

    value: Raw
    filled: bool


@dataclass(frozen=True)
class Typed:
    """What stands in a measure's inputs."""

    singles: Row = field(default_factory=dict)  # without blanks
    rows: tuple[tuple[int, Row], ...] = ()  # by their place in the list, without blank rows
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
        rows = tuple(_rows(table, columns)) if table else ()
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

    @property
    def epoch(self) -> date:
        """Day 0 of the workbook's numbers of days."""
        cells = (cell for sheet in self.book.sheets.values() for cell in (sheet.careful or {}).values())
        return next((cell.epoch for cell in cells if cell.kind == "number"), EPOCH_1900)

    def former(self) -> dict[tuple[str, int | None, str], Former]:
        """The table of what the template brought along, by (name, row, field)."""
        area = self.ground.names.get("meta_former")
        sheet = self.book.sheets.get(area.sheet) if area else None
        found: dict[tuple[str, int | None, str], Former] = {}
        if area is None or sheet is None:
            return found
        for line, cells in sheet.rows(area.top, area.left, area.left + 4):
            name, row, key, value, mark = (cell.value if cell else None for cell in cells)
            if name and line <= area.bottom and (row is None or str(row).isdecimal()):
                place = None if row is None else int(str(row))
                found[str(name).lower(), place, str(key)] = Former(value, bool(yes(mark)))
        return found


def _rows(table: Table, fields: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    first, last = min(table.columns), max(table.columns)
    if table.sheet.grid is not None:
        yield from _columns(table.sheet.grid, table, fields)
        return
    lines = ((n, [c.value if c else None for c in v]) for n, v in table.sheet.rows(table.top, first, last))
    for line, values in lines:
        pairs = ((f, values[c - first]) for f, c in zip(fields, table.columns, strict=True))
        row: Row = {f: value for f, value in pairs if visible(value)}
        if line <= table.bottom and row.keys() - GIVEN:
            yield line - table.top, row


def _columns(grid: Grid, table: Table, fields: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    """The same of a long plain list, of which only different values are looked at."""
    there = [(f, grid.columns[c - 1]) for f, c in zip(fields, table.columns, strict=True) if c <= len(grid.columns)]
    names = [field for field, _ in there]
    columns = [column[table.top - 1 : table.bottom] for _, column in there]
    blank = [{value for value in set(column) if not visible(value)} for column in columns]
    for line, values in enumerate(zip(*columns, strict=True)):
        row: Row = {f: v for f, v, nothing in zip(names, values, blank, strict=True) if v not in nothing}
        if row.keys() - GIVEN:
            yield line, row


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
