"""Work beside the run, on another core: a function without arguments comes in, what it returns is asked for later.

Where there is no core to spare, or the other process ends before it has told, the work is done here when it is
asked for: what comes of it is the same.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import TypeVar

from pipeline.reading.workers import KIND, begun, cores

Told = TypeVar("Told")


@contextmanager
def beside(work: Callable[[], Told], *, apart: bool) -> Iterator[Callable[[], Told]]:
    """What tells the outcome of `work`, which goes on meanwhile where it may be done apart.

    It is done in a copy of this process, so nothing but what it returns comes of it. An error of it is raised
    here, when its outcome is asked for.
    """
    if not apart or KIND != "fork" or cores() < 2 or multiprocessing.current_process().daemon:  # which may have none
        yield work
        return
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(work, here, there), daemon=True)
    with here:
        with there, suppress(OSError):  # where no process can begin none will tell
            process.start()
        try:
            yield lambda: _told(here, work)
        finally:
            if process.pid is not None:
                process.kill()
                process.join()


def _tell(work: Callable[[], Told], here: Connection, there: Connection) -> None:
    here.close()  # so that this process ends when nobody is left to tell
    begun()
    with suppress(Exception):  # it comes up again where the work is done instead
        there.send(work())


def _told(here: Connection, work: Callable[[], Told]) -> Told:
    try:
        told: Told = here.recv()  # of our own process
    except (EOFError, OSError):
        return work()
    return told
