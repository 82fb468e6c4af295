"""The record of forms sent out, a table of the book of receipts: forms go in, the day each was first sent comes out.

Entries are only ever added; the same form again is no new entry. A form that was drawn anew, with other
figures brought along, is another file and has an entry of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.intake import ledger
from pipeline.model import PipelineError, report_key
from pipeline.vietnamese import VIETNAM

_TABLE, _COLUMNS = "issued", "task, unit, period, layout, sha256"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS issued (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    task TEXT NOT NULL,
    unit TEXT NOT NULL,
    period TEXT NOT NULL,
    layout TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    issued TEXT NOT NULL,
    UNIQUE (task, unit, period, layout, sha256)
)
"""
_INSERT = f"INSERT OR IGNORE INTO issued ({_COLUMNS}, issued) VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent out; those of one workbook of many tasks have its SHA-256."""

    task: str
    unit: str
    period: str
    layout: str  # version of the description it was drawn by
    sha256: str


def enter_forms(inbox: Path, forms: Iterable[Form], now: datetime) -> None:
    """Adds forms that are not on record yet; where all are, not a byte changes."""
    known = set(ledger.rows(inbox, _TABLE, _COLUMNS))
    stamp = now.astimezone(VIETNAM).isoformat(timespec="seconds")
    new = [(*entry, stamp) for entry in map(astuple, forms) if entry not in known]
    if new:
        ledger.enter(inbox, (_SCHEMA, _INSERT, new))


def issued_on(inbox: Path) -> dict[str, date]:
    """By `report_key` the day on which a form of the report was first sent out."""
    days: dict[str, date] = {}
    try:
        for task, unit, period, issued in ledger.rows(inbox, _TABLE, "task, unit, period, issued"):
            day = datetime.fromisoformat(issued).astimezone(VIETNAM).date()
            key = report_key(task, unit, period)
            days[key] = min(day, days.get(key, day))
    except (TypeError, ValueError) as error:
        raise PipelineError(
            f"Không đọc được ngày phát mẫu trong sổ tiếp nhận “{ledger.shown(inbox)}” ({error}). "
            "Khôi phục tệp này từ bản sao lưu."
        ) from error
    return days
