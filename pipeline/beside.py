"""Work beside the run, on another core: a function without arguments comes in, what it returns is asked for later.

Where there is no core to spare, or the other process ends before it has told, the work is done here when it is
asked for: what comes of it is the same.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from tempfile import TemporaryFile
from typing import IO, TypeVar

from pipeline.processes import KIND, begun, cores

Told = TypeVar("Told")


def may_go_apart(processes: int | None, scheduler: str | None) -> bool:
    """Whether a run that reads with so many processes, or by a cluster's scheduler, may have copies of itself.

    Not where it is to be one process, nor where it has a client with threads, which no copy bears.
    """
    return processes != 1 and not scheduler


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
    with here, TemporaryFile() as file:  # through a pipe all of it would stand in memory three times
        process = context.Process(target=_tell, args=(work, file, here, there), daemon=True)
        with there, suppress(OSError):  # where no process can begin none will tell
            process.start()
        try:
            yield lambda: _told(file, here, work)
        finally:
            if process.pid is not None:
                process.kill()
                process.join()


def _tell(work: Callable[[], Told], file: IO[bytes], here: Connection, there: Connection) -> None:
    here.close()  # so that this process ends when nobody is left to tell
    begun()
    with suppress(Exception):  # it comes up again where the work is done instead
        pickle.dump(work(), file, pickle.HIGHEST_PROTOCOL)
        file.flush()
        there.send_bytes(b"")


def _told(file: IO[bytes], here: Connection, work: Callable[[], Told]) -> Told:
    try:
        here.recv_bytes()  # what stands in the file is whole
    except (EOFError, OSError):
        return work()
    file.seek(0)
    told: Told = pickle.load(file)  # of our own process
    return told
