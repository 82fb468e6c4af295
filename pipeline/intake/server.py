"""The book of receipts on a PostgreSQL server, where several machines write it: an address comes in, a book goes out.

The tables are those that the modules describe for SQLite; their few words that PostgreSQL says otherwise are
put into its own here. Entries are made one transaction after the other, so that the order of receipt is that
in which they were made, without gaps. The password of an address is never shown.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import NoReturn

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from pipeline.intake.ledger import Row
from pipeline.model import PipelineError

SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_WAIT = 15  # seconds until a server that does not answer is given up
_ENTERING, _TAKING_IN = 7_202_201, 7_202_202  # what the two locks are called in the database
# Not to_regclass: within a transaction it may not yet know a table that another machine has made since.
_KNOWN = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = :name"
_PAUSE = 0.2  # seconds between two looks at a lock that another machine holds
_REMEDY = "Kiểm tra máy chủ, quyền của tài khoản và mật khẩu (biến môi trường PGPASSWORD) rồi chạy lại."


class Book:
    """The book within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, table: str, columns: str) -> list[tuple]:  # type: ignore[type-arg]
        """The columns of a table in the order of entry; none where it does not exist yet."""
        if self._connection.scalar(text(_KNOWN), {"name": table}) is None:
            return []
        found = self._connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY position"))
        return [tuple(row) for row in found]

    def add(self, create: str, insert: str, rows: Iterable[Row]) -> int:
        """Adds rows, as `ledger.enter` is told them; how many came in."""
        self._connection.execute(text(_table(create)))
        named = [{f"p{n}": _storable(value) for n, value in enumerate(row, 1)} for row in rows]
        return self._connection.execute(text(_insert(insert)), named).rowcount if named else 0


class Server:
    """A database that holds one book."""

    def __init__(self, address: str) -> None:
        """PipelineError: the address is none of a PostgreSQL database."""
        url = _read(address)
        self.shown = _shown(url)
        self._secrets = [word for word in (url.password, url.query.get("password")) if isinstance(word, str) and word]
        self._engine: Engine = create_engine(
            url, pool_pre_ping=True, hide_parameters=True,
            connect_args={"connect_timeout": _WAIT, "application_name": "bao-cao", "keepalives_idle": 30},
        )  # fmt: skip

    @contextmanager
    def opened(self, *, to_write: bool) -> Iterator[Book]:
        """The book as it is at one moment; to be written by nobody else meanwhile. PipelineError: it cannot be had."""
        try:
            with self._engine.connect() as connection:
                if not to_write:
                    connection = connection.execution_options(isolation_level="REPEATABLE READ")
                with connection.begin():
                    if to_write:
                        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ENTERING})"))
                    yield Book(connection)
        except (DBAPIError, ValueError) as error:
            self._explain(error, "ghi" if to_write else "đọc")

    @contextmanager
    def alone(self, patience: float) -> Iterator[None]:
        """Holds the lock of taking in; BlockingIOError where another machine held it for so many seconds."""
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.detach()  # closing it ends its session, and with it the lock
                for left in range(int(patience / _PAUSE), -1, -1):
                    if connection.scalar(text(f"SELECT pg_try_advisory_lock({_TAKING_IN})")):
                        break
                    if not left:
                        raise BlockingIOError
                    time.sleep(_PAUSE)
                yield
        except DBAPIError as error:
            self._explain(error, "ghi")

    def close(self) -> None:
        """Lets go of every connection."""
        self._engine.dispose()

    def _explain(self, error: DBAPIError | ValueError, doing: str) -> NoReturn:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
        for secret in self._secrets:
            reason = reason.replace(secret, "…")
        raise PipelineError(f"Không {doing} được sổ tiếp nhận “{self.shown}” ({reason}). {_REMEDY}") from None


def _read(address: str) -> URL:
    try:
        url = make_url(address.strip())
    except (ArgumentError, ValueError):  # a bad port
        _refuse()
    if url.drivername not in SCHEMES or not url.database:
        _refuse()
    return url.set(drivername="postgresql+psycopg")


def _refuse() -> NoReturn:
    raise PipelineError(
        "Địa chỉ của sổ tiếp nhận không đúng dạng. Ghi postgresql://tên@máy-chủ:5432/cơ-sở-dữ-liệu "
        "(--register hoặc biến môi trường BAO_CAO_REGISTER); để trống: sổ nằm cạnh hộp nhận."
    ) from None


def _shown(url: URL) -> str:
    """The address as it may be shown: without the password and without settings, where one may stand too."""
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database).render_as_string()


def _storable(value: str | int | None) -> str | int | None:
    """A text without the one character that PostgreSQL takes in none."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


# --- SQLite's words in those of PostgreSQL ------------------------------------------------------


@lru_cache
def _table(create: str) -> str:
    """A CREATE statement; a table without numbers of its own gets them. Texts are compared by their bytes."""
    told = create.replace("INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT PRIMARY KEY").replace("INTEGER", "BIGINT")
    told = re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', told)
    return told if "PRIMARY KEY" in told else told.replace("(", "(position BIGINT PRIMARY KEY, ", 1)


@lru_cache
def _insert(insert: str) -> str:
    """An INSERT statement: entries are numbered on, those that are known passed over, values called p1, p2, …"""
    told = insert.strip()
    if named := re.match(r"INSERT (?:OR IGNORE )?INTO (\w+) \(", told):
        number = f"(SELECT COALESCE(MAX(position), 0) + 1 FROM {named[1]}), "
        told = told.replace("(", "(position, ", 1)
        told = re.sub(r"\) (VALUES \(|SELECT )", lambda found: found[0] + number, told, count=1)
    if told.startswith("INSERT OR IGNORE"):
        told = told.replace(" OR IGNORE", "", 1) + " ON CONFLICT DO NOTHING"
    told = told.replace(" IS NOT (", " IS DISTINCT FROM (")
    numbers = count(1)
    return re.sub(r"\?(\d*)", lambda found: f":p{found[1] or next(numbers)}", told)
