"""Files laid into the inbox so that a run may be stopped at any moment: bytes come in, files in their place go out.

Three steps: the bytes are made ready in the register's own folder, the register enters them, they are
moved into place. What is ready and entered is moved by whoever comes next; what was moved is ready no
more, so that a file which somebody takes away afterwards does not come back. Nothing is overwritten.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pipeline.model import PipelineError

OWN_FOLDER = "so-tiep-nhan.goc"  # mails and archives as they came: the originals (bản gốc)
_READY = "cho-dat"  # in it: files that wait to be laid
_HALF = ".dang-ghi"


def keep(inbox: Path, digest: str, kind: str, data: bytes) -> None:
    """An original as it came, under its hash; one that is there is left alone. PipelineError: it cannot be written."""
    path = inbox / OWN_FOLDER / f"{digest}.{kind}"
    if not path.exists():
        _write(path, data)


def make_ready(inbox: Path, name: str, digest: str, data: bytes) -> None:
    """The bytes of a file that is to be laid as `name`. PipelineError: they cannot be written."""
    _write(inbox / OWN_FOLDER / _READY / _key(name, digest), data)


def settle_disk(inbox: Path) -> None:
    """What was kept and made ready is on the disk, names and all, before the register relies on it."""
    for folder in (inbox / OWN_FOLDER, inbox / OWN_FOLDER / _READY):
        _settle(folder)


def waiting(inbox: Path) -> frozenset[str]:
    """The keys of what is ready; most often nothing is."""
    try:
        return frozenset(os.listdir(inbox / OWN_FOLDER / _READY))
    except OSError:
        return frozenset()


def lay(inbox: Path, entered: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Moves what is ready of the files (name, SHA-256) that the register knows into place.

    Returns those whose place is taken by something else: they wait on. PipelineError: it cannot be done.
    """
    ready = waiting(inbox)
    mine = [(name, digest, key) for name, digest in entered if (key := _key(name, digest)) in ready]
    taken: list[tuple[str, str]] = []
    try:
        for name, digest, key in mine:
            (inbox / name).parent.mkdir(parents=True, exist_ok=True)
            if _link(inbox / OWN_FOLDER / _READY / key, inbox / name, digest):
                (inbox / OWN_FOLDER / _READY / key).unlink(missing_ok=True)
            else:
                taken.append((name, digest))
        for folder in sorted({(inbox / name).parent for name, _, _ in mine}):
            _settle(folder)
    except OSError as error:
        raise _problem(inbox, error) from error
    return taken


def make_ready_as(inbox: Path, name: str, other: str, digest: str) -> int:
    """Makes ready under another name, too, what waits for a place that is taken; its size in bytes."""
    try:
        data = (inbox / OWN_FOLDER / _READY / _key(name, digest)).read_bytes()
    except OSError as error:
        raise _problem(inbox, error) from error
    make_ready(inbox, other, digest, data)
    return len(data)


def forget_ready(inbox: Path, name: str, digest: str) -> None:
    """Takes away what need not be laid as `name` any more."""
    with suppress(OSError):
        (inbox / OWN_FOLDER / _READY / _key(name, digest)).unlink()


def sweep(inbox: Path, entered: Iterable[tuple[str, str]]) -> None:
    """Takes away what a stopped run left that the register knows nothing of; only while `ledger.alone`."""
    known = {_key(name, digest) for name, digest in entered}
    for folder in (inbox / OWN_FOLDER, inbox / OWN_FOLDER / _READY):
        with suppress(OSError):
            for path in list(folder.iterdir()):
                if path.name.endswith(_HALF) or (folder.name == _READY and path.name not in known):
                    path.unlink()


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
        os.replace(ready, place)
    return True


def _is(place: Path, digest: str) -> bool:
    return place.is_file() and not place.is_symlink() and hashlib.sha256(place.read_bytes()).hexdigest() == digest


def _write(path: Path, data: bytes) -> None:
    """The whole file, on the disk, or none."""
    half = path.with_name(path.name + _HALF)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, path)
    except OSError as error:
        raise _problem(path.parent, error) from error


def _settle(folder: Path) -> None:
    if os.name == "posix":  # elsewhere the names are on the disk with the file
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _problem(inbox: Path, error: OSError) -> PipelineError:
    return PipelineError(
        f"Không ghi được vào hộp nhận “{inbox}” ({error.strerror}). "
        "Kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại; phần đã nhận được giữ nguyên."
    )
