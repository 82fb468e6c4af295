"""A .docx comes in, what of it breaks NĐ 30/2020/NĐ-CP goes out: the decree's table of rules, asked of any file.

What is judged is what a reader sees, whoever wrote the file; `nd30.RULES` says what is allowed and where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from pipeline.conform import judge_end, judge_head, judge_page, judge_text
from pipeline.conform.effective import effective_of
from pipeline.conform.elements import Parts, recognise
from pipeline.conform.package import opened
from pipeline.conform.seen import Effective
from pipeline.conform.verdict import Breach, gathered


def conform(path: Path) -> tuple[Breach, ...]:
    """The breaches of the document at `path`; PipelineError where it is no .docx that can be read."""
    with opened(path) as package:
        return judge(effective_of(package, skimmed=True))


def judge(document: Effective) -> tuple[Breach, ...]:
    """The breaches of a document in the order of the checks; what differs only in place is one."""
    parts = recognise(document)
    return gathered(found for check in CHECKS for found in check(parts))


def breaches_json(name: str, breaches: Iterable[Breach]) -> dict[str, object]:
    """What was found in a file, for machines."""
    return {"schema": 1, "file": name, "breaches": [asdict(found) for found in breaches]}


CHECKS: tuple[Callable[[Parts], Iterator[Breach]], ...] = (
    *judge_page.CHECKS,
    *judge_head.CHECKS,
    *judge_text.CHECKS,
    *judge_end.CHECKS,
)
