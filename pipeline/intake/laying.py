"""Files laid into the inbox so that a run may be stopped at any moment: bytes come in, files in their place go out.

Three steps: the bytes are made ready in the register's own folder, the register enters them, they are
moved into place. What is ready and entered is moved by whoever comes next; what was moved is ready no
more, so that a file which somebody takes away afterwards does not come back. Nothing is overwritten.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.disk import is_link, move, reachable, sync_file, sync_folders
from pipeline.model import PipelineError

OWN_FOLDER = "so-tiep-nhan.goc"  # mails and archives as they came: the originals (bản gốc)
_READY = "cho-dat"  # in it: files that wait to be laid
_HALF = ".dang-ghi"
_FEW = 10  # files that are waited for one by one


@dataclass(frozen=True, slots=True)
class Kept:
    """An original, to be kept under its hash."""

    sha256: str
    kind: str  # its ending
    data: bytes


@dataclass(frozen=True, slots=True)
class ToLay:
    """A file, to be laid as `name`."""

    name: str
    sha256: str
    data: bytes


def kept_at(inbox: Path, sha256: str, kind: str) -> Path:
    """Where an original is kept."""
    return reachable(inbox / OWN_FOLDER / f"{sha256}.{kind}", len(_HALF))


def make_ready(inbox: Path, originals: Iterable[Kept], files: Iterable[ToLay]) -> None:
    """Keeps originals as they came and makes files ready to be laid; all of it is on the disk, names and all.

    An original that is there already is left alone. PipelineError: it cannot be written.
    """
    wanted = {kept_at(inbox, o.sha256, o.kind): o.data for o in originals}
    wanted = {path: data for path, data in wanted.items() if not path.exists()}
    wanted |= {_ready(inbox, _key(f.name, f.sha256)): f.data for f in files}
    try:
        _write_all(wanted)
    except OSError as error:
        raise _problem(inbox, error) from error


def waiting(inbox: Path) -> frozenset[str]:
    """The keys of what is ready; most often nothing is."""
    try:
        return frozenset(os.listdir(inbox / OWN_FOLDER / _READY))
    except OSError:
        return frozenset()


def lay(inbox: Path, entered: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Moves what is ready of the files (name, SHA-256) that the register knows into place.

    The disk is not waited for: a move that a power failure undoes is made again.
    Returns those whose place is taken by something else: they wait on. PipelineError: it cannot be done.
    """
    ready = waiting(inbox)
    mine = [(name, digest, key) for name, digest in entered if (key := _key(name, digest)) in ready]
    taken: list[tuple[str, str]] = []
    try:
        for name, digest, key in mine:
            place = reachable(inbox / name)
            place.parent.mkdir(parents=True, exist_ok=True)
            if _link(_ready(inbox, key), place, digest):
                _ready(inbox, key).unlink(missing_ok=True)
            else:
                taken.append((name, digest))
    except OSError as error:
        raise _problem(inbox, error) from error
    return taken


def make_ready_as(inbox: Path, name: str, other: str, digest: str) -> int:
    """Makes ready under another name, too, what waits for a place that is taken; its size in bytes."""
    try:
        data = _ready(inbox, _key(name, digest)).read_bytes()
    except OSError as error:
        raise _problem(inbox, error) from error
    make_ready(inbox, (), [ToLay(other, digest, data)])
    return len(data)


def forget_ready(inbox: Path, name: str, digest: str) -> None:
    """Takes away what need not be laid as `name` any more."""
    with suppress(OSError):
        _ready(inbox, _key(name, digest)).unlink()


def sweep(inbox: Path, entered: Iterable[tuple[str, str]]) -> None:
    """Takes away what a stopped run left that the register knows nothing of; only while `ledger.alone`."""
    known = {_key(name, digest) for name, digest in entered}
    for folder in (inbox / OWN_FOLDER, inbox / OWN_FOLDER / _READY):
        with suppress(OSError):
            for path in list(folder.iterdir()):
                if path.name.endswith(_HALF) or (folder.name == _READY and path.name not in known):
                    path.unlink()


def _ready(inbox: Path, key: str) -> Path:
    return reachable(inbox / OWN_FOLDER / _READY / key, len(_HALF))


def _key(name: str, digest: str) -> str:
    return hashlib.sha256(f"{name}\n{digest}".encode()).hexdigest()


def _link(ready: Path, place: Path, digest: str) -> bool:
    """Puts what is ready into its place as well; False where something else lies there."""
    try:
        os.link(ready, place)
    except FileExistsError:
        return _is(place, digest)
    except FileNotFoundError:  # another run was quicker
        return place.exists() or not ready.exists()
    except OSError:  # a disk that knows no links
        if os.path.lexists(place):
            return _is(place, digest)
        move(ready, place)
    return True


def _is(place: Path, digest: str) -> bool:
    return place.is_file() and not is_link(place) and hashlib.sha256(place.read_bytes()).hexdigest() == digest


def _write_all(wanted: Mapping[Path, bytes]) -> None:
    """Each file whole or not there."""
    folders = sorted({path.parent for path in wanted})
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    halves = {path: path.with_name(path.name + _HALF) for path in wanted}
    for path, half in halves.items():
        half.write_bytes(wanted[path])
    _settle(halves.values(), sync_file)
    for path, half in halves.items():
        move(half, path)
    _settle(folders, sync_folders)


def _settle(paths: Collection[Path], sync: Callable[[Path], None]) -> None:
    """Waits until files, or folders with their names, are on the disk."""
    if sys.platform == "linux" and len(paths) > _FEW:
        os.sync()  # waits for all at once, which elsewhere it does not
        return
    for path in paths:
        sync(path)


def _problem(inbox: Path, error: OSError) -> PipelineError:
    return PipelineError(
        f"Không ghi được vào hộp nhận “{inbox}” ({error.strerror}). "
        "Kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại; phần đã nhận được giữ nguyên."
    )
