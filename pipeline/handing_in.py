"""What was expected and what came: plan, submissions and record of forms come in, how each report stands goes out.

The plan says what is owed, whether or not a record says that its form was sent out: the standard forms
are there for all. A record only adds on which day the form went out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import starmap

from pipeline.forms import reporters
from pipeline.model import Period, Plan, Submission, Task, report_key
from pipeline.outcome import HandIn, HandIns, Standing
from pipeline.periods import is_active, lies_in, months_asked
from pipeline.waivers import hand_in_waiver


def hand_ins(
    plan: Plan, period: Period, submissions: Iterable[Submission], nils: Set[str], issued: Mapping[str, date],
    since: date = date.min,
) -> HandIns:  # fmt: skip
    """Every report asked in the months that the plan counts, up to the period's last, each with its one standing.

    nils: reports that say of nothing but that it did not arise; issued: the days on which forms were
    sent out; both by `report_key`. since: months that began before it are left out.
    """
    came: dict[str, list[Submission]] = {}
    for submission in submissions:  # in order of receipt
        came.setdefault(submission.key, []).append(submission)
    stands = partial(_stands, came=came, nils=nils, plan=plan, issued=issued)
    return HandIns(tuple(starmap(stands, _expected(plan, period, since))))


def _expected(plan: Plan, period: Period, first: date) -> Iterator[tuple[Task, str, Period, tuple[str, ...]]]:
    """What the plan asks: task, unit and month, with the keys of the reports that answer it.

    Nobody is dunned for months that ended before the plan counts, unless one is the period itself; a
    submission for exactly the period answers for all its months.
    """
    since = plan.agency.counted_from
    so_far = replace(period, start=first)
    for task in plan.tasks.values():
        asked = [m for m in months_asked(plan, task, so_far) if m.end >= since or m.key == period.key]
        months = [(m, dict.fromkeys((m.key, period.key) if lies_in(m, period) else (m.key,))) for m in asked]
        for unit in reporters(plan, task):
            for month, keys in months:
                if is_active(plan.units[unit], month):
                    yield task, unit, month, tuple(report_key(task.code, unit, key) for key in keys)


def _stands(
    task: Task, unit: str, month: Period, keys: tuple[str, ...], *, came: Mapping[str, list[Submission]],
    nils: Set[str], plan: Plan, issued: Mapping[str, date],
) -> HandIn:  # fmt: skip
    """An accepted report before a waiver, a waiver before what came and does not count."""
    sent_out = next((issued[k] for k in keys if k in issued), None) if issued else None
    stands = partial(HandIn, task.code, unit, month.key, month.deadline, issued=sent_out)
    answers = [(key, came[key]) for key in keys if key in came]
    for key, versions in answers:
        counts = next((s for s in versions if s.accepted), None)
        if counts:
            first = next(s for s in versions if s.accepted or s.state == "superseded")
            days = first.late_days or 0
            return stands(
                "late" if days else "on_time", days_late=days, nil=key in nils, received=first.arrival.received,
                sent=counts,
            )  # fmt: skip
    waiver = hand_in_waiver(plan, task.code, unit, month) if plan.waivers else None
    if waiver:
        return stands("waived", waiver=waiver)
    open_ones = [s for _, versions in answers for s in versions if s.state in ("rejected", "quarantined")]
    if not open_ones:
        return stands("missing")
    newest = max(open_ones, key=lambda s: (s.arrival.received, s.arrival.order))
    standing: Standing = "refused" if newest.state == "rejected" else "quarantined"
    return stands(standing, received=newest.arrival.received, sent=newest)
