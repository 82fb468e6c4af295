"""Checks between units: two that hand in one form, or one person who answers for two.

A run comes in, warnings by file and task go out; both sides are told, no figure changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pipeline.comparing import CrossCheck, Month, Said, place_of, where
from pipeline.intake.subject import label_of
from pipeline.messages import finding
from pipeline.model import Submission, Value
from pipeline.vietnamese import fold

ENOUGH = 4  # so many equal entries are no chance: two units may well both have done 5 of 5

_Entry = tuple[str, str, int | None, Value]


def one_form_two_units(month: Month) -> Iterator[Said]:
    """All figures, days and names of a form are those of another unit's form for the same task and period."""
    by_form: dict[tuple[object, ...], list[Submission]] = defaultdict(list)
    for submission in month.accepted.values():
        entries = _entries(submission)
        # Projects that two units name are told one by one.
        telling = [e for e in entries if month.plan.measures[e[0]].kind != "disbursement"]
        if len(telling) + sum(len(c.ids) for c in submission.cases) >= ENOUGH:
            cases = tuple((c.measure, c.ids, c.received, c.due, c.returned) for c in submission.cases)
            by_form[submission.task, submission.period, entries, cases].append(submission)
    for alike in by_form.values():
        units = {s.unit for s in alike}
        for submission in alike if len(units) > 1 else ():
            others = _names(month, units - {submission.unit})
            yield place_of(submission), finding("MERGE_SAME_FORM", found=others)


def _entries(submission: Submission) -> frozenset[_Entry]:
    """What a unit typed and no other would type by chance: zeros, ticks and the status block are left out."""
    return frozenset(
        (f.measure, f.field, f.row, fold(f.value) if isinstance(f.value, str) else f.value)
        for f in submission.facts
        if f.measure and not isinstance(f.value, bool) and isinstance(f.value, (int, Decimal, date, str)) and f.value
    )


def one_person_two_units(month: Month) -> Iterator[Said]:
    """One person, by name and telephone, reports for two units in one period."""
    by_person: dict[tuple[str, str, str], list[Submission]] = defaultdict(list)
    for submission in month.accepted.values():
        name, phone = (str(submission.status(field) or "") for field in ("reporter", "phone"))
        digits = "".join(c for c in phone if c.isdigit())
        if name and digits:
            by_person[submission.period, fold(name), digits].append(submission)
    for told in by_person.values():
        units = {submission.unit for submission in told}
        for submission in told if len(units) > 1 else ():
            fact = submission.inputs("")["reporter"]
            label, others = label_of(month.plan, fact), _names(month, units - {submission.unit})
            said = where("MERGE_SAME_REPORTER", fact.source, label=label, found=fact.value, other=others)
            yield place_of(submission), said


def _names(month: Month, units: set[str]) -> str:
    return ", ".join(unit.name for code, unit in month.plan.units.items() if code in units)


OVER_UNITS: tuple[CrossCheck, ...] = (one_form_two_units, one_person_two_units)
