"""Binary workbooks of Excel 2007 on: the parts of an .xlsb come in, the workbook goes out as if saved as .xlsx."""

from __future__ import annotations

import struct
from datetime import date

from pipeline import limits
from pipeline.book import Area, Areas, Book, Names, Sheet
from pipeline.formats.biff12 import packed_number, read_styles, read_texts, read_workbook, records, wide_text
from pipeline.formats.cells import Cells, Shows, error_text, float_cell, put, style_at
from pipeline.formats.package import Package, oddities
from pipeline.ooxml import BookError, Cell, within

_ROW, _COLUMNS, _MERGED = 0, 60, 176
# What a cell's record holds behind its place; the short ones stand right of the cell before.
_BLANK, _PACKED, _ERROR, _BOOL, _FLOAT, _TEXT, _SHARED, _RICH = range(8)
_CELLS = {
    1: _BLANK, 2: _PACKED, 3: _ERROR, 4: _BOOL, 5: _FLOAT, 6: _TEXT, 7: _SHARED,
    8: _TEXT, 9: _FLOAT, 10: _BOOL, 11: _ERROR,
    12: _BLANK, 13: _PACKED, 14: _ERROR, 15: _BOOL, 16: _FLOAT, 17: _TEXT, 18: _SHARED,
    62: _RICH,
}  # fmt: skip
_FORMULAS, _SHORT = range(8, 12), range(12, 19)
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x10, 0x01
_TRUTH = {0: False, 1: True}
_STYLE = 0xFFFFFF  # the byte above holds flags


def read_xlsb(package: Package, main: str, properties: dict[str, str]) -> Book:
    """All sheets and names of an .xlsb. BookError, or one of `limits.DAMAGED`: it cannot be read."""
    listed, areas, epoch = read_workbook(package.part(main) or b"")
    relations = package.relations(main)
    by_kind = {kind.rsplit("/", 1)[-1]: target for kind, target in relations.values()}
    texts = read_texts(package.part(by_kind.get("sharedStrings", "")) or b"")
    styles = read_styles(package.part(by_kind.get("styles", "")) or b"")
    sheets: dict[str, Sheet] = {}
    count = 0
    for name, hidden, body in package.sheets(relations, listed):
        sheets[name] = _SheetReader(texts, styles, epoch).read(name, hidden, body)
        count += len(sheets[name].cells)
        within(count, limits.MAX_CELLS, "ô")
    if not sheets:
        raise BookError("GATE_NOT_A_BOOK")
    names = {"": Names()}
    for (scope, name), area in areas.items():
        names.setdefault(scope, Names())[name] = area
    return Book(sheets, names.pop(""), properties, names, ("GATE_XLSB", *oddities(relations)))


class _SheetReader:
    """One worksheet part → its non-empty cells, and what is hidden or merged on it."""

    def __init__(self, texts: list[str], styles: list[Shows], epoch: date) -> None:
        self.texts, self.styles, self.epoch = texts, styles, epoch
        self.row = self.column = 0

    def read(self, name: str, hidden: bool, data: bytes) -> Sheet:
        cells: Cells = {}
        hidden_rows: set[int] = set()
        hidden_columns: list[tuple[int, int]] = []
        merged: list[Area] = []
        for kind, body in records(data):
            if kind in _CELLS:
                cell = self.cell(kind, body)
                if cell is not None:
                    put(cells, cell)
            elif kind == _ROW:
                self.row, self.column = struct.unpack_from("<I", body)[0] + 1, 0
                if body[11] & _ROW_HIDDEN:
                    hidden_rows.add(self.row)
            elif kind == _COLUMNS:
                first, last = struct.unpack_from("<II", body)
                if body[16] & _COLUMN_HIDDEN:
                    hidden_columns.append((first + 1, last + 1))
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<IIII", body)
                merged.append(Area(name, top + 1, left + 1, bottom + 1, right + 1))
                within(len(merged), limits.MAX_MERGED, "vùng ô gộp")
        return Sheet(name, hidden, cells, frozenset(hidden_rows), None, tuple(hidden_columns), Areas(merged))

    def cell(self, kind: int, body: bytes) -> Cell | None:
        """The cell of a record; None of a blank one."""
        if kind in _SHORT:
            self.column += 1
            at = 4
        else:
            self.column = struct.unpack_from("<I", body)[0] + 1
            at = 8
        style = style_at(self.styles, struct.unpack_from("<I", body, at - 4)[0] & _STYLE)
        here, formula, holds = (self.row, self.column), kind in _FORMULAS, _CELLS[kind]
        if holds == _BLANK:
            return None
        if holds == _PACKED:
            number = packed_number(struct.unpack_from("<I", body, at)[0])
            return float_cell(*here, number, style, self.epoch, formula)
        if holds == _FLOAT:
            return float_cell(*here, struct.unpack_from("<d", body, at)[0], style, self.epoch, formula)
        if holds == _BOOL:
            return Cell(*here, "bool", str(body[at]), _TRUTH[body[at]], formula)
        if holds == _ERROR:
            return Cell(*here, "error", error_text(body[at]), None, formula)
        if holds == _SHARED:
            text = self.texts[struct.unpack_from("<I", body, at)[0]]
        else:
            text, _ = wide_text(body, at + (holds == _RICH))
        return Cell(*here, "text", text, text, formula)
