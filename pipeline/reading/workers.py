"""Files read by many processes: received files and the plan come in, a record of each goes out as it is ready.

A process that dies over a file costs that file alone: what was handed out with it is read again, batch by
batch and by halves, until it is known which it was. A file's record never depends on who read it or when.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from pipeline.intake.read import rejected
from pipeline.intake.register import Received
from pipeline.messages import finding
from pipeline.model import Plan, Submission
from pipeline.processes import KIND, begun
from pipeline.reading.both import TOGETHER, Read, read_all
from pipeline.reading.record import to_text

BATCH = TOGETHER  # files handed out at once: more leave a core idle at the end
AHEAD = 10  # batches in hand for each process, so that none waits while something is done here
SILENCE = 30  # seconds without a word from any process, after which it is asked whether there are any
FEW = 50 if KIND == "fork" else 400  # fewer files are read sooner here than processes are begun

Batch = Sequence[tuple[int, Received]]  # files by their number


def begin(processes: int) -> Executor:
    """Processes of this machine."""
    context = multiprocessing.get_context(KIND)
    return ProcessPoolExecutor(processes, mp_context=context, initializer=begun)


def read_batch(said: bytes, files: Sequence[Received]) -> list[str]:
    """The records of a few files, in their order. said: the plan, pickled by another of our processes."""
    plan = _plan_of(said)
    return list(map(to_text, read_all(files, plan)))


@dataclass(frozen=True, slots=True)
class Hands:
    """Who reads, and how they are dealt with: unless otherwise said, processes of this machine."""

    processes: int
    start: Callable[[int], Executor] = begin  # makes so many processes, or lends those that there are
    read: Callable[[bytes, Sequence[Received]], list[str]] = read_batch
    batch: int = BATCH
    ahead: int = AHEAD
    most: int | None = None  # bytes of files handed out at once; None: their paths are, which all can open
    death: type[Exception] = BrokenExecutor  # how it is told that processes died over a batch
    alive: Callable[[], None] = lambda: None  # raises where nobody is left to wait for
    meanwhile: Callable[[], None] = lambda: None  # what is done here while they read; it is asked for more than once


def read_many(received: Sequence[tuple[int, Received]], plan: Plan, hands: Hands) -> Iterator[list[tuple[int, str]]]:
    """By files' numbers their records, as they come."""
    said = pickle.dumps(plan, pickle.HIGHEST_PROTOCOL)  # goes to our own processes only, and is not kept
    todo = _batches(received, hands)
    while first := next(todo, None):
        lost: list[Batch] = []
        yield from _handed_out(chain([first], todo), said, hands, lost)
        for batch in lost:
            yield from _alone(batch, said, hands)


def _batches(files: Batch, hands: Hands) -> Iterator[Batch]:
    """Files in their order, with what they hold where it has to be sent; one that is too large goes by itself."""
    batch: list[tuple[int, Received]] = []
    size = 0
    for number, named in files:
        file = named if hands.most is None else named.opened()
        held = len(file.source) if isinstance(file.source, bytes) else 0
        if batch and (len(batch) == hands.batch or (hands.most is not None and size + held > hands.most)):
            yield batch
            batch, size = [], 0
        batch.append((number, file))
        size += held
    if batch:
        yield batch


def _handed_out(todo: Iterator[Batch], said: bytes, hands: Hands, lost: list[Batch]) -> Iterator[list[tuple[int, str]]]:
    """Batch after batch until all are done or processes die; what they died over, or beside, is `lost`."""
    with hands.start(hands.processes) as pool:
        waiting: dict[Future[list[str]], Batch] = {}
        try:
            while True:
                while not lost and len(waiting) < hands.processes * hands.ahead and (batch := next(todo, None)):
                    try:
                        waiting[pool.submit(hands.read, said, [file for _, file in batch])] = batch
                    except hands.death:
                        lost.append(batch)
                if not waiting:
                    return
                hands.meanwhile()
                done = wait(waiting, SILENCE, FIRST_COMPLETED).done
                if not done:
                    hands.alive()
                for future in done:
                    batch = waiting.pop(future)
                    try:
                        texts = future.result()
                    except hands.death:
                        lost.append(batch)
                    else:
                        yield list(zip((number for number, _ in batch), texts, strict=True))
        except BaseException:
            for future in waiting:
                future.cancel()
            pool.shutdown(wait=False)
            raise


def _alone(batch: Batch, said: bytes, hands: Hands) -> Iterator[list[tuple[int, str]]]:
    """Files while nothing else is read; where a process dies over them by halves, until it is known over which."""
    lost: list[Batch] = []
    yield from _handed_out(iter([batch]), said, replace(hands, processes=1), lost)
    if lost and len(batch) == 1:
        ((number, received),) = batch
        died = rejected(Submission(received.arrival), [finding("GATE_DIED", found="tiến trình đọc dừng")])
        yield [(number, to_text(Read((died,), (None,), opened=False)))]
    elif lost:
        half = len(batch) // 2
        yield from _alone(batch[:half], said, hands)
        yield from _alone(batch[half:], said, hands)


@lru_cache(maxsize=2)
def _plan_of(said: bytes) -> Plan:
    plan: Plan = pickle.loads(said)
    return plan
