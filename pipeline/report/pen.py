"""The pen of the summary workbook: a workbook comes in; tables, one a sheet, each value by its type, go into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.container import settled
from pipeline.fitting import row_height
from pipeline.report.figures import plain
from pipeline.report.sheet_rows import WIDER, Group, Head, Value, cell_text, sheet_with, shown
from pipeline.vietnamese import VIETNAM

FONT = "Times New Roman"
Table = tuple[Sequence[Head], Sequence[Group]]
_NO_END = ((),)  # of a row that shares nothing with the next
_BASE: dict[str, Any] = {"font_name": FONT, "font_size": 12, "valign": "top"}
_FORMS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@"},
    "wrap": {"num_format": "@", "text_wrap": True},
    "number": {"num_format": "#,##0.##########"},
    "share": {"num_format": "0.0###%"},
    "date": {"num_format": "dd/mm/yyyy", "align": "center"},
    "time": {"num_format": "dd/mm/yyyy hh:mm", "align": "center"},
}


class Pen:
    """Writes one table a sheet, each value by its type."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.tables: list[tuple[Worksheet, Table]] = []  # rows that are still to be put in
        self.formats: dict[str, Format] = {form: self.cell(form) for form in _FORMS}
        self.head = self.cell("wrap", bold=True, bg_color="#DCE6F1", align="center", valign="vcenter")
        self.title = book.add_format({**_BASE, "bold": True, "font_size": 14})
        self.plain = book.add_format(_BASE)
        self.strong = book.add_format({**_BASE, "bold": True})

    def cell(self, form: str, **more: object) -> Format:
        """The format of a cell of a table."""
        frame = {"border": 1, "border_color": "#BFBFBF"}
        return self.book.add_format({**_BASE, **frame, **_FORMS[form], **more})

    def sheet(self, name: str, heads: Sequence[Head], rows: Iterable[Sequence[Value]]) -> Worksheet:
        """A table: headings and first row here, the other rows when the workbook is packed (`packed`)."""
        return self.grouped(name, heads, ((row, _NO_END) for row in rows))

    def grouped(self, name: str, heads: Sequence[Head], groups: Iterable[Group]) -> Worksheet:
        """The same of rows that begin alike: what is said of many cells, and each of them."""
        page = self.book.add_worksheet(name)
        told = list(groups)
        rows = sum(len(ends) for _, ends in told)
        for column, (heading, width, _) in enumerate(heads):
            page.set_column(column, column, width)
            page.write_string(0, column, heading, self.head)
        for begin, ends in told[:1]:
            self._first_row(page, heads, (*begin, *ends[0]))
            told[0] = begin, ends[1:]
            self.tables.append((page, (heads, told)))
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(rows, 1), len(heads) - 1)
        self.print_on_a4(page)
        return page

    def _first_row(self, page: Worksheet, heads: Sequence[Head], row: Sequence[Value]) -> None:
        for column, ((_, _, form), value) in enumerate(zip(heads, row, strict=True)):
            self.write(page, 1, column, value, form)
        wrapped = [
            (plain(value), width * WIDER)
            for (_, width, form), value in zip(heads, row, strict=True)
            if form == "wrap" and isinstance(value, str)
        ]
        page.set_row(1, row_height(wrapped))

    def packed(self, data: bytes) -> bytes:
        """The workbook as xlsxwriter closed it, with all rows of its tables."""
        pages = self.book.worksheets()
        more = {f"xl/worksheets/sheet{pages.index(page) + 1}.xml": partial(_with, table) for page, table in self.tables}
        return settled(data, more)

    def print_on_a4(self, page: Worksheet, *, heading: bool = True) -> None:
        """As wide as a page lying on its side; heading: the first row stands on every page."""
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        if heading:
            page.repeat_rows(0)

    def write(self, page: Worksheet, row: int, column: int, value: Value, form: str) -> None:
        self.put(page, row, column, value, self.formats[form])

    def put(self, page: Worksheet, row: int, column: int, value: Value, style: Format) -> None:
        """A value by its type; text is always text."""
        if value is None or value == "":
            page.write_blank(row, column, None, style)
        elif isinstance(value, datetime):
            page.write_datetime(row, column, value.astimezone(VIETNAM).replace(tzinfo=None), style)
        elif isinstance(value, date):
            page.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
        elif isinstance(value, str):
            page.write_string(row, column, cell_text(value), style)
        else:
            page.write_number(row, column, shown(value), style)


def _with(table: Table, sheet: bytes) -> Iterator[bytes]:
    return sheet_with(sheet, *table)
