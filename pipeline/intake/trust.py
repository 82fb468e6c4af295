"""Whether who sent a report may send it: a checked report, the office's secret and its decisions come in,
the same report with what is in doubt goes out.

The token tells whom the form was issued to, the mail's address who sent it; where both fail a file
speaks for itself. What is in doubt counts with a warning or waits for the office's word, as the
plan says; a token that the office never gave always waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from pipeline.intake.decisions import Decision, standing
from pipeline.intake.settle import add_findings
from pipeline.layout_versions import POLICIES
from pipeline.messages import clip, finding
from pipeline.model import Finding, Plan, Submission, Unit
from pipeline.outcome import is_withdrawn
from pipeline.roster import addresses
from pipeline.tokens import is_token, token_of
from pipeline.vietnamese import VIETNAM, show_date

Judge = Callable[[Submission], Submission]
FORGED = "TRUST_TOKEN_FORGED"
# Refused for what it says of itself: nobody is spoken for, and a token of such a form tells nothing.
_NOT_TOLD = {
    "ID_LAYOUT", "ID_LAYOUT_NEWER", "ID_LAYOUT_REFUSED", "ID_LAYOUT_ENDED", "ID_PLAN", "ID_UNIT_NOT_ASKED",
    "ID_CONTRADICTION", "ID_TASK_TWICE", "ID_SHEET_LOST",
}  # fmt: skip
_REASON = 300  # characters of a reason that a report prints


def judge(
    submission: Submission, *, plan: Plan, secret: bytes | None, decisions: Iterable[Decision] = ()
) -> Submission:
    """The report with what is in doubt about its sender, and where it stands by that.

    secret: None where there is none at hand; tokens are then not looked at.
    """
    decision = standing(decisions, submission.arrival)
    doubts = tuple(_doubts(submission, plan, secret)) if _tells_whose(submission) else ()
    held = any(d.code == FORGED for d in doubts) or (bool(doubts) and plan.agency.holds_doubtful)
    return _ruled(submission, (*doubts, *_said(decision)), held=held and decision is None)


def recalled(submission: Submission, said: Iterable[Finding], *, held: bool) -> Submission:
    """The report as it was judged once: `said` and `held` are what a run kept of it."""
    return _ruled(submission, said, held=held)


def _ruled(submission: Submission, said: Iterable[Finding], *, held: bool) -> Submission:
    told = _tells_whose(submission)
    submission = add_findings(submission, (f for f in said if told or f.code == "MERGE_WITHDRAWN"))
    if is_withdrawn(submission):
        return replace(submission, state="superseded")
    return replace(submission, state="quarantined") if held and told else submission


def _tells_whose(submission: Submission) -> bool:
    errors = {f.code for f in submission.findings if f.severity == "error"}
    return bool(submission.unit and submission.period) and not errors & _NOT_TOLD


def _said(decision: Decision | None) -> Iterator[Finding]:
    if decision is None:
        return
    code = {"accept": "TRUST_ACCEPTED", "withdraw": "MERGE_WITHDRAWN"}[decision.verdict]
    moment = decision.decided.astimezone(VIETNAM)
    when = f"{moment:%H:%M} ngày {show_date(moment.date())}"
    yield finding(code, by=decision.by, when=when, reason=clip(decision.reason.rstrip(". "), _REASON))


def _doubts(submission: Submission, plan: Plan, secret: bytes | None) -> Iterator[Finding]:
    if secret is not None and submission.tokens:
        yield from _token_doubts(submission, plan, secret)
    if submission.arrival.mail is not None:
        yield from _sender_doubts(submission, plan, submission.arrival.mail.sender.casefold())


# --- the token ------------------------------------------------------------------------------------


def _token_doubts(submission: Submission, plan: Plan, secret: bytes) -> Iterator[Finding]:
    """Nothing where every token is that of the report, or of its unit's workbook of the period."""
    unit, period = submission.unit, submission.period
    tasks = dict.fromkeys((submission.task, ""))
    own = [token for task in tasks for token in _tokens(plan, secret, task, unit, period)]
    strange = [text for text in submission.tokens if not any(is_token(text, token) for token in own)]
    owners = {text: _issued(plan, secret).get(text) for text in strange}
    claimed = _form_words(plan, submission.task, unit, period)
    for text, owner in owners.items():
        if owner is None:
            yield finding(FORGED, found=clip(text, 16))
        else:
            yield finding("TRUST_TOKEN_OTHER", owner=_form_words(plan, *owner), claimed=claimed)


def _tokens(plan: Plan, secret: bytes, task: str, unit: str, period: str) -> list[str]:
    """The tokens of a form: one for each version of the templates that may be about."""
    said = {"plan": plan.agency.plan_id, "task": task, "unit": unit, "period": period}
    return [token_of(secret, layout=policy.version, **said) for policy in POLICIES]


@lru_cache(maxsize=4)
def _issued(plan: Plan, secret: bytes) -> dict[str, tuple[str, str, str]]:
    """Every token that the office can have given, and whose form it is: (task, unit, period)."""
    forms = ((task, unit, period) for task in ("", *plan.tasks) for unit in plan.units for period in plan.calendar)
    return {token: form for form in forms for token in _tokens(plan, secret, *form)}


def _form_words(plan: Plan, task: str, unit: str, period: str) -> str:
    what = f"nhiệm vụ {task}" if task else "sổ của đơn vị"
    return f"{plan.units[unit].name} ({what}, kỳ {period})"


# --- the sender -----------------------------------------------------------------------------------


def _sender_doubts(submission: Submission, plan: Plan, sender: str) -> Iterator[Finding]:
    """Nothing where the unit has no address in the roster."""
    unit = plan.units[submission.unit]
    if not _addresses(unit):
        return
    domain = "@" + sender.rpartition("@")[2]
    owners = _who_has(sender, plan) or _who_has(domain, plan)  # a whole domain only where nobody has the address
    if unit in owners:
        return
    if owners:
        names = ", ".join(other.name for other in owners)
        yield finding("TRUST_SENDER_OTHER", found=sender, owner=names, claimed=unit.name)
    else:
        yield finding("TRUST_SENDER_UNKNOWN", found=sender or "không rõ", claimed=unit.name)


def _who_has(address: str, plan: Plan) -> list[Unit]:
    return [unit for unit in plan.units.values() if address in _addresses(unit)]


def _addresses(unit: Unit) -> list[str]:
    return addresses(unit.email)[0]
