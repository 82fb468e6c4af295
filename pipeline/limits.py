"""What a file from outside may ask of us: its bytes come in, its opened container or the reason against it goes out.

Every number stands here once, for workbooks and for Word documents alike. They are wide for honest
files (a list of 200,000 cases unzips to some 60 MB, real workbooks shrink 2 to 17 times) and narrow
for files made to exhaust a machine. A container is judged by its directory, before a part is unpacked.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from io import BytesIO
from shutil import copyfileobj
from typing import Literal

from pipeline.kept import text_once
from pipeline.usual_zip import Member, usual_members, usual_part
from pipeline.vietnamese import show_number

MEGABYTE = 1_000_000
MAX_BYTES = 60 * MEGABYTE  # a file
MAX_MEMBERS = 5_000  # parts of its container
MAX_UNZIPPED = 200 * MEGABYTE  # all parts together
MAX_PART = 120 * MEGABYTE  # one part
MAX_RATIO, RATIO_FROM = 300, 5 * MEGABYTE  # unzipped size to packed, of a part from this size up
MAX_TAGS = 5_000_000  # elements of one XML part; a list of 200,000 cases has half of them
MAX_DEPTH = 100  # elements within elements; spreadsheets reach 15
MAX_STRETCH = 400_000  # bytes between two tags, or of one: a cell's longest text has 32,767 characters
MAX_SHEETS = 1_000
MAX_NAMES = 50_000  # names pile up in workbooks that are copied for years
MAX_MERGED = 50_000
MAX_STRINGS = 1_500_000
MAX_CELLS = 1_000_000  # a list of 200,000 cases has 800,000
MAX_AREA = 2_000_000  # rows by columns of a sheet for which the fast reader asks memory at once
ORDINARY_PART, ORDINARY_XML = MEGABYTE, 4 * MEGABYTE  # up to here parsing can cost neither time nor memory

DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, RuntimeError, NotImplementedError,
    LookupError, ValueError, ArithmeticError,
)  # fmt: skip # what the standard library raises over a container that cannot be read

_HEADER = 30  # bytes before a part, its name not counted
_ENTRY = b"PK\x01\x02"  # begins each entry of a zip's directory
_LEAVES = re.compile(r"(^|/)\.\.(/|$)|^[A-Za-z]:|\x00")  # out of the container, or a text within a text
_ENCRYPTED = 1


class Refused(Exception):
    """A container that must not be unpacked: too big for us, made by no office program, or locked."""

    def __init__(self, kind: Literal["big", "crafted", "locked"], found: str = "") -> None:
        super().__init__(kind, found)
        self.kind = kind
        self.found = found


def megabytes(size: int) -> str:
    """ "1.234 MB": a size as people know it, rounded up."""
    return f"{show_number(-(-size // MEGABYTE))} MB"


def over(what: str, number: int, limit: int) -> str:
    """ "1.500 trang, nhiều nhất 1.000": what is over which limit."""
    return f"{show_number(number)} {what}, nhiều nhất {show_number(limit)}"


def times(data: bytes, mark: bytes, limit: int) -> int:
    """How often a mark stands in some bytes; 0 where they are too short to hold it more often than the limit."""
    return data.count(mark) if len(data) > limit * len(mark) else 0


Entry = Member | zipfile.ZipInfo


class Container:
    """The zip in some bytes, within all limits; else Refused, or one of DAMAGED where it is none."""

    def __init__(self, data: bytes) -> None:
        _judge_size(data)
        self.data = data
        usual = usual_members(data)
        self.members: Sequence[Entry]
        self.members, end = usual or _directory(self._archive)
        self.parts = _judge(self.members, end)  # by the names that all programs understand

    @cached_property
    def _archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(BytesIO(self.data))

    def read(self, member: Entry) -> bytes:
        """The bytes of a member; one of DAMAGED where they cannot be had."""
        if isinstance(member, zipfile.ZipInfo):
            return self._archive.read(member)
        part = usual_part(self.data, member)
        return self._archive.read(member.filename) if part is None else part


def open_container(data: bytes) -> zipfile.ZipFile:
    """The same as the standard library's reader, for who unpacks by it."""
    _judge_size(data)
    archive = zipfile.ZipFile(BytesIO(data))
    try:
        _judge(*_directory(archive))
    except Refused:
        archive.close()
        raise
    return archive


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A part, piece by piece: `read` has it in memory twice, and the text of a province has 50 MB."""
    part = BytesIO()
    with archive.open(member) as pieces:
        copyfileobj(pieces, part, MEGABYTE)
    return part.getvalue()


def _judge_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise Refused("big", f"tệp {megabytes(len(data))}, nhiều nhất {megabytes(MAX_BYTES)}")
    entries = times(data, _ENTRY, 2 * MAX_MEMBERS)  # before the directory is read: each entry costs memory
    if entries > 2 * MAX_MEMBERS:  # packed archives may lie within
        raise Refused("big", over("phần", entries, MAX_MEMBERS))


def _directory(archive: zipfile.ZipFile) -> tuple[list[zipfile.ZipInfo], int]:
    return archive.infolist(), archive.start_dir


def part_name(member: Entry) -> str:
    """A part's name as all programs understand it: some write backslashes, a leading "/" or other letter cases."""
    return _as_understood(member.filename)


