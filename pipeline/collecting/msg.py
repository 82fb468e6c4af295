"""A mail as Outlook saves it (.msg): its bytes come in, its head and what lies in it go out.

An Office file within, in which every property is a stream: read with olefile. A mail within the mail
is a folder of the same make.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.parser import HeaderParser
from email.utils import format_datetime
from io import BytesIO

import olefile

from pipeline import limits
from pipeline.collecting import mapi
from pipeline.collecting.eml import head_of
from pipeline.collecting.encoded import text_of
from pipeline.collecting.parcel import Head, Letter, Part, Unopened
from pipeline.messages import finding
from pipeline.model import Finding

_FIXED = "__properties_version1.0"  # of a fixed size, all in one stream
_HEADS = {"": 32, "__substg1.0_3701000D": 24}  # bytes before them: of the mail, of a mail within; else 8
_STREAM = "__substg1.0_{:04X}{:04X}"
_ATTACHMENT = "__attach_version1.0_#"
_ENTRY = struct.Struct("<HHI8s")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_BROKEN = (
    OSError, struct.error, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, RecursionError,
    MemoryError,
)  # fmt: skip # what olefile raises over a file that is made to mislead
_MAIL_WITHIN = "__substg1.0_3701000D"
_SEALED, _SIGNED = "ipm.note.smime", "ipm.note.smime.multipartsigned"

Place = tuple[str, ...]  # folders within the file


def read_msg(data: bytes, now: datetime) -> Letter:
    """The mail in the bytes. Raises Unopened where they are none that can be read."""
    if len(data) > limits.MAX_BYTES:
        raise Unopened("MAIL_TOO_BIG", limits.megabytes(len(data)))
    try:
        ole = olefile.OleFileIO(BytesIO(data))  # of bare bytes, few are taken for a path
        if not ole.exists(_FIXED):
            raise Unopened("MAIL_MSG")
        return _letter(ole, (), now)
    except _BROKEN as error:
        raise Unopened("MAIL_MSG", type(error).__name__) from error


def _letter(ole: olefile.OleFileIO, place: Place, now: datetime) -> Letter:
    encoding = mapi.encoding_of(_number(ole, place, mapi.CODE_PAGE))
    head = _head(ole, place, encoding, now)
    return Letter(head, _contents(ole, place, encoding, now), head.subject)


def _head(ole: olefile.OleFileIO, place: Place, encoding: str, now: datetime) -> Head:
    """By the headers as they travelled; of a mail that never did, by what Outlook knows."""

    def text(*keys: int) -> str:
        return next((told for key in keys if (told := _text(ole, place, key, encoding))), "")

    fields: dict[str, list[str]] = {}
    for name, value in HeaderParser().parsestr(text(mapi.HEADERS)).raw_items():
        fields.setdefault(name.lower(), []).append(str(value))
    address = text(mapi.SENDER_SMTP, mapi.SENDER_ADDRESS)
    name = text(mapi.SENDER_NAME).translate(str.maketrans("", "", '"\\\r\n'))
    known = {
        "from": f'"{name}" <{address}>' if "@" in address else f'"{name}" <>',
        "subject": text(mapi.SUBJECT),
        "message-id": text(mapi.MESSAGE_ID),
        "references": text(mapi.REFERENCES),
        "in-reply-to": text(mapi.IN_REPLY_TO),
    }
    for key, value in known.items():
        fields.setdefault(key, [value])
    if "received" not in fields:
        times = [_time(ole, place, key) for key in (mapi.DELIVERED, mapi.SUBMITTED)]
        fields["received"] = ["; " + format_datetime(when) for when in times if when]
    return head_of(fields, now)


def _contents(
    ole: olefile.OleFileIO, place: Place, encoding: str, now: datetime
) -> Iterator[Part | Letter | Finding]:  # fmt: skip
    try:
        sealed = _text(ole, place, mapi.MESSAGE_CLASS, encoding).lower()
        shown = _stream(ole, place, mapi.HTML, mapi.BINARY) + _text(ole, place, mapi.HTML, encoding).encode()
        folders = _attachments(ole, place)
    except _BROKEN as error:
        yield finding("MAIL_MSG_PART", found=type(error).__name__)
        return
    for folder in folders:
        try:
            yield from _attachment(ole, (*place, folder), encoding, shown, sealed, now)
        except _BROKEN as error:
            yield finding("MAIL_MSG_PART", found=type(error).__name__)


def _attachment(
    ole: olefile.OleFileIO, place: Place, encoding: str, shown: bytes, sealed: str, now: datetime
) -> Iterator[Part | Letter | Finding]:  # fmt: skip
    def text(*keys: int) -> str:
        return next((told for key in keys if (told := _text(ole, place, key, encoding))), "")

    name = text(mapi.ATTACH_LONG_NAME, mapi.ATTACH_NAME, mapi.DISPLAY_NAME)
    content_id = text(mapi.ATTACH_CID).strip("<> ")
    picture = text(mapi.ATTACH_TYPE).lower().startswith("image/")
    if ole.exists([*place, _MAIL_WITHIN, _FIXED]):
        letter = _letter(ole, (*place, _MAIL_WITHIN), now)
        yield replace(letter, name=name or letter.name)
    elif ole.exists([*place, _MAIL_WITHIN]):
        yield finding("MAIL_MSG_PART", label=name, found="OLE")
    elif _number(ole, place, mapi.ATTACH_METHOD) in mapi.BY_LINK:
        yield finding("MAIL_ELSEWHERE", label=name)
    elif sealed.startswith(_SEALED) and sealed != _SIGNED:
        yield finding("MAIL_ENCRYPTED", label=name)
    elif picture and (
        _number(ole, place, mapi.ATTACH_HIDDEN) or (content_id and b"cid:" + content_id.encode() in shown)
    ):
        yield finding("MAIL_ASIDE", label=name, found=text(mapi.ATTACH_TYPE))
    else:
        yield Part(name, _stream(ole, place, mapi.ATTACH_DATA, mapi.BINARY))


def _attachments(ole: olefile.OleFileIO, place: Place) -> list[str]:
    """The folders of a mail's attachments, in their order."""
    depth = len(place)
    folders = {
        entry[depth]
        for entry in ole.listdir()
        if len(entry) > depth and tuple(entry[:depth]) == place and entry[depth].startswith(_ATTACHMENT)
    }
    return sorted(folders)


