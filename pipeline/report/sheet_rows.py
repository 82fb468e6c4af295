"""Rows of a table as a sheet's XML: values and the styles of their columns come in, text to be put in goes out.

A summary of a province has millions of cells: each is written once, by its type, and a text that
stands in many rows is made ready once. Text is always text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction
from operator import getitem

from xlsxwriter.utility import xl_col_to_name

from pipeline.fitting import lines, points
from pipeline.report.figures import plain
from pipeline.vietnamese import VIETNAM, clean_text, exact_decimal

LONGEST = 32_000  # characters of a cell; Excel holds 32,767
Value = str | int | Fraction | date | datetime | None
Head = tuple[str, int, str]  # heading, width, form: text | number | share | date | time | wrap

_DAY_0 = date(1899, 12, 30)
_ROWS_AT_ONCE = 500
_MOST_KEPT = 20_000  # cells of a column
_ROW = "\ufdd4"  # a noncharacter stands for the number of a row
_ESCAPE = re.compile("(_x[0-9a-fA-F]{4}_)")  # how a sheet writes characters that XML cannot hold
_STYLED = re.compile(rb'<c r="[A-Z]+2" s="([0-9]+)"')


def styles_of(sheet: bytes) -> list[str]:
    """The styles of the columns of a table: those of its first row below the headings."""
    return [style.decode() for style in _STYLED.findall(sheet)]


def sheet_with(sheet: bytes, heads: Sequence[Head], rows: Sequence[Sequence[Value]]) -> Iterator[bytes]:
    """A sheet's XML piece by piece, the rows behind its headings and first row put in."""
    before, _, after = sheet.partition(b"</sheetData>")
    last = f"{xl_col_to_name(len(heads) - 1)}{len(rows) + 2}"
    yield re.sub(rb'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{last}"/>'.encode(), before, count=1)
    columns = [
        _Column(f'<c r="{xl_col_to_name(n)}{_ROW}" s="{style}"', width * WIDER if form == "wrap" else 0.0)
        for n, ((_, width, form), style) in enumerate(zip(heads, styles_of(sheet), strict=True))
    ]
    for at in range(0, len(rows), _ROWS_AT_ONCE):
        numbered = enumerate(rows[at : at + _ROWS_AT_ONCE], at + 3)
        yield "".join([_row(number, row, columns) for number, row in numbered]).encode()
    yield b"</sheetData>" + after


WIDER = 1.05  # a column holds somewhat more than its width in letters


class _Column(dict[Value, tuple[str, int]]):
    """The cells of a column by their values, made when first asked for, and how many lines each takes.

    In place of the number of its row a cell has a sign that no text holds. width: 0 where nothing is wrapped.
    """

    def __init__(self, begin: str, width: float) -> None:
        self.begin, self.width = begin, width

    def __missing__(self, value: Value) -> tuple[str, int]:
        if len(self) >= _MOST_KEPT:
            self.clear()
        content, needed = _text(value, self.width) if isinstance(value, str) else (_plain_cell(value), 1)
        made = self[value] = f"{self.begin}{content}", needed
        return made


def _row(number: int, row: Sequence[Value], columns: Sequence[_Column]) -> str:
    cells, needed = zip(*map(getitem, columns, row), strict=True)
    text = f'<row r="{_ROW}" ht="{points(max(needed)):g}" customHeight="1">{"".join(cells)}</row>'
    return text.replace(_ROW, str(number))


def _text(value: str, width: float) -> tuple[str, int]:
    """What stands behind a cell's style, and how many lines it takes in a column (0: it is not wrapped)."""
    if not value:
        return "/>", 1
    text = _ESCAPE.sub(r"_x005F\1", cell_text(value))
    needed = lines(plain(value), width) if width else 1
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>', needed


def _plain_cell(value: int | Fraction | date | None) -> str:
    return "/>" if value is None else f"><v>{_number(value)}</v></c>"


def cell_text(value: str) -> str:
    """A text as a cell can hold it."""
    return clean_text(plain(value))[:LONGEST]


def _number(value: int | Fraction | date) -> str:
    if isinstance(value, datetime):
        local = value.astimezone(VIETNAM)
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        return f"{(local.date() - _DAY_0).days + seconds / 86_400:.16G}"
    if isinstance(value, date):
        return str((value - _DAY_0).days)
    return f"{shown(value):.16G}"


def shown(value: int | Fraction) -> float:
    """A number for Excel, which knows binary floats only; the exact value is in the JSON."""
    return float(exact_decimal(Fraction(value), 15))
