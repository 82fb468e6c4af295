"""The parts of an Office file come in, one file goes out: of the same bytes on every machine.

Order, times and rights of the parts are fixed; nothing tells who packed them, when and on what system.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from io import BytesIO

LANGUAGE = "vi-VN"
_COMPRESSION = 4  # of 9: beyond, a long appendix takes twice the time for a tenth of the size
_SMALL = 128_000  # bytes of a part that may stand in the next file again
_ENTRY = struct.Struct("<5H3L2H")  # version, flags, method, time, day, checksum, sizes, lengths of name and extra
_PLACE = struct.Struct("<3H2L")  # of the directory: comment, disk, inner rights, rights, offset
_END = struct.Struct("<4H2LH")  # disks, entries, size and offset of the directory, comment
_VERSION, _UTF8, _MADE_BY = 20, 0x800, bytes((20, 3))  # 3: as on Unix, else Windows would say that it is Windows
_FIRST_DAY, _RIGHTS = (1 << 5) + 1, 0o644 << 16  # 01/01/1980
Deflated = tuple[bytes, int, int]
_TYPES = "[Content_Types].xml"
_LANGUAGES = re.compile(rb'(<c:lang val=|<a:[^>]* lang=)"en-US"')


def pack(parts: Mapping[str, bytes | Iterable[bytes]]) -> bytes:
    """One file of `parts` by their names; a part may come piece by piece."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name in sorted(parts, key=lambda n: (n != _TYPES, n)):
        part, named = parts[name], name.encode()
        packed, checksum, size = _deflated(part) if isinstance(part, bytes) else _deflate(part)
        told = _ENTRY.pack(
            _VERSION, 0 if name.isascii() else _UTF8, zipfile.ZIP_DEFLATED, 0, _FIRST_DAY,
            checksum, len(packed), size, len(named), 0,
        )  # fmt: skip
        directory.append(b"PK\1\2" + _MADE_BY + told + _PLACE.pack(0, 0, 0, _RIGHTS, offset) + named)
        pieces += [b"PK\3\4" + told + named, packed]
        offset += len(pieces[-2]) + len(packed)
    listed = b"".join(directory)
    end = _END.pack(0, 0, len(directory), len(directory), len(listed), offset, 0)
    return b"".join((*pieces, listed, b"PK\5\6" + end))


def _deflate(pieces: Iterable[bytes]) -> Deflated:
    """A part compressed, its checksum and its size."""
    packer = zlib.compressobj(_COMPRESSION, zlib.DEFLATED, -15)
    packed, checksum, size = [], 0, 0
    for piece in pieces:
        packed.append(packer.compress(piece))
        checksum, size = zlib.crc32(piece, checksum), size + len(piece)
    return b"".join((*packed, packer.flush())), checksum, size


def _deflated(part: bytes) -> Deflated:
    """The same of a whole part; what one file after the other contains is compressed once."""
    return _remembered(part) if len(part) <= _SMALL else _deflate([part])


@lru_cache(maxsize=128)
def _remembered(part: bytes) -> Deflated:
    return _deflate([part])


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of a file that this program made, by their names."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def settled(data: bytes, changes: Mapping[str, Callable[[bytes], Iterable[bytes]]] | None = None) -> bytes:
    """A workbook of xlsxwriter packed anew, its charts in Vietnamese; `changes` gives parts another content.

    It goes on to name Excel 2007 as its application: by that name LibreOffice knows what charts leave unsaid.
    """
    parts = unpack(data)
    charts = {name: part for name, part in parts.items() if name.startswith("xl/charts/")}
    spoken = {name: _LANGUAGES.sub(rb'\1"%b"' % LANGUAGE.encode(), part) for name, part in charts.items()}
    return pack({**parts, **spoken, **{name: change(parts[name]) for name, change in (changes or {}).items()}})
