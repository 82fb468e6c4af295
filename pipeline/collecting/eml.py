"""A mail as it travels (RFC 5322, MIME): its bytes come in, its head and what lies in it go out.

The words of the mail, and what programs add to it (signatures, calendars, pictures of a signature
block), are no files; they stay in the mail, which is kept. What is broken is read as far as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, MessageError
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from urllib.parse import unquote

from pipeline import limits
from pipeline.collecting.encoded import from_base64, header_text, parameters
from pipeline.collecting.parcel import Head, Letter, Part, Unopened
from pipeline.messages import finding
from pipeline.model import Finding
from pipeline.vietnamese import show_number

_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:|[ \t]|From ")
_OF_MAILS = frozenset(
    {"from", "to", "date", "subject", "received", "message-id", "mime-version", "return-path", "delivered-to"}
)
_SAVED_PAGE = frozenset({"x-document-type", "snapshot-content-location"})  # .mht: a workbook or page as one file
_LOOKED_AT = 64_000  # bytes by which a mail is known
_MOST_LINES = 1_500_000  # a mail of the largest size has half of them
_MOST_WORK = 80_000_000  # lines by parts within parts, which is what taking a mail apart costs
_MARKS = frozenset({
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
    "application/pgp-keys", "application/ics", "text/calendar", "text/vcard", "text/x-vcard", "text/directory",
})  # fmt: skip # what programs add to a mail
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_ELSEWHERE = frozenset({"message/partial", "message/external-body"})
_LETTERS = frozenset({"message/rfc822", "message/global"})
_WORDS = frozenset({"text/plain", "text/html", "text/enriched", "text/rtf", "text/watch-html", "text/x-amp-html"})
_WHOLE = {"multipart/report": "MAIL_BOUNCE", "multipart/encrypted": "MAIL_ENCRYPTED"}  # not taken apart
_CID = re.compile(rb"""cid:([^"'<>\s)]+)""", re.IGNORECASE)
_ID = re.compile(r"<[^<>\s]+>")
_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:@]+@[^\s<>()\[\]\"',;:@]+")
_MOST_IDS = 100  # mails of a thread that are remembered
_FIRST_YEAR = 2000  # a clock that stands before it is broken


def is_eml(data: bytes) -> bool:
    """Whether the bytes begin as a mail does, and not as a saved page, which is packed in the same way."""
    head = data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf\r\n")
    names = set()
    for line in head.splitlines():
        if not line:
            break
        match = _HEADER.match(line)
        if match is None:
            return False
        names.add((match[1] or b"").decode("ascii").lower())
    return len(names & _OF_MAILS) > 1 and bool(names & {"from", "received", "message-id"}) and not names & _SAVED_PAGE


def read_eml(data: bytes, now: datetime) -> Letter:
    """The mail in the bytes. Raises Unopened where taking it apart would ask too much of us."""
    return _letter(_parse(data), now)


def _parse(data: bytes) -> Message:
    lines = data.count(b"\n") + 1
    if len(data) > limits.MAX_BYTES or lines > _MOST_LINES or lines * data.lower().count(b"boundary=") > _MOST_WORK:
        raise Unopened("MAIL_TOO_BIG", f"thư {limits.megabytes(len(data))}, {show_number(lines)} dòng")
    try:  # the parser means to raise nothing, but does
        return message_from_bytes(data)
    except RecursionError as error:
        raise Unopened("MAIL_TOO_DEEP") from error
    except (MessageError, ValueError, TypeError, LookupError, AssertionError) as error:
        raise Unopened("MAIL_BROKEN", type(error).__name__) from error


def _letter(message: Message, now: datetime) -> Letter:
    head = head_of(_fields(message), now)
    return Letter(head, _contents(message, now), head.subject)


def _fields(message: Message) -> dict[str, list[str]]:
    """The raw values of the headers by name, in their order."""
    fields: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        fields.setdefault(name.lower(), []).append(str(value))
    return fields


# --- the head ---------------------------------------------------------------------------------


def head_of(fields: dict[str, list[str]], now: datetime) -> Head:
    """Who sent it, what about, when it arrived, by the raw headers."""

    def first(name: str) -> str:
        return next(iter(fields.get(name, ())), "")

    name, address = _sender(first("from") or first("sender") or first("return-path"))
    thread = _ID.findall(header_text(first("references")) + " " + header_text(first("in-reply-to")))
    return Head(
        message_id=_message_id(header_text(first("message-id"))),
        sender=address,
        sender_name=name,
        subject=header_text(first("subject")),
        references=tuple(dict.fromkeys(thread))[-_MOST_IDS:],
        arrived=_arrival(fields, now),
    )


def _message_id(text: str) -> str:
    match = _ID.search(text)
    return match[0] if match else "<" + "".join(text.split()).strip("<>") + ">" if text.strip("<> ") else ""


