"""What a file stores of one cell comes in, the cell as Excel means it goes out: the same for every kind of file.

What a number means its format tells: a day, a share, or itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pipeline import limits
from pipeline.ooxml import EPOCH_1900, MAX_COLUMN, MAX_ROW, BookError, Cell, excel_number, ref, too_big
from pipeline.vietnamese import show_number

Cells = dict[tuple[int, int], Cell]
Shows = tuple[bool, bool]  # of a number format: whether it shows a date, whether a percentage

_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip # as the binary files number them
_BUILTIN = {9: "0%", 10: "0.00%"}
_BUILTIN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_FORMAT_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_LAST_DAY = 2_958_466  # the day after 31/12/9999


def shows(number: int, codes: dict[int, str]) -> Shows:
    """What the number format of this number shows, by the codes that the workbook declares."""
    code = _FORMAT_LITERALS.sub("", codes.get(number, _BUILTIN.get(number, ""))).lower()
    is_date = number in _BUILTIN_DATES or bool(code and set(code) & set("dy") and "general" not in code)
    return is_date, "%" in code


def style_at(styles: Sequence[Shows], index: int) -> Shows:
    """What a cell style shows; a style that is not there shows the bare number."""
    return styles[index] if index < len(styles) else (False, False)


def number_cell(row: int, column: int, raw: str, style: Shows, epoch: date, formula: bool) -> Cell:
    """A stored number: a day where its format shows one. ValueError where it is no number."""
    is_date, percent = style
    number = excel_number(raw)
    if is_date and 1 <= number < _LAST_DAY:  # a time of day behind the point is dropped
        return Cell(row, column, "date", raw, _day(epoch, int(number)), formula)
    return Cell(row, column, "number", raw, number, formula, percent, epoch)


def float_cell(row: int, column: int, value: float, style: Shows, epoch: date, formula: bool) -> Cell:
    """A number stored as a binary float."""
    return number_cell(row, column, repr(value).removesuffix(".0"), style, epoch, formula)


def date_cell(row: int, column: int, raw: str, epoch: date, formula: bool) -> Cell:
    """A day stored in words ("2022-09-05", "2022-09-05T08:30:00"); before day 1 it is the number of a time of day.

    ValueError where it is no day.
    """
    when = datetime.fromisoformat(raw)
    if when.date() > epoch:
        return Cell(row, column, "date", raw, when.date(), formula)
    days = (when.replace(tzinfo=None) - datetime(epoch.year, epoch.month, epoch.day)) / timedelta(days=1)
    return Cell(row, column, "number", raw, excel_number(f"{days:.15g}"), formula, epoch=epoch)


def error_text(code: int) -> str:
    """The error that binary files store as this number."""
    return _ERRORS.get(code, "#ERROR!")


def put(cells: Cells, cell: Cell) -> None:
    """Adds a cell. ValueError: it lies off the sheet, or stands there already; BookError: there are too many."""
    place = cell.row, cell.column
    if place in cells or not (1 <= cell.row <= MAX_ROW and 1 <= cell.column <= MAX_COLUMN):
        raise ValueError(ref(*place))  # of two, which one is meant?
    cells[place] = cell
    if len(cells) > limits.MAX_CELLS:
        raise too_many_cells()


def too_many_cells() -> BookError:
    """The refusal of a sheet with too many cells."""
    return too_big(f"một trang có trên {show_number(limits.MAX_CELLS)} ô")


def _day(epoch: date, number: int) -> date:
    """Day 1 is 1 January 1900; Excel then counts a 29 February that was not, so that later days are one further."""
    return epoch + timedelta(days=number + (epoch == EPOCH_1900 and number < 60))
