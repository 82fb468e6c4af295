"""What systems do differently with files, said once: paths come in, and what the rest need not know of stays here.

Windows keeps a file that a scanner or an indexer looks at from being renamed for a moment, takes a long path
only in a form of its own, and has links of two kinds. Only some systems sync folders.
"""

from __future__ import annotations

import ntpath
import os
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

_PAUSES: tuple[float, ...] = (0.1, 0.2, 0.4, 0.8) if sys.platform == "win32" else ()  # seconds between two tries
_LONGEST = 240  # characters of a path that Windows takes as it is: 259, of a folder 247
_EXTENDED = "\\\\?\\"
_JUNCTION = 0xA0000003  # a folder of Windows that is another one


def move(source: Path, target: Path) -> None:
    """One renaming, onto a file or to a free name. OSError: it cannot be, or the file is open elsewhere."""
    for pause in _PAUSES:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    source.replace(target)


def is_link(path: Path) -> bool:
    """Whether what lies there only leads elsewhere."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return False
    return leads_elsewhere(found)


def leads_elsewhere(found: os.stat_result) -> bool:
    """The same of what is known of it."""
    return stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) == _JUNCTION


def reachable(path: Path, below: int = 0) -> Path:
    """The path in the form that a system takes whatever its length; below: how many characters may follow it."""
    return Path(reachable_text(str(path), below)) if sys.platform == "win32" else path


def reachable_text(path: str, below: int = 0) -> str:
    """The same of a path that is a text, of which very many take less time."""
    return extended(str(Path(path).absolute()), below) if sys.platform == "win32" else path


def extended(path: str, below: int = 0) -> str:
    """An absolute path of Windows, where it is long in the form that has no bound."""
    if len(path) + below <= _LONGEST or path.startswith(_EXTENDED):
        return path
    plain = ntpath.normpath(path)  # behind the prefix nobody resolves "..", nor turns slashes
    return f"{_EXTENDED}UNC{plain[1:]}" if plain.startswith("\\\\") else _EXTENDED + plain


def sync_file(path: Path) -> None:
    """Waits until a file is on the disk itself."""
    opened = os.open(path, os.O_RDWR)  # Windows syncs no file that was opened to be read
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sync_folders(*folders: Path) -> None:
    """Waits until the names in folders are on the disk, where the system knows how."""
    for folder in folders:
        with suppress(OSError):  # not every system opens folders, not every disk knows what is asked
            opened = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)
