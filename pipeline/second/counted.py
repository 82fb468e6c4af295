"""Which reports count: what the files answer and which of their parts were found valid come in, the
newest report of each task, unit and period up to the reported one goes out.

Nothing of the main road but the verdict on a part's cells is believed; which of the valid ones stands
is settled here by the order of receipt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.model import Arrival, Period, Plan, State
from pipeline.second.answers import Answers, Said, answers
from pipeline.second.sheets import page_of
from pipeline.workbook import Book

VALID = ("accepted", "accepted_with_warnings", "superseded", "not_for_this_run")


@dataclass(frozen=True)
class Judged:
    """A report in the inbox as the gate found it."""

    arrival: Arrival
    task: str
    unit: str
    period: str
    state: State


@dataclass(frozen=True)
class Report:
    """A report that counts, with what it says by measure."""

    period: Period
    said: Mapping[str, Said]
    earlier: Mapping[str, Said]  # of the year compared with


Reports = Mapping[tuple[str, str], list[Report]]  # by (task, unit), the oldest first
Answered = Mapping[tuple[str, str, str, str], Answers | None]  # by (SHA-256, task, unit, period)


def answered(book: Book, plan: Plan, task: str, unit: str, period: str) -> Answers | None:
    """What a workbook answers about a task; None where none of its pages is about it."""
    page = page_of(book, task)
    return answers(page, plan.measures_of(task), unit, plan.calendar[period]) if page else None


def count(plan: Plan, period: Period, found_in: Answered, judged: Iterable[Judged]) -> Reports:
    """The reports that count, by task and unit, the one that speaks last at the end.

    found_in: what each of the valid ones answers. The same bytes once more are a copy,
    unless others took their place meanwhile: then the unit has returned to them.
    """
    found = list(judged)
    valid: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for part in found:
        if part.state in VALID:
            valid[part.arrival.sha256].add((part.task, part.unit, part.period))
    newest: dict[tuple[str, str, str], Arrival] = {}
    for arrival in sorted({p.arrival for p in found}, key=lambda a: (a.received, a.order)):
        for identity in valid.get(arrival.sha256, ()):
            if identity not in newest or newest[identity].sha256 != arrival.sha256:  # else a mere copy
                newest[identity] = arrival
    year = plan.calendar[str(plan.agency.year)]
    reports: dict[tuple[str, str], list[tuple[tuple[object, ...], Report]]] = defaultdict(list)
    for (task, unit, key), arrival in newest.items():
        window = plan.calendar[key]
        if window.end > period.end or window.end < year.start:
            continue
        told = found_in[arrival.sha256, task, unit, key]
        if told is None:
            continue
        said, earlier = told
        rank = (window.end, arrival.received, arrival.order)
        reports[task, unit].append((rank, Report(window, said, earlier)))
    return {who: [r for _, r in sorted(ranked, key=lambda entry: entry[0])] for who, ranked in reports.items()}
