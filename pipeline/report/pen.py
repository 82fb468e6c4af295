"""The pen of the summary workbook: a workbook comes in; tables, one a sheet, each value by its type, go into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.fitting import row_height
from pipeline.report.figures import plain
from pipeline.vietnamese import VIETNAM, clean_text, exact_decimal

FONT = "Times New Roman"
_LONGEST = 32_000  # characters of a cell; Excel holds 32,767
Value = str | int | Fraction | date | datetime | None
Head = tuple[str, int, str]  # heading, width, form: text | number | share | date | time | wrap
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
        self.formats: dict[str, Format] = {form: self.cell(form) for form in _FORMS}
        self.head = self.cell("wrap", bold=True, bg_color="#DCE6F1", align="center", valign="vcenter")
        self.title = book.add_format({**_BASE, "bold": True, "font_size": 14})
        self.plain = book.add_format(_BASE)
        self.strong = book.add_format({**_BASE, "bold": True})

    def cell(self, form: str, **more: object) -> Format:
        """The format of a cell of a table."""
        frame = {"border": 1, "border_color": "#BFBFBF"}
        return self.book.add_format({**_BASE, **frame, **_FORMS[form], **more})

    def sheet(self, name: str, heads: Sequence[Head], rows: Iterator[Sequence[Value]]) -> Worksheet:
        page = self.book.add_worksheet(name)
        count = 0
        for count, row in enumerate(rows, 1):
            for column, ((_, _, form), value) in enumerate(zip(heads, row, strict=True)):
                self.write(page, count, column, value, form)
            wrapped = [
                (plain(value), width * 1.05)
                for (_, width, form), value in zip(heads, row, strict=True)
                if form == "wrap" and isinstance(value, str)
            ]
            page.set_row(count, row_height(wrapped))
        for column, (heading, width, _) in enumerate(heads):
            page.set_column(column, column, width)
            page.write_string(0, column, heading, self.head)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(count, 1), len(heads) - 1)
        self.print_on_a4(page)
        return page

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
            page.write_string(row, column, clean_text(plain(value))[:_LONGEST], style)
        else:
            page.write_number(row, column, shown(value), style)


def shown(value: int | Fraction) -> float:
    """A number for Excel, which knows binary floats only; the exact value is in the JSON."""
    return float(exact_decimal(Fraction(value), 15))
