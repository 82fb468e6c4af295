"""Runs that are killed: at every single thing they do to the disk, in the midst of writing a file, at any time.

A run is a function at the head of a test module with plain arguments. An interpreter that has done such a run
once, so that everything is loaded, is forked for each; what is forked is killed by the signal that nobody can
catch. So a run costs no more than its own work.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from tests.amount import some

Job = Callable[..., object]


def spread(number: int, moments: int, seed: int) -> Sequence[int]:
    """So many of a run's moments (as `some` takes it), all where there are no more, the same ones every time."""
    every, number = range(1, moments + 1), some(number)
    return every if moments <= number else sorted(random.Random(seed).sample(every, number))


class Runs:
    """Runs of jobs in processes of their own, undisturbed or killed."""

    def __init__(self, job: Job, *args: object) -> None:
        """job: the run by which everything is loaded."""
        spawn = multiprocessing.get_context("spawn")  # not forked: the tests' own process may have threads
        self._line, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, job, args))

    def __enter__(self) -> Runs:
        self._process.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._line.send(None)
        self._process.join()

    def run(self, job: Job, *args: object) -> None:
        """An undisturbed run."""
        self._ask("run", 0, job, args)

    def moments(self, job: Job, *args: object, folder: object) -> int:
        """How many moments a run has at which it can be killed: the things that it does in a folder."""
        return self._ask("moment", 0, job, (folder, *args))[1]

    def kill_at(self, moment: int, job: Job, *args: object, folder: object) -> bool:
        """A run that is killed right before the n-th thing that it does in a folder; whether it did so many."""
        return self._ask("moment", moment, job, (folder, *args), signal.SIGKILL)[0]

    def kill_in_file(self, size: int, job: Job, *args: object) -> bool:
        """A run that is killed where a file would grow beyond a size, so half written; whether it came to that."""
        return self._ask("size", size, job, args, signal.SIGXFSZ)[0]

    def kill_after(self, seconds: float, job: Job, *args: object) -> bool:
        """A run that is killed after a time; whether it had not ended by then."""
        return self._ask("time", seconds, job, args, signal.SIGKILL)[0]

    def _ask(self, how: str, value: float, job: Job, args: Sequence[object], *signals: int) -> tuple[bool, int]:
        """(whether it was killed, the moments that it passed)"""
        self._line.send((how, value, job, args))
        code, passed = self._line.recv()
        assert code == 0 or -code in signals, f"the run ended with {code}, its traceback stands above"
        return code != 0, passed


# --- in the interpreter that is forked, and in the forked ones -------------------------------------


def _serve(line: Connection, warm_up: Job, args: Sequence[object]) -> None:
    warm_up(*args)
    while (asked := _next(line)) is not None:
        how, value, job, args = asked
        counted, told = os.pipe()
        child = os.fork()
        if child == 0:
            _end(how, value, job, args, told)
        os.close(told)
        if how == "time":
            time.sleep(value)
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with os.fdopen(counted) as passed:
            line.send((code, int(passed.read() or 0)))


def _next(line: Connection) -> Any:
    try:
        return line.recv()
    except EOFError:  # nobody is left to ask
        return None


def _end(how: str, value: float, job: Job, args: Sequence[Any], told: int) -> None:
    """Does a job and ends the process."""
    try:
        steps = [0]
        if how == "moment":
            folder, *args = args
            _count(os.fspath(folder), steps, int(value))
        elif how == "size":
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python would make an error of it
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(value), int(value)))
        job(*args)
        os.write(told, str(steps[0]).encode())
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


_TOUCHES = ("open", "os.", "shutil.", "tempfile.", "sqlite3.")  # what a program does to files, as Python audits it


def _count(folder: str, steps: list[int], last: int) -> None:
    """Counts from now on what is done in a folder, and kills the process before the last of it."""

    def step(*_: object) -> None:
        steps[0] += 1
        if steps[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def audited(event: str, values: tuple[object, ...]) -> None:
        if event.startswith(_TOUCHES) and any(_lies_in(folder, value) for value in values[:2]):
            step()

    connect = sqlite3.connect

    def watched(*args: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(*args, **more)
        connection.set_trace_callback(step)  # before each statement, COMMIT among them
        return connection

    sqlite3.connect = watched  # type: ignore[assignment]
    sys.addaudithook(audited)


def _lies_in(folder: str, value: object) -> bool:
    return isinstance(value, (str, os.PathLike)) and os.fspath(value).startswith(folder)
