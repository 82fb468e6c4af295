"""The copy of a folder on a store elsewhere: its URL comes in, a folder on this machine goes out, and what the work
changes there is carried back.

The store is what counts: what an earlier run left otherwise in the copy is made anew. A run may be killed anywhere:
files are carried first, then what went away is taken away, then databases, which tell of files. Of files that belong
together, a set, a list with their SHA-256 goes last and is taken away first: nobody takes half a set for a whole one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import NoReturn

from pipeline.alone import alone
from pipeline.collecting.names import BELOW
from pipeline.disk import is_link, move, reachable
from pipeline.model import PipelineError
from pipeline.remote.names import is_plain, local_names
from pipeline.remote.store import Listed, Store

MARKER = "tron-bo.json"  # the list of a whole set, on the store alone
_DATABASE = ".sqlite"
_HERE_ALONE = re.compile(  # what belongs to this machine: what was read, locks, half-written transactions
    r"da-doc\.sqlite.*|(so-tiep-nhan|nhat-ky-bao-cao)\.sqlite-(journal|wal|shm)|so-tiep-nhan\.khoa"
)
_INDEX, _LOCK, _HALF = "da-chep.json", "dang-dung.khoa", "dang-chep"
_PATIENCE = 60  # seconds that a run waits for another one at the same copy


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it was when it was last the same here and there."""

    key: str  # its path on the store
    tag: str
    sha256: str
    size: int  # with the time of change: whether the copy is still as it was made
    changed: int


@contextmanager
def mirrored(url: str, cache: Path, say: Callable[[str], None], *, sets: bool = False) -> Iterator[Mirror]:
    """The copy of a folder on a store, or of one file; when the work ends, what it changed is carried back.

    cache: where copies are kept from run to run. sets: each folder in it is a set of files that belong together, of
    which nothing goes out where the work fails; else what was done until then does.
    PipelineError: the store does not answer, or another run is at the copy; a message of the work names the URL.
    """
    mirror = Mirror(url, cache, sets)
    with mirror.held():
        mirror.fetch()
        done = not sets
        try:
            yield mirror
            done = True
        except SystemExit:  # a command that found something
            done = True
            raise
        except PipelineError as error:
            error.args = (mirror.told(str(error)),)
            raise
        finally:
            if done:
                mirror.carry_back()
            if mirror.carried:
                say(f"Đã chép {mirror.carried} tệp lên {mirror.url}.")


