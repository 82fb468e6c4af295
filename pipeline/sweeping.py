"""Python's search for cycles, put off where none arise: work that makes very many objects and keeps them comes in."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW, _YOUNG, _OLD = 200_000, 100, 100  # objects made, sweeps of the new ones, of the young ones until the next


def sweep_seldom() -> None:
    """For the whole of a process that makes many objects, keeps most of them and ends: a fifth of its time."""
    gc.set_threshold(_NEW, _YOUNG, _OLD)


def sweep_own() -> None:
    """The same for a process that began as a copy: what it came with is never searched, so that it is not copied."""
    sweep_seldom()
    gc.freeze()


@contextmanager
def unswept() -> Iterator[None]:
    """Without the search, which goes over all that is kept again and again: a third of the time of a long table.

    What was made meanwhile is no longer new when it begins again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()  # lays everything aside
            gc.unfreeze()  # with the oldest
            gc.enable()
