"""Processes of this program: how they begin, and how many may be at work at once."""

from __future__ import annotations

import os
import signal
import sys

from pipeline.sweeping import sweep_seldom

# A copy of this process costs next to nothing; the libraries of macOS do not bear it, Windows knows none.
KIND = "fork" if sys.platform == "linux" else "spawn"


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def begun() -> None:
    """What a process of ours does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began this process stops it
    sweep_seldom()