def _sender(raw: str) -> tuple[str, str]:
    """(name, address): the address stands outside of what is quoted or encoded, so it is looked for before that."""
    name, address = parseaddr(raw)
    if not _ADDRESS.fullmatch(address):
        match = _ADDRESS.search(header_text(raw))
        address = match[0] if match else ""
    return header_text(name), header_text(address).lower()


def _arrival(fields: dict[str, list[str]], now: datetime) -> datetime | None:
    """When the last server took it in: the topmost `Received`, below it the next one, at last the sender's clock.

    A time to come, or one before there was such mail, is a clock that is wrong.
    """
    told = [value.rpartition(";")[2] for value in fields.get("received", ())]
    for text in (*told, *fields.get("date", ())):
        when = _moment(header_text(text))
        if when is not None and when.year >= _FIRST_YEAR and when <= now:
            return when
    return None


def _moment(text: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(text)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return when.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


# --- what lies in it --------------------------------------------------------------------------


def _contents(message: Message, now: datetime) -> Iterator[Part | Letter | Finding]:
    shown = _shown_pictures(message)
    for part, cut in _leaves(message):
        yield from _judge(part, cut, shown, now)


def _leaves(message: Message, cut: bool = False) -> Iterator[tuple[Message, bool]]:
    """The parts that hold something, and whether the mail was cut off within."""
    kind = message.get_content_type()
    children = message.get_payload() if message.is_multipart() else None
    if kind in _WHOLE or not kind.startswith("multipart/"):
        yield message, cut
    elif not isinstance(children, list) or not children:
        yield message, True
    else:
        cut = cut or any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in message.defects)
        for child in children:
            if isinstance(child, Message):
                yield from _leaves(child, cut and child is children[-1])


def _shown_pictures(message: Message) -> set[str]:
    """The Content-IDs of what the mail's own text shows."""
    shown: set[str] = set()
    for part, _ in _leaves(message):
        if part.get_content_type() == "text/html":
            shown |= {unquote(cid.decode("ascii", "replace")) for cid in _CID.findall(_content(part)[0])}
    return shown


def _judge(part: Message, cut: bool, shown: set[str], now: datetime) -> Iterator[Part | Letter | Finding]:
    kind = part.get_content_type()
    fields = _fields(part)
    name, attached = _told_name(fields)
    if kind.startswith("multipart/"):
        yield finding(_WHOLE.get(kind, "MAIL_BROKEN"))
    elif kind in _SEALED:
        signed = parameters(fields.get("content-type", [""])[0]).get("smime-type", "").lower() == "signed-data"
        yield finding("MAIL_SIGNED" if signed else "MAIL_ENCRYPTED", label=name)
    elif kind in _ELSEWHERE:
        yield finding("MAIL_ELSEWHERE", label=name)
    elif kind in _LETTERS:
        yield from _inner(part, name, cut, now)
    elif kind in _MARKS or kind.startswith("message/"):
        yield finding("MAIL_ASIDE", label=name, found=kind)
    elif kind in _WORDS and not name and not attached:
        if cut:
            yield finding("MAIL_CUT")
    elif kind.startswith("image/") and _content_id(fields) in shown:
        yield finding("MAIL_ASIDE", label=name, found=kind)
    else:
        data, whole = _content(part)
        if cut or not whole:
            yield finding("MAIL_CUT", label=name)
        yield Part(name, data)


def _inner(part: Message, name: str, cut: bool, now: datetime) -> Iterator[Part | Letter | Finding]:
    """A mail sent on as a whole; some programs encode it, which the standard forbids."""
    inner = part.get_payload(0) if part.is_multipart() else None
    if not isinstance(inner, Message):
        yield finding("MAIL_BROKEN", label=name)
        return
    if cut:
        yield finding("MAIL_CUT", label=name)
    if _encoding(part) == "base64" and not inner.keys():
        data, whole = from_base64(_raw(inner))
        if not whole:
            yield finding("MAIL_CUT", label=name)
        yield Part(name, data)
        return
    letter = _letter(inner, now)
    yield replace(letter, name=name or letter.name)


def _told_name(fields: dict[str, list[str]]) -> tuple[str, bool]:
    """The name of an attachment, and whether it is called one."""
    disposition = fields.get("content-disposition", [""])[0]
    kind = fields.get("content-type", [""])[0]
    name = parameters(disposition).get("filename", "") or parameters(kind).get("name", "")
    return name, disposition.strip().lower().startswith("attachment")


def _content_id(fields: dict[str, list[str]]) -> str:
    return header_text(fields.get("content-id", [""])[0]).strip("<> ")


def _content(part: Message) -> tuple[bytes, bool]:
    """The bytes of a part, and whether they are all of it."""
    if _encoding(part) == "base64":
        return from_base64(_raw(part))
    data = part.get_payload(decode=True)
    return (data, True) if isinstance(data, bytes) else (b"", False)


def _encoding(part: Message) -> str:
    return str(part.get("content-transfer-encoding", "")).strip().lower()


def _raw(part: Message) -> bytes:
    """The payload as it travelled."""
    bare = copy(part)
    del bare["content-transfer-encoding"]
    data = bare.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
