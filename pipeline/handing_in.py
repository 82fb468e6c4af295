"""What was expected and what came: plan, submissions and record of forms come in, how each report stands goes out.

The plan says what is owed, whether or not a record says that its form was sent out: the standard forms
are there for all. A record only adds on which day the form went out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from datetime import date

from pipeline.forms import reporters
from pipeline.model import Period, Plan, Submission, report_key
from pipeline.outcome import HandIn, HandIns, Standing
from pipeline.periods import asked_months, lies_in
from pipeline.waivers import hand_in_waiver


def hand_ins(
    plan: Plan, period: Period, submissions: Iterable[Submission], nils: Set[str], issued: Mapping[str, date]
) -> HandIns:
    """Every report asked in the months that the plan counts, up to the period's last, each with its one standing.

    nils: reports that say of nothing but that it did not arise; issued: the days on which forms were
    sent out; both by `report_key`.
    """
    came: dict[str, list[Submission]] = {}
    for submission in submissions:  # in order of receipt
        came.setdefault(submission.key, []).append(submission)
    return HandIns(tuple(_stands(asked, keys, came, nils, plan, issued) for asked, keys in _expected(plan, period)))


def _expected(plan: Plan, period: Period) -> Iterator[tuple[HandIn, tuple[str, ...]]]:
    """What the plan asks, as if nothing had come, with the keys of the reports that answer it.

    Nobody is dunned for months that ended before the plan counts, unless one is the period itself; a
    submission for exactly the period answers for all its months.
    """
    since = plan.agency.counted_from
    so_far = replace(period, start=date.min)
    for task in plan.tasks.values():
        for unit in reporters(plan, task):
            for month in asked_months(plan, task, unit, so_far):
                if month.end < since and month.key != period.key:
                    continue
                keys = [month.key, period.key] if lies_in(month, period) else [month.key]
                asked = HandIn(task.code, unit, month.key, month.deadline, "missing")
                yield asked, tuple(dict.fromkeys(report_key(task.code, unit, key) for key in keys))


def _stands(
    asked: HandIn, keys: tuple[str, ...], came: Mapping[str, list[Submission]], nils: Set[str], plan: Plan,
    issued: Mapping[str, date],
) -> HandIn:  # fmt: skip
    """An accepted report before a waiver, a waiver before what came and does not count."""
    asked = replace(asked, issued=next((issued[key] for key in keys if key in issued), None))
    for key in keys:
        versions = came.get(key, [])
        counts = next((s for s in versions if s.accepted), None)
        if counts:
            first = next(s for s in versions if s.accepted or s.state == "superseded")
            days = first.late_days or 0
            return replace(
                asked, standing="late" if days else "on_time", days_late=days, nil=key in nils,
                received=first.arrival.received, sent=counts,
            )  # fmt: skip
    waiver = hand_in_waiver(plan, asked.task, asked.unit, plan.calendar[asked.period])
    if waiver:
        return replace(asked, standing="waived", waiver=waiver)
    open_ones = [s for key in keys for s in came.get(key, []) if s.state in ("rejected", "quarantined")]
    if not open_ones:
        return asked
    newest = max(open_ones, key=lambda s: (s.arrival.received, s.arrival.order))
    standing: Standing = "refused" if newest.state == "rejected" else "quarantined"
    return replace(asked, standing=standing, received=newest.arrival.received, sent=newest)
