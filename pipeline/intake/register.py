"""The register of receipts: which file was first seen when, kept beside the inbox in SQLite.

Entries are only ever added. A file is its path in the inbox and its SHA-256, so a file that is
replaced under its name is a new receipt and the former one stays on record. When every file is
already known the register is only read, and not a byte of it changes.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from pipeline import key_file
from pipeline.beside import beside
from pipeline.collecting.names import BELOW, free_name
from pipeline.disk import is_link, leads_elsewhere, reachable, reachable_text
from pipeline.intake import laying, ledger, post
from pipeline.intake.ledger import FILE_NAME, LOCK_NAME
from pipeline.model import Arrival, Mail, PipelineError
from pipeline.vietnamese import MARKS, VIETNAM

READINGS = "da-doc.sqlite"  # what reading the files came to, kept by `reading.store`
RUN_LOG = "nhat-ky-bao-cao.sqlite"  # what runs made of it, kept by `audit.chain`
_MANY = 1_000  # files that are weighed sooner by two processes
_DATABASES = (FILE_NAME, RUN_LOG, READINGS)
_OWN_FILES = {name + tail for name in _DATABASES for tail in ("", "-journal", "-wal", "-shm")}
_OWN_FILES |= {LOCK_NAME, key_file.FILE_NAME}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS arrivals (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    received TEXT NOT NULL,
    UNIQUE (name, sha256)
)
"""
_INSERT = "INSERT OR IGNORE INTO arrivals (name, sha256, size, received) VALUES (?, ?, ?, ?)"


class Received(NamedTuple):
    """A file that came; where it could not be read `problem` says why."""

    arrival: Arrival
    source: bytes | str | None  # what it holds, or where it lies; None where it could not be read
    problem: str = ""

    def opened(self) -> Received:
        """The same with its bytes at hand, which are still those of its receipt."""
        if not isinstance(self.source, str):
            return self
        data, digest, problem = _contents(self.source)
        if data is not None and digest != self.arrival.sha256:
            data, problem = None, "tệp thay đổi trong lúc đang đọc"
        return Received(self.arrival, data, problem)

    @property
    def data(self) -> bytes | None:
        """The bytes; None where they cannot be read."""
        held = self.opened().source
        return held if isinstance(held, bytes) else None


def list_files(inbox: Path) -> list[str]:
    """Every file below the inbox but the register's own, as "/"-paths in a fixed order.

    Raises OSError where a folder cannot be opened: what lies in it must not be passed over.
    """

    def stop(error: OSError) -> None:
        raise error  # os.walk would pass over a folder it cannot open

    found = []
    top = reachable(inbox, BELOW)
    for folder, folders, files in os.walk(top, onerror=stop):
        folders.sort()
        base = Path(folder).relative_to(top).as_posix()
        within = "" if base == "." else base + "/"
        if not within and laying.OWN_FOLDER in folders:
            folders.remove(laying.OWN_FOLDER)
        links = [n for n in folders if is_link(Path(folder) / n)]
        folders[:] = [n for n in folders if n not in links]
        found += [within + name for name in (*files, *links)]
    return sorted((p for p in found if p not in _OWN_FILES and not key_file.UNFINISHED.fullmatch(p)), key=_in_turn)


def _in_turn(name: str) -> tuple[str, str, str]:
    """By folder, name and ending, so that "x (1).xlsx" comes behind "x.xlsx"."""
    folder, _, last = name.rpartition("/")
    stem, _, ending = last.rpartition(".")
    return folder, stem or ending, ending


def is_own(name: str) -> bool:
    """Whether a path within an inbox is the register's own."""
    return name in _OWN_FILES or name.split("/")[0] == laying.OWN_FOLDER


def receive(
    inbox: Path, now: datetime, *, apart: bool = False, meanwhile: Callable[[], object] | None = None
) -> tuple[Received, ...]:
    """Every file of the inbox with its receipt, in order of receipt; new files are entered.

    apart: whether another process may weigh half of them where they are many.
    meanwhile: what is done here first, for which that process weighs somewhat more.
    What a stopped `collect` had entered but not laid is laid first.
    Files first seen together are ordered by their time of change, then by name. Raises
    PipelineError where the inbox or its register cannot be read, or a new file not be entered.
    """
    if not inbox.is_dir():
        raise PipelineError(f"Không có thư mục hộp nhận “{inbox}”. Kiểm tra lại đường dẫn --inbox.")
    complete(inbox)
    files = _weighed(inbox, apart, meanwhile)
    known = _known(inbox)
    entries = _entries(files, known)
    if new := _new(files, entries, known):
        _enter(inbox, [(*entries[name], files[name].size) for name in new], now)
        known = _known(inbox)
    return _with_receipts(files, entries, known, post.mails(inbox))


