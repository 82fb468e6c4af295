"""Before any parser: a file's bytes come in, a workbook or the one finding that refuses it goes out."""

from __future__ import annotations

from pipeline.intake.kinds import opened
from pipeline.intake.worker import read_apart
from pipeline.messages import finding
from pipeline.model import Finding
from pipeline.ooxml import BookError
from pipeline.workbook import Book, read_package


def open_book(data: bytes) -> tuple[Book | None, tuple[Finding, ...]]:
    """The workbook in the bytes with what is strange about it, or None and the one finding that says why.

    What is small in every way is parsed here; all else, an .xls or .ods among it, in a process of its own,
    which may die over it.
    """
    kind, package = opened(data)
    if kind.code:
        return None, (finding(kind.code, found=kind.found),)
    try:
        book = read_package(package) if package and kind.ordinary else read_apart(data)
    except BookError as error:
        return None, (finding(error.reason, found=error.found),)
    return book, tuple(finding(code) for code in book.oddities)
