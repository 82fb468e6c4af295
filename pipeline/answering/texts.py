"""Texts from outside made harmless for a mail, a list or a file system: a text comes in, a text goes out."""

from __future__ import annotations

import re

from pipeline.collecting.names import unreserved
from pipeline.vietnamese import clean_text

_MOST = 100  # characters of a file's name


def flat(text: str) -> str:
    """The text on one line, in NFC, without control, invisible or direction-turning characters."""
    return " ".join(clean_text(text).split())


def file_name(text: str) -> str:
    """A name that every system takes: letters, digits, dot, hyphen and underscore."""
    return unreserved(re.sub(r"[^\w.-]+", "-", flat(text))[:_MOST].strip(".-") or "_")
