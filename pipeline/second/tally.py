"""How tasks, sections and the plan stand: judged measures come in, statuses and counts go out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from pipeline.model import Task, TaskStatus
from pipeline.second.targets import Judged

DONE = {"met", "met_late", "nothing_arose"}


@dataclass(frozen=True)
class Stand:
    """How a task stands."""

    task: Task
    status: TaskStatus
    completion: Fraction | None


@dataclass(frozen=True)
class Count:
    """Tasks of a section or of the plan; where nothing arose and what is only followed stand apart."""

    completion: Fraction | None
    tasks_complete: int
    tasks: int
    nothing_arose: int
    tracked: int


def stand(task: Task, measures: Iterable[Judged]) -> Stand:
    """The status of a task by its targets, and the mean of its measures."""
    own = list(measures)
    statuses = {v.status for m in own for v in m.verdicts} - {"tracked"}
    status: TaskStatus = "incomplete"
    if not statuses:
        status = "tracked"
    elif statuses == {"nothing_arose"}:
        status = "nothing_arose"
    elif statuses <= DONE:
        status = "complete"
    elif statuses - {"nothing_arose"} == {"no_data"}:
        status = "no_data"
    return Stand(task, status, _mean(m.completion for m in own))


def count(stands: Iterable[Stand]) -> Count:
    """The tally of some tasks."""
    every = list(stands)
    judged = [s for s in every if s.status not in ("nothing_arose", "tracked")]
    statuses = [s.status for s in every]
    return Count(
        _mean(s.completion for s in judged), statuses.count("complete"), len(judged),
        statuses.count("nothing_arose"), statuses.count("tracked"),
    )  # fmt: skip


def _mean(values: Iterable[Fraction | None]) -> Fraction | None:
    known = [v for v in values if v is not None]
    return sum(known, Fraction(0)) / len(known) if known else None
