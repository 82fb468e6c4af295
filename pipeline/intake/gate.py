"""Before any parser: a file's bytes come in, a workbook or the one finding that refuses it goes out."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.formats.package import Package
from pipeline.intake.kinds import Kind, opened
from pipeline.intake.worker import read_apart
from pipeline.messages import finding
from pipeline.model import Finding
from pipeline.ooxml import BookError
from pipeline.workbook import Book, read_package


class Seen(NamedTuple):
    """A file's bytes, and what their kind is."""

    data: bytes
    kind: Kind
    package: Package | None


def see(data: bytes) -> Seen:
    """What some bytes are, before anything is parsed."""
    return Seen(data, *opened(data))


def open_seen(seen: Seen) -> tuple[Book | None, tuple[Finding, ...]]:
    """The workbook in the bytes with what is strange about it, or None and the one finding that says why.

    What is small in every way is parsed here; all else, an .xls or .ods among it, in a process of its own,
    which may die over it.
    """
    data, kind, package = seen
    if kind.code:
        return None, (finding(kind.code, found=kind.found),)
    try:
        book = read_package(package) if package and kind.ordinary else read_apart(data)
    except BookError as error:
        return None, (finding(error.reason, found=error.found),)
    return book, tuple(finding(code) for code in book.oddities)


def open_book(data: bytes) -> tuple[Book | None, tuple[Finding, ...]]:
    """The same of bytes at once."""
    return open_seen(see(data))
