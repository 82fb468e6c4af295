"""The book of receipts as a file: entries come in and are added, rows go out; nothing is ever changed in it.

Kept beside the inbox in SQLite; each table belongs to the module that knows its columns. Reading touches
not a byte, but for what a run that was killed in the midst of an entry left of it. An entry is whole or not
there, whenever a run is stopped; two runs at once wait for each other.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path, PurePath
from urllib.parse import quote

from pipeline.alone import alone as one_run
from pipeline.model import PipelineError

FILE_NAME = "so-tiep-nhan.sqlite"
LOCK_NAME = "so-tiep-nhan.khoa"  # empty: held while files are taken in, whoever holds it
PATIENCE = 30  # seconds that a run waits for another one's entry

Row = tuple[str | int | None, ...]


def rows(inbox: Path, table: str, columns: str) -> list[tuple]:  # type: ignore[type-arg]
    """The columns of a table in the order of entry; none where the book or the table does not exist yet."""
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
    path = inbox / FILE_NAME
    with _explained(path, "ghi"), closing(_open(path, "rwc")) as book, book:
        book.execute("BEGIN IMMEDIATE")
        for create, insert, added in entries:
            book.execute(create)
            book.executemany(insert, added)
        return book.total_changes


@contextmanager
def alone(inbox: Path) -> Iterator[None]:
    """Nobody else takes files in meanwhile; PipelineError where another run does not end in time."""
    with ExitStack() as held:
        try:
            held.enter_context(one_run(inbox / LOCK_NAME, PATIENCE))
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
