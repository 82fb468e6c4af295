"""A template that goes back to its unit to be mended: what the unit typed and what is said of it come in,
and stand on the fresh sheet that `task_sheet` drew: values, coloured cells, comments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline import layout as lo
from pipeline.fitting import lines, row_height
from pipeline.model import Fact, Value
from pipeline.ooxml import ref
from pipeline.sheet_styles import FONT
from pipeline.task_sheet import TaskSheet, write_value
from pipeline.vietnamese import show_date
from pipeline.xlsx.look import Look
from pipeline.xlsx.page import Page

_MOST_TEXT = 32_000  # characters; a cell holds 32,767
_FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets do not agree which day a number is
_WIDTH, _LINE, _MARGIN = 340, 19, 14  # of a comment, in pixels
_LETTERS = 48  # characters in a line of a comment


@dataclass(frozen=True, slots=True)
class Spot:
    """An input of a template by its name, or one field in a row (counted from 0) of a list."""

    name: str
    row: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a unit typed into one task's template, and what is said of it. A name that is missing: left blank.

    singles: by name; lists: by name its rows, in each row a value by field. remarks: by spot, what is wrong
    there; general: what is wrong with the whole; lines: all of it once more, for the guide. status: stands in
    the line “Kiểm tra trước khi gửi” until the first cell is changed. author: who says so.
    """

    singles: Mapping[str, Value]
    lists: Mapping[str, Sequence[Sequence[Value | None]]]
    remarks: Mapping[Spot, str]
    general: str
    lines: tuple[tuple[str, str], ...]
    status: str
    author: str


def cell_of(layout: lo.TaskLayout, spot: Spot) -> tuple[str, str]:
    """The sheet and cell of a spot on a template: ("Nhập liệu", "C14")."""
    for entry in layout.inputs:
        if entry.name == spot.name:
            return layout.sheet, ref(entry.row, entry.column)
    rows = next(rows for rows in layout.lists if rows.name == spot.name)
    column = rows.left + [f.key for f in rows.fields].index(spot.field)
    return rows.sheet, ref(rows.first + (spot.row or 0), column)


def put_back(sheet: TaskSheet, returned: Returned) -> None:
    """Writes what was typed over a sheet as it was issued, marks cells, and hangs the comments on them."""
    heights = sheet.heights()
    for entry in sheet.layout.inputs:
        value, remark = returned.singles.get(entry.name), returned.remarks.get(Spot(entry.name), "")
        if value is None and entry.kept is None and not remark:
            continue
        style = sheet.styles.input(entry.field.form, kept=_as_it_came(value, entry.kept), wrong=bool(remark))
        row, column = entry.row - 1, entry.column - 1
        _write(sheet.page, row, column, value, style)
        for rest in range(column + 1, entry.last_column):  # of a merged cell
            sheet.page.write_blank(row, rest, None, style)
        _comment(sheet.page, row, column, remark, returned.author)
        room = sum(sheet.layout.widths[column : entry.last_column or entry.column])
        _grow(sheet.page, row, value, room, heights)
    for rows in sheet.layout.lists:
        _put_rows(sheet, rows, returned, heights)
    ready_row, ready_column = sheet.layout.ready_cell
    _comment(sheet.page, ready_row - 1, ready_column - 1, returned.general, returned.author)


def _put_rows(sheet: TaskSheet, rows: lo.Rows, returned: Returned, heights: dict[int, float]) -> None:
    own = rows.sheet == sheet.layout.sheet
    page = sheet.pages[rows.sheet]
    styles = [sheet.styles.input(f.form) if own else sheet.styles.column(f.form) for f in rows.fields]
    kept = {(row, key): fact for row, key, fact in rows.kept}
    typed = returned.lists.get(rows.name, ())
    remarks = {(spot.row or 0, spot.field): text for spot, text in returned.remarks.items() if spot.name == rows.name}
    special = {row for row, _ in (*kept, *remarks)}
    for index, values in enumerate(typed):
        for column, (field, value) in enumerate(zip(rows.fields, values, strict=True), rows.left - 1):
            if value is not None and field.form != "given":
                _write(page, rows.first - 1 + index, column, value, styles[column - rows.left + 1])
                if own:
                    _grow(page, rows.first - 1 + index, value, sheet.layout.widths[column], heights)
    for index in sorted(special):
        values = typed[index] if index < len(typed) else (None,) * len(rows.fields)
        for column, (field, value) in enumerate(zip(rows.fields, values, strict=True), rows.left - 1):
            fact, remark = kept.get((index, field.key)), remarks.get((index, field.key), "")
            if not fact and not remark:
                continue
            row, shown = rows.first - 1 + index, rows.given[index] if field.form == "given" else value
            style = sheet.styles.input(field.form, kept=_as_it_came(value, fact), wrong=bool(remark))
            _write(page, row, column, shown, style)
            _comment(page, row, column, remark, returned.author)


def _as_it_came(value: Value | None, kept: Fact | None) -> bool:
    return kept is not None and kept.value == value


def _write(page: Page, row: int, column: int, value: Value | None, style: Look) -> None:
    """A value as its unit typed it, a text cut where a cell ends; a text stays a text."""
    if value is None:
        page.write_blank(row, column, None, style)
    elif isinstance(value, str):
        page.write_string(row, column, value[:_MOST_TEXT], style)
    elif isinstance(value, date) and value < _FIRST_DAY:
        page.write_string(row, column, show_date(value), style)
    else:
        write_value(page, row, column, value, style)


def _grow(page: Page, row: int, value: Value | None, room: float, heights: dict[int, float]) -> None:
    """Makes a row as high as the text in it."""
    needed = row_height([(str(value), room * 1.05)]) + 3.5
    if isinstance(value, str) and needed > heights.get(row + 1, 20.0):
        heights[row + 1] = needed
        page.set_row(row, needed)


def _comment(page: Page, row: int, column: int, text: str, author: str) -> None:
    if text:
        look = {"author": author, "font_name": FONT, "font_size": 11, "color": "#FFF2CC", "width": _WIDTH}
        page.write_comment(row, column, text, {**look, "height": _LINE * lines(text, _LETTERS) + _MARGIN})
