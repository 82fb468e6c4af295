"""Judges one submission: every check is asked, waivers are heard, and the state is decided.

A read submission comes in; the same submission with more findings, and state "rejected" where one
is an error, comes out. What the checks are stands in `intake.checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.intake.checks import CHECKS, NEED_EVERY_CELL
from pipeline.intake.subject import Subject
from pipeline.messages import finding, has_error, on_the_day
from pipeline.model import Finding, Plan, State, Submission
from pipeline.waivers import waive

BETWEEN_REPORTS = "so với kỳ trước và với báo cáo khác"  # what is asked of accepted submissions only
_MOST_CELLS = 5


def check_parts(parts: Iterable[Submission], plan: Plan) -> tuple[Submission, ...]:
    """The submissions of one file with the findings of every check, refused where one is an error.

    A bundle's sheets that nobody has filled in say nothing and are left out; a bundle of such
    sheets alone is refused as a whole.
    """
    checked = tuple(_check(part, plan) for part in parts)
    told = tuple(s for s in checked if not (s.bundle and _is_untouched(s)))
    if told:
        return told
    whole = replace(checked[0], task="", facts=(), lists=(), findings=(finding("DATA_EMPTY"),))
    return (whole,)


def _is_untouched(submission: Submission) -> bool:
    """Nothing stands in it, and nothing else is odd about it: no remark beside the inputs, no list taken away.

    What was changed of the template itself is no content, nor is what is only good to know.
    """
    said = {f.code for f in submission.findings if f.severity != "info" and not f.code.startswith("FORM_")}
    return said == {"DATA_EMPTY"}


def _check(submission: Submission, plan: Plan) -> Submission:
    if submission.state == "rejected":  # at the gate, or for its identity: nothing was read
        return submission
    subject = Subject(submission, plan)
    asked = [check for check in CHECKS if not (subject.unreadable and check in NEED_EVERY_CELL)]
    said = (*submission.findings, *(f for check in asked for f in check(subject)))
    findings = waive(on_the_day(said, subject.period.deadline), plan, submission)
    state: State
    if has_error(findings):
        state = "rejected"
        findings = (*findings, *_skipped(subject, findings))
    elif any(f.severity == "warning" for f in findings):
        state = "accepted_with_warnings"
    else:
        state = "accepted"
    return replace(submission, findings=findings, state=state)


def _skipped(subject: Subject, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What could not be checked in a refused submission, in words; of an empty one there is nothing to check."""
    if any(f.code == "DATA_EMPTY" for f in findings):
        return
    words = [*NEED_EVERY_CELL.values()] if subject.unreadable else []
    errors = (f for f in subject.submission.findings if f.severity == "error")
    cells = list(dict.fromkeys(f.cell for f in errors if f.cell))
    if cells:
        more = "…" if len(cells) > _MOST_CELLS else ""
        words.append(f"quan hệ với các ô chưa đọc được ({', '.join(cells[:_MOST_CELLS])}{more})")
    yield finding("CHECK_SKIPPED", names="; ".join((*words, BETWEEN_REPORTS)))
