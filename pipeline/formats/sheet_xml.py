"""Worksheets and cell styles of an .xlsx: bytes of one XML part come in, sheets and formats go out.

Of a small part in the usual notation every row is read once for all files that have it, and so is a whole sheet
with the same texts in it, as guides and hidden lists are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from xml.parsers import expat

from pipeline import limits
from pipeline.book import Areas, Sheet, parse_area
from pipeline.formats.cells import Cells, Shows, date_cell, number_cell, put, shows, style_at, too_many_cells
from pipeline.formats.elements import Strings
from pipeline.formats.usual_cells import Rows, Stored, rows_by_row, usual_rows
from pipeline.kept import ALIKE, Kept, told_once
from pipeline.ooxml import (
    EPOCH_1900,
    MAX_COLUMN,
    MAX_ROW,
    BookError,
    Cell,
    check_xml,
    is_xml,
    parse_ref,
    parse_xml,
    unescape,
)
from pipeline.sheet_guards import apart


@told_once
def read_formats(data: bytes) -> tuple[Shows, ...]:
    """Per cell style: (shows a date, shows a percentage)."""
    codes: dict[int, str] = {}
    styles: list[Shows] = []
    in_cell_styles = False

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal in_cell_styles
        if tag == "numFmt":
            codes[int(attrs["numFmtId"])] = attrs.get("formatCode", "")
        elif tag == "cellXfs":
            in_cell_styles = True
        elif tag == "xf" and in_cell_styles:
            styles.append(shows(int(attrs.get("numFmtId", "0")), codes))

    def end(tag: str) -> None:
        nonlocal in_cell_styles
        if tag == "cellXfs":
            in_cell_styles = False

    if data:
        parse_xml(data, start, end)
    return tuple(styles)


class Meaning(NamedTuple):
    """By what a workbook tells the meaning of stored cells: its shared strings, cell styles and day 0 of dates."""

    strings: Sequence[str]
    formats: tuple[Shows, ...]
    epoch: date


def read_sheet(name: str, hidden: bool, data: bytes, meaning: Meaning) -> Sheet:
    """The sheet in a worksheet part. BookError, ExpatError or one of `limits.DAMAGED`: it cannot be read."""
    usual = usual_sheet(data) if len(data) <= ALIKE else None
    sheet = _sheet_of(usual, name, hidden, meaning) if usual is not None else None
    if sheet is not None:
        return sheet
    frame, rows = apart(data)
    parser = SheetParser(meaning)
    cells, hidden_rows = parser.read(data, frame, rows)
    return Sheet(name, hidden, cells, hidden_rows, None, tuple(parser.hidden_columns), _areas(parser.merged), frame)


# --- small parts, as nearly all programs write them -------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """A sheet as it is stored. texts: the numbers of the shared strings in it; last_text: the greatest, or -1."""

    rows: Sequence[Rows]
    texts: tuple[int, ...]
    last_text: int
    hidden_rows: frozenset[int]
    hidden_columns: tuple[tuple[int, int], ...]
    merged: Areas
    frame: bytes


@told_once
def usual_sheet(data: bytes) -> Usual | None:
    """What a small part holds; None where anything in it is not in the usual notation, or wrong."""
    frame, rows = _without_footer(*apart(data))
    around = _around(frame)
    told = rows_by_row(data, rows) if around else None
    if told is None or around is None:
        return None
    columns, merged = around
    filled = [row for row in told if row.cells]
    texts = tuple(chain.from_iterable(row.texts for row in filled))
    return Usual(
        filled, texts, max(texts, default=-1), frozenset().union(*[row.hidden for row in told]), columns, merged, frame
    )


def is_plain(frame: bytes) -> bool:
    """Whether what was taken for the rows of a sheet is just that: no comment hides it, and no cell is elsewhere."""
    return bool(frame) and not _ANY_CELL.search(frame) and b"<!" not in frame and frame.count(b"<?") <= 1


# Pages may show whose form it is, which nothing else on a frame does.
_FOOTER = re.compile(
    rb"<headerFooter(?: [^<>]*)?>(?:<((?:odd|even|first)(?:Header|Footer))>[^<]*</\1>)*</headerFooter>"
)


_is_footer = told_once(is_xml)  # of all forms of a unit the same


def _without_footer(frame: bytes, rows: bytes) -> tuple[bytes, bytes]:
    """The frame without what is printed above and below a sheet; rows as they are. Both b"" where that is no XML."""
    footer = _FOOTER.search(frame)
    if footer is None:
        return frame, rows
    return (frame[: footer.start()] + frame[footer.end() :], rows) if _is_footer(footer[0]) else (b"", b"")


_SHEETS: Kept[tuple[object, ...], Sheet] = Kept(96_000_000, lambda _, sheet: 1_000 + 800 * len(sheet.cells))


def _sheet_of(usual: Usual, name: str, hidden: bool, meaning: Meaning) -> Sheet | None:
    """The sheet, of equal parts with equal texts the same object; None where two cells stand in one place."""
    strings, shown = meaning.strings, _shown(meaning.formats, meaning.epoch)
    string = strings.__getitem__
    former = strings.former if isinstance(strings, Strings) and usual.last_text < strings.alike else None
    key = (usual, name, hidden, former or tuple(map(string, usual.texts)), shown)
    sheet = _SHEETS.get(key)
    if sheet is None:
        rows = [(row, tuple(map(string, row.texts)), shown) for row in usual.rows]
        told = _ROWS.get_all(rows, lambda key: tuple([((c.row, c.column), meant(c, meaning)) for c in key[0].cells]))
        cells = dict(chain.from_iterable(told or ()))
        if len(cells) < sum([len(row.cells) for row in usual.rows]):
            return None
        columns = usual.hidden_columns
        sheet = Sheet(name, hidden, cells, usual.hidden_rows, None, columns, usual.merged, usual.frame)
        _SHEETS.put(key, sheet)
    return sheet


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What the numbers of cell styles and days mean."""

    formats: tuple[Shows, ...]
    epoch: date


