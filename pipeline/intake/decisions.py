"""What the office decided about files, in the book of receipts: decisions are added, none is ever taken out.

A decision is about a file's bytes and its name. The last one about a file stands, and holds for
every copy of it that had come in by then; the same bytes sent later are a new submission.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipeline.intake import ledger
from pipeline.model import Arrival, PipelineError
from pipeline.vietnamese import VIETNAM

Verdict = Literal["accept", "withdraw"]
_TABLE = "decisions"
_COLUMNS = "verdict, name, sha256, reason, decided_by, decided"
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS {_TABLE} (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'withdraw')),
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided TEXT NOT NULL
)
"""
_INSERT = f"""
INSERT INTO {_TABLE} ({_COLUMNS}) SELECT ?1, ?2, ?3, ?4, ?5, ?6
WHERE ?1 IS NOT (
    SELECT verdict FROM {_TABLE} WHERE sha256 = ?3 AND (name = ?2 OR ?7 <= decided) ORDER BY position DESC LIMIT 1
)
"""  # what stands already, as `Decision.concerns` tells it, is not entered again


@dataclass(frozen=True, slots=True)
class Decision:
    """accept: a file counts although it is in doubt who sent it. withdraw: it is taken back and counts no more."""

    verdict: Verdict
    name: str
    sha256: str
    reason: str
    by: str
    decided: datetime

    def concerns(self, arrival: Arrival) -> bool:
        """Whether it is about a file: the one that it names, or a copy that had come by then."""
        return self.sha256 == arrival.sha256 and (self.name == arrival.name or arrival.received <= self.decided)


def read_decisions(inbox: Path) -> tuple[Decision, ...]:
    """Every decision in the order in which they were made. PipelineError: the book cannot be read."""
    found = ledger.rows(inbox, _TABLE, _COLUMNS)
    try:
        return tuple(Decision(v, n, s, r, by, datetime.fromisoformat(day)) for v, n, s, r, by, day in found)
    except (ValueError, TypeError) as error:
        raise PipelineError(
            f"Không đọc được quyết định trong sổ tiếp nhận “{ledger.shown(inbox)}” ({error}). "
            "Khôi phục tệp này từ bản sao lưu."
        ) from error


def decide(inbox: Path, arrival: Arrival, verdict: Verdict, reason: str, by: str, now: datetime) -> None:
    """Enters a decision about a file; one that stands already changes nothing. PipelineError: it cannot be written."""
    row = (verdict, arrival.name, arrival.sha256, reason, by, _stamp(now), _stamp(arrival.received))
    ledger.enter(inbox, (_SCHEMA, _INSERT, [row]))


def _stamp(moment: datetime) -> str:
    """As all moments of the table are written, so that their texts are in the order of time."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def standing(decisions: Iterable[Decision], arrival: Arrival) -> Decision | None:
    """The decision that stands about a file."""
    return next((d for d in reversed(tuple(decisions)) if d.concerns(arrival)), None)