class Mirror:
    """A folder of a store and its copy."""

    def __init__(self, url: str, cache: Path, sets: bool = False) -> None:
        self.url, self.carried = url.rstrip("/"), 0
        self._sets = sets
        self._store = Store(self.url)
        name = self.url.rpartition("/")[2]
        self._room = reachable(cache / hashlib.sha256(self.url.encode()).hexdigest()[:16], BELOW)
        self._folder = self._room / (name if is_plain(name) else "kho")
        self.place = self._folder  # where the work finds it; of a single file its own place
        self._files: dict[str, _File] = {}  # by their paths in the copy

    def told(self, text: str) -> str:
        """A text for people, with the address of the store instead of the copy's."""
        return text.replace(str(self.place), self.url)

    @contextmanager
    def held(self) -> Iterator[None]:
        """No other run is at the copy meanwhile."""
        try:
            self._room.mkdir(0o700, parents=True, exist_ok=True)  # a secret may be among what is copied
        except OSError as error:
            self._explain(error)
        try:
            with alone(self._room / _LOCK, _PATIENCE):
                yield
        except BlockingIOError as error:
            raise PipelineError(f"Một lệnh khác trên máy này đang dùng “{self.url}”. Đợi xong rồi chạy lại.") from error

    # --- from the store ---------------------------------------------------------------------------

    def fetch(self) -> None:
        """Makes the copy the same as the store; what is the same already is not read."""
        listed = self._store.listing()
        if list(listed) == [""]:
            name = self._store.go_up()
            listed = {name: listed[""]}
            self.place = self._folder / local_names([name])[name]
        names = local_names(key for key in listed if not self._stays_apart(key))
        former = self._former()
        try:
            self._clear(set(names.values()))
            for key, local in names.items():
                known = former.get(local)
                if known and known.key == key and _is_same(known, listed[key]) and self._is_as_made(local, known):
                    self._files[local] = known
            new = {key: listed[key].size for key, local in names.items() if local not in self._files}
            for key, data in self._store.read(new):
                self._lay(names[key], key, data, listed[key])
            self._keep_index()
        except OSError as error:
            self._explain(error)

    def _lay(self, local: str, key: str, data: bytes, listed: Listed) -> None:
        half, place = self._room / _HALF, self._folder / local
        half.write_bytes(data)
        if listed.changed is not None:  # files that came together are told apart by it
            os.utime(half, (listed.changed, listed.changed))
        place.parent.mkdir(parents=True, exist_ok=True)
        move(half, place)
        self._files[local] = self._as_it_is(local, key, listed.tag, hashlib.sha256(data).hexdigest())

    def _clear(self, wanted: set[str]) -> None:
        """Takes away what the store does not have."""
        for local in self._lying():
            if local not in wanted and not self._stays_apart(local):
                (self._folder / local).unlink()
        for base, _, _ in os.walk(self._folder, topdown=False):
            if not any(Path(base).iterdir()):
                shutil.rmtree(base)

    # --- back to the store ------------------------------------------------------------------------

    def carry_back(self) -> None:
        """Brings to the store what is otherwise in the copy. PipelineError also where others changed the same."""
        try:
            lying = {name for name in self._lying() if name in self._files or self._is_done(name)}
            touched = {name for name in lying if not self._is_as_made(name, self._files.get(name))}
            if touched or self._files.keys() - lying:
                self._carry(touched, self._files.keys() - lying)
        except OSError as error:
            self._explain(error)

    def _carry(self, touched: set[str], gone: set[str]) -> None:
        hashes = {name: hashlib.sha256((self._folder / name).read_bytes()).hexdigest() for name in touched}
        changed = {name for name in touched if name not in self._files or self._files[name].sha256 != hashes[name]}
        sets = {_set_of(name) for name in touched | gone} if self._sets else set()
        if changed or gone:
            self._refuse_what_others_changed(changed | gone, hashes)
            for folder in sorted(sets & {_set_of(name) for name in changed | gone}):
                self._store.remove(folder + MARKER)
            self._bring(name for name in sorted(changed) if not name.endswith(_DATABASE))
            for name in sorted(gone):
                self._store.remove(self._key(name))
                del self._files[name]
            self._bring(name for name in sorted(changed) if name.endswith(_DATABASE))
        listed = self._store.listing() if changed else {}
        for name in touched:
            key = self._key(name)
            tag = (listed[key].tag if key in listed else "") if name in changed else self._files[name].tag
            self._files[name] = self._as_it_is(name, key, tag, hashes[name])
        self._keep_index()
        for folder in sorted(sets):
            self._mark(folder)

    def _bring(self, names: Iterator[str]) -> None:
        for name in names:
            self._store.write(self._key(name), (self._folder / name).read_bytes())
            self.carried += 1

    def _refuse_what_others_changed(self, names: set[str], hashes: dict[str, str]) -> None:
        """PipelineError where a file on the store is neither as it was fetched nor as it is to be."""
        listed = self._store.listing()
        for name in sorted(names):
            key, known = self._key(name), self._files.get(name)
            there = listed.get(key)
            if there is None or (known and _is_same(known, there)):
                continue
            data = self._store.read_if_there(key)
            if data is not None and hashlib.sha256(data).hexdigest() not in (hashes.get(name), known and known.sha256):
                raise PipelineError(
                    f"Máy khác vừa thay đổi “{key}” ở {self.url} trong lúc lệnh này chạy; bản của máy ấy được giữ "
                    "nguyên. Chạy lại lệnh. Nhiều máy cùng ghi thì dùng sổ trên máy chủ (--register)."
                )

    def _mark(self, folder: str) -> None:
        """Says that a set is whole, unless that stands there."""
        files = {f.key.removeprefix(folder): f.sha256 for name, f in self._files.items() if _set_of(name) == folder}
        wanted = json.dumps({"schema": 1, "files": dict(sorted(files.items()))}, ensure_ascii=False, indent=1).encode()
        if files and self._store.read_if_there(folder + MARKER) != wanted:
            self._store.write(folder + MARKER, wanted)

    def _key(self, name: str) -> str:
        known = self._files.get(name)
        return known.key if known else name

    # --- the copy -----------------------------------------------------------------------------------

    def _stays_apart(self, path: str) -> bool:
        """Whether a file is there or here alone."""
        return bool(_HERE_ALONE.fullmatch(path)) or (self._sets and path.rpartition("/")[2] == MARKER)

    def _is_done(self, name: str) -> bool:
        """Whether a new file is to be carried: not what is still being written, and no lock."""
        return not self._stays_apart(name) and not any(part.startswith(".") for part in name.split("/"))

    def _lying(self) -> list[str]:
        paths = (Path(base, name) for base, _, names in os.walk(self._folder) for name in names)
        return [path.relative_to(self._folder).as_posix() for path in paths if not is_link(path)]

    def _as_it_is(self, local: str, key: str, tag: str, sha256: str) -> _File:
        found = (self._folder / local).stat()
        return _File(key, tag, sha256, found.st_size, found.st_mtime_ns)

    def _is_as_made(self, local: str, known: _File | None) -> bool:
        with suppress(OSError):
            return known is not None and self._as_it_is(local, known.key, known.tag, known.sha256) == known
        return False

    def _former(self) -> dict[str, _File]:
        """What the last run knew; nothing where that cannot be read."""
        with suppress(OSError, ValueError, TypeError, AttributeError):
            told = json.loads((self._room / _INDEX).read_text(encoding="utf-8"))
            return {local: _File(*row) for local, row in told.items()}
        return {}

    def _keep_index(self) -> None:
        half = self._room / _HALF
        half.write_bytes(json.dumps({local: astuple(file) for local, file in self._files.items()}).encode())
        move(half, self._room / _INDEX)

    def _explain(self, error: OSError) -> NoReturn:
        raise PipelineError(
            f"Không ghi được bản sao của “{self.url}” trên máy này, ở “{self._room}” ({error.strerror}). "
            "Kiểm tra dung lượng đĩa và quyền ghi, hoặc đặt nơi khác bằng biến môi trường BAO_CAO_CACHE."
        ) from error


def _is_same(known: _File, listed: Listed) -> bool:
    """Whether a store says of a file that it is still the one that is known; some say nothing."""
    return known.tag != "" and known.tag == listed.tag


def _set_of(name: str) -> str:
    """The folder at the top, with its slash; "" for a file that lies there itself."""
    return name[: name.find("/") + 1]