_shown = lru_cache(maxsize=64)(Shown)
_ROWS: Kept[tuple[Rows, tuple[str, ...], Shown], tuple[tuple[tuple[int, int], Cell], ...]] = Kept(
    16_000_000, lambda key, _: 500 * len(key[0].cells)
)


# --- every other part -------------------------------------------------------------------------------------


_ANY_CELL = re.compile(rb"<(?:[^<>/!? ]+:)?c[ >/]")
_TRUTH: dict[str, bool | None] = {"1": True, "true": True, "0": False, "false": False, "": None}


class SheetParser:
    """One worksheet part → its non-empty cells, and what is hidden or merged on it."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self.cells: Cells = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []  # from, to
        self.merged: list[str] = []  # "B3:D4"
        self.row = self.column = 0
        self.attrs: dict[str, str] = {}
        self.parts: list[str] = []
        self.collecting = False
        self.formula = False

    def read(self, data: bytes, frame: bytes = b"", rows: bytes = b"") -> tuple[Cells, frozenset[int]]:
        """The cells of a part and its hidden rows; frame, rows: the part taken apart, where it can be."""
        written = limits.times(data, b"<v>", limits.MAX_CELLS)  # as usual
        if written > limits.MAX_CELLS:
            raise too_many_cells()
        usual = usual_rows(data, rows) if is_plain(frame) else None
        if usual is None:
            parse_xml(data, self.start, self.end, self.text)
            return self.cells, frozenset(self.hidden_rows)
        check_xml(data)
        for cell in usual.cells:
            put(self.cells, meant(cell, self.meaning))
        around = _parsed(frame)
        self.hidden_columns, self.merged = around.hidden_columns, around.merged
        return self.cells, usual.hidden

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "c":
            self.attrs, self.formula = attrs, False
            self.parts.clear()
            place = attrs.get("r")
            if place:
                self.row, self.column = parse_ref(place)
            else:  # the reference is optional: the cell stands right of the one before
                self.column += 1
                if self.column > MAX_COLUMN or not self.row:
                    raise ValueError(self.column)
        elif tag in ("v", "t"):
            self.collecting = True
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            self.row, self.column = int(attrs.get("r", self.row + 1)), 0
            if not 1 <= self.row <= MAX_ROW:
                raise ValueError(self.row)
            if attrs.get("hidden") in ("1", "true"):
                self.hidden_rows.add(self.row)
        elif tag == "rPh":
            self.collecting = False
        elif tag == "mergeCell":
            self.merged.append(attrs.get("ref", ""))
        elif tag == "col" and attrs.get("hidden") in ("1", "true"):
            self.hidden_columns.append((int(attrs.get("min", "0")), int(attrs.get("max", "0"))))

    def text(self, chunk: str) -> None:
        if self.collecting:
            self.parts.append(chunk)

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.collecting = False
        elif tag == "c":
            raw = "".join(self.parts)
            if raw or self.formula:
                kind, style = self.attrs.get("t", "n"), int(self.attrs.get("s", "0"))
                put(self.cells, meant(Stored(self.row, self.column, kind, style, raw, self.formula), self.meaning))


def _parsed(frame: bytes) -> SheetParser:
    """What stands around the cells of a sheet."""
    parser = SheetParser(Meaning((), (), EPOCH_1900))
    parse_xml(frame, parser.start, parser.end, parser.text)
    return parser


@told_once
def _around(frame: bytes) -> tuple[tuple[tuple[int, int], ...], Areas] | None:
    """Hidden columns and merged cells; None where a frame is not plain, or wrong."""
    try:
        parser = _parsed(frame) if is_plain(frame) else None
    except (expat.ExpatError, BookError, ValueError):
        return None
    if parser is None:
        return None
    return tuple(parser.hidden_columns), _areas(parser.merged)


def _areas(merged: Iterable[str]) -> Areas:
    return Areas(area for text in merged if (area := parse_area(f"x!{text}")))


# --- cells ------------------------------------------------------------------------------------------------


def meant(stored: Stored, meaning: Meaning) -> Cell:
    """A cell as Excel means it. ValueError, LookupError: what is stored makes no sense."""
    row, column, kind, number_of_style, raw, formula = stored
    if kind == "s" and raw:
        index = int(raw)
        if index < 0:
            raise IndexError(raw)
        text = meaning.strings[index]
        return Cell(row, column, "text", text, text, formula)
    if kind in ("str", "inlineStr"):
        text = unescape(raw)
        return Cell(row, column, "text", text, text, formula)
    if kind == "e":
        return Cell(row, column, "error", raw, None, formula)
    if kind == "b":
        return Cell(row, column, "bool", raw, _TRUTH[raw], formula)
    if kind == "d" and raw:
        return date_cell(row, column, raw, meaning.epoch, formula)
    if kind not in ("n", "s", "d"):
        raise ValueError(kind)
    style = style_at(meaning.formats, number_of_style)
    if not raw:
        return Cell(row, column, "number", "", None, formula, style[1])
    return number_cell(row, column, raw, style, meaning.epoch, formula)
