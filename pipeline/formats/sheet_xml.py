"""Worksheets and cell styles of an .xlsx: bytes of one XML part come in, cells with what is hidden or merged go out."""

from __future__ import annotations

import re
from datetime import date

from pipeline import limits
from pipeline.formats.cells import Cells, Shows, date_cell, number_cell, put, shows, style_at, too_many_cells
from pipeline.formats.usual_cells import Stored, usual_rows
from pipeline.ooxml import EPOCH_1900, MAX_COLUMN, MAX_ROW, Cell, check_xml, parse_ref, parse_xml, told_once, unescape


@told_once
def read_formats(data: bytes) -> list[Shows]:
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
    return styles


ANY_CELL = re.compile(rb"<(?:[^<>/!? ]+:)?c[ >/]")
_TRUTH: dict[str, bool | None] = {"1": True, "true": True, "0": False, "false": False, "": None}


class SheetParser:
    """One worksheet part → its non-empty cells, and what is hidden or merged on it."""

    def __init__(self, strings: list[str], formats: list[Shows], epoch: date) -> None:
        self.strings, self.formats, self.epoch = strings, formats, epoch
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
        if data.count(b"<v>") > limits.MAX_CELLS:  # seen at once where they are written as usual
            raise too_many_cells()
        usual = usual_rows(data, rows) if frame and not ANY_CELL.search(frame) else None
        if usual is None:
            parse_xml(data, self.start, self.end, self.text)
            return self.cells, frozenset(self.hidden_rows)
        check_xml(data)
        for cell in usual.cells:
            put(self.cells, self.cell(cell))
        self.hidden_columns, self.merged = _around(frame)
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
                put(self.cells, self.cell(Stored(self.row, self.column, kind, style, raw, self.formula)))

    def cell(self, stored: Stored) -> Cell:
        """A cell as Excel means it. ValueError, LookupError: what is stored makes no sense."""
        kind, raw, formula = stored.kind, stored.raw, stored.formula
        style = style_at(self.formats, stored.style)
        here = (stored.row, stored.column)
        if kind == "s" and raw:
            index = int(raw)
            if index < 0:
                raise IndexError(raw)
            text = self.strings[index]
            return Cell(*here, "text", text, text, formula)
        if kind in ("str", "inlineStr"):
            text = unescape(raw)
            return Cell(*here, "text", text, text, formula)
        if kind == "e":
            return Cell(*here, "error", raw, None, formula)
        if kind == "b":
            return Cell(*here, "bool", raw, _TRUTH[raw], formula)
        if kind == "d" and raw:
            return date_cell(*here, raw, self.epoch, formula)
        if kind not in ("n", "s", "d"):
            raise ValueError(kind)
        if not raw:
            return Cell(*here, "number", "", None, formula, style[1])
        return number_cell(*here, raw, style, self.epoch, formula)


@told_once
def _around(frame: bytes) -> tuple[list[tuple[int, int]], list[str]]:
    """Hidden columns and merged cells, by what stands around the cells of a sheet."""
    parser = SheetParser([], [], EPOCH_1900)
    parse_xml(frame, parser.start, parser.end, parser.text)
    return parser.hidden_columns, parser.merged
