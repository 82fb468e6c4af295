"""A mail draft: the bytes of an .eml come in, whom it goes to and what it is made of goes out, and the mail to send.

The one door to the mail format of what we send. A draft is sent as it stands, byte for byte, but for what
sending itself asks: a date, no mark of a draft, no hidden recipients, lines and letters that a server takes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.generator import BytesGenerator
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime
from io import BytesIO

from pipeline.roster import is_address
from pipeline.vietnamese import one_line

_BY_SENDING = {b"x-unsent", b"bcc", b"date"}  # fields that a draft's own do not go out


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that lies ready; `problem` says why it cannot be sent."""

    file: str
    data: bytes
    sha256: str
    message_id: str
    sender: str  # the address alone
    recipients: tuple[str, ...]
    subject: str
    attachments: tuple[tuple[str, int], ...]  # names, bytes
    problem: str = ""


def read_draft(data: bytes, file: str) -> Draft | None:
    """The draft in a file's bytes; None where they are no draft at all."""
    head = _head(_with_crlf(data))
    if not any(_name(f) == b"x-unsent" and f.partition(b":")[2].strip() == b"1" for f in _fields(head)):
        return None
    digest = hashlib.sha256(data).hexdigest()
    try:
        message = BytesParser(policy=policy.SMTP).parsebytes(data)
        named = {name: _addresses(message, name) for name in ("From", "To", "Cc", "Bcc")}
        subject = one_line(str(message.get("Subject", "")))
        message_id = "".join(str(message.get("Message-ID", "")).split())
        attachments = tuple(_attachments(message))
        if not all(b":" in field for field in _fields(head)) or not head.decode():
            raise ValueError
    except Exception:  # the standard library promises no kind of error over a mail that is broken
        return Draft(file, data, digest, "", "", (), "", (), "tệp không đọc được như một thư")
    senders, to = named["From"], named["To"]
    everyone = tuple(dict.fromkeys((*to, *named["Cc"], *named["Bcc"])))
    return Draft(
        file, data, digest, message_id, senders[0] if senders else "", everyone, subject, attachments,
        _problem(senders, to, everyone),
    )  # fmt: skip


def _addresses(message: EmailMessage, name: str) -> list[str]:
    return [address.addr_spec for field in message.get_all(name, []) for address in field.addresses]


def _attachments(message: EmailMessage) -> Iterator[tuple[str, int]]:
    for part in message.walk():
        if not part.is_multipart() and part.get_filename():
            yield one_line(str(part.get_filename())), len(part.get_payload(decode=True) or b"")


def _problem(senders: list[str], to: list[str], everyone: tuple[str, ...]) -> str:
    if not to:
        return (
            "chưa có người nhận (dòng To để trống); ghi địa chỉ thư của đơn vị rồi lập lại, hoặc mở thư, tự điền và gửi"
        )
    wrong = [address for address in (*senders, *everyone) if not is_address(address)]
    return f"địa chỉ “{one_line(wrong[0])}” không đúng dạng ten@coquan.vn" if wrong else ""


def sender_address(text: str) -> str:
    """The address in “Văn phòng <vanphong@coquan.vn>”; "" where there is none."""
    try:
        found = _addresses(BytesParser(policy=policy.SMTP).parsebytes(_field("From", text)), "From")
    except Exception:  # as above
        return ""
    return found[0] if len(found) == 1 and is_address(found[0]) else ""


# --- what goes out ------------------------------------------------------------------------------


def outgoing(draft: Draft, sender: str, now: datetime, eight_bit: bool = True) -> bytes:
    """The mail as it is sent now; `sender` stands in the place of the draft's own where it is not "".

    eight_bit: whether the server takes letters beyond ASCII in the text of a mail.
    """
    data = _with_crlf(draft.data)
    head = _head(data)
    fields = [b"Date: " + format_datetime(now).encode() + b"\r\n"]
    replaced = _BY_SENDING | ({b"from"} if sender else set())
    if sender:
        fields.append(_field("From", sender))
    if not draft.message_id:  # by what is sent, so that a second sending is known for the same
        fields.append(f"Message-ID: <{draft.sha256}@bao-cao.invalid>\r\n".encode())
        replaced |= {b"message-id"}
    for field in _fields(head):
        if _name(field) not in replaced:
            fields.append(field if field.isascii() else _encoded(field))
    mail = b"".join(fields) + b"\r\n" + data[len(head) :].removeprefix(b"\r\n")
    return mail if eight_bit or mail.isascii() else _seven_bit(mail)


def _with_crlf(data: bytes) -> bytes:
    """Every line with the one end that mail knows, the last one too."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _head(data: bytes) -> bytes:
    """All fields of a mail, each with the end of its line."""
    end = (b"\r\n" + data).find(b"\r\n\r\n")
    return data if end < 0 else data[:end]


def _fields(head: bytes) -> list[bytes]:
    """The fields, each with the lines that continue it."""
    return re.findall(rb"[^ \t\r\n][^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*", head)


def _name(field: bytes) -> bytes:
    return field.partition(b":")[0].strip().lower()


def _encoded(field: bytes) -> bytes:
    name, _, value = field.decode().partition(":")
    return _field(name, " ".join(value.split()))


def _field(name: str, value: str) -> bytes:
    """A field with whatever letters as every server takes it."""
    message = EmailMessage(policy.SMTP)
    message[name] = " ".join(value.split())
    return message.as_bytes().removesuffix(b"\r\n")


def _seven_bit(mail: bytes) -> bytes:
    """The same mail for a server that knows ASCII only; the fields stay as they are."""
    written = BytesIO()
    plain = policy.SMTP.clone(cte_type="7bit", refold_source="none")
    BytesGenerator(written, mangle_from_=False, policy=plain).flatten(BytesParser(policy=plain).parsebytes(mail))
    return written.getvalue()
