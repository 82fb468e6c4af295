"""What was read is kept: records come in by file and rules, and go out again for the very same ones.

A file is its name, SHA-256 and time of receipt; the rules are the program, what it reads with, and the plan
but for what only the report looks at. The store lies beside the register. It may be deleted at any time;
what in it is damaged is read again, and where it cannot be written a run goes without it.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import zlib
from collections.abc import Container, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from pipeline.intake.register import READINGS
from pipeline.model import Arrival, Plan
from pipeline.version import build

_SCHEMA = "CREATE TABLE IF NOT EXISTS records (file TEXT PRIMARY KEY, rules TEXT, proof BLOB, text BLOB) WITHOUT ROWID"
_SELECT = "SELECT file, proof, text FROM records WHERE rules = ?"
_INSERT = "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)"
_DELETE_OTHERS = "DELETE FROM records WHERE rules <> ?"
_PATIENCE = 5  # seconds that a run waits for another one's writing
_NOT_NOW = {  # kinds of failure that say nothing of the store itself
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
}  # fmt: skip
_LIGHT = 1  # of zlib: time is what is to be saved


def rules_of(plan: Plan) -> str:
    """By what rules files are read: a hash that changes when anything does by which a file can be read otherwise."""
    seen = replace(plan, outline=(), scores=(), sha256="", source="")
    readers = (build(), sys.version, version("xlrd"))
    return hashlib.sha256(repr((readers, seen)).encode("utf-8", "surrogatepass")).hexdigest()


def file_of(arrival: Arrival) -> str:
    """By what a file is known: all of its receipt that bears on how it is read."""
    return f"{arrival.sha256} {arrival.received.isoformat()} {arrival.name}"


class Store:
    """The store beside an inbox, for one set of rules.

    damaged: whether something in it was seen to be not as it was written.
    """

    def __init__(self, inbox: Path, rules: str) -> None:
        self.path, self.rules, self.damaged = inbox / READINGS, rules, False

    def find(self, wanted: Container[str]) -> Iterator[tuple[str, str]]:
        """(file, text) of the records that are wanted and there."""
        if not self.path.exists():
            return
        try:
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as store:
                if store.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                    raise sqlite3.DatabaseError("not as it was written")
                for file, proof, packed in store.execute(_SELECT, (self.rules,)):
                    if file not in wanted:
                        continue
                    text = self._proven(file, proof, packed)
                    if text is None:
                        self.damaged = True
                    else:
                        yield file, text
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _NOT_NOW:
                self.damaged = True
                with suppress(OSError):
                    self.path.unlink()

    def keep(self, records: Iterable[tuple[str, str]]) -> None:
        """Adds (file, text); those of other rules go. Without a word where the inbox cannot be written."""
        rows = [
            (file, self.rules, self._proof(file, packed), packed)
            for file, text in records
            for packed in [zlib.compress(text.encode("utf-8", "surrogatepass"), _LIGHT)]
        ]
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as store,
            store,
        ):
            store.execute("PRAGMA synchronous = OFF")  # what a power cut spoils is noticed, and read again
            store.execute("BEGIN IMMEDIATE")
            store.execute(_SCHEMA)
            store.execute(_DELETE_OTHERS, (self.rules,))
            store.executemany(_INSERT, rows)

    def _proof(self, file: str, packed: bytes) -> bytes:
        known = f"{self.rules} {file}\n".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(known + packed, digest_size=16).digest()

    def _proven(self, file: str, proof: object, packed: object) -> str | None:
        """The text of a record that is as it was written."""
        if not isinstance(packed, bytes) or proof != self._proof(file, packed):
            return None
        try:
            return zlib.decompress(packed).decode("utf-8", "surrogatepass")
        except (zlib.error, UnicodeDecodeError):
            return None
