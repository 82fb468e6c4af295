"""One received file down both roads: it and the plan come in, what it says by itself goes out.

Nothing else in the inbox bears on it, so files can be read in any order, in other processes, or once
and for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.intake.check import check_parts
from pipeline.intake.read import read_file
from pipeline.intake.register import Received
from pipeline.layout_versions import POLICIES, Policy
from pipeline.model import Plan, Submission
from pipeline.second.answers import Answers
from pipeline.second.counted import Answered, answered
from pipeline.workbook import Book

_PASSING = {"GATE_UNREADABLE", "GATE_SLOW", "GATE_DIED"}  # of the hour and the machine, not of the file


@dataclass(frozen=True, slots=True)
class Read:
    """What one file says, not yet judged by who sent it nor settled against others."""

    parts: tuple[Submission, ...]  # checked
    answers: tuple[Answers | None, ...]  # of each part for the second road; None: refused, or it has no page
    opened: bool  # whether it is a workbook of ours that can be opened again

    @property
    def lasting(self) -> bool:
        """Whether reading the file again would come to the same."""
        return not any(found.code in _PASSING for part in self.parts for found in part.findings)


def read_both(received: Received, plan: Plan, policies: Sequence[Policy] = POLICIES) -> Read:
    """Reads and checks one file, and takes the second road's look at what is sound of it."""
    books: dict[str, Book] = {}
    parts = check_parts(read_file(received, plan, books, policies), plan)
    book = books.get(received.arrival.sha256)
    answers = (answered(book, plan, p.task, p.unit, p.period) if book and p.accepted else None for p in parts)
    return Read(parts, tuple(answers), book is not None)


def answered_in(reads: Iterable[Read]) -> Answered:
    """What the sound parts of files answer, for the second road."""
    return {
        (part.arrival.sha256, part.task, part.unit, part.period): said
        for read in reads
        for part, said in zip(read.parts, read.answers, strict=True)
        if part.accepted
    }
