"""The binary parts of an .xlsb: bytes of one part come in, its records with what they say go out.

A part is a row of records: a number for the kind, a length, as many bytes. What no cell needs is passed
over. The layouts are those of [MS-XLSB]. ValueError, LookupError or struct.error: the part is damaged.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipeline import limits
from pipeline.book import Area
from pipeline.formats.cells import Shows, shows
from pipeline.ooxml import EPOCH_1900, EPOCH_1904, MAX_COLUMN, MAX_ROW, within

_STRING, _NAME, _FORMAT, _STYLE, _BOOK, _SHEET, _EXTERN_SHEETS = 19, 39, 44, 47, 153, 156, 362
_BEGIN_STYLES, _END_STYLES = 617, 618  # of cells; styles elsewhere are those of style names
_THIS_BOOK, _SOURCES = 357, frozenset({355, 357, 358, 667})  # where a reference may lead: here, to other books
_ONE_CELL, _RECTANGLE = (0x3A, 0x5A, 0x7A), (0x3B, 0x5B, 0x7B)  # formulas that are one reference
_NO_SHEET = 0xFFFFFFFF
_COLUMN = 0x3FFF  # the bits above say whether a reference is relative
_LENGTH_BYTES = 4


class SheetEntry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    hidden: bool
    relation: str


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        length = 0
        for place in range(_LENGTH_BYTES):
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << 7 * place
            if not byte & 0x80:
                break
        if length > end - at:
            raise ValueError(length)
        yield kind, data[at : at + length]
        at += length


def wide_text(body: bytes, at: int) -> tuple[str, int]:
    """A text that is preceded by its length, and where it ends; the null text is empty."""
    (count,) = struct.unpack_from("<I", body, at)
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * count
    if end > len(body):
        raise ValueError(count)
    return body[at + 4 : end].decode("utf-16-le", errors="replace"), end


def packed_number(word: int) -> float:
    """A number in 30 bits: a whole one or the upper half of a float, perhaps a hundredfold."""
    value: float
    if word & 2:
        value = (word >> 2) - (1 << 30 if word & 1 << 31 else 0)
    else:
        (value,) = struct.unpack("<d", struct.pack("<II", 0, word & 0xFFFFFFFC))
    return value / 100 if word & 1 else value


def read_texts(data: bytes) -> list[str]:
    """The shared texts in order; formats of their parts and phonetic guides are left out."""
    texts: list[str] = []
    for kind, body in records(data):
        if kind == _STRING:
            texts.append(wide_text(body, 1)[0])
            within(len(texts), limits.MAX_STRINGS, "đoạn chữ")
    return texts


def read_styles(data: bytes) -> list[Shows]:
    """Per cell style: (shows a date, shows a percentage)."""
    codes: dict[int, str] = {}
    styles: list[Shows] = []
    of_cells = False
    for kind, body in records(data):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = wide_text(body, 2)[0]
        elif kind in (_BEGIN_STYLES, _END_STYLES):
            of_cells = kind == _BEGIN_STYLES
        elif kind == _STYLE and of_cells:
            styles.append(shows(struct.unpack_from("<H", body, 2)[0], codes))
    return styles


def read_workbook(data: bytes) -> tuple[list[SheetEntry], dict[tuple[str, str], Area | None], date]:
    """The sheets, the areas of names by (sheet or "", name in lower case), day 0 of dates."""
    sheets: list[SheetEntry] = []
    names: list[bytes] = []
    sources: list[int] = []
    extern: list[tuple[int, int, int]] = []  # source, first sheet, last sheet
    epoch = EPOCH_1900
    for kind, body in records(data):
        if kind == _SHEET:
            (state,) = struct.unpack_from("<I", body)
            relation, at = wide_text(body, 8)
            sheets.append(SheetEntry(wide_text(body, at)[0], state != 0, relation))
            within(len(sheets), limits.MAX_SHEETS, "trang")
        elif kind == _BOOK and body[0] & 1:
            epoch = EPOCH_1904
        elif kind in _SOURCES:
            sources.append(kind)
        elif kind == _EXTERN_SHEETS:
            (count,) = struct.unpack_from("<I", body)
            within(count, limits.MAX_NAMES, "tham chiếu")
            extern = [struct.unpack_from("<Iii", body, 4 + 12 * n) for n in range(count)]
        elif kind == _NAME:
            names.append(body)
            within(len(names), limits.MAX_NAMES, "tên vùng")
    here = {
        n: sheets[first].name
        for n, (source, first, last) in enumerate(extern)
        if first == last and 0 <= first < len(sheets) and source < len(sources) and sources[source] == _THIS_BOOK
    }
    return sheets, dict(_name(body, sheets, here) for body in names), epoch


def _name(body: bytes, sheets: list[SheetEntry], here: dict[int, str]) -> tuple[tuple[str, str], Area | None]:
    """A name with its scope, and its area: None for anything but one rectangle of this workbook."""
    (scope,) = struct.unpack_from("<I", body, 5)
    name, at = wide_text(body, 9)
    (size,) = struct.unpack_from("<I", body, at)
    owner = "" if scope == _NO_SHEET else sheets[scope].name
    return (owner, name.lower()), _area(body[at + 4 : at + 4 + size], here)


def _area(formula: bytes, here: dict[int, str]) -> Area | None:
    if len(formula) == 9 and formula[0] in _ONE_CELL:
        reference, top, left = struct.unpack_from("<HIH", formula, 1)
        bottom, right = top, left
    elif len(formula) == 15 and formula[0] in _RECTANGLE:
        reference, top, bottom, left, right = struct.unpack_from("<HIIHH", formula, 1)
    else:
        return None
    left, right = left & _COLUMN, right & _COLUMN
    if reference not in here or max(top, bottom) >= MAX_ROW or max(left, right) >= MAX_COLUMN:
        return None
    return Area(here[reference], min(top, bottom) + 1, min(left, right) + 1, max(top, bottom) + 1, max(left, right) + 1)
