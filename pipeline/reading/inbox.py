"""A whole inbox: received files and the plan come in, what each of them says goes out in their order.

What was read before by the same rules is taken from the store; the rest is read, on all cores where there
is enough of it, or on a cluster.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TypeVar

from pipeline.intake.read import open_again
from pipeline.intake.register import Received
from pipeline.model import PipelineError, Plan
from pipeline.processes import cores
from pipeline.progress import Done
from pipeline.reading import workers
from pipeline.reading.both import Read, read_all
from pipeline.reading.record import NoRecord, from_texts, to_text
from pipeline.reading.store import Store, file_of
from pipeline.sweeping import unswept
from pipeline.workbook import Book

# Characters of records:
_KEPT_AT_ONCE = 500_000
_READ_AT_ONCE = 50_000  # fewer take more time for each, more of them more memory than is near

Key = TypeVar("Key")


def read_inbox(
    received: Sequence[Received], plan: Plan, *,
    store: Store | None = None, processes: int | None = None, scheduler: str | None = None,
    done: Done = lambda count: None, say: Callable[[str], None] = lambda text: None,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Read]:  # fmt: skip
    """What each file says, in the order given.

    store: where records are kept, for this plan; None: nothing is.
    processes: how many of this machine read at once; None: as many as there are cores, where it pays.
    scheduler: the address of a Dask cluster that reads instead; None: this machine.
    done: told of files when it is known what they say. say: told what was seen on the way.
    meanwhile: done here while others read.
    """
    found: dict[int, Read] = {}
    if store:
        found |= _remembered(received, store)
        done(len(found))
        if store.damaged:
            say(f"Kho kết quả đọc “{store.path.name}” bị hỏng; các tệp liên quan được đọc lại từ bản gốc.")
            store.keep(())  # the files of what is spoiled may all be gone
    rest = [(number, file) for number, file in enumerate(received) if number not in found]
    rest.sort(key=lambda named: named[1].arrival.name.rpartition("/")[2])  # forms of a task are much alike

    def fresh() -> Iterator[tuple[str, str]]:
        for number, read, text in _read(rest, plan, processes, scheduler, meanwhile, recorded=store is not None):
            found[number] = read
            done(1)
            if text and read.lasting:
                yield file_of(received[number].arrival), text

    for records in _batches(fresh(), _KEPT_AT_ONCE):
        if store:
            store.keep(records)
    return [found[number] for number in range(len(received))]


def _remembered(received: Sequence[Received], kept: Store) -> Iterator[tuple[int, Read]]:
    """By number the files whose records the store has; a file that cannot be read has none."""
    numbers = {file_of(r.arrival): n for n, r in enumerate(received) if r.source is not None}
    with unswept():
        for some in _batches(kept.find(numbers), _READ_AT_ONCE):
            found = [numbers[file] for file, _ in some]
            try:
                reads = from_texts([text for _, text in some], [received[number].arrival for number in found])
            except NoRecord:
                kept.damaged = True
            else:
                yield from zip(found, reads, strict=True)


def _batches(records: Iterable[tuple[Key, str]], most: int) -> Iterator[list[tuple[Key, str]]]:
    """Records as they come, so many at once that their texts reach a number of characters."""
    some: list[tuple[Key, str]] = []
    held = 0
    for record in records:
        some.append(record)
        held += len(record[1])
        if held >= most:
            yield some
            some, held = [], 0
    if some:
        yield some


def _read(
    files: Sequence[tuple[int, Received]], plan: Plan, processes: int | None, scheduler: str | None,
    meanwhile: Callable[[], None], *, recorded: bool,
) -> Iterator[tuple[int, Read, str]]:  # fmt: skip
    """(number, what the file says, its record) of every file; no record where it is read here and none is wanted."""
    if not files:
        return
    if scheduler:
        with _joined(scheduler) as hands:
            yield from _read_by(replace(hands, meanwhile=meanwhile), files, plan)
        return
    if processes is None:
        processes = cores() if len(files) >= workers.FEW else 1
    if processes > 1:
        yield from _read_by(workers.Hands(processes, meanwhile=meanwhile), files, plan)
        return
    reads = read_all((file for _, file in files), plan)
    for (number, _), read in zip(files, reads, strict=True):
        yield number, read, to_text(read) if recorded else ""


def _read_by(
    hands: workers.Hands, files: Sequence[tuple[int, Received]], plan: Plan
) -> Iterator[tuple[int, Read, str]]:
    arrivals = {number: file.arrival for number, file in files}
    for some in workers.read_many(files, plan, hands):
        reads = from_texts([text for _, text in some], [arrivals[number] for number, _ in some])
        yield from ((number, read, text) for (number, text), read in zip(some, reads, strict=True))


def _joined(scheduler: str) -> AbstractContextManager[workers.Hands]:
    try:
        from pipeline.reading.cluster import joined
    except ModuleNotFoundError as error:
        raise PipelineError(
            f"Máy này chưa cài thư viện để đọc trên nhiều máy (thiếu {error.name}). "
            f"Cài bằng lệnh: “{sys.executable}” -m pip install -r requirements-cluster.txt."
        ) from error
    return joined(scheduler)


class Workbooks(Mapping[str, Book]):
    """The workbooks of ours among files that were read, by SHA-256, each opened again when it is asked for."""

    def __init__(self, received: Sequence[Received], reads: Sequence[Read], plan: Plan) -> None:
        self._files = {r.arrival.sha256: r for r, read in zip(received, reads, strict=True) if read.opened}
        self._plan = plan
        self._last: tuple[str, Book | None] = ("", None)  # the parts of a bundle ask one after the other

    def __getitem__(self, sha256: str) -> Book:
        if self._last[0] != sha256:
            self._last = (sha256, open_again(self._files[sha256], self._plan))
        book = self._last[1]
        if book is None:
            raise KeyError(sha256)
        return book

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
