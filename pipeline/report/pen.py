"""The pen of the summary workbook: a workbook comes in; tables, one a sheet, each value by its type, go into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from pipeline.container import Part, deflated, pack
from pipeline.report.sheet_rows import Head, Rows, Texts, Value, cell_text, sheet_with, shown
from pipeline.vietnamese import VIETNAM
from pipeline.xlsx.drawn import Workbook

FONT = "Times New Roman"
_ALONE = (0,)  # a row that shares nothing with the next
_BOOK, _TEXTS = "xl/workbook.xml", "xl/sharedStrings.xml"
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

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.tables: list[tuple[str, Sequence[Head], Iterable[Sequence[Value]] | None]] = []  # to be filled
        self.formats: dict[str, Format] = {form: self.cell(form) for form in _FORMS}
        self.head = self.cell("wrap", bold=True, bg_color="#DCE6F1", align="center", valign="vcenter")
        self.title = book.add_format({**_BASE, "bold": True, "font_size": 14})
        self.plain = book.add_format(_BASE)
        self.strong = book.add_format({**_BASE, "bold": True})

    def cell(self, form: str, **more: object) -> Format:
        """The format of a cell of a table."""
        frame = {"border": 1, "border_color": "#BFBFBF"}
        return self.book.add_format({**_BASE, **frame, **_FORMS[form], **more})

    def sheet(self, name: str, heads: Sequence[Head], rows: Iterable[Sequence[Value]] | None) -> Worksheet:
        """A table: its headings are drawn here, its rows when the workbook is bound (`bound`); None: still later."""
        page = self.book.add_worksheet(name)
        for column, (heading, width, form) in enumerate(heads):
            page.set_column(column, column, width)
            page.write_string(0, column, heading, self.head)
            page.write_blank(1, column, None, self.formats[form])
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, 1, len(heads) - 1)
        self.print_on_a4(page)
        self.tables.append((name, heads, rows))
        return page

    def bound(self) -> Bound:
        """The workbook, once it is closed, with the rows of its tables."""
        names = list(self.book.sheetnames)  # in their order
        frames = {name: (f"xl/worksheets/sheet{names.index(name) + 1}.xml", heads) for name, heads, _ in self.tables}
        bound = Bound(self.book.parts, frames)
        for name, _, rows in self.tables:
            if rows is not None:
                bound.fill(name, Rows([(row, _ALONE) for row in rows], [()]))
        return bound

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


class Bound:
    """A workbook whose tables are filled one after the other: each is compressed as its rows are drawn."""

    def __init__(self, parts: Mapping[str, bytes], frames: Mapping[str, tuple[str, Sequence[Head]]]) -> None:
        """frames: by the name of a table's sheet its part and its headings."""
        self.parts: dict[str, Part] = dict(parts)
        self.frames = frames
        self.texts = Texts(parts[_TEXTS])

    def fill(self, name: str, rows: Rows) -> None:
        """Puts rows into the table of a sheet."""
        part, heads = self.frames[name]
        sheet, book = self.parts[part], self.parts[_BOOK]
        assert isinstance(sheet, bytes) and isinstance(book, bytes)
        self.parts[part] = deflated(sheet_with(sheet, heads, rows, self.texts))
        filtered = f"{quote_sheetname(name)}!"
        drawn, meant = (xl_range_abs(0, 0, last, len(heads) - 1) for last in (1, max(rows.number, 1)))
        self.parts[_BOOK] = book.replace(f">{filtered}{drawn}<".encode(), f">{filtered}{meant}<".encode())

    def packed(self) -> bytes:
        """The file."""
        return pack({**self.parts, _TEXTS: self.texts.part()})
