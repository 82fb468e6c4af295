"""What a file is called in the inbox: the name that somebody told comes in, one that every system takes goes out.

A told name is never a path: what stands before the last slash of an attachment does not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.vietnamese import clean_text, without_marks

LONGEST = 100  # characters, and twice as many bytes: a system takes 255 bytes, Windows 260 characters of a path
FOLDERS = 6  # above a file, of those that were told
BELOW = 190  # characters of a path below the inbox: Windows takes 259 of all of it
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_SLASHES = re.compile(r"[/\\]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])( *\..*)?", re.IGNORECASE)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def safe_name(told: str, otherwise: str) -> str:
    """The last part of a told name as a file may bear it; `otherwise` where nothing of it is left."""
    return _safe(_SLASHES.split(told.rstrip("/\\ "))[-1]) or otherwise


def safe_path(told: str, otherwise: str) -> str:
    """A told path as one below the inbox: every part safe, none leading upwards."""
    parts = [part for part in map(_safe, _SLASHES.split(told)) if part]
    return "/".join(parts[-FOLDERS - 1 :]) or otherwise


def _safe(part: str) -> str:
    text = _FORBIDDEN.sub("_", without_marks(clean_text(part)).replace("\n", " "))
    text = _shorten("".join(filter(str.isprintable, text)).strip().rstrip(". "))
    if not text.strip("._ "):
        return ""
    if text.startswith("."):  # would be hidden
        text = "_" + text[1:]
    return unreserved(text)


def unreserved(name: str) -> str:
    """A name that Windows keeps for a device ("CON", "aux.xlsx") with a line before it; any other as it is."""
    return "_" + name if _RESERVED.fullmatch(name) else name


def bounded(path: str) -> str:
    """A path below the inbox, its longest folders cut where all of it is too long; the file keeps its name."""
    *folders, name = path.split("/")
    while folders and len("/".join((*folders, name))) > BELOW and len(longest := max(folders, key=len)) > 1:
        folders[folders.index(longest)] = longest[:-1]
    return "/".join((*(unreserved(folder.rstrip(". ") or "_") for folder in folders), name))


def _shorten(text: str) -> str:
    """At most so long, its ending kept."""
    if len(text) <= LONGEST and len(text.encode()) <= 2 * LONGEST:
        return text
    ending = match[0] if (match := _ENDING.search(text)) else ""
    stem = text[: len(text) - len(ending)][: LONGEST - len(ending)]
    while len(stem.encode()) > 2 * LONGEST - len(ending):
        stem = stem[:-1]
    return stem.rstrip(". ") + ending


def free_name(path: str, taken: Callable[[str], bool]) -> str:
    """The path, or "a (2).xlsx" and so on where something of that name is or was there."""
    folder, slash, name = path.rpartition("/")
    ending = match[0] if (match := _ENDING.search(name)) else ""
    stem = name[: len(name) - len(ending)]
    number = 1
    while taken(path):
        number += 1
        path = f"{folder}{slash}{stem} ({number}){ending}"
    return path
