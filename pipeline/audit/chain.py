"""The chain of runs: what a run read and wrote comes in, a record that names the record before it is
added to the log beside the inbox, and the head that the report prints goes out.

A record's hash covers the hash of the record before it, so that nothing can be changed, taken out or
put in without breaking the chain behind it. The time of a run stands beside its record, under no hash:
else no two desks could print the same head. Only the end of a chain stands alone: there the reports
are witnesses, each of which prints the head that it found. Records are only ever added.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from pipeline.audit.runs import Record, Run, from_text, is_hash, sha256, text_end, to_text
from pipeline.intake import ledger
from pipeline.intake.register import RUN_LOG
from pipeline.model import PipelineError
from pipeline.vietnamese import VIETNAM

# AUTOINCREMENT: SQLite itself remembers the highest number it ever gave, also when rows are deleted.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    record TEXT NOT NULL,
    digest TEXT NOT NULL,
    made TEXT NOT NULL
)
"""
_INSERT = "INSERT INTO runs VALUES (?, ?, ?, ?)"
# On a server the numbers that were given are rows of their own: there no sequence forgets a run that failed.
_GIVEN = """
CREATE TABLE IF NOT EXISTS runs_given (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL
)
"""
_GIVE = "INSERT INTO runs_given (number) VALUES (?)"
_NO_COUNTER, _BAD_COUNTER = 0, -1


class NotEntered(PipelineError):
    """The run could not be added to the log; `head` is what it printed, and the rest of the run stands."""

    def __init__(self, message: str, head: str) -> None:
        super().__init__(message)
        self.head = head


@dataclass(frozen=True)
class Entry:
    """A row of the log as it stands there: its text, hash and time."""

    position: int
    text: str
    digest: str
    made: datetime | None

    @cached_property
    def record(self) -> Record | None:
        """What the text says, if anything: it is read when it is asked for, since it may name thousands of files."""
        return from_text(self.text)


@dataclass(frozen=True, slots=True)
class Log:
    """The rows by number, and the highest number that the database says it gave."""

    entries: tuple[Entry, ...]
    counter: int

    @property
    def head(self) -> str:
        """The hash of the last record, "" where there is none."""
        return self.entries[-1].digest if self.entries else ""

    @property
    def last(self) -> int:
        """The number of the last record, 0 where there is none."""
        return self.entries[-1].position if self.entries else 0


# --- entering a run ---------------------------------------------------------------------------


def record(inbox: Path, run: Run, render: Callable[[str], Mapping[str, str]], now: datetime) -> str:
    """Enters a run, unless it is in the log already, and returns the head that its report prints.

    `render` writes the outputs with a given head printed and returns their SHA-256 by name; the last
    call counts. A run that equals an earlier one in inputs and outputs prints what that one printed.
    Where runs were equal but wrote something else (another build of the program) it is a run of its
    own. Raises NotEntered where the log cannot be written: then the outputs of the last call stand.
    """
    different: set[int] = set()  # equal runs whose outputs turned out not to be ours
    while True:
        log = read_log(inbox)
        equal = next((r for r in _equal_to(run, log) if r.position not in different), None)
        if not equal and log.entries and not is_hash(log.head):
            raise _damaged(
                server.shown if (server := ledger.server()) else inbox / RUN_LOG,
                f"bản ghi số {log.last} không có mã băm",
            )
        head = equal.previous if equal else log.head
        del log  # which takes the more room the more runs are in it
        outputs = dict(render(head))
        if equal is None:
            if _append(inbox, head, run, outputs, now):
                return head  # else somebody was quicker: once more, behind his record
        elif equal.outputs == outputs:
            return head
        else:
            different.add(equal.position)


def printed_head(inbox: Path, run: Run) -> tuple[str, bool]:
    """What a document prints that is made by itself, and whether its run is in the log: then what that printed."""
    log = read_log(inbox)
    equal = next(_equal_to(run, log), None)
    return (equal.previous, True) if equal else (log.head, False)


def _equal_to(run: Run, log: Log) -> Iterator[Record]:
    """The records of equal runs, the last first."""
    end = text_end(run)
    for entry in reversed(log.entries):
        if entry.text.endswith(end) and entry.record and entry.record.position == entry.position:
            yield entry.record


