"""One run at a time: the path of a lock comes in, the time in which nobody else holds it goes out.

The system itself gives the lock back when its holder ends, however that ends: a run that was killed never
stands in the way of the next. The lock's file lies there only while somebody holds it, or was killed at it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PAUSE = 0.1  # seconds between two looks at a lock that another run holds


@contextmanager
def alone(lock: Path, patience: float) -> Iterator[None]:
    """Holds a lock; BlockingIOError where another run held it for so many seconds, OSError where there can be none."""
    held = _hold(lock)
    for _ in range(int(patience / _PAUSE)):
        if held is not None:
            break
        time.sleep(_PAUSE)
        held = _hold(lock)
    if held is None:
        raise BlockingIOError
    try:
        yield
    finally:
        _let_go(lock, held)


def _hold(lock: Path) -> int | None:
    """The open file of a lock that is ours now; None while it is another's."""
    opened = os.open(lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        if _locked(opened) and (sys.platform == "win32" or _is_still(lock, opened)):
            return opened
    except OSError:
        os.close(opened)
        raise
    os.close(opened)
    return None


def _locked(opened: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is_still(lock: Path, opened: int) -> bool:
    """Whether the file that was opened is still the lock: its last holder may have taken it away since.

    Not asked on Windows, where no open file goes away, and where a share may number its files anew.
    """
    try:
        return os.path.samestat(lock.stat(), os.fstat(opened))
    except FileNotFoundError:
        return False


def _let_go(lock: Path, held: int) -> None:
    """Takes the file away while it is ours; Windows lets only closed files go, and there a waiting run keeps it."""
    if sys.platform == "win32":
        os.close(held)
        with suppress(OSError):
            lock.unlink()
    else:
        lock.unlink(missing_ok=True)
        os.close(held)
