"""How many cases a run looks at where hundreds show the same: a quarter of them, all where it is to be thorough."""

from __future__ import annotations

import os

THOROUGH = bool(os.environ.get("THOROUGH"))  # as `make test-thorough` sets it


def some(cases: int) -> int:
    """How many of so many drawn cases this run looks at."""
    return cases if THOROUGH else -(-cases // 4)
