"""Rows of a table as a sheet's XML: values and the styles of their columns come in, text to be put in goes out.

A summary of a province has millions of cells: each is written once, by its type, and a text that
stands in many rows is made ready once. Text is always text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import NamedTuple

from pipeline.fitting import lines, points
from pipeline.report.figures import plain
from pipeline.vietnamese import VIETNAM, clean_text, exact_decimal
from pipeline.xlsx.marks import data, letters

LONGEST = 32_000  # characters of a cell; Excel holds 32,767
Value = str | int | Fraction | date | datetime | None
Head = tuple[str, int, str]  # heading, width, form: text | number | share | date | time | wrap
Part = Sequence[Value]  # of a row: the values of columns that stand side by side

_DAY_0 = date(1899, 12, 30)
_ROWS_AT_ONCE = 500
_MOST_CELLS, _MOST_ENDS = 4_000, 20_000  # that are kept, of a column and of the ends of rows
_ROW = b"\0"  # what no text holds stands for the number of a row
_MOST_TEXTS = 200_000  # that are kept in mind, of a workbook
_TEXTS_AT_ONCE = 1_000
_BETWEEN = "\ufdd0"  # which no text of a cell holds
_STYLED = re.compile(rb'<c r="[A-Z]+2" s="([0-9]+)"')
_DIMENSION, _FILTER = re.compile(rb'<dimension ref="[^"]*"/>'), re.compile(rb'<autoFilter ref="[^"]*"/>')
_UNIQUE, _COUNTS = re.compile(rb'uniqueCount="([0-9]+)"'), re.compile(rb' count="[0-9]+" uniqueCount="[0-9]+"')
_END = b"</sst>"


class Rows(NamedTuple):
    """Rows by how they begin, and where in `ends` it stands how they go on: each of a group begins alike."""

    groups: Sequence[tuple[Part, Sequence[int]]]
    ends: Sequence[Part]

    @property
    def number(self) -> int:
        """How many they are."""
        return sum([len(places) for _, places in self.groups])


def sheet_with(sheet: bytes, heads: Sequence[Head], rows: Rows, texts: Texts) -> Iterator[bytes]:
    """A sheet's XML piece by piece, rows put in behind its headings.

    Its second row has the styles of the columns; it goes. The range of its filter is as long as the rows.
    """
    before, _, after = sheet.partition(b"</sheetData>")
    headings, _, styled = before.partition(b'<row r="2"')
    number = rows.number
    yield _DIMENSION.sub(f'<dimension ref="{area(heads, number)}"/>'.encode(), headings, count=1)
    columns = [
        _Column(b'<c r="%b%b" s="%b"' % (letters(n).encode(), _ROW, style), width * WIDER * (form == "wrap"), texts)
        for n, ((_, width, form), style) in enumerate(zip(heads, _STYLED.findall(styled), strict=True))
    ]
    drawn = _drawn_rows(rows, columns)
    while piece := b"".join(islice(drawn, _ROWS_AT_ONCE)):
        yield piece
    yield b"</sheetData>" + _FILTER.sub(f'<autoFilter ref="{area(heads, max(number, 1))}"/>'.encode(), after, count=1)


def area(heads: Sequence[Head], rows: int) -> str:
    """The cells of a table with its headings: A1:F12."""
    return f"A1:{letters(len(heads) - 1)}{rows + 1}"


class Texts:
    """The texts that cells of tables share, numbered behind those that the workbook has already.

    A text is written once, so the sheets of a province open sooner; there is an end to those that are kept in
    mind, and what comes after stands in its cells.
    """

    def __init__(self, former: bytes) -> None:
        """former: the part that lists the workbook's own."""
        self.former = former
        self.numbers: dict[str, int] = {}
        self.first = int(_UNIQUE.findall(former)[0])

    def number(self, text: str) -> int | None:
        """By which a cell names a text; None: there is no room for it."""
        if len(self.numbers) < _MOST_TEXTS:
            return self.numbers.setdefault(text, self.first + len(self.numbers))
        return self.numbers.get(text)

    def part(self) -> Iterator[bytes]:
        """The part that lists all of them."""
        head = f' uniqueCount="{self.first + len(self.numbers)}"'.encode()
        yield _COUNTS.sub(head, self.former, count=1).removesuffix(_END)
        texts = iter(self.numbers)
        while some := list(islice(texts, _TEXTS_AT_ONCE)):  # escaped together
            listed = data(_BETWEEN.join(some)).replace(_BETWEEN, "</t></si><si><t>")
            yield f"<si><t>{listed}</t></si>".encode()
        yield _END