def _append(inbox: Path, head: str, run: Run, outputs: Mapping[str, str], now: datetime) -> bool:
    """Adds a record behind `head` in one transaction; False where `head` is the head no more."""

    def row(log: Log) -> tuple[int, str, str, str]:
        # Behind a tail that was cut the numbers go on, so that the gap stays to be seen.
        position = max(log.last, log.counter, 0) + 1
        text = to_text(Record(position, head, run, outputs))
        return position, text, sha256(text), now.astimezone(VIETNAM).isoformat(timespec="seconds")

    if server := ledger.server():
        try:
            with server.opened(to_write=True) as book:
                log = _load_from(book)
                if log.head != head:
                    return False
                book.add(_SCHEMA, _INSERT, [added := row(log)])
                book.add(_GIVEN, _GIVE, [added[:1]])
                return True
        except PipelineError as error:
            raise NotEntered(f"Lần lập báo cáo này không được ghi vào nhật ký. {error}", head) from error
    path = inbox / RUN_LOG
    try:
        with closing(_open(path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_SCHEMA)
            log = _load(connection)
            if log.head != head:
                return False
            connection.execute(_INSERT, row(log))
            connection.execute("COMMIT")
            return True
    except (sqlite3.OperationalError, OverflowError) as error:
        raise NotEntered(
            f"Lần lập báo cáo này không được ghi vào nhật ký “{path}” ({error}). "
            "Kiểm tra quyền ghi vào thư mục hộp nhận rồi lập lại báo cáo.",
            head,
        ) from error
    except sqlite3.Error as error:
        raise _damaged(path, error) from error


def copy_into(book: ledger.Book, inbox: Path) -> int:
    """Enters the log beside an inbox into a book on a server, as it stands; how many records."""
    path = inbox / RUN_LOG
    if not path.exists():
        return 0
    try:
        with closing(_open(path)) as connection:
            counter = _load(connection).counter
            rows = connection.execute("SELECT position, record, digest, made FROM runs ORDER BY position").fetchall()
    except sqlite3.Error as error:
        raise _damaged(path, error) from error
    book.add(_GIVEN, _GIVE, [(counter,)])
    return book.add(_SCHEMA, _INSERT, rows)


# --- the log ----------------------------------------------------------------------------------


def read_log(inbox: Path) -> Log:
    """The log of an inbox as it stands, however it was treated. PipelineError: it is no SQLite file."""
    if not inbox.is_dir():
        raise PipelineError(f"Không có thư mục hộp nhận “{inbox}”. Kiểm tra lại đường dẫn --inbox.")
    if server := ledger.server():
        with server.opened(to_write=False) as book:
            return _load_from(book)
    path = inbox / RUN_LOG
    if not path.exists():
        return Log((), _NO_COUNTER)
    try:
        # Open for writing too: behind a run that was killed in its midst SQLite must first put things right.
        with closing(_open(path)) as connection:
            connection.execute("BEGIN")
            return _load(connection)
    except sqlite3.Error as error:
        raise _damaged(path, error) from error


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")  # whatever somebody put there
    return connection


def _load(connection: sqlite3.Connection) -> Log:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "runs" not in tables:
        return Log((), _NO_COUNTER)
    rows = connection.execute("SELECT position, record, digest, made FROM runs ORDER BY position").fetchall()
    counters = []
    if "sqlite_sequence" in tables:
        counters = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'runs'").fetchall()
    counter = counters[0][0] if len(counters) == 1 else _BAD_COUNTER if counters else _NO_COUNTER
    return Log(tuple(_entry(*row) for row in rows), counter if isinstance(counter, int) else _BAD_COUNTER)


def _load_from(book: ledger.Book) -> Log:
    given = [number for (number,) in book.rows("runs_given", "number")]
    rows = book.rows("runs", "position, record, digest, made")
    return Log(tuple(_entry(*row) for row in rows), max(given, default=_NO_COUNTER))


def _entry(position: object, text: object, digest: object, made: object) -> Entry:
    number = position if isinstance(position, int) else 0
    told = text if isinstance(text, str) else ""
    return Entry(number, told, digest if isinstance(digest, str) else "", _time(made))


def _time(made: object) -> datetime | None:
    try:
        return datetime.fromisoformat(made) if isinstance(made, str) else None
    except ValueError:
        return None


def _damaged(path: Path | str, reason: object) -> PipelineError:
    return PipelineError(
        f"Không đọc được nhật ký lập báo cáo “{path}” ({reason}). "
        "Khôi phục tệp này từ bản sao lưu, hoặc chuyển nó đi nơi khác để lập nhật ký mới."
    )