def as_if_received(inbox: Path, book: Path, now: datetime) -> tuple[Received, ...]:
    """What `receive` would give, but nothing is laid or entered; book: the folder where the register lies.

    Raises PipelineError where the inbox or the register cannot be read.
    """
    files = _weighed(inbox)
    known = _known(book)
    entries = _entries(files, known)
    when = now.astimezone(VIETNAM).replace(microsecond=0)
    known |= {entries[name]: (order, when) for order, name in enumerate(_new(files, entries, known), len(known) + 1)}
    return _with_receipts(files, entries, known, post.mails(book))


class _Weighed(NamedTuple):
    """Where a file lies, its SHA-256 and size in bytes; where it could not be read `problem` says why."""

    place: str
    sha256: str
    size: int
    problem: str


def _weighed(
    inbox: Path, apart: bool = False, meanwhile: Callable[[], object] | None = None
) -> dict[str, _Weighed]:  # fmt: skip
    """By name what lies in an inbox, in the way that `receive` has it."""
    names = _names(inbox)
    places = [f"{inbox}/{name}" for name in names]
    own = len(places) * 2 // 5 if meanwhile else len(places) // 2
    with beside(lambda: list(map(_weigh, places[own:])), apart=apart and len(places) >= _MANY) as others:
        if meanwhile:
            meanwhile()
        found = [*map(_weigh, places[:own]), *others()]
    return dict(zip(names, found, strict=True))


