"""Files written whole or not at all: a path and what to write come in, files in their place go out.

A folder's new files are made in a room beside it, `.dang-viet-<folder>`. When they are complete and on the disk
one renaming says so; then the former files move into the room and the new ones out of it. Wherever a run is
killed, the next one into the same place knows from the room alone what to do: what was complete is moved in to
the end, anything else is thrown away. So what lies in the room is:

    <random name>/   new files while they are written
    moi/             new files that are complete: its being there is the promise to move them in
    bo/              empty files, named after what the run owns but no longer writes
    cu/              the former files, moved out
    vao/             what `moi` is called once all of those are out: the new ones are coming in
    xong/            what it is called when the promise is kept, or taken back
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.alone import alone
from pipeline.disk import move, reachable, sync_file, sync_folders
from pipeline.model import PipelineError

_ROOM, _LOCK = ".dang-viet-", ".khoa"
_NEW, _GONE, _FORMER, _COMING, _DONE = "moi", "bo", "cu", "vao", "xong"
_BELOW = 120  # characters of what is written below a folder, or while a file is
_PATIENCE = 60  # seconds that a run waits for another one into the same place


def write_file(path: Path, data: bytes) -> Path:
    """Writes the whole file or leaves the former one as it was; PipelineError where it cannot."""
    place = reachable(path, _BELOW)
    temporary = place.with_name(f".{path.name}.tmp")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _only_run(path, place.with_name(f".{path.name}{_LOCK}"), _PATIENCE):
            try:
                temporary.write_bytes(data)
                sync_file(temporary)
                move(temporary, place)
            except OSError:
                with suppress(OSError):
                    temporary.unlink()
                raise
    except OSError as error:
        raise PipelineError(
            f"Không ghi được tệp “{path}” ({error.strerror}). Kiểm tra quyền ghi hoặc chọn --out khác."
        ) from error
    return path


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes files by their "/"-paths below a folder; without files there is no folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def write_whole(folder: Path, write: Callable[[Path], None], owned: Iterable[str] = ()) -> tuple[Path, ...]:
    """Lets `write` fill a new folder, then moves what is in it into place; a failure changes nothing.

    `owned` are the names that a run may write: a former file or folder of such a name that this run did not
    write is taken away, else last month's letter or an old PDF would stand beside a new report. All
    other files of the folder stay where they are.
    """
    place = reachable(folder, _BELOW)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _only_run(folder, _room(place, _LOCK), _PATIENCE):
            _settle(place)
            names = _fill(place, write, owned)
            _swap(place)
        _settle_others(place)
    except OSError as error:
        raise PipelineError(
            f"Không ghi được vào “{folder}” ({error.strerror}). Kiểm tra quyền ghi hoặc chọn --out khác."
        ) from error
    return tuple(folder / name for name in names)


def is_unfinished(path: Path) -> bool:
    """Whether a file is what a run is writing, or was writing when it was killed."""
    return any(part.startswith(_ROOM) for part in path.parts)


def _room(folder: Path, ending: str = "") -> Path:
    return folder.with_name(f"{_ROOM}{folder.name}{ending}")


@contextmanager
def _only_run(place: Path, lock: Path, patience: float) -> Iterator[None]:
    try:
        with alone(lock, patience):
            yield
    except BlockingIOError as error:
        raise PipelineError(f"Một lần chạy khác đang ghi vào “{place}”. Đợi lần ấy xong rồi chạy lại.") from error


# --- new files ---------------------------------------------------------------------------------


def _fill(folder: Path, write: Callable[[Path], None], owned: Iterable[str]) -> list[str]:
    """Has the new files written, and promises them: from here on they will be moved in. Their names."""
    room = _room(folder)
    room.mkdir()
    try:
        place = Path(tempfile.mkdtemp(dir=room))
        try:
            write(place)
            names = _names(place)
            (room / _FORMER).mkdir()
            (room / _GONE).mkdir()
            for name in set(owned).difference(names):
                (room / _GONE / name).touch()
            _sync(room)
        except OSError as error:
            raise PipelineError(
                f"Không ghi được báo cáo ({error.strerror}). Kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại."
            ) from error
        move(place, room / _NEW)
    except BaseException:
        with suppress(OSError):
            _clear(room)
        raise
    sync_folders(room, room.parent)
    return names


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _sync(folder: Path) -> None:
    """Waits until all that is in a folder is on the disk itself."""
    for base, _, files in os.walk(folder):
        for name in files:
            sync_file(Path(base, name))
        sync_folders(Path(base))


# --- into place --------------------------------------------------------------------------------


def _swap(folder: Path) -> None:
    """Moves the former and outdated files out, the new ones in; where one cannot be moved, all go back.

    First all go out, then all come in: old and new never stand side by side. Goes on where a killed run ended.
    """
    room = _room(folder)
    from_the_start = (room / _NEW).is_dir()
    arrived: list[str] = []
    try:
        if from_the_start:
            for name in sorted({*_names(room / _NEW), *_names(room / _GONE)}):
                _make_way(folder, name)
            sync_folders(folder, room / _FORMER)
            move(room / _NEW, room / _COMING)
        folder.mkdir(exist_ok=True)
        for name in _names(room / _COMING):
            _make_way(folder, name)
            _move(room / _COMING / name, folder / name, folder / name)
            arrived.append(name)
    except BaseException:
        if from_the_start:
            with suppress(OSError):  # else the next run goes on from here
                _put_back(folder, arrived)
        raise
    sync_folders(folder, room / _COMING, room / _FORMER)
    _leave(room, _COMING)


def _make_way(folder: Path, name: str) -> None:
    """Moves a file out, if there is one."""
    if not os.path.lexists(folder / name):
        return
    out = _room(folder) / _FORMER / name
    if out.is_dir():  # somebody put another in its place after a killed run had moved it out
        shutil.rmtree(out)
    _move(folder / name, out, folder / name)


def _move(source: Path, target: Path, shown: Path) -> None:
    try:
        move(source, target)
    except OSError as error:
        raise PipelineError(
            f"Không thay được tệp “{shown}” ({error.strerror}); có thể tệp đang mở ở chương trình khác. "
            "Đóng tệp rồi chạy lại."
        ) from error


def _put_back(folder: Path, arrived: Iterable[str]) -> None:
    room = _room(folder)
    for name in arrived:
        move(folder / name, room / _COMING / name)
    if (room / _COMING).is_dir():
        move(room / _COMING, room / _NEW)
    for name in _names(room / _FORMER):
        move(room / _FORMER / name, folder / name)
    _leave(room, _NEW)


def _leave(room: Path, promise: str) -> None:
    """Ends the promise, in one renaming, and takes the room away; what cannot go now the next run takes away."""
    move(room / promise, room / _DONE)
    with suppress(OSError):
        _clear(room)


def _clear(room: Path) -> None:
    if os.name == "nt":  # where nothing read-only can be deleted, and people protect what they issued
        for path in room.rglob("*"):
            path.chmod(stat.S_IWRITE)
    shutil.rmtree(room)


# --- what killed runs left ---------------------------------------------------------------------


def _settle(folder: Path) -> None:
    """Finishes what a killed run promised for a folder, throws away what it had only begun."""
    room = _room(folder)
    if (room / _NEW).is_dir() or (room / _COMING).is_dir():
        _swap(folder)
    if room.exists():
        _clear(room)


def _settle_others(folder: Path) -> None:
    """The same for the folders beside it; where a run is at one of them, or a file is open, that stays for later."""
    left = {path.name.removeprefix(_ROOM).removesuffix(_LOCK) for path in folder.parent.glob(f"{_ROOM}[!.]*")}
    for name in sorted(left):
        other = folder.with_name(name)
        with suppress(OSError, PipelineError), _only_run(other, _room(other, _LOCK), 0):
            _settle(other)
