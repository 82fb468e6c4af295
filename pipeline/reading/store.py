"""What was read is kept: records come in by file and rules, and go out again for the very same ones.

A file is its name, SHA-256 and time of receipt; the rules are the program, what it reads with, and the plan
but for what only the report looks at. What was given at once lies together, packed and with one checksum. The
store lies beside the register. It may be deleted at any time; what in it is damaged is read again, and where it
cannot be written a run goes without it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import zlib
from collections.abc import Container, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

from pipeline.formats.xls import READER
from pipeline.intake.register import READINGS
from pipeline.model import Arrival, Plan
from pipeline.version import build

_SCHEMA = "CREATE TABLE IF NOT EXISTS batches (number INTEGER PRIMARY KEY, rules TEXT, proof BLOB, packed BLOB)"
_THERE = "SELECT 1 FROM sqlite_master WHERE name = 'batches'"
_SELECT = "SELECT number, proof, packed FROM batches WHERE rules = ?"
_INSERT = "INSERT INTO batches (rules, proof, packed) VALUES (?, ?, ?)"
_DELETE = "DELETE FROM batches WHERE number = ?"
_DELETE_OTHERS = "DELETE FROM batches WHERE rules <> ?"
_DROP_FORMER = "DROP TABLE IF EXISTS records"  # of older programs
_PATIENCE = 5  # seconds that a run waits for another one's writing
_NOT_NOW = {  # kinds of failure that say nothing of the store itself
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
}  # fmt: skip
_LIGHT = 1  # of zlib: time is what is to be saved


def rules_of(plan: Plan) -> str:
    """By what rules files are read: a hash that changes when anything does by which a file can be read otherwise."""
    seen = replace(plan, outline=(), scores=(), sha256="", source="")
    readers = (build(), sys.version, READER)
    return hashlib.sha256(repr((readers, seen)).encode("utf-8", "surrogatepass")).hexdigest()


def file_of(arrival: Arrival) -> str:
    """By what a file is known: all of its receipt that bears on how it is read."""
    return f"{arrival.sha256} {_as_text(arrival.received)} {arrival.name}"


_as_text = lru_cache(maxsize=1_000)(datetime.isoformat)  # many files come at the same time


class Store:
    """The store beside an inbox, for the rules by which files are read with a plan.

    damaged: whether something in it was seen to be not as it was written.
    """

    def __init__(self, inbox: Path, plan: Plan) -> None:
        self.path, self.damaged = inbox / READINGS, False
        self._plan = plan
        self._spoiled: list[int] = []  # the numbers of batches
        self._records: list[tuple[str, str]] | None = None  # None: they were not fetched

    @cached_property
    def rules(self) -> str:
        """What `rules_of` tells, which takes long: where nothing is kept yet not before others read."""
        return rules_of(self._plan)

    def fetch(self) -> None:
        """Takes out all that is there, for `find`."""
        self._records = list(self._all())

    def find(self, wanted: Container[str]) -> Iterator[tuple[str, str]]:
        """(file, text) of the records that are wanted and there."""
        fetched, self._records = self._records, None
        return (record for record in (self._all() if fetched is None else fetched) if record[0] in wanted)

    def _all(self) -> Iterator[tuple[str, str]]:
        if not self.path.exists():
            return
        try:
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as store:
                if store.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                    raise sqlite3.DatabaseError("not as it was written")
                there = store.execute(_THERE).fetchone() is not None
                for number, proof, packed in store.execute(_SELECT, (self.rules,)) if there else ():
                    if isinstance(packed, bytes) and proof == self._proof(packed):
                        yield from _unpacked(packed)
                    else:
                        self.damaged = True
                        self._spoiled.append(number)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _NOT_NOW:
                self.damaged = True
                with suppress(OSError):
                    self.path.unlink()

    def keep(self, records: Sequence[tuple[str, str]]) -> None:
        """Adds (file, text), none with a line break; what is spoiled or of other rules goes.

        Without a word where the inbox cannot be written.
        """
        packed = _packed(records)
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as store,
            store,
        ):
            store.execute("PRAGMA synchronous = OFF")  # what a power cut spoils is noticed, and read again
            store.execute("BEGIN IMMEDIATE")
            store.execute(_DROP_FORMER)
            store.execute(_SCHEMA)
            store.execute(_DELETE_OTHERS, (self.rules,))
            store.executemany(_DELETE, [(number,) for number in self._spoiled])
            if records:
                store.execute(_INSERT, (self.rules, self._proof(packed), packed))

    def _proof(self, packed: bytes) -> bytes:
        return hashlib.blake2b(self.rules.encode() + packed, digest_size=16).digest()


def _packed(records: Sequence[tuple[str, str]]) -> bytes:
    """The files on the first line, then a line for the text of each."""
    lines = [json.dumps([file for file, _ in records]), *(text for _, text in records)]
    return zlib.compress("\n".join(lines).encode("utf-8", "surrogatepass"), _LIGHT)


def _unpacked(packed: bytes) -> Iterator[tuple[str, str]]:
    files, *texts = zlib.decompress(packed).decode("utf-8", "surrogatepass").split("\n")
    return zip(json.loads(files), texts, strict=True)
