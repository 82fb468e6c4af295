"""A workbook as all stages see it, whatever kind of file it came in: sheets with their cells, names, properties."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import product
from typing import overload

from pipeline.kept import Asked, Kept
from pipeline.ooxml import MAX_ROW, Cell, excel_number, parse_ref, ref
from pipeline.sheet_guards import Guards, read_guards


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a sheet; rows and columns count from 1, both ends belong to it."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def text(self) -> str:
        first, last = ref(self.top, self.left), ref(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    @property
    def size(self) -> int:
        """How many cells it has."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of each of them, row by row."""
        return product(range(self.top, self.bottom + 1), range(self.left, self.right + 1))


_AREA = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!([$A-Za-z0-9]+)(?::([$A-Za-z0-9]+))?")


@lru_cache(maxsize=10_000)
def parse_area(text: str) -> Area | None:
    """The area of "'Nhập liệu'!$B$3:$D$9"; None for anything but one rectangle of this workbook."""
    match = _AREA.fullmatch(text.strip())
    if not match:
        return None
    sheet = (match[1] or match[2]).replace("''", "'")
    try:
        top, left = parse_ref(match[3])
        bottom, right = parse_ref(match[4] or match[3])
    except ValueError:
        return None
    return Area(sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right))


Plain = str | float | int | bool | date | datetime | time | timedelta  # a value by itself


@dataclass(frozen=True)
class Grid(Sequence[list[Plain]]):
    """The values of a long plain list, column by column from A1 on, all of one length; "" = blank.

    Row by row it is a sequence.
    """

    columns: list[list[Plain]]

    @classmethod
    def of(cls, rows: Sequence[list[Plain]]) -> Grid:
        """The same from rows, all of one length."""
        return cls(list(map(list, zip(*rows, strict=True))))

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    @overload
    def __getitem__(self, place: int) -> list[Plain]: ...

    @overload
    def __getitem__(self, place: slice) -> list[list[Plain]]: ...

    def __getitem__(self, place: int | slice) -> list[Plain] | list[list[Plain]]:
        if isinstance(place, slice):
            return list(map(list, zip(*(column[place] for column in self.columns), strict=True)))
        return [column[place] for column in self.columns]

    def __iter__(self) -> Iterator[list[Plain]]:
        return map(list, zip(*self.columns, strict=True))


class Names(dict[str, Area | None], Asked):
    """Defined names in lower case, None = leads nowhere; of many workbooks that are alike the same object."""

    __hash__ = object.__hash__  # type: ignore[assignment]


class Areas(tuple[Area, ...], Asked):
    """Rectangles, of many files that are alike the same object."""


@dataclass(frozen=True, eq=False)
class Margin(Asked):
    """Where the rows of a sheet begin, and with what: of many sheets that are alike the same object."""

    columns: Mapping[int, int]  # by row, from the top down: the first that has something in it
    texts: Mapping[int, str]  # what stands there


_MARGINS: Kept[tuple[tuple[int, int, str], ...], Margin] = Kept(
    32_000_000, lambda key, _: sum(800 + 4 * len(text) for *_, text in key)
)


Line = tuple[int, tuple[Cell | None, ...]]  # the number of a row, and cells of it that stand side by side


