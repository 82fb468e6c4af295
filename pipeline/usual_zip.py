"""A zip as nearly all programs write it, read without the standard library's reader: bytes come in, its members and
their bytes go out; nothing where anything is written otherwise.

What is told here that reader tells alike; whatever is not the usual notation to the letter is left to it.
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

from pipeline.kept import ALIKE, Kept

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s2x3H4x3L4H6xL")  # without who made it, when, and what its rights are
_HEADER = struct.Struct("<4s22x2H")  # of what stands before a member only how long it is
_ZIP64 = b"PK\x06\x07"  # begins the record before the last one of a zip with large numbers
_NEWEST = 45  # version of the format up to which a member can be anything usual
_FLAGS = 0x80E  # how hard it was packed, sizes behind it, names in UTF-8; all else is unusual
_STORED, _DEFLATED = 0, 8


class Member(NamedTuple):
    """An entry of the directory, under the names of `zipfile.ZipInfo`; `limit`: where the next one begins."""

    filename: str
    flag_bits: int
    compress_type: int
    CRC: int
    compress_size: int
    file_size: int
    header_offset: int
    limit: int

    @property
    def orig_filename(self) -> str:
        """The name as it is written."""
        return self.filename


def usual_members(data: bytes) -> tuple[list[Member], int] | None:
    """The members of a zip and where its directory begins."""
    at = len(data) - _END.size
    if at < 0 or data[at - 20 : at - 16] == _ZIP64:
        return None
    mark, disk, first_disk, here, count, size, start, comment = _END.unpack_from(data, at)
    if mark != b"PK\x05\x06" or disk or first_disk or here != count or comment or start + size != at:
        return None
    members: list[Member] = []
    limit = start  # from the last member to the first
    found = _entries(data, start, at)
    if found is None or len(found) != count:
        return None
    for name, flags, packing, crc, packed, unpacked, offset in reversed(found):
        if offset >= limit:
            return None
        members.append(Member(name, flags, packing, crc, packed, unpacked, offset, limit))
        limit = offset
    return members[::-1], start


def _entries(data: bytes, at: int, end: int) -> list[tuple[str, int, int, int, int, int, int]] | None:
    found = []
    while at < end:
        if end - at < _ENTRY.size:
            return None
        mark, needs, flags, packing, crc, packed, size, length, extra, comment, disk, offset = _ENTRY.unpack_from(
            data, at
        )
        at += _ENTRY.size + length
        name = data[at - length : at]
        usual = mark == b"PK\x01\x02" and needs <= _NEWEST and not flags & ~_FLAGS and not (extra or comment or disk)
        if not usual or packing not in (_STORED, _DEFLATED) or at > end:
            return None
        if not name.isascii() or b"\\" in name or b"\x00" in name:
            return None
        found.append((name.decode("ascii"), flags, packing, crc, packed, size, offset))
    return found


_KEPT: Kept[tuple[bytes, int, int, int], bytes] = Kept(16_000_000, lambda key, part: len(key[0]) + len(part))


def usual_part(data: bytes, member: Member) -> bytes | None:
    """The bytes of a member, of equal packed bytes the same object; None where anything about them is unusual."""
    at = member.header_offset
    if at + _HEADER.size > member.limit:
        return None
    mark, length, extra = _HEADER.unpack_from(data, at)
    at += _HEADER.size
    begin = at + length + extra
    end = begin + member.compress_size
    name = member.filename.encode("ascii")
    if mark != b"PK\x03\x04" or data[at : at + length] != name or end > member.limit:
        return None
    packed = data[begin:end]
    if member.file_size > ALIKE:
        return _unpacked(packed, member)
    key = (packed, member.compress_type, member.file_size, member.CRC)
    part = _KEPT.get(key)
    if part is None and (part := _unpacked(packed, member)) is not None:
        _KEPT.put(key, part)
    return part


def _unpacked(packed: bytes, member: Member) -> bytes | None:
    """What was packed, where it is of the size and has the checksum that the directory tells."""
    if member.compress_type == _DEFLATED:
        stream = zlib.decompressobj(-15)
        try:
            part = stream.decompress(packed, member.file_size + 1)
        except zlib.error:
            return None
        if not stream.eof or stream.unused_data:
            return None
    else:
        part = packed
    return part if len(part) == member.file_size and zlib.crc32(part) == member.CRC else None
