"""Processes of this program: how they begin and end, and how many may be at work at once."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pipeline.sweeping import sweep_own

# A copy of this process costs next to nothing; the libraries of macOS do not bear it, Windows knows none.
KIND = "fork" if sys.platform == "linux" else "spawn"


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def begun() -> None:
    """What a process of ours does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began this process stops it
    sweep_own()


@contextmanager
def ends_at_once() -> Iterator[None]:
    """What ends this process by its exit code: nothing that is held is taken apart then, which takes long.

    All else that is to be done at the end comes first. Where what was told cannot be written any more the process
    ends as usual, which says so.
    """
    codes: list[int] = []

    def end() -> None:
        with suppress(OSError, ValueError):
            for stream in filter(None, (sys.stdout, sys.stderr)):
                stream.flush()
            for code in codes:
                os._exit(code)

    atexit.register(end)  # the first comes last
    try:
        yield
    except SystemExit as said:
        if isinstance(said.code, int):
            codes.append(said.code)
        raise