@dataclass(frozen=True)
class Sheet(Asked):
    """A sheet's cells; of a long plain list (`grid`) they are made only when someone asks."""

    name: str
    hidden: bool
    careful: Mapping[tuple[int, int], Cell] | None
    hidden_rows: frozenset[int] = frozenset()
    grid: Grid | None = None
    hidden_columns: tuple[tuple[int, int], ...] = ()  # from, to
    merged: Areas = field(default_factory=Areas)
    frame: bytes = field(default=b"", compare=False)  # what stands around the cells; of .xlsx alone

    @cached_property
    def guards(self) -> Guards | None:
        """Lock and rules of the sheet; None where the file does not tell."""
        return read_guards(self.frame) if self.frame else None

    @cached_property
    def cells(self) -> Mapping[tuple[int, int], Cell]:
        if self.careful is not None:
            return self.careful
        return {
            (row, column): plain_cell(row, column, value)
            for row, values in enumerate(self.grid or (), 1)
            for column, value in enumerate(values, 1)
            if value != ""
        }

    def get(self, row: int, column: int) -> Cell | None:
        if self.grid is None:
            return self.cells.get((row, column))
        columns = self.grid.columns
        value = columns[column - 1][row - 1] if 0 < row <= len(self.grid) and 0 < column <= len(columns) else ""
        return plain_cell(row, column, value) if value != "" else None

    def text(self, row: int, column: int) -> str:
        cell = self.get(row, column)
        return "" if cell is None or cell.value is None else str(cell.value)

    @cached_property
    def _columns(self) -> Mapping[int, list[int]]:
        """By row, from the top down, the columns that have a cell."""
        found = defaultdict[int, list[int]](list)
        for row, column in sorted(self.cells):
            found[row].append(column)
        return dict(found)

    def line(self, row: int) -> list[tuple[int, Plain | Decimal | None]]:
        """The columns that have a cell in a row, and its values."""
        if self.grid is not None:
            values = self.grid[row - 1] if 0 < row <= len(self.grid) else []
            return [(column, value) for column, value in enumerate(values, 1) if value != ""]
        return [(column, self.cells[row, column].value) for column in self._columns.get(row, ())]

    @cached_property
    def margin(self) -> Margin:
        """What its rows begin with."""
        upwards = dict(sorted(self.cells, reverse=True))  # of each row the last one stays
        firsts = dict(reversed(upwards.items()))
        values = [(place, self.cells[place].value) for place in firsts.items()]
        key = tuple([(*place, "" if value is None else str(value)) for place, value in values])
        return _MARGINS.get(key) or _MARGINS.put(key, Margin(firsts, {row: text for row, _, text in key}))

    @cached_property
    def last_row(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    def rows(self, top: int, left: int, right: int, bottom: int = MAX_ROW) -> Iterator[Line]:
        """From `top` to `bottom`, each row number that has a cell in the columns, with those cells."""
        numbers: Sequence[int] = range(top, bottom + 1)
        if len(numbers) * (right - left + 1) > len(self.cells):
            told = self._columns.items()
            numbers = [n for n, columns in told if top <= n <= bottom and columns[0] <= right and columns[-1] >= left]
        for number in numbers:
            found = tuple([self.cells.get((number, column)) for column in range(left, right + 1)])
            if any(found):
                yield number, found

    def plain_rows(self, top: int, left: int, right: int) -> Iterator[tuple[int, list[Plain]]]:
        """The same of a plain list as bare values; nothing of any other sheet."""
        columns = self.grid.columns[left - 1 : right] if self.grid else []
        for number, own in enumerate(zip(*(column[top - 1 :] for column in columns), strict=True), top):
            if any(value != "" for value in own):
                yield number, list(own)


def plain_cell(row: int, column: int, value: Plain) -> Cell:
    """A value of a plain list as the careful road would have read it."""
    if isinstance(value, str):
        return Cell(row, column, "text", value, value)
    if isinstance(value, bool):
        return Cell(row, column, "bool", str(int(value)), value)
    if isinstance(value, datetime):
        return Cell(row, column, "date", value.isoformat(), value.date())
    if isinstance(value, date):
        return Cell(row, column, "date", value.isoformat(), value)
    if isinstance(value, (float, int)):
        raw = repr(value).removesuffix(".0")
        return Cell(row, column, "number", raw, excel_number(raw))
    return Cell(row, column, "text", str(value), str(value))


@dataclass(frozen=True)
class Book:
    sheets: dict[str, Sheet]
    names: Names
    properties: dict[str, str] = field(default_factory=dict)  # custom document properties
    local_names: Mapping[str, Names] = field(default_factory=dict)  # by sheet: names of its own
    oddities: tuple[str, ...] = ()  # keys of `messages.CATALOGUE`
