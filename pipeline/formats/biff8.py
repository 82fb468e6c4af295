"""What xlrd does not tell of an .xls: the bytes of its Workbook stream come in; which cells are formulas, and
whether there are macro sheets and links, goes out.

A stream is a row of records: a number for the kind, a length, as many bytes. ValueError, LookupError or
struct.error: the stream is damaged.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline import limits
from pipeline.ooxml import BookError, within

_FORMULAS, _END, _ENCRYPTED, _SHEET, _SOURCE, _BEGIN = frozenset({0x06, 0x206, 0x406}), 0x0A, 0x2F, 0x85, 0x1AE, 0x809
_BIFF8 = 0x600
_WORKSHEET, _MACRO_SHEET = 0, 1
_THIS_BOOK, _ADD_IN = 0x401, 0x3A01  # where a reference may lead, when it is not to another workbook
_NO_NUMBER, _EMPTY = 0xFFFF, 3  # a result that is no number; one that is nothing


@dataclass(frozen=True, slots=True)
class Stream:
    """What the records of a workbook tell beside its cells."""

    formulas: tuple[dict[tuple[int, int], bool], ...]  # by worksheet: cells, and whether they have a result
    macros: bool
    links: bool


def read_stream(data: bytes) -> Stream:
    """The formulas of each worksheet, macros and links. BookError: an older or a locked workbook."""
    starts: list[int] = []
    macros = links = False
    for kind, body in _records(data, 0):
        if kind == _ENCRYPTED:
            raise BookError("GATE_PASSWORD")
        if kind == _SHEET:
            start, form = struct.unpack_from("<IxB", body)
            macros = macros or form == _MACRO_SHEET
            if form == _WORKSHEET:
                starts.append(start)
        elif kind == _SOURCE:
            (leads,) = struct.unpack_from("<H", body, 2)
            links = links or leads not in (_THIS_BOOK, _ADD_IN)
    within(len(starts), limits.MAX_SHEETS, "trang")
    if len(set(starts)) < len(starts):  # else a thousand sheets could be made of one
        raise BookError("GATE_CRAFTED", "hai trang cùng một phần")
    return Stream(tuple(_formulas(data, start) for start in starts), macros, links)


def _formulas(data: bytes, start: int) -> dict[tuple[int, int], bool]:
    found: dict[tuple[int, int], bool] = {}
    for kind, body in _records(data, start):
        if kind in _FORMULAS:
            row, column, result, no_number = struct.unpack_from("<HH2xB5xH", body)
            found[row + 1, column + 1] = not (no_number == _NO_NUMBER and result == _EMPTY)
    return found


def _records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record of the substream that begins there; those of charts within are left out."""
    kind, _ = struct.unpack_from("<HH", data, at)
    if kind != _BEGIN:
        raise BookError("GATE_XLS_OLD") if at == 0 else ValueError(kind)
    (version,) = struct.unpack_from("<H", data, at + 4)
    if version != _BIFF8:
        raise BookError("GATE_XLS_OLD")
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + length]
        if len(body) < length:
            raise ValueError(length)
        at += 4 + length
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if not depth:
                return
        elif depth == 1:
            yield kind, body
