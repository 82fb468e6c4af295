"""One piece of work after another in processes of this machine: pieces come in, what they come to goes out, as ready.

A piece over which a process dies costs itself alone: what was in hand with it is done again, each in a process
of its own, until it is known which it was. Processes are begun anew now and then, so that what they keep at hand
from one piece to the next does not grow with the number of pieces.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import TypeVar

from pipeline.reading.workers import begin

ROUND = 25  # pieces for each process before all are begun anew: that costs half a second, a piece rather more

Piece = TypeVar("Piece")
Made = TypeVar("Made")
Start = Callable[[int], Executor]


def each(
    work: Callable[[Piece], Made], pieces: Sequence[Piece], processes: int, start: Start = begin
) -> Iterator[tuple[int, Made | None]]:
    """By a piece's number what it came to, in any order; None where a process died over it."""
    todo = deque(enumerate(pieces))
    while todo:
        lost: list[tuple[int, Piece]] = []
        yield from _round(work, todo, processes, start, lost)
        for number, piece in lost:
            yield number, _alone(work, piece, start)


def _round(
    work: Callable[[Piece], Made], todo: deque[tuple[int, Piece]], processes: int, start: Start,
    lost: list[tuple[int, Piece]],
) -> Iterator[tuple[int, Made]]:  # fmt: skip
    """Piece after piece until the round is over or a process dies; those in hand then are `lost`."""
    later = max(0, len(todo) - processes * ROUND)
    with start(processes) as pool:
        waiting: dict[Future[Made], tuple[int, Piece]] = {}
        try:
            while len(todo) > later or waiting:
                while len(todo) > later and len(waiting) < processes:
                    waiting[pool.submit(work, todo[0][1])] = todo[0]
                    todo.popleft()
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    made = future.result()
                    yield waiting.pop(future)[0], made
        except BrokenExecutor:
            lost += waiting.values()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _alone(work: Callable[[Piece], Made], piece: Piece, start: Start) -> Made | None:
    try:
        with start(1) as pool:
            return pool.submit(work, piece).result()
    except BrokenExecutor:
        return None
