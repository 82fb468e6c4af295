"""Custom properties of an old Office file: the bytes of its property set come in, names with their texts go out.

The layout is that of [MS-OLEPS]. ValueError, LookupError or struct.error: the set is damaged.
"""

from __future__ import annotations

import struct

STREAM = "\x05DocumentSummaryInformation"
_CUSTOM = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae")  # the section of what users add
_DICTIONARY, _CODEPAGE = 0, 1  # numbers of properties that tell of the others
_UTF16, _UTF8 = 1200, 65001
_BYTES, _WIDE, _SHORT, _LONG, _FLOAT, _BOOL = 0x1E, 0x1F, 2, 3, 5, 0x0B


def read_custom(data: bytes) -> dict[str, str]:
    """Custom document properties as text, by name; days and others that nobody reads are left out."""
    (sections,) = struct.unpack_from("<I", data, 24)
    for number in range(min(sections, 2)):
        kind, at = struct.unpack_from("<16sI", data, 28 + 20 * number)
        if kind == _CUSTOM:
            return _section(data[at:])
    return {}


def _section(data: bytes) -> dict[str, str]:
    (count,) = struct.unpack_from("<I", data, 4)
    places = dict(struct.unpack_from("<II", data, 8 + 8 * n) for n in range(count))
    encoding = "cp1252"
    if _CODEPAGE in places:
        (codepage,) = struct.unpack_from("<H", data, places[_CODEPAGE] + 4)
        encoding = {_UTF16: "utf-16-le", _UTF8: "utf-8"}.get(codepage, f"cp{codepage}")
    names = _dictionary(data, places[_DICTIONARY], encoding) if _DICTIONARY in places else {}
    values = {name: _value(data, places[number], encoding) for number, name in names.items() if number in places}
    return {name: value for name, value in values.items() if value is not None}


def _dictionary(data: bytes, at: int, encoding: str) -> dict[int, str]:
    """Names by the number of their property."""
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    found: dict[int, str] = {}
    for _ in range(count):
        number, length = struct.unpack_from("<II", data, at)
        size = 2 * length if encoding == "utf-16-le" else length
        found[number] = _text(data, at + 8, size, encoding)
        at += 8 + size + (-size % 4 if encoding == "utf-16-le" else 0)
    return found


def _value(data: bytes, at: int, encoding: str) -> str | None:
    (kind,) = struct.unpack_from("<I", data, at)
    if kind in (_BYTES, _WIDE):
        (length,) = struct.unpack_from("<I", data, at + 4)
        if kind == _WIDE:
            return _text(data, at + 8, 2 * length, "utf-16-le")
        return _text(data, at + 8, length, encoding)
    if kind == _SHORT:
        return str(struct.unpack_from("<h", data, at + 4)[0])
    if kind == _LONG:
        return str(struct.unpack_from("<i", data, at + 4)[0])
    if kind == _FLOAT:
        return repr(struct.unpack_from("<d", data, at + 4)[0]).removesuffix(".0")
    if kind == _BOOL:
        return "true" if struct.unpack_from("<H", data, at + 4)[0] else "false"
    return None


def _text(data: bytes, at: int, size: int, encoding: str) -> str:
    """A text up to the zero at its end. ValueError: it reaches out of the set."""
    if at + size > len(data):
        raise ValueError(size)
    return data[at : at + size].decode(encoding).partition("\x00")[0].strip()
