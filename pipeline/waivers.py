"""Rules that the office has lifted: findings of a submission come in, the same come out with what is waived;
a report that is asked comes in, the waiver by which it need not be handed in goes out.

What a waiver lifts stays to be read, as a piece of information that names who lifted it and why. A
waiver holds for reports due on its last day or before; no clock is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.messages import finding, without_example
from pipeline.model import Finding, Period, Plan, Submission, Waiver
from pipeline.periods import lies_in
from pipeline.vietnamese import show_date

NOT_HANDED_IN = "MERGE_MISSING"  # the rule that whoever is asked hands in


def hand_in_waiver(plan: Plan, task: str, unit: str, month: Period) -> Waiver | None:
    """The waiver by which a unit need not report on a task in a month; one for a longer period is for its months."""
    holding = [
        w
        for w in plan.waivers
        if w.rule == NOT_HANDED_IN
        and w.unit in ("", unit)
        and w.task in ("", task)
        and (not w.period or lies_in(month, plan.calendar[w.period]))
        and month.deadline <= w.expires
    ]
    return max(holding, key=lambda w: w.expires, default=None)


def waive(findings: Iterable[Finding], plan: Plan, submission: Submission) -> tuple[Finding, ...]:
    """The findings after the plan's waivers: what is lifted as info, what was lifted once with a word on it."""
    concerned = [w for w in plan.waivers if _concerns(w, submission)]
    if not concerned:
        return tuple(findings)
    return tuple(dict.fromkeys(said for f in findings for said in _judged(f, concerned, plan, submission)))


def _concerns(waiver: Waiver, submission: Submission) -> bool:
    pairs = ((waiver.unit, submission.unit), (waiver.task, submission.task), (waiver.period, submission.period))
    return all(wanted in ("", own) for wanted, own in pairs)


def _judged(found: Finding, waivers: list[Waiver], plan: Plan, submission: Submission) -> Iterator[Finding]:
    own = [w for w in waivers if w.rule == found.code] if found.severity != "info" else []
    period = plan.calendar.get(submission.period)
    holding = [w for w in own if period is not None and period.deadline <= w.expires]
    if holding:
        waiver = max(holding, key=lambda w: w.expires)
        told = {"rule": waiver.rule, "approver": waiver.approver, "reason": waiver.reason.rstrip(".")}
        broken = without_example(found).rstrip(".")
        said = finding("WAIVER_APPLIED", expires=show_date(waiver.expires), said=broken, **told)
        yield replace(said, sheet=found.sheet, cell=found.cell, label=found.label, found=found.found, waiver=waiver)
        return
    yield found
    if own:
        ended = max(own, key=lambda w: w.expires)
        told = {"approver": ended.approver, "expires": show_date(ended.expires)}
        yield finding("WAIVER_EXPIRED", found=ended.rule, **told)
