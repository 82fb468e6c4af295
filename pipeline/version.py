"""What made a report: the program's version and build, and the version of the rules by which cells become figures."""

from __future__ import annotations

import hashlib
from functools import cache
from itertools import chain
from pathlib import Path

PROGRAM = "1.0"
SOURCES = ("py", "html", "css", "js")  # endings of the program's own files
RULES = 2  # raised when the same cells can come to another figure


@cache
def build() -> str:
    """The version with the leading digits of a SHA-256 over the program's own source, as "1.0+3f2a9c0d51be"."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(chain.from_iterable(folder.rglob(f"*.{ending}") for ending in SOURCES)):
        source = path.read_bytes().replace(b"\r\n", b"\n")  # a checkout on Windows is the same program
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(source).digest())
    return f"{PROGRAM}+{digest.hexdigest()[:12]}"