@text_once
def _as_understood(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def is_ordinary(parts: Mapping[str, Entry]) -> bool:
    """Whether so little XML (of an .xlsb: records) is in the container that parsing it is safe wherever it is done."""
    sizes = [part.file_size for name, part in parts.items() if name.endswith((".xml", ".rels", ".vml", ".bin"))]
    return max(sizes, default=0) <= ORDINARY_PART and sum(sizes) <= ORDINARY_XML


def _judge(members: Sequence[Entry], end: int) -> Mapping[str, Entry]:
    """The members by their names, where they are within all limits."""
    if len(members) > MAX_MEMBERS:
        raise Refused("big", over("phần", len(members), MAX_MEMBERS))
    if any(m.flag_bits & _ENCRYPTED for m in members):
        raise Refused("locked")
    total = sum(m.file_size for m in members)
    if total > MAX_UNZIPPED:
        raise Refused("big", f"giải nén ra {megabytes(total)}, nhiều nhất {megabytes(MAX_UNZIPPED)}")
    for member in members:
        if member.file_size > RATIO_FROM:
            _judge_part(member)
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("crafted", f"cách nén lạ ở “{member.filename}”")
        if _leaves(member.orig_filename):
            raise Refused("crafted", f"tên “{member.orig_filename}”")
    _judge_places(members, end)
    parts: dict[str, Entry] = {}
    for member in members:
        if parts.setdefault(part_name(member), member) is not member:
            raise Refused("crafted", f"hai phần cùng tên “{member.filename}”")
    return parts


def _judge_part(member: Entry) -> None:
    if member.file_size > MAX_PART:
        size = megabytes(member.file_size)
        raise Refused("big", f"phần “{member.filename}” có {size}, nhiều nhất {megabytes(MAX_PART)}")
    if member.file_size > MAX_RATIO * max(1, member.compress_size):
        raise Refused("big", f"phần “{member.filename}” giải nén gấp trên {MAX_RATIO} lần")


@text_once
def _leaves(name: str) -> bool:
    return bool(_LEAVES.search(name.replace("\\", "/")))


def _judge_places(members: Sequence[Entry], end: int) -> None:
    """Two parts of the same bytes: one reader would see what another does not."""
    taken = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        if member.header_offset < 0:
            raise zipfile.BadZipFile("a part begins before the file")
        if member.header_offset < taken:
            raise Refused("crafted", f"phần “{member.filename}” chồng lên phần khác")
        taken = member.header_offset + _HEADER + member.compress_size
    if taken > end:
        raise zipfile.BadZipFile("a part reaches into the directory")