# --- properties -------------------------------------------------------------------------------


def _stream(ole: olefile.OleFileIO, place: Place, key: int, kind: int) -> bytes:
    path = [*place, _STREAM.format(key, kind)]
    if ole.get_type(path) != olefile.STGTY_STREAM:
        return b""
    with ole.openstream(path) as stream:
        return bytes(stream.read())


def _text(ole: olefile.OleFileIO, place: Place, key: int, encoding: str) -> str:
    wide = _stream(ole, place, key, mapi.TEXT_16)
    text = wide.decode("utf-16-le", "replace") if wide else text_of(_stream(ole, place, key, mapi.TEXT_8), encoding)
    return text.rstrip("\x00")


def _fixed(ole: olefile.OleFileIO, place: Place, key: int) -> bytes:
    """The eight bytes of a property of fixed size; none where there is no such."""
    path = [*place, _FIXED]
    if ole.get_type(path) != olefile.STGTY_STREAM:
        return b""
    with ole.openstream(path) as stream:
        data = stream.read()
    head = _HEADS.get(place[-1] if place else "", 8)
    for _, found, _, value in _ENTRY.iter_unpack(data[head : len(data) - (len(data) - head) % _ENTRY.size]):
        if found == key:
            return bytes(value)
    return b""


def _number(ole: olefile.OleFileIO, place: Place, key: int) -> int:
    return int.from_bytes(_fixed(ole, place, key)[:4], "little")


def _time(ole: olefile.OleFileIO, place: Place, key: int) -> datetime | None:
    ticks = int.from_bytes(_fixed(ole, place, key), "little")  # of a ten-millionth of a second
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        return None
