"""One received file down both roads: it and the plan come in, what it says by itself goes out.

Nothing else in the inbox bears on it, so files can be read in any order, in other processes, or once
and for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.intake.check import check_parts
from pipeline.intake.read import come, legible, open_file, read_opened
from pipeline.intake.register import READINGS, Received
from pipeline.layout_versions import POLICIES, Policy
from pipeline.model import PipelineError, Plan, Submission
from pipeline.second.answers import Answers
from pipeline.second.counted import Answered, answered
from pipeline.workbook import Book

TOGETHER, _MOST = 40, 1_000_000  # files that are read together, and their bytes
_PASSING = {"GATE_UNREADABLE", "GATE_SLOW", "GATE_DIED"}  # of the hour and the machine, not of the file


class Read(NamedTuple):
    """What one file says, not yet judged by who sent it nor settled against others."""

    parts: tuple[Submission, ...]  # checked
    answers: Sequence[Answers | None]  # of each part for the second road; None: refused, or it has no page
    opened: bool  # whether it is a workbook of ours that can be opened again

    @property
    def lasting(self) -> bool:
        """Whether reading the file again would come to the same."""
        return not any(found.code in _PASSING for part in self.parts for found in part.findings)


def read_both(received: Received, plan: Plan, policies: Sequence[Policy] = POLICIES) -> Read:
    """Reads and checks one file, and takes the second road's look at what is sound of it."""
    (read,) = read_all([received], plan, policies)
    return read


def read_all(files: Iterable[Received], plan: Plan, policies: Sequence[Policy] = POLICIES) -> Iterator[Read]:
    """The same of many files, in their order.

    A few at once go from step to step together: what a step works with is then near the processor for all of them,
    which takes a fifth off the time.
    """
    for few in _few(files):
        opened = [open_file(file) for file in [come(file) for file in few]]
        opened = [legible(file, plan, policies) for file in opened]
        read = [read_opened(file, plan, policies) for file in opened]
        books = [
            file.book if any(part.state != "rejected" for part in parts) else None
            for file, parts in zip(opened, read, strict=True)
        ]
        checked = [check_parts(parts, plan) for parts in read]
        yield from [_with_answers(parts, book, plan) for parts, book in zip(checked, books, strict=True)]


def _few(files: Iterable[Received]) -> Iterator[list[Received]]:
    """Files with their bytes, so many at once that their workbooks are no burden."""
    few: list[Received] = []
    size = 0
    for named in files:
        file = named.opened()
        few.append(file)
        size += len(file.source or b"")
        if len(few) == TOGETHER or size > _MOST:
            yield few
            few, size = [], 0
    if few:
        yield few


def _with_answers(parts: tuple[Submission, ...], book: Book | None, plan: Plan) -> Read:
    answers = (answered(book, plan, p.task, p.unit, p.period) if book and p.accepted else None for p in parts)
    return Read(parts, tuple(answers), book is not None)


def answered_in(reads: Iterable[Read]) -> Answered:
    """What the sound parts of files answer, for the second road.

    PipelineError: what was kept of it is none of ours, whatever its checksum says.
    """
    try:
        return {
            (part.arrival.sha256, part.task, part.unit, part.period): said
            for read in reads
            for part, said in zip(read.parts, read.answers, strict=True)
            if part.accepted
        }
    except ValueError as error:
        raise PipelineError(
            f"Tệp “{READINGS}” trong hộp nhận không do chương trình ghi. Xóa tệp ấy rồi chạy lại."
        ) from error
