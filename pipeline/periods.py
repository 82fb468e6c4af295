"""The calendar: which windows there are, which months they hold, and who is asked in which.

Windows are data of the plan workbook; this module only compares days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from pipeline.model import Frequency, Measure, Period, PeriodKind, Plan, Task, Unit

KEY = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]|Q[1-4]|6T|9T))?")

# Which windows close a frequency: "quý" is asked in the months whose window ends a quarter.
_CLOSED_BY: dict[Frequency, tuple[PeriodKind, ...]] = {
    "month": ("month",),
    "quarter": ("quarter",),
    "half": ("half", "year"),
    "year": ("year",),
}


def kind_of(key: str) -> PeriodKind | None:
    """The kind a period key stands for: 2022-09, 2022-Q3, 2022-6T, 2022-9T, 2022; else None."""
    match = KEY.fullmatch(key)
    if not match:
        return None
    tail = match[2] or ""
    if tail.isdigit():
        return "month"
    if tail.startswith("Q"):
        return "quarter"
    return {"": "year", "6T": "half", "9T": "nine"}[tail]  # type: ignore[return-value]


def lies_in(inner: Period, outer: Period) -> bool:
    """Whether the whole window of one period belongs to another's; a period lies in itself."""
    return outer.start <= inner.start and inner.end <= outer.end


def answered_by(calendar: Mapping[str, Period], period: Period) -> dict[str, Period]:
    """By key the periods whose submissions tell of a period: its months, and the period itself."""
    return {p.key: p for p in (*months_in(calendar, period), period)}


def months_in(calendar: Mapping[str, Period], period: Period) -> tuple[Period, ...]:
    """The months whose windows lie in the period, oldest first; a month holds itself."""
    return tuple(
        sorted(
            (p for p in calendar.values() if p.kind == "month" and lies_in(p, period)),
            key=lambda p: p.end,
        )
    )


def month_of(calendar: Mapping[str, Period], day: date) -> Period | None:
    """The month whose window holds the day."""
    return next((p for p in calendar.values() if p.kind == "month" and p.start <= day <= p.end), None)


def elapsed(calendar: Mapping[str, Period], kind: PeriodKind, since: date, until: date) -> tuple[Period, ...]:
    """Windows of a kind that ended between two days, both included, oldest first."""
    ended = (p for p in calendar.values() if p.kind == kind and since <= p.end <= until)
    return tuple(sorted(ended, key=lambda p: p.end))


def is_asked(plan: Plan, task: Task, measures: Iterable[Measure], period: Period) -> bool:
    """Whether a task is asked for the period.

    Every task is asked for a period longer than a month. In a month its frequency decides; after
    the plan's own year only tasks that still have a target to come are asked.
    """
    if period.kind != "month":
        return True
    year = plan.calendar.get(str(plan.agency.year))
    if year and period.start > year.end:
        dues = [t.due for m in measures for t in m.targets if t.due]
        if not any(due >= period.start for due in dues):
            return False
        if task.frequency == "month":
            return True
        return any(due <= period.end for due in dues if due >= period.start)
    ends = {p.end for p in plan.calendar.values() if p.kind in _CLOSED_BY[task.frequency]}
    return period.end in ends


def is_active(unit: Unit, period: Period) -> bool:
    """Whether the unit exists on some day of the period."""
    begun = unit.active_from is None or unit.active_from <= period.end
    return begun and (unit.active_to is None or unit.active_to >= period.start)


def months_asked(plan: Plan, task: Task, period: Period) -> tuple[Period, ...]:
    """The months of a period in which a task is asked of the units that exist then, oldest first."""
    measures = plan.measures_of(task.code)
    return tuple(m for m in months_in(plan.calendar, period) if is_asked(plan, task, measures, m))


def asked_months(plan: Plan, task: Task, unit: str, period: Period) -> tuple[Period, ...]:
    """The months of a period in which a unit is asked for a task, oldest first."""
    return tuple(m for m in months_asked(plan, task, period) if is_active(plan.units[unit], m))


def before(calendar: Mapping[str, Period], period: Period) -> Period | None:
    """The period that a report compares with: where it was told before, or else its own kind before.

    A cumulative period goes on from the longest one that began with it (9 tháng from 6 tháng);
    any other follows the latest of its kind that had ended when it began.
    """
    others = [p for p in calendar.values() if p.kind != "month" or period.kind == "month"]
    begun = [p for p in others if p.start == period.start and p.end < period.end]
    same = [p for p in others if p.kind == period.kind and p.end < period.start]
    return max(begun or same, key=lambda p: p.end, default=None)


def following(calendar: Mapping[str, Period], period: Period) -> tuple[str, date]:
    """("kỳ tới" by its title, its last day): the next of the kind, or what is left of the year."""
    same = [p for p in calendar.values() if p.kind == period.kind and p.start > period.end]
    if same:
        coming = min(same, key=lambda p: p.end)
        return coming.title, coming.end
    year = next((p for p in calendar.values() if p.kind == "year" and p.start <= period.end <= p.end), None)
    if year and period.kind == "year":
        number = int(year.key) + 1
        return f"năm {number}", year.end.replace(year=year.end.year + 1)
    quarters = [p for p in calendar.values() if p.kind == "quarter" and p.start > period.end]
    if year and year.end > period.end and period.kind == "half":
        return f"6 tháng cuối {year.title}", year.end
    if year and year.end > period.end and quarters:
        coming = min(quarters, key=lambda p: p.end)
        return coming.title, coming.end
    return "kỳ tới", date.max


def default_period(calendar: Mapping[str, Period], accepted: Iterable[str], today: date) -> Period | None:
    """The latest window that has ended with accepted submissions; the month where two end together.

    A longer window counts when a submission was made for it or for one of its months.
    """
    keys = set(accepted)
    candidates = [
        p
        for p in calendar.values()
        if p.end < today and (p.key in keys or any(m.key in keys and m.end == p.end for m in months_in(calendar, p)))
    ]
    return max(candidates, key=lambda p: (p.end, p.kind == "month"), default=None)
