"""Rows of a table as a sheet's XML: values and the styles of their columns come in, text to be put in goes out.

A summary of a province has millions of cells: each is written once, by its type, and a text that
stands in many rows is made ready once. Text is always text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import count, islice

from xlsxwriter.utility import xl_col_to_name

from pipeline.fitting import lines, points
from pipeline.report.figures import plain
from pipeline.vietnamese import VIETNAM, clean_text, exact_decimal

LONGEST = 32_000  # characters of a cell; Excel holds 32,767
Value = str | int | Fraction | date | datetime | None
Head = tuple[str, int, str]  # heading, width, form: text | number | share | date | time | wrap
Part = Sequence[Value]  # of a row: the values of columns that stand side by side
Group = tuple[Part, Sequence[Part]]  # rows that begin alike: how they begin, and how each goes on

_DAY_0 = date(1899, 12, 30)
_ROWS_AT_ONCE = 500
_MOST_CELLS, _MOST_ENDS = 4_000, 20_000  # that are kept, of a column and of the ends of rows
_ROW = b"\0"  # what no text holds stands for the number of a row
_ESCAPE = re.compile("(_x[0-9a-fA-F]{4}_)")  # how a sheet writes characters that XML cannot hold
_STYLED = re.compile(rb'<c r="[A-Z]+2" s="([0-9]+)"')


def styles_of(sheet: bytes) -> list[bytes]:
    """The styles of the columns of a table: those of its first row below the headings."""
    return _STYLED.findall(sheet)


def sheet_with(sheet: bytes, heads: Sequence[Head], groups: Sequence[Group]) -> Iterator[bytes]:
    """A sheet's XML piece by piece, the rows behind its headings and first row put in."""
    before, _, after = sheet.partition(b"</sheetData>")
    last = f"{xl_col_to_name(len(heads) - 1)}{sum(len(ends) for _, ends in groups) + 2}"
    yield re.sub(rb'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{last}"/>'.encode(), before, count=1)
    columns = [
        _Column(b'<c r="%b%b" s="%b"' % (xl_col_to_name(n).encode(), _ROW, style), width * WIDER * (form == "wrap"))
        for n, ((_, width, form), style) in enumerate(zip(heads, styles_of(sheet), strict=True))
    ]
    rows = _rows(groups, columns)
    while piece := b"".join(islice(rows, _ROWS_AT_ONCE)):
        yield piece
    yield b"</sheetData>" + after


WIDER = 1.05  # a column holds somewhat more than its width in letters
_Drawn = tuple[bytes, int]  # cells as XML, and how many lines they take


class _Column(dict[Value, _Drawn]):
    """The cells of a column by their values, made when first asked for.

    In place of the number of its row a cell has a sign that no text holds. width: 0 where nothing is wrapped.
    """

    def __init__(self, begin: bytes, width: float) -> None:
        self.begin, self.width = begin, width

    def __missing__(self, value: Value) -> _Drawn:
        if len(self) >= _MOST_CELLS:
            self.clear()
        content, needed = _text(value, self.width) if isinstance(value, str) else (_plain_cell(value), 1)
        made = self[value] = self.begin + content.encode(), needed
        return made


class _Ends(dict[Part, _Drawn]):
    """The ends of rows by their values, made when first asked for."""

    def __init__(self, columns: Sequence[_Column]) -> None:
        self.columns = columns

    def __missing__(self, part: Part) -> _Drawn:
        if len(self) >= _MOST_ENDS:
            self.clear()
        made = self[part] = _drawn(part, self.columns)
        return made


def _rows(groups: Sequence[Group], columns: Sequence[_Column]) -> Iterator[bytes]:
    begun = len(groups[0][0])
    first, drawn_ends = columns[:begun], _Ends(columns[begun:])
    numbers = count(3)
    for begin, ends in groups:
        cells, needed = _drawn(begin, first)
        for end in ends:
            more, as_well = drawn_ends[end]
            height = points(max(needed, as_well))
            row = b'<row r="%b" ht="%g" customHeight="1">%b%b</row>' % (_ROW, height, cells, more)
            yield row.replace(_ROW, b"%d" % next(numbers))


def _drawn(part: Part, columns: Sequence[_Column]) -> _Drawn:
    cells = [column[value] for column, value in zip(columns, part, strict=True)]
    return b"".join([xml for xml, _ in cells]), max([needed for _, needed in cells], default=1)


def _text(value: str, width: float) -> tuple[str, int]:
    """What stands behind a cell's style, and how many lines it takes in a column (0: it is not wrapped)."""
    if not value:
        return "/>", 1
    text = cell_text(value)
    if "_x" in text:
        text = _ESCAPE.sub(r"_x005F\1", text)
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
