"""Python's search for cycles, put off where none arise: work that makes very many objects and keeps them comes in."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """Without the search, which goes over all that is kept again and again: a third of the time of a long table."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
