"""What was expected and what came: plan, submissions and record of forms come in, how each report stands goes out.

The plan says what is owed, whether or not a record says that its form was sent out: the standard forms
are there for all. A record only adds on which day the form went out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date

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
    came: dict[tuple[str, str], dict[str, list[Submission]]] = {}
    for submission in submissions:  # in order of receipt
        of_unit = came.setdefault((submission.task, submission.unit), {})
        of_unit.setdefault(submission.period, []).append(submission)
    return HandIns(tuple(_each(plan, period, came, nils, issued, since)))


def _each(
    plan: Plan, period: Period, came: Mapping[tuple[str, str], Mapping[str, list[Submission]]], nils: Set[str],
    issued: Mapping[str, date], since: date,
) -> Iterator[HandIn]:  # fmt: skip
    for task in plan.tasks.values():
        months = _months(plan, task, period, since)
        for unit in reporters(plan, task):
            sent = came.get((task.code, unit), {})
            for month, keys in months:
                if not is_active(plan.units[unit], month):
                    continue
                asked = HandIn(task.code, unit, month.key, month.deadline, "missing")
                if issued and (forms := [f for key in keys if (f := report_key(task.code, unit, key)) in issued]):
                    asked = asked._replace(issued=issued[forms[0]])
                answers = [sent[key] for key in keys if key in sent]
                yield _stands(asked, month, answers, nils, plan) if answers or plan.waivers else asked


def _months(plan: Plan, task: Task, period: Period, first: date) -> list[tuple[Period, tuple[str, ...]]]:
    """The months in which the plan asks for a task, each with the periods whose reports answer it.

    Nobody is dunned for months that ended before the plan counts, unless one is the period itself; a
    submission for exactly the period answers for all its months.
    """
    since = plan.agency.counted_from
    asked = months_asked(plan, task, replace(period, start=first))
    return [
        (m, tuple(dict.fromkeys((m.key, period.key) if lies_in(m, period) else (m.key,))))
        for m in asked
        if m.end >= since or m.key == period.key
    ]


def _stands(
    asked: HandIn, month: Period, answers: Sequence[Sequence[Submission]], nils: Set[str], plan: Plan
) -> HandIn:
    """An accepted report before a waiver, a waiver before what came and does not count."""
    for versions in answers:
        counts = next((s for s in versions if s.accepted), None)
        if counts:
            first = next(s for s in versions if s.accepted or s.state == "superseded")
            days = first.late_days or 0
            return asked._replace(
                standing="late" if days else "on_time", days_late=days, nil=counts.key in nils,
                received=first.arrival.received, sent=counts,
            )  # fmt: skip
    waiver = hand_in_waiver(plan, asked.task, asked.unit, month) if plan.waivers else None
    if waiver:
        return asked._replace(standing="waived", waiver=waiver)
    open_ones = [s for versions in answers for s in versions if s.state in ("rejected", "quarantined")]
    if not open_ones:
        return asked
    newest = max(open_ones, key=lambda s: (s.arrival.received, s.arrival.order))
    standing: Standing = "refused" if newest.state == "rejected" else "quarantined"
    return asked._replace(standing=standing, received=newest.arrival.received, sent=newest)
