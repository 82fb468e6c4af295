"""What a file of a store is called in its copy here: keys come in, paths that every system takes go out.

A key may be anything: it may lead upwards, differ from another in capitals alone, or be a folder's name as well.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from pipeline.collecting.names import BELOW, safe_path, unreserved

_LONGEST = 200  # bytes of a name
_FORBIDDEN = re.compile(r'[<>:"\\|?*]|[. ]$')
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def local_names(keys: Iterable[str]) -> dict[str, str]:
    """By key the path of a file in the copy: the key itself where that serves, else one made from it and its hash."""
    ordered = sorted(keys)
    taken = {_alike(key[:n]) for key in ordered for n, letter in enumerate(key) if letter == "/"}  # by folders
    found: dict[str, str] = {}
    for key in ordered:
        found[key] = key if is_plain(key) and _alike(key) not in taken else _made(key)
        taken.add(_alike(found[key]))
    return found


def is_plain(key: str) -> bool:
    """Whether every system takes a key as a path, and none as one that leads elsewhere."""
    return len(key) <= BELOW and key.isprintable() and all(map(_is_plain_name, key.split("/")))


def _is_plain_name(name: str) -> bool:
    return bool(name) and not _FORBIDDEN.search(name) and unreserved(name) == name and len(_bytes(name)) <= _LONGEST


def _made(key: str) -> str:
    path = safe_path(key, "tep")
    ending = match[0] if (match := _ENDING.search(path)) else ""
    return f"{path.removesuffix(ending)}~{hashlib.sha256(_bytes(key)).hexdigest()[:12]}{ending}"


def _alike(name: str) -> str:
    """What a system that knows no capitals holds for the same name."""
    return unicodedata.normalize("NFC", name).casefold()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
