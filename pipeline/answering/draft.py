"""A mail that is ready to be opened and sent: a Draft comes in, the bytes of an .eml go out; the one door to mail.

The same draft gives the same bytes: no day, no clock, boundary and Message-ID come of what it says. Texts from
outside enter a header only after they were judged: an address is an address, a Message-ID is one, or is left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.generator import BytesGenerator
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formataddr
from io import BytesIO

from pipeline.answering.texts import flat
from pipeline.model import Mail

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,400}>")  # printable ASCII without blanks and angle brackets
_MOST_REFERENCES = 20
_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOWHERE = "bao-cao.invalid"  # domain of a Message-ID where the office has no address


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail of the office. `answers`: the mail whose thread it belongs to, if any."""

    sender: str  # the office's address, "" where the plan gives none
    sender_name: str
    to: tuple[str, ...]  # addresses
    to_name: str  # who they are: stands with the first
    subject: str
    text: str
    attachments: tuple[tuple[str, bytes], ...] = ()  # .xlsx by name
    answers: Mail | None = None


def to_eml(draft: Draft) -> bytes:
    """The draft as an .eml that mail programs open for sending (X-Unsent)."""
    digest = _digest(draft)
    mail = MIMEMultipart("mixed", boundary=f"=_{digest[:32]}", policy=compat32)
    del mail["MIME-Version"]
    mail["X-Unsent"] = "1"
    mail["Message-ID"] = f"<{digest[:40]}@{draft.sender.rpartition('@')[2] or _NOWHERE}>"
    if draft.sender:
        mail["From"] = _named(draft.sender_name, draft.sender)
    if draft.to:
        mail["To"] = ",\n ".join((_named(draft.to_name, draft.to[0]), *draft.to[1:]))
    mail["Subject"] = Header(flat(draft.subject), "utf-8", header_name="Subject").encode()
    thread = _thread(draft.answers) if draft.answers else []
    if thread:
        mail["In-Reply-To"] = thread[-1]
        mail["References"] = "\n ".join(thread)
    mail["Content-Language"] = "vi"
    mail["MIME-Version"] = "1.0"
    mail.attach(MIMEText(draft.text, "plain", "utf-8"))
    for name, data in draft.attachments:
        part = MIMEApplication(data, _XLSX)
        part.add_header("Content-Disposition", "attachment", filename=name)
        mail.attach(part)
    out = BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=compat32.clone(linesep="\r\n")).flatten(mail)
    return out.getvalue()


def _named(name: str, address: str) -> str:
    """An address with a name, which may stand on several lines of a header."""
    name = flat(name)
    if name.isascii():
        return formataddr((name, address))
    return f"{Header(name, 'utf-8', maxlinelen=60).encode()} <{address}>"


def _thread(mail: Mail) -> list[str]:
    """Message-IDs from the first of the thread to the mail itself; of a long thread the first and the last ones."""
    if not _MESSAGE_ID.fullmatch(mail.message_id):
        return []
    earlier = [i for i in dict.fromkeys(mail.references) if _MESSAGE_ID.fullmatch(i) and i != mail.message_id]
    if len(earlier) > _MOST_REFERENCES:
        earlier = [earlier[0], *earlier[1 - _MOST_REFERENCES :]]
    return [*earlier, mail.message_id]


def _digest(draft: Draft) -> str:
    """Of all that it says, each thing with its length before it."""
    return hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in _parts(draft))).hexdigest()


def _parts(draft: Draft) -> Iterable[bytes]:
    texts = (draft.sender, ",".join(draft.to), draft.subject, draft.text)
    yield from (text.encode() for text in (*texts, draft.answers.message_id if draft.answers else ""))
    for name, data in draft.attachments:
        yield from (name.encode(), data)