def _entries(files: Mapping[str, _Weighed], known: Container[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """By name under what the register has each file, or will have it."""
    return {name: _entry(name, weighed.sha256, known, files) for name, weighed in files.items()}


def _new(
    files: Mapping[str, _Weighed], entries: Mapping[str, tuple[str, str]], known: Container[tuple[str, str]]
) -> list[str]:  # fmt: skip
    """The names of files that the register does not know, in the order in which they are entered."""
    new = [name for name, entry in entries.items() if entry not in known]
    return sorted(new, key=lambda name: (_changed(files[name].place), _in_turn(name)))


def _with_receipts(
    files: Mapping[str, _Weighed], entries: Mapping[str, tuple[str, str]],
    known: Mapping[tuple[str, str], tuple[int, datetime]], mails: Mapping[tuple[str, str], Mail],
) -> tuple[Received, ...]:  # fmt: skip
    """Files with what the register knows of each, in order of receipt."""
    received = []
    for name, weighed in files.items():
        entry = entries[name]
        order, when = known[entry]
        source = None if weighed.problem else weighed.place
        received.append(Received(Arrival(*entry, when, order, mails.get(entry)), source, weighed.problem))
    return tuple(sorted(received, key=lambda r: (r.arrival.received, r.arrival.order)))


def _weigh(place: str) -> _Weighed:
    """What the register keeps of a file: its bytes are let go, an inbox may be larger than the memory."""
    data, digest, problem = _contents(place)
    return _Weighed(place, digest, len(data or b""), problem)


def _contents(place: str) -> tuple[bytes | None, str, str]:
    """(bytes, SHA-256, problem); a link is never followed, it might lead anywhere."""
    place = reachable_text(place)
    try:
        found = os.lstat(place)
        if leads_elsewhere(found):
            return None, hashlib.sha256(os.readlink(place).encode("utf-8", "surrogateescape")).hexdigest(), "link"
        if not stat.S_ISREG(found.st_mode):
            raise FileNotFoundError
        data = _whole(place, found.st_size)
    except (FileNotFoundError, NotADirectoryError):
        return None, hashlib.sha256(b"").hexdigest(), "không phải tệp thường"
    except OSError as error:
        return None, hashlib.sha256(b"").hexdigest(), error.strerror or type(error).__name__
    return data, hashlib.sha256(data).hexdigest(), ""


def _whole(place: str, size: int) -> bytes:
    """What a file holds; of the expected size it is had in one piece."""
    file = os.open(place, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        data = os.read(file, size + 1)
        return data if len(data) == size else data + FileIO(file, closefd=False).readall()
    finally:
        os.close(file)


def receive_files(paths: Iterable[Path], now: datetime) -> tuple[Received, ...]:
    """Files and the files below folders, read without a register. PipelineError: no such path."""
    received: list[Received] = []
    for path in paths:
        if not os.path.lexists(path):
            raise PipelineError(f"Không có tệp hoặc thư mục “{path}”. Kiểm tra lại đường dẫn.")
        if path.is_dir():
            found = [(path, name, (path.name + "/" + name)) for name in list_files(path)]
        else:
            found = [(path.parent, path.name, path.name)]
        for folder, name, shown in found:
            weighed = _weigh(f"{folder}/{name}")
            arrival = Arrival(_printable(shown), weighed.sha256, now.astimezone(VIETNAM), len(received))
            received.append(Received(arrival, None if weighed.problem else weighed.place, weighed.problem))
    return tuple(received)


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it lies in an inbox today; `data` is None where it cannot be read."""

    name: str
    sha256: str
    data: bytes | None
    problem: str


def originals(inbox: Path) -> tuple[Original, ...]:
    """Every file of an inbox as it is today, whatever the register says. PipelineError: it cannot be read."""
    if not inbox.is_dir():
        raise PipelineError(f"Không có thư mục hộp nhận “{inbox}”. Kiểm tra lại đường dẫn --inbox.")
    found = []
    for name in _names(inbox):
        data, digest, problem = _contents(f"{inbox}/{name}")
        found.append(Original(_printable(name), digest, data, problem))
    return tuple(found)


def _names(inbox: Path) -> list[str]:
    try:
        return list_files(inbox)
    except OSError as error:
        place = error.filename or inbox
        raise PipelineError(f"Không đọc được thư mục “{place}” của hộp nhận ({error.strerror}).") from error


def _printable(name: str) -> str:
    """A file name that is no valid text (bytes of another encoding) in a form that can be stored."""
    if name.isascii():
        return name
    name = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return MARKS.sub(lambda mark: f"\\u{ord(mark[0]):04x}", name)


def _entry(
    name: str, digest: str, known: Container[tuple[str, str]], lying: Container[str]
) -> tuple[str, str]:  # fmt: skip
    """Under what the register has a file: some disks of macOS list letters apart from the marks they came with."""
    told = _printable(name)
    composed = unicodedata.normalize("NFC", told)
    if composed != told and (told, digest) not in known and (composed, digest) in known and composed not in lying:
        return composed, digest
    return told, digest


def _changed(place: str) -> float:
    try:
        return os.lstat(reachable_text(place)).st_mtime
    except OSError:
        return 0.0


def _known(inbox: Path) -> dict[tuple[str, str], tuple[int, datetime]]:
    """(name, SHA-256) → (order, time of receipt)."""
    found = ledger.rows(inbox, "arrivals", "position, name, sha256, received")
    when = cache(datetime.fromisoformat)  # which very many share
    try:
        return {(name, digest): (position, when(received)) for position, name, digest, received in found}
    except ValueError as error:
        raise PipelineError(
            f"Không đọc được sổ tiếp nhận “{ledger.shown(inbox)}” ({error}). "
            "Khôi phục tệp này từ bản sao lưu, hoặc chuyển nó đi nơi khác để lập sổ mới."
        ) from error


def arrivals(inbox: Path) -> tuple[Arrival, ...]:
    """Everything that was ever received, in order of receipt, whether it lies in the inbox or not."""
    mails = post.mails(inbox)
    found = (Arrival(*key, when, order, mails.get(key)) for key, (order, when) in _known(inbox).items())
    return tuple(sorted(found, key=lambda a: (a.received, a.order)))


def _enter(inbox: Path, entries: Iterable[tuple[str, str, int]], now: datetime) -> None:
    stamp = now.astimezone(VIETNAM).isoformat(timespec="seconds")
    add_arrivals(inbox, [(*entry, stamp) for entry in entries])


def add_arrivals(inbox: Path, rows: Iterable[tuple[str, str, int, str]]) -> None:
    """Adds (name, SHA-256, bytes, ISO time) entries; known ones are skipped."""
    ledger.enter(inbox, arrival_rows(rows))


def arrival_rows(rows: Iterable[tuple[str, str, int, str]]) -> tuple[str, str, list[ledger.Row]]:
    """The same for `ledger.enter`, together with other entries."""
    return _SCHEMA, _INSERT, list(rows)


def entered_names(inbox: Path) -> set[str]:
    """Every name under which a file was ever received."""
    return {name for name, _ in _known(inbox)}


# --- files that are laid by `collect` -----------------------------------------------------------


def complete(inbox: Path) -> None:
    """Lays what a stopped run had made ready and entered."""
    if laying.waiting(inbox):
        lay_entered(inbox, post.collected(inbox))


def lay_entered(inbox: Path, files: Sequence[post.Collected]) -> None:
    """Lays files that are ready and entered; one whose place somebody took meanwhile under another name."""
    by_key = {(f.name, f.sha256): f for f in files}
    for name, digest in laying.lay(inbox, by_key):
        known = _known(inbox)
        names = {known_name for known_name, _ in known}
        other = free_name(name, lambda path: path in names or os.path.lexists(inbox / path))  # noqa: B023
        size = laying.make_ready_as(inbox, name, other, digest)
        stamp = known[name, digest][1].isoformat(timespec="seconds")
        entry = replace(by_key[name, digest], name=other)
        ledger.enter(inbox, arrival_rows([(other, digest, size, stamp)]), post.collected_rows([entry]))
        laying.forget_ready(inbox, name, digest)
        laying.lay(inbox, [(other, digest)])
