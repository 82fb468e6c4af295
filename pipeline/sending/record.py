"""What was sent: each attempt is entered in the book of receipts before and after it, and read from there again.

A mail is known by the SHA-256 of its draft, an attempt by its number: the book takes each begun attempt once,
so of two runs at once only one gets to send. Entries are only ever added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipeline.intake import ledger
from pipeline.sending.draft import Draft
from pipeline.vietnamese import VIETNAM

Ending = Literal["sent", "refused", "postponed", "unknown"]
_BEGUN = "begun"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sendings (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    mail TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    event TEXT NOT NULL,
    recipient TEXT NOT NULL,
    code INTEGER NOT NULL,
    words TEXT NOT NULL,
    message_id TEXT NOT NULL,
    file TEXT NOT NULL,
    moment TEXT NOT NULL,
    UNIQUE (mail, attempt, event, recipient)
)
"""
_COLUMNS = "mail, attempt, event, recipient, code, words, message_id, file, moment"
_INSERT = f"INSERT OR IGNORE INTO sendings ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Answer:
    """How an attempt ended for one recipient: what the server said, or that it said nothing (code 0)."""

    ending: Ending
    code: int = 0
    words: str = ""


@dataclass(slots=True)
class History:
    """What the book says of a mail: attempts so far; to whom it went when; for whom that is not known, since when."""

    attempts: int = 0
    sent: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, str] = field(default_factory=dict)


def begin(inbox: Path, draft: Draft, attempt: int, recipients: Iterable[str], now: datetime) -> bool:
    """Enters that a mail is about to be sent; False where another run has entered the same attempt."""
    row = _row(draft, attempt, _BEGUN, "", Answer("unknown", 0, " ".join(recipients)), now)
    return ledger.enter(inbox, (_SCHEMA, _INSERT, [row])) == 1


def end(inbox: Path, draft: Draft, attempt: int, answers: Mapping[str, Answer], now: datetime) -> None:
    """Enters how an attempt ended."""
    rows = [_row(draft, attempt, answer.ending, recipient, answer, now) for recipient, answer in answers.items()]
    ledger.enter(inbox, (_SCHEMA, _INSERT, rows))


def history(inbox: Path, mail: str) -> History:
    """What happened to a mail so far."""
    found = History()
    unsure: dict[int, dict[str, str]] = {}
    for sha256, attempt, event, recipient, _, words, _, _, moment in ledger.rows(inbox, "sendings", _COLUMNS):
        if sha256 != mail:
            continue
        found.attempts = max(found.attempts, attempt)
        if event == _BEGUN:
            unsure[attempt] = dict.fromkeys(words.split(), moment)
        elif event != "unknown":
            unsure.get(attempt, {}).pop(recipient, None)
        if event == "sent":
            found.sent.setdefault(recipient, moment)
    for doubts in unsure.values():
        found.unsure |= {recipient: since for recipient, since in doubts.items() if recipient not in found.sent}
    return found


def _row(draft: Draft, attempt: int, event: str, recipient: str, answer: Answer, now: datetime) -> ledger.Row:
    moment = now.astimezone(VIETNAM).isoformat(timespec="seconds")
    return (
        draft.sha256, attempt, event, recipient, answer.code, answer.words, draft.message_id, draft.file, moment,
    )  # fmt: skip
