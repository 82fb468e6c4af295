"""The book of receipts as a file: entries come in and are added, rows go out; nothing is ever changed in it.

Kept beside the inbox in SQLite, or on a server that is told for as long as a command runs; each table belongs
to the module that knows its columns. Reading touches not a byte, but for what a run that was killed in the midst
of an entry left of it. An entry is whole or not there, whenever a run is stopped; two runs at once wait for each
other.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from contextvars import ContextVar
from pathlib import Path, PurePath
from typing import Protocol
from urllib.parse import quote

from pipeline.alone import alone as one_run
from pipeline.model import PipelineError

FILE_NAME = "so-tiep-nhan.sqlite"
LOCK_NAME = "so-tiep-nhan.khoa"  # empty: held while files are taken in, whoever holds it
PATIENCE = 30  # seconds that a run waits for another one's entry

Row = tuple[str | int | None, ...]


class Book(Protocol):
    """A book within one transaction."""

    def rows(self, table: str, columns: str) -> list[tuple]: ...  # type: ignore[type-arg]

    def add(self, create: str, insert: str, rows: Iterable[Row]) -> int: ...


class Server(Protocol):
    """Where a book is kept that several machines write; PipelineError where it cannot be read or written."""

    shown: str  # its address, without a password

    def opened(self, *, to_write: bool) -> AbstractContextManager[Book]: ...

    def alone(self, patience: float) -> AbstractContextManager[None]: ...


_server: ContextVar[Server | None] = ContextVar("server", default=None)
_carry: ContextVar[Callable[[], None]] = ContextVar("carry", default=lambda: None)


@contextmanager
def kept_on(server: Server) -> Iterator[None]:
    """Meanwhile the book is not beside the inbox but on a server."""
    before = _server.set(server)
    try:
        yield
    finally:
        _server.reset(before)


@contextmanager
def carried_by(carry: Callable[[], None]) -> Iterator[None]:
    """Meanwhile the inbox is a copy of one elsewhere: `carry` brings there what is in it.

    It is called before an entry, which others may see at once, for the files that the entry tells of, and
    behind it for the book itself: what was entered stays so wherever a run is stopped.
    """
    before = _carry.set(carry)
    try:
        yield
    finally:
        _carry.reset(before)


def server() -> Server | None:
    """Where the book is kept; None: beside the inbox."""
    return _server.get()


def shown(inbox: Path) -> str:
    """Where the book of an inbox is, for people."""
    kept = server()
    return kept.shown if kept else str(inbox / FILE_NAME)


def rows(inbox: Path, table: str, columns: str) -> list[tuple]:  # type: ignore[type-arg]
    """The columns of a table in the order of entry; none where the book or the table does not exist yet."""
    if kept := server():
        with kept.opened(to_write=False) as there:
            return there.rows(table, columns)
    path = inbox / FILE_NAME
    if not path.exists():
        return []
    # Open for writing too: behind a run that was killed in its midst SQLite must first put things right.
    with _explained(path, "đọc"), closing(_open(path, "rw")) as book:
        known = book.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
        if known is None:  # nothing of the kind was entered yet, or a run was stopped while beginning
            return []
        return book.execute(f"SELECT {columns} FROM {table} ORDER BY rowid").fetchall()


def faults(path: Path) -> list[str]:
    """What SQLite itself finds wrong with a file of its kind; PipelineError: it cannot be read at all."""
    with _explained(path, "đọc"), closing(_open(path, "rw")) as book:
        return [said for (said,) in book.execute("PRAGMA integrity_check") if said != "ok"]


def enter(inbox: Path, *entries: tuple[str, str, Iterable[Row]]) -> int:
    """Adds rows in one transaction: of each table its CREATE statement, its INSERT and the rows. How many came in."""
    _carry.get()()
    added = _enter(inbox, entries)
    _carry.get()()
    return added


def _enter(inbox: Path, entries: Iterable[tuple[str, str, Iterable[Row]]]) -> int:
    if kept := server():
        with kept.opened(to_write=True) as there:
            return sum(there.add(*entry) for entry in entries)
    path = inbox / FILE_NAME
    with _explained(path, "ghi"), closing(_open(path, "rwc")) as book, book:
        book.execute("BEGIN IMMEDIATE")
        for create, insert, added in entries:
            book.execute(create)
            book.executemany(insert, added)
        return book.total_changes


def copy_into(book: Book, inbox: Path) -> int:
    """Enters what the book beside an inbox holds into another one, numbers and all; how many rows."""
    path = inbox / FILE_NAME
    if not path.exists():
        return 0
    with _explained(path, "đọc"), closing(_open(path, "ro")) as old:
        tables = old.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"
        ).fetchall()
        return sum(_copy_table(book, old, name, create) for name, create in tables)


def _copy_table(book: Book, old: sqlite3.Connection, name: str, create: str) -> int:
    found = old.execute(f"SELECT * FROM {name} ORDER BY rowid")
    columns = [column for column, *_ in found.description]
    named = "" if "position" in columns else f" ({', '.join(columns)})"  # else the other book numbers the rows
    insert = f"INSERT INTO {name}{named} VALUES ({', '.join('?' * len(columns))})"
    return book.add(create.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1), insert, found.fetchall())


@contextmanager
def alone(inbox: Path) -> Iterator[None]:
    """Nobody else takes files in meanwhile; PipelineError where another run does not end in time."""
    with ExitStack() as held:
        try:
            held.enter_context(one_run(inbox / LOCK_NAME, PATIENCE))
            if kept := server():
                held.enter_context(kept.alone(PATIENCE))
        except BlockingIOError as error:
            raise PipelineError(
                f"Một lệnh khác đang nhận tệp vào hộp nhận “{inbox}”. Chờ lệnh ấy xong rồi chạy lại."
            ) from error
        except OSError as error:
            raise PipelineError(f"Không ghi được vào hộp nhận “{inbox}” ({error}). {_REMEDY['ghi']}") from error
        yield


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{address(path.absolute())}?mode={mode}", uri=True, timeout=PATIENCE)


def address(path: PurePath) -> str:
    """An absolute path as SQLite opens it; of a shared folder without the server as a host, which it refuses."""
    told = path.as_posix()
    return f"file://{'' if told.startswith('/') else '/'}{quote(os.fsencode(told), safe='/:')}"


_REMEDY = {
    "đọc": "Khôi phục tệp này từ bản sao lưu, hoặc chuyển nó đi nơi khác để lập sổ mới.",
    "ghi": "Kiểm tra quyền ghi vào thư mục hộp nhận.",
}


@contextmanager
def _explained(path: Path, doing: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, ValueError) as error:
        raise PipelineError(f"Không {doing} được sổ tiếp nhận “{path}” ({error}). {_REMEDY[doing]}") from error
