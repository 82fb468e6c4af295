"""The calendar of a plan: windows and tasks come in, the months that lie in a window or were asked go out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.model import Period, Plan, Task

_ENDS = {"quarter": ("quarter",), "half": ("half", "year"), "year": ("year",)}


def windows(plan: Plan, kind: str) -> list[Period]:
    """The plan's windows of a kind, the earliest first."""
    return sorted((p for p in plan.calendar.values() if p.kind == kind), key=lambda p: p.end)


def holds(window: Period, other: Period) -> bool:
    """Whether a window lies in another."""
    return window.start <= other.start and other.end <= window.end


def elapsed(plan: Plan, kind: str, until: date) -> list[Period]:
    """The windows that ended from the day on from which the plan counts."""
    return [p for p in windows(plan, kind) if plan.agency.counted_from <= p.end <= until]


def asked_months(plan: Plan, task: Task, window: Period) -> Iterator[Period]:
    """The months in a window in which a task is asked, by its frequency."""
    for month in windows(plan, "month"):
        if holds(window, month) and _is_asked(plan, task, month):
            yield month


def _is_asked(plan: Plan, task: Task, month: Period) -> bool:
    year = plan.calendar[str(plan.agency.year)]
    if month.start > year.end:  # afterwards only for a target that is still to come
        dues = [t.due for m in plan.measures_of(task.code) for t in m.targets if t.due]
        if task.frequency == "month":
            return any(due >= month.start for due in dues)
        return any(month.start <= due <= month.end for due in dues)
    if task.frequency == "month":
        return True
    return any(p.end == month.end for kind in _ENDS[task.frequency] for p in windows(plan, kind))
