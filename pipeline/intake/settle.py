"""Between submissions: which one of a task, unit and period counts, and which files are copies.

Checked submissions in order of receipt come in; the same come out with their final state, their
lateness and, where one gives way to another, the findings that name the other and what it changed.
What the office has set apart (`intake.trust`) gives way to nothing and takes no place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.intake.changes import changes, words
from pipeline.messages import finding
from pipeline.model import Finding, Period, Plan, State, Submission
from pipeline.outcome import is_withdrawn
from pipeline.vietnamese import VIETNAM, fold


def settle(submissions: Iterable[Submission], plan: Plan) -> tuple[Submission, ...]:
    """The newest valid submission of a (task, unit, period) counts; former ones are superseded.

    A file with the same bytes as one received before is a duplicate, whatever its name; unless
    another has taken that one's place meanwhile: then the unit has returned to it, and it counts.
    What waits for the office's word, or was taken back by it, stands as it is.
    """
    settled: list[Submission] = []
    first_of: dict[tuple[str, str], int] = {}  # by SHA-256 and task: a bundle's parts share their bytes
    newest: dict[tuple[str, str, str], int] = {}
    for submission in submissions:
        submission = _with_lateness(submission, plan)
        if submission.state == "quarantined" or is_withdrawn(submission):
            settled.append(submission)
            continue
        same = (submission.arrival.sha256, submission.task)
        place = first_of.setdefault(same, len(settled))
        original = settled[place] if place < len(settled) and not _has_no_bytes(submission) else None
        if original is not None and original.arrival == submission.arrival:
            original = None  # two sheets of one file about one task
        if original is not None and original.state != "superseded":
            said = finding("MERGE_DUPLICATE", found=original.arrival.name)
            submission = replace(submission, state="duplicate", facts=(), cases=(), findings=(said,))
        elif submission.accepted:
            key = (submission.task, submission.unit, submission.period)
            if key in newest:
                former = settled[newest[key]]
                settled[newest[key]] = _step_back(former, submission)
                submission = _take_over(submission, former, original, plan)
            first_of[same] = newest[key] = len(settled)
        settled.append(submission)
    return tuple(settled)


def _take_over(submission: Submission, former: Submission, original: Submission | None, plan: Plan) -> Submission:
    """The one that counts now, with what is odd about its taking the former one's place."""
    name = former.arrival.name
    if original is not None:
        said = finding("MERGE_RETURNED", found=original.arrival.name, other=name)
        submission = add_findings(submission, (said,))
    if former.arrival.received == submission.arrival.received:
        submission = add_findings(submission, (finding("MERGE_SAME_TIME", found=name),))
    submission = add_findings(submission, _two_reporters(submission, former))
    changed = changes(former, submission, plan)
    if changed:
        submission = add_findings(submission, (finding("MERGE_CHANGED", found=name, changes=words(changed)),))
    return submission


def _two_reporters(submission: Submission, former: Submission) -> Iterator[Finding]:
    """Two people answer for one unit, and their figures differ."""
    own, other = (s.inputs("").get("reporter") for s in (submission, former))
    if own and other and fold(str(own.value)) != fold(str(other.value)) and _figures(submission) != _figures(former):
        place = {"sheet": own.source.sheet, "cell": own.source.cell, "label": "Người báo cáo"}
        told = {"former": str(other.value), "other": former.arrival.name}
        yield finding("MERGE_TWO_REPORTERS", found=own.value, **place, **told)


def _figures(submission: Submission) -> frozenset[object]:
    facts = ((f.measure, f.field, f.row, f.value) for f in submission.facts if f.measure)
    return frozenset((*facts, *((c.measure, c.ids, c.received, c.due, c.returned) for c in submission.cases)))


def for_period(submissions: Iterable[Submission], plan: Plan, period: Period) -> tuple[Submission, ...]:
    """The same with accepted submissions of later periods set apart."""
    return tuple(
        replace(
            s, state="not_for_this_run",
            findings=(*s.findings, finding("MERGE_OTHER_PERIOD", found=plan.calendar[s.period].title)),
        )
        if s.accepted and plan.calendar[s.period].end > period.end
        else s
        for s in submissions
    )  # fmt: skip


def add_findings(submission: Submission, findings: Iterable[Finding]) -> Submission:
    """The submission with more to say; a warning shows in an accepted one's state."""
    said = (*submission.findings, *findings)
    state: State = submission.state
    if state == "accepted" and any(f.severity == "warning" for f in said):
        state = "accepted_with_warnings"
    if len(said) == len(submission.findings) and state == submission.state:
        return submission
    return replace(submission, findings=said, state=state)


def _has_no_bytes(submission: Submission) -> bool:
    return any(f.code in ("GATE_EMPTY", "GATE_UNREADABLE", "GATE_LINK") for f in submission.findings)


def _step_back(former: Submission, later: Submission) -> Submission:
    said = finding("MERGE_SUPERSEDED", found=later.arrival.name)
    return replace(former, state="superseded", findings=(*former.findings, said))


def _with_lateness(submission: Submission, plan: Plan) -> Submission:
    period = plan.calendar.get(submission.period)
    if period is None:
        return submission
    day = submission.arrival.received.astimezone(VIETNAM).date()
    return replace(submission, late_days=max(0, (day - period.deadline).days))
