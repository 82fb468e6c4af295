"""Which submissions need an answer, and who gets it: Results come in, one Need per addressee goes out.

Refused reports are answered until they are mended, accepted ones that leave a question once. A stranger's
file that waits to be looked at is not answered: whoever sent it must not be helped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipeline.answering.points import points
from pipeline.model import Mail, Plan, Submission
from pipeline.outcome import Results
from pipeline.periods import lies_in
from pipeline.report.letter import to_mend
from pipeline.roster import find_unit
from pipeline.vietnamese import VIETNAM


@dataclass(frozen=True, slots=True)
class Need:
    """What one unit, or a sender whose unit nobody knows, is to be told.

    taken: accepted reports of the period. refused: to be mended. doubtful: accepted, with questions, and not
    followed by one of the refused.
    """

    unit: str  # "" where it is not known
    sender: str  # address, where the unit is not known
    taken: tuple[Submission, ...]
    refused: tuple[Submission, ...]
    doubtful: tuple[Submission, ...]

    @property
    def mails(self) -> tuple[Mail, ...]:
        """The mails that are answered, the newest first."""
        arrivals = sorted((s.arrival for s in (*self.refused, *self.doubtful)), key=lambda a: (a.received, a.order))
        return tuple(dict.fromkeys(a.mail for a in reversed(arrivals) if a.mail))


def needs(results: Results) -> tuple[Need, ...]:
    """Who gets an answer, units in the order of the roster, then senders of unknown units."""
    plan, refused = results.plan, tuple(_refused(results))
    open_keys = {s.key for s in refused}
    doubtful = tuple(s for s in results.submissions if s.key not in open_keys and _is_doubtful(s, results))
    refused_of, doubtful_of = (_grouped(group, lambda s: unit_of(s, plan)) for group in (refused, doubtful))
    taken_of = _grouped((s for s in results.submissions if s.accepted and _is_told_of(s, results)), lambda s: s.unit)
    found = [
        Need(unit, "", taken_of.get(unit, ()), refused_of.get(unit, ()), doubtful_of.get(unit, ()))
        for unit in plan.units
        if unit in refused_of or unit in doubtful_of
    ]
    strange = (s for s in refused_of.get("", ()) if s.arrival.mail)
    by_sender = _grouped(strange, lambda s: s.arrival.mail.sender if s.arrival.mail else "")
    return (*found, *(Need("", sender, (), own, ()) for sender, own in by_sender.items()))


def _grouped(submissions: Iterable[Submission], key: Callable[[Submission], str]) -> dict[str, tuple[Submission, ...]]:
    found: dict[str, list[Submission]] = {}
    for submission in submissions:
        found.setdefault(key(submission), []).append(submission)
    return {key: tuple(own) for key, own in found.items()}


def unit_of(submission: Submission, plan: Plan) -> str:
    """Whose file it is: as it says itself, else by who sent it, else by the folder in which the office put it."""
    if submission.unit:
        return submission.unit
    mail = submission.arrival.mail
    if mail:
        return next((u.code for u in plan.units.values() if mail.sender in addresses(u.email)), "")
    folder, slash, _ = submission.arrival.name.partition("/")
    return find_unit(plan.units, folder) or "" if slash else ""


def addresses(text: str) -> tuple[str, ...]:
    """The addresses in a cell of the plan workbook, in small letters."""
    return tuple(part.lower() for part in text.replace(";", " ").replace(",", " ").split())


def _is_told_of(submission: Submission, results: Results) -> bool:
    """Whether the report is of the period, or of a month in it."""
    period = results.plan.calendar.get(submission.period)
    return period is not None and lies_in(period, results.period)


def _is_doubtful(submission: Submission, results: Results) -> bool:
    told = submission.state == "accepted_with_warnings" and _is_told_of(submission, results)
    return told and bool(points(submission.findings))


def _refused(results: Results) -> Iterator[Submission]:
    """Refused reports that nothing has taken the place of.

    What is of no period, or a correction of an earlier one, is answered where it came since the period began.
    """
    newest = to_mend(results)
    last = {(s.unit, s.period): _order(s) for s in sorted(results.submissions, key=_order) if s.accepted}
    for s in results.submissions:
        if s.state != "rejected" or not points(s.findings):
            continue
        period = results.plan.calendar.get(s.period)
        if s.task and s.unit and period and newest.get(s.key) is not s:
            continue
        if s.bundle and not s.task and last.get((s.unit, s.period), _order(s)) > _order(s):
            continue  # the unit has sent something since its whole workbook was refused
        since = s.arrival.received.astimezone(VIETNAM).date() >= results.period.start
        if _is_told_of(s, results) or (since and (period is None or period.end < results.period.end)):
            yield s


def _order(submission: Submission) -> int:
    return submission.arrival.order
