"""Files read on all cores: received files and the plan come in, a record of each goes out as it is ready.

A process that dies over a file costs that file alone: what was handed out with it is read again, one
file at a time, until it is known which it was. A file's record never depends on who read it or when.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from functools import lru_cache

from pipeline.intake.read import rejected
from pipeline.intake.register import Received
from pipeline.messages import finding
from pipeline.model import Plan, Submission
from pipeline.reading.both import Read, read_both
from pipeline.reading.record import to_text
from pipeline.sweeping import sweep_seldom

BATCH = 25  # files handed out at once: larger ones leave a core idle at the end, smaller ones cost more than they read
AHEAD = 2  # batches in hand for each process, so that none waits
# A copy of this process costs next to nothing; the libraries of macOS do not bear it, Windows knows none.
KIND = "fork" if sys.platform == "linux" else "spawn"
FEW = 50 if KIND == "fork" else 400  # fewer files are read sooner here than processes are begun

Batch = Sequence[tuple[int, Received]]  # files by their number
Start = Callable[[int], Executor]  # makes so many processes


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def begin(processes: int) -> Executor:
    """Processes of this machine."""
    context = multiprocessing.get_context(KIND)
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begun)


def read_many(
    received: Sequence[tuple[int, Received]], plan: Plan, processes: int, start: Start = begin
) -> Iterator[tuple[int, Read | str]]:
    """By a file's number its record as text, in any order; of a file over which processes die what is said of it."""
    said = pickle.dumps(plan, pickle.HIGHEST_PROTOCOL)  # goes to our own processes only, and is not kept
    todo = deque(received[n : n + BATCH] for n in range(0, len(received), BATCH))
    while todo:
        lost: list[Batch] = []
        yield from _handed_out(todo, said, processes, start, lost)
        for file in (file for batch in lost for file in batch):
            yield from _alone(file, said, start)


def _handed_out(
    todo: deque[Batch], said: bytes, processes: int, start: Start, lost: list[Batch]
) -> Iterator[tuple[int, str]]:
    """Batch after batch until all are done or a process dies; the batches in hand then are `lost`."""
    with start(processes) as pool:
        waiting: dict[Future[list[str]], Batch] = {}
        try:
            while todo or waiting:
                while todo and len(waiting) < processes * AHEAD:
                    waiting[pool.submit(read_batch, said, [file for _, file in todo[0]])] = todo[0]
                    todo.popleft()
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    texts = future.result()
                    yield from zip((number for number, _ in waiting.pop(future)), texts, strict=True)
        except BrokenExecutor:
            lost += waiting.values()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _alone(file: tuple[int, Received], said: bytes, start: Start) -> Iterator[tuple[int, Read | str]]:
    """One file in a process of its own."""
    number, received = file
    try:
        with start(1) as pool:
            (text,) = pool.submit(read_batch, said, [received]).result()
            yield number, text
    except BrokenExecutor:
        died = rejected(Submission(received.arrival), [finding("GATE_DIED", found="tiến trình đọc dừng")])
        yield number, Read((died,), (None,), opened=False)


def read_batch(said: bytes, files: Sequence[Received]) -> list[str]:
    """The records of a few files, in their order. said: the plan, pickled by another of our processes."""
    plan = _plan_of(said)
    return [to_text(read_both(file, plan)) for file in files]


@lru_cache(maxsize=2)
def _plan_of(said: bytes) -> Plan:
    plan: Plan = pickle.loads(said)
    return plan


def _begun() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began this process stops it
    sweep_seldom()