WIDER = 1.05  # a column holds somewhat more than its width in letters
_Drawn = tuple[bytes, int]  # cells as XML, and how many lines they take


class _Column(dict[Value, _Drawn]):
    """The cells of a column by their values, made when first asked for.

    In place of the number of its row a cell has a sign that no text holds. width: 0 where nothing is wrapped.
    """

    def __init__(self, begin: bytes, width: float, texts: Texts) -> None:
        self.begin, self.width, self.texts = begin, width, texts

    def __missing__(self, value: Value) -> _Drawn:
        if len(self) >= _MOST_CELLS:
            self.clear()
        made = self[value] = self._text(value) if isinstance(value, str) else (self.begin + _plain_cell(value), 1)
        return made

    def _text(self, value: str) -> _Drawn:
        if not value:
            return self.begin + b"/>", 1
        words = plain(value)
        text, needed = _held(words), lines(words, self.width) if self.width else 1
        number = self.texts.number(text)
        if number is not None:
            return b'%b t="s"><v>%d</v></c>' % (self.begin, number), needed
        return b'%b t="inlineStr"><is><t xml:space="preserve">%b</t></is></c>' % (
            self.begin,
            data(text).encode(),
        ), needed


class _Ends(dict[int, _Drawn]):
    """The ends of rows by their places, made when first asked for."""

    def __init__(self, ends: Sequence[Part], columns: Sequence[_Column]) -> None:
        self.ends, self.columns = ends, columns

    def __missing__(self, place: int) -> _Drawn:
        if len(self) >= _MOST_ENDS:
            self.clear()
        cells, needed = _drawn(self.ends[place], self.columns)
        made = self[place] = cells + b"</row>", needed
        return made


def _drawn_rows(rows: Rows, columns: Sequence[_Column]) -> Iterator[bytes]:
    last = len(columns) - len(rows.ends[0])
    first, ends = columns[:last], _Ends(rows.ends, columns[last:])
    number = 1
    for begin, places in rows.groups:
        cells, needed = _drawn(begin, first)
        usual = _opening(needed) + cells
        for place in places:
            more, as_well = ends[place]
            number += 1
            row = (usual if as_well <= needed else _opening(as_well) + cells) + more
            yield row.replace(_ROW, b"%d" % number)


@cache
def _opening(needed: int) -> bytes:
    """How a row of so many lines begins."""
    return b'<row r="%b" ht="%g" customHeight="1">' % (_ROW, points(needed))


def _drawn(part: Part, columns: Sequence[_Column]) -> _Drawn:
    drawn, needed = [], 1
    for column, value in zip(columns, part, strict=True):
        xml, own = column[value]
        drawn.append(xml)
        if own > needed:
            needed = own
    return b"".join(drawn), needed


def _plain_cell(value: int | Fraction | date | None) -> bytes:
    return b"/>" if value is None else b"><v>%b</v></c>" % _number(value).encode()


def cell_text(value: str) -> str:
    """A text as a cell can hold it."""
    return _held(plain(value))


def _held(words: str) -> str:
    text = clean_text(words)
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip()


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
    return float(exact_decimal(value, 15))


def plain_number(value: Fraction | None) -> int | Fraction | None:
    """The same number: a whole one, as most of long tables are, is sooner found among cells that were drawn."""
    if value is None:
        return None
    top, bottom = value.as_integer_ratio()
    return top if bottom == 1 else value
