"""What is on record of mails and archives: rows of the book of receipts come in and go out.

`originals` are mails and archives as they came, `collected` the files taken out of them or from a
folder, `remarks` what was to be said of them, `fetched` which mails of a mailbox are known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.intake import ledger
from pipeline.model import Finding, Mail

_ORIGINALS = """
CREATE TABLE IF NOT EXISTS originals (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    source TEXT NOT NULL,
    received TEXT NOT NULL,
    entered TEXT NOT NULL,
    message_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    thread TEXT NOT NULL
)
"""
_COLLECTED = """
CREATE TABLE IF NOT EXISTS collected (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    original TEXT NOT NULL,
    way TEXT NOT NULL,
    UNIQUE (name, sha256)
)
"""
_REMARKS = """
CREATE TABLE IF NOT EXISTS remarks (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    original TEXT NOT NULL,
    way TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL
)
"""
_FETCHED = """
CREATE TABLE IF NOT EXISTS fetched (
    mailbox TEXT NOT NULL,
    validity INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    UNIQUE (mailbox, validity, uid)
)
"""

_MAILS = ("eml", "msg")


@dataclass(frozen=True, slots=True)
class Original:
    """A mail or an archive as it came; of an archive `mail` tells only its hash."""

    kind: str  # "eml" | "msg" | "zip" | "tnef": also the ending of its copy
    size: int
    source: str  # where it came from: a path, a mailbox
    received: datetime
    mail: Mail


@dataclass(frozen=True, slots=True)
class Collected:
    """A file taken in: its place in the inbox, and how it came there."""

    name: str
    sha256: str
    original: str  # SHA-256 of the mail or archive, "" for a file that came as such
    way: str  # the names it was reached by


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail of a mailbox that is on record; a mailbox numbers its mails anew when `validity` changes."""

    mailbox: str
    validity: int
    uid: int
    sha256: str


# --- entering ---------------------------------------------------------------------------------


def original_rows(originals: Iterable[Original], now: datetime) -> tuple[str, str, list[ledger.Row]]:
    """Mails and archives for `ledger.enter`."""
    columns = "sha256, kind, size, source, received, entered, message_id, sender, sender_name, subject, thread"
    rows: list[ledger.Row] = [
        (o.mail.sha256, o.kind, o.size, o.source, _stamp(o.received), _stamp(now), o.mail.message_id, o.mail.sender,
         o.mail.sender_name, o.mail.subject, json.dumps(o.mail.references))
        for o in originals
    ]  # fmt: skip
    return _ORIGINALS, f"INSERT OR IGNORE INTO originals ({columns}) VALUES ({', '.join('?' * 11)})", rows


def collected_rows(files: Iterable[Collected]) -> tuple[str, str, list[ledger.Row]]:
    """Files taken in for `ledger.enter`."""
    rows: list[ledger.Row] = [(f.name, f.sha256, f.original, f.way) for f in files]
    return _COLLECTED, "INSERT OR IGNORE INTO collected (name, sha256, original, way) VALUES (?, ?, ?, ?)", rows


def remark_rows(remarks: Iterable[tuple[str, Finding]]) -> tuple[str, str, list[ledger.Row]]:
    """What is to be said of originals, by their hash, for `ledger.enter`."""
    rows: list[ledger.Row] = [(original, f.label, f.code, f.message) for original, f in remarks]
    return _REMARKS, "INSERT INTO remarks (original, way, code, message) VALUES (?, ?, ?, ?)", rows


def fetched_rows(fetched: Iterable[Fetched]) -> tuple[str, str, list[ledger.Row]]:
    """Mails of a mailbox that need not be fetched again, for `ledger.enter`."""
    rows: list[ledger.Row] = [(f.mailbox, f.validity, f.uid, f.sha256) for f in fetched]
    return _FETCHED, "INSERT OR IGNORE INTO fetched (mailbox, validity, uid, sha256) VALUES (?, ?, ?, ?)", rows


def _stamp(when: datetime) -> str:
    return when.isoformat(timespec="seconds")


# --- looking up -------------------------------------------------------------------------------


def collected(inbox: Path) -> list[Collected]:
    """Every file that was taken in, in order."""
    return [Collected(*row) for row in ledger.rows(inbox, "collected", "name, sha256, original, way")]


def kept(inbox: Path) -> list[tuple[str, str]]:
    """(SHA-256, kind) of every mail and archive on record."""
    return ledger.rows(inbox, "originals", "sha256, kind")


def mailboxes(inbox: Path) -> list[str]:
    """The mailboxes of which mails are on record, as their addresses are shown."""
    return list(dict.fromkeys(box for (box,) in ledger.rows(inbox, "fetched", "mailbox")))


def message_ids(inbox: Path) -> dict[str, str]:
    """Mails and archives on record: SHA-256 → Message-ID, "" of those that have none."""
    return dict(ledger.rows(inbox, "originals", "sha256, message_id"))


def uids(inbox: Path, mailbox: str, validity: int) -> set[int]:
    """The numbers of the mails of a mailbox that are on record."""
    known = ledger.rows(inbox, "fetched", "mailbox, validity, uid")
    return {uid for box, when, uid in known if (box, when) == (mailbox, validity)}


def mails(inbox: Path) -> dict[tuple[str, str], Mail]:
    """By (name, SHA-256) of a file the mail that it came with."""
    columns = "sha256, kind, message_id, sender, sender_name, subject, thread"
    known = {
        digest: Mail(message_id, sender, name, subject, tuple(json.loads(thread)), digest)
        for digest, kind, message_id, sender, name, subject, thread in ledger.rows(inbox, "originals", columns)
        if kind in _MAILS
    }
    return {(f.name, f.sha256): known[f.original] for f in collected(inbox) if f.original in known}
