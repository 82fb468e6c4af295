"""What a usual run leaves to a thorough one: three quarters of what is drawn by hundreds, and the longest walks."""

from __future__ import annotations

import os

import pytest

THOROUGH = bool(os.environ.get("THOROUGH"))  # as `make test-thorough` sets it
long_walk = pytest.mark.skipif(not THOROUGH, reason="time (make test-thorough takes it)")


def some(cases: int) -> int:
    """How many of so many drawn cases this run looks at."""
    return cases if THOROUGH else -(-cases // 4)
