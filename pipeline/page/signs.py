"""How states are drawn: a state comes in, its sign with its words goes out; each of a kind has a drawing of its own."""

from __future__ import annotations

from functools import cache

from pipeline.model import TargetStatus
from pipeline.outcome import HandIn, Results, TargetResult, TaskResult
from pipeline.outcome import Standing as HandedIn
from pipeline.page.view import Sign
from pipeline.report.standing import STANDING, Standing, standing
from pipeline.report.words import judgement
from pipeline.vietnamese import upper_first
from pipeline.wording import STANDING as HANDED_IN
from pipeline.wording import TARGET_STATUS

_TASKS: dict[Standing, tuple[str, str]] = {  # drawing, tone
    "complete": ("check", "good"),
    "in_progress": ("half", "wait"),
    "overdue": ("alert", "bad"),
    "no_data": ("ask", "doubt"),
    "nothing_arose": ("none", "calm"),
    "tracked": ("eye", "calm"),
}
_TARGETS: dict[TargetStatus, tuple[str, str]] = {
    "met": ("check", "good"),
    "met_late": ("clock", "doubt"),
    "in_progress": ("half", "wait"),
    "not_met": ("alert", "bad"),
    "nothing_arose": ("none", "calm"),
    "no_data": ("ask", "doubt"),
    "tracked": ("eye", "calm"),
}
_REPORTS: dict[HandedIn, tuple[str, str]] = {  # what is most urgent first
    "missing": ("cross", "bad"),
    "refused": ("pen", "bad"),
    "quarantined": ("pause", "doubt"),
    "late": ("clock", "doubt"),
    "on_time": ("check", "good"),
    "waived": ("dash", "calm"),
}
_NIL = Sign("none", "good", f"{upper_first(HANDED_IN['on_time'])}, không phát sinh")  # on time
ALERT, SOON, BACK, SILENT = ("alert", "bad"), ("clock", "doubt"), ("back", "doubt"), ("ask", "doubt")
URGENCY = list(_REPORTS)


def sign(drawn: tuple[str, str], words: str) -> Sign:
    """A drawing in its tone, with its words."""
    return Sign(*drawn, upper_first(words))


def standing_sign(how: Standing) -> Sign:
    """Of how tasks stand."""
    return sign(_TASKS[how], STANDING[how])


def task_sign(task: TaskResult, results: Results) -> Sign:
    """Of how a task stands on the day of evaluation."""
    return standing_sign(standing(task, results.as_of))


def target_sign(target: TargetResult, results: Results) -> Sign:
    """Of what became of a target, in the words of the report."""
    return sign(_TARGETS[target.status], judgement(target, results))


def status_sign(status: TargetStatus) -> Sign:
    """Of a target's status alone."""
    return sign(_TARGETS[status], TARGET_STATUS[status])


@cache  # thousands of reports stand in few ways
def handed_in_sign(how: HandedIn) -> Sign:
    """Of how a report stands that was asked."""
    return sign(_REPORTS[how], HANDED_IN[how])


def report_sign(report: HandIn) -> Sign:
    """The same of a report; one on time that says that nothing arose has a sign of its own."""
    return _NIL if report.nil and report.standing == "on_time" else handed_in_sign(report.standing)
