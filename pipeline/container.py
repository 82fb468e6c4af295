"""The parts of an Office file come in, one file goes out: of the same bytes on every machine.

Order, times and rights of the parts are fixed; nothing tells who packed them, when and on what system.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

LANGUAGE = "vi-VN"
_COMPRESSION = 4  # of 9
_OF_LONG_ONES = 2  # of parts that come piece by piece: a third less time than above for a tenth of the size
_SMALL = 128_000  # bytes of a part that may stand in the next file again
_ENTRY = struct.Struct("<5H3L2H")  # version, flags, method, time, day, checksum, sizes, lengths of name and extra
_PLACE = struct.Struct("<3H2L")  # of the directory: comment, disk, inner rights, rights, offset
_END = struct.Struct("<4H2LH")  # disks, entries, size and offset of the directory, comment
_VERSION, _UTF8, _MADE_BY = 20, 0x800, bytes((20, 3))  # 3: as on Unix, else Windows would say that it is Windows
_FIRST_DAY, _RIGHTS = (1 << 5) + 1, 0o644 << 16  # 01/01/1980
_TYPES = "[Content_Types].xml"


class Deflated(NamedTuple):
    """A part as it stands in a file: compressed, with the checksum and the size of what it holds."""

    packed: bytes
    checksum: int
    size: int

    @property
    def content(self) -> bytes:
        """What it holds."""
        return zlib.decompress(self.packed, -15)


Part = bytes | Deflated | Iterable[bytes]


def pack(parts: Mapping[str, Part]) -> bytes:
    """One file of `parts` by their names; a part may come piece by piece, or compressed."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name in sorted(parts, key=lambda n: (n != _TYPES, n)):
        part, named = parts[name], name.encode()
        packed, checksum, size = _deflated(part)
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


def deflated(pieces: Iterable[bytes]) -> Deflated:
    """A part that comes piece by piece, compressed: it never stands in memory as a whole."""
    return _packed(pieces, _OF_LONG_ONES)


def _packed(pieces: Iterable[bytes], level: int) -> Deflated:
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    packed, checksum, size = [], 0, 0
    for piece in pieces:
        packed.append(packer.compress(piece))
        checksum, size = zlib.crc32(piece, checksum), size + len(piece)
    return Deflated(b"".join((*packed, packer.flush())), checksum, size)


def _deflated(part: Part) -> Deflated:
    """The same of a part in any form; what one file after the other contains is compressed once."""
    if isinstance(part, Deflated):
        return part
    if isinstance(part, bytes):
        return _remembered(part) if len(part) <= _SMALL else _packed([part], _COMPRESSION)
    return deflated(part)


@lru_cache(maxsize=128)
def _remembered(part: bytes) -> Deflated:
    return _packed([part], _COMPRESSION)


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of a file that this program made, by their names."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def taken_apart(data: bytes) -> dict[str, Deflated]:
    """The same as they stand there, ready to be packed again beside others."""
    parts = {}
    with zipfile.ZipFile(BytesIO(data)) as file:
        for part in file.infolist():
            start = part.header_offset + 4 + _ENTRY.size + len(part.filename.encode())
            parts[part.filename] = Deflated(data[start : start + part.compress_size], part.CRC, part.file_size)
    return parts
