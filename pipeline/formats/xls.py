"""Workbooks of Excel 97 to 2003: the bytes of an .xls come in, the workbook goes out as if saved as .xlsx.

xlrd reads them; which cells are formulas `biff8` adds. A damaged file may raise anything in xlrd and cost
time and memory before it does: only a process that may die over it should read one. The format has no
checksum, so that a flipped byte within a number cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO

from xlrd import XL_CELL_BLANK, XL_CELL_BOOLEAN, XL_CELL_EMPTY, XL_CELL_ERROR, XL_CELL_TEXT, __version__
from xlrd.book import Book as OldBook
from xlrd.book import Name as OldName
from xlrd.book import open_workbook_xls
from xlrd.compdoc import SIGNATURE, CompDoc
from xlrd.formula import oREF
from xlrd.sheet import Cell as OldCell
from xlrd.sheet import Sheet as OldSheet

from pipeline import limits
from pipeline.book import Area, Areas, Book, Names, Sheet
from pipeline.formats.biff8 import read_stream
from pipeline.formats.cells import Cells, Shows, error_text, float_cell, put, shows, style_at
from pipeline.formats.property_set import STREAM, read_custom
from pipeline.ooxml import EPOCH_1900, EPOCH_1904, BookError, Cell, too_big, within

READER = f"xlrd {__version__}"
OLE: bytes = SIGNATURE  # begins every old Office file
_HEADER = 512  # bytes before the first sector
_FREE = -1  # a sector that nothing is in
_MACROS = "_VBA_PROJECT_CUR"


def read_xls(data: bytes) -> Book:
    """All sheets, names and custom properties of an .xls. BookError: it cannot be read, or asks for too much."""
    if len(data) > limits.MAX_BYTES:
        raise too_big(f"tệp {limits.megabytes(len(data))}, nhiều nhất {limits.megabytes(limits.MAX_BYTES)}")
    try:
        return _read(data)
    except (BookError, MemoryError):
        raise
    except Exception as error:  # xlrd takes files at their word, and raises whatever comes of it
        raise BookError("GATE_DAMAGED", type(error).__name__) from error


def _read(data: bytes) -> Book:
    document = CompDoc(data, logfile=StringIO())
    stream = _stream(document, "Workbook")
    if stream is None:
        raise BookError("GATE_OLE")
    if _is_cut_off(document, len(data)):
        raise ValueError("cut off")
    told = read_stream(stream)
    old = open_workbook_xls(file_contents=stream, formatting_info=True, ragged_rows=True, logfile=StringIO())
    within(len(old.name_obj_list), limits.MAX_NAMES, "tên vùng")
    styles, epoch = _styles(old), EPOCH_1904 if old.datemode else EPOCH_1900
    sheets: dict[str, Sheet] = {}
    filled = 0
    for sheet, formulas in zip(old.sheets(), told.formulas, strict=True):
        if sheet.name in sheets:
            raise BookError("GATE_CRAFTED", f"hai trang cùng tên “{sheet.name}”")
        sheets[sheet.name] = _sheet(sheet, formulas, styles, epoch)
        filled += len(sheets[sheet.name].cells)
        within(filled, limits.MAX_CELLS, "ô")
    if not sheets:
        raise BookError("GATE_NOT_A_BOOK")
    names = {"": Names()}
    for scope, name, area in _names(old, list(sheets)):
        names.setdefault(scope, Names())[name] = area
    macros = told.macros or any(entry.name == _MACROS for entry in document.dirlist)
    oddities = (*["GATE_MACRO"] * macros, *["GATE_LINKED_BOOK"] * told.links)
    properties = read_custom(found) if (found := _stream(document, STREAM)) else {}
    return Book(sheets, names.pop(""), properties, names, ("GATE_XLS", *oddities))


def _stream(document: CompDoc, name: str) -> bytes | None:
    """The bytes of a stream of the file; None where there is none. ValueError: not all of it is there."""
    memory, start, length = document.locate_named_stream(name)
    if memory is None:
        return None
    found: bytes = memory[start : start + length]
    if len(found) < length:
        raise ValueError(name)
    return found


def _is_cut_off(document: CompDoc, size: int) -> bool:
    """Whether the file ends before a sector in which something is."""
    last = max((n for n, follows in enumerate(document.SAT) if follows != _FREE), default=0)
    return bool(_HEADER + last * document.sec_size >= size)


def _styles(old: OldBook) -> list[Shows]:
    """Per cell style: (shows a date, shows a percentage)."""
    codes = {key: form.format_str for key, form in old.format_map.items()}
    return [shows(style.format_key, codes) for style in old.xf_list]


def _sheet(old: OldSheet, formulas: Mapping[tuple[int, int], bool], styles: list[Shows], epoch: date) -> Sheet:
    cells: Cells = {}
    for row in range(1, old.nrows + 1):
        for column, found in enumerate(old.row(row - 1), 1):
            cell = _cell(row, column, found, formulas.get((row, column)), styles, epoch)
            if cell is not None:
                put(cells, cell)
    rows = frozenset(row + 1 for row, info in old.rowinfo_map.items() if info.hidden)
    columns = tuple((column + 1, column + 1) for column, info in sorted(old.colinfo_map.items()) if info.hidden)
    merged = Areas(Area(old.name, top + 1, left + 1, bottom, right) for top, bottom, left, right in old.merged_cells)
    within(len(merged), limits.MAX_MERGED, "vùng ô gộp")
    return Sheet(old.name, bool(old.visibility), cells, rows, None, columns, merged)


def _cell(
    row: int, column: int, found: OldCell, has_result: bool | None, styles: list[Shows], epoch: date
) -> Cell | None:
    """The cell, None where nothing stands in it. has_result: of a formula, None of any other cell."""
    formula = has_result is not None
    kind, value = found.ctype, found.value
    if has_result is False:  # never calculated, or nothing came of it: the file does not say which
        return Cell(row, column, "number", "", None, formula)
    if kind in (XL_CELL_EMPTY, XL_CELL_BLANK):
        return None
    if kind == XL_CELL_TEXT:
        return Cell(row, column, "text", value, value, formula)
    if kind == XL_CELL_BOOLEAN:
        return Cell(row, column, "bool", str(value), bool(value), formula)
    if kind == XL_CELL_ERROR:
        return Cell(row, column, "error", error_text(value), None, formula)
    return float_cell(row, column, value, style_at(styles, found.xf_index), epoch, formula)


def _names(old: OldBook, sheets: list[str]) -> Iterator[tuple[str, str, Area | None]]:
    """(sheet or "" of the workbook, name in lower case, area) of each name; built-in ones as an .xlsx calls them."""
    for name in old.name_obj_list:
        if name.scope >= -1:
            scope = sheets[name.scope] if name.scope >= 0 else ""
            called = f"_xlnm.{name.name}" if name.builtin else name.name
            yield scope, called.lower(), _area(name, sheets)


def _area(name: OldName, sheets: list[str]) -> Area | None:
    """The area of a name; None for anything but one rectangle of this workbook."""
    found = name.result
    if found is None or found.kind != oREF or not isinstance(found.value, list) or len(found.value) != 1:
        return None
    sheet, next_sheet, top, bottom, left, right = found.value[0].coords
    if not 0 <= sheet == next_sheet - 1 < len(sheets):
        return None
    return Area(sheets[sheet], top + 1, left + 1, bottom, right)
