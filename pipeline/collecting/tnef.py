"""winmail.dat, in which Outlook wraps attachments for its own kind (TNEF): bytes come in, the files in it go out.

Read here and not by a library: the one there is cuts zero bytes off the end of what it unwraps, with
which every .xlsx ends, and copies what is left of the file at every step.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.collecting import mapi
from pipeline.collecting.encoded import text_of
from pipeline.collecting.parcel import Part, Unopened

SIGNATURE = b"\x78\x9f\x3e\x22"
_HEAD, _ENTRY, _SUM = 6, 9, 2  # bytes: of the file, before an attribute's content, after it
_NEW_ATTACHMENT, _TITLE, _DATA, _PROPERTIES, _CODE_PAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9007
_OF_ATTACHMENT = 2
_SIZES = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8,
          0x0040: 8, 0x0048: 16, 0x0000: 0, 0x0001: 0}  # fmt: skip
_SHORT = frozenset({0x0002, 0x000B})  # packed by twos where there are several
_VARIABLE = frozenset({mapi.TEXT_8, mapi.TEXT_16, mapi.BINARY, mapi.OBJECT})
_SEVERAL, _NAMED = 0x1000, 0x8000
_MAIL = bytes.fromhex("0703020000000000c000000000000046")  # the object is a mail, wrapped in the same way


@dataclass(slots=True)
class _Attachment:
    title: str = ""
    data: bytes = b""
    properties: dict[int, bytes | str] = field(default_factory=dict)

    def name(self) -> str:
        names = (self.properties.get(key) for key in (mapi.ATTACH_LONG_NAME, mapi.ATTACH_NAME))
        return next((n for n in names if isinstance(n, str) and n), self.title)


def read_tnef(data: bytes) -> Iterator[Part]:
    """The attachments, a mail among them again as winmail.dat. Raises Unopened where the bytes are broken off."""
    attachment: _Attachment | None = None
    encoding = ""
    for level, key, content in _attributes(data):
        if key == _CODE_PAGE and len(content) >= 4:
            encoding = mapi.encoding_of(int.from_bytes(content[:4], "little"))
        if level != _OF_ATTACHMENT:
            continue
        if key == _NEW_ATTACHMENT or attachment is None:
            if attachment:
                yield from _finished(attachment)
            attachment = _Attachment()
        if key == _TITLE:
            attachment.title = text_of(content.rstrip(b"\x00"), encoding)
        elif key == _DATA:
            attachment.data = content
        elif key == _PROPERTIES:
            attachment.properties = dict(_properties(content, encoding))
    if attachment:
        yield from _finished(attachment)


def _finished(attachment: _Attachment) -> Iterator[Part]:
    wrapped = attachment.properties.get(mapi.ATTACH_DATA)
    if isinstance(wrapped, bytes) and (wrapped.startswith(_MAIL) or not attachment.data):
        mail = wrapped.startswith(_MAIL)
        yield Part(attachment.name() or ("winmail.dat" if mail else ""), wrapped[len(_MAIL) :] if mail else wrapped)
    else:
        yield Part(attachment.name(), attachment.data)


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(level, attribute, its content), to the end or to what is no attribute any more."""
    at = _HEAD
    while at + _ENTRY + _SUM <= len(data):
        level, key, _, size = struct.unpack_from("<BHHI", data, at)
        if level not in (1, 2):
            return  # programs on the way add blanks
        content = data[at + _ENTRY : at + _ENTRY + size]
        if len(content) < size:
            raise Unopened("MAIL_TNEF", "thiếu phần cuối")
        yield level, key, content
        at += _ENTRY + size + _SUM


def _properties(data: bytes, encoding: str) -> Iterator[tuple[int, bytes | str]]:
    """The properties of an attachment that are texts or bytes."""
    try:
        yield from _read_properties(data, encoding)
    except struct.error:  # broken off: what was read so far counts
        return


def _read_properties(data: bytes, encoding: str) -> Iterator[tuple[int, bytes | str]]:
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(count):
        kind, key = struct.unpack_from("<HH", data, at)
        at += 4
        if key >= _NAMED:
            at = _past_name(data, at)
        several, kind = bool(kind & _SEVERAL), kind & ~_SEVERAL
        values = 1
        if several or kind in _VARIABLE:
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
        if kind in _SIZES:
            at += _padded(2 * values) if several and kind in _SHORT else _SIZES[kind] * values
            continue
        if kind not in _VARIABLE:
            return  # what follows cannot be told
        for _ in range(values):
            (size,) = struct.unpack_from("<I", data, at)
            content = data[at + 4 : at + 4 + size]
            at += 4 + _padded(size)
            if len(content) < size:
                return
            if kind == mapi.TEXT_16:
                yield key, content.decode("utf-16-le", "replace").rstrip("\x00")
            elif kind == mapi.TEXT_8:
                yield key, text_of(content.rstrip(b"\x00"), encoding)
            else:
                yield key, content


def _past_name(data: bytes, at: int) -> int:
    (by_text,) = struct.unpack_from("<I", data, at + 16)
    if not by_text:
        return at + 24
    (size,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + _padded(size)


def _padded(size: int) -> int:
    return -(-size // 4) * 4
