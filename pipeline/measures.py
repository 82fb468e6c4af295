"""What each kind of measure makes of one submission: facts become observations, rows of the table.

One function per kind, each with one signature, listed in OBSERVERS at the foot. Numbers are exact
(int or Fraction; money in đồng); an observation keeps the cells it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline import forms
from pipeline.model import CaseList, Fact, Kind, Measure, Plan, Source, Submission, Value
from pipeline.periods import month_of
from pipeline.vietnamese import fold

Role = Literal["value", "nil", "baseline"]
_NONE = Fraction(0)
ANSWERED = date.min  # the day of "no document": it precedes every due day


class Observation(NamedTuple):
    """One row of the merged table.

    role: a value, "không phát sinh", or the earlier year's value. numerator: a count, or the part
    of a whole `denominator` (0 where there is none). part: factor, project or given item; "" for
    a figure of the unit. key: what makes two documents one. month: the window it falls in.
    """

    measure: str
    task: str
    unit: str
    period: str
    order: int
    role: Role
    day: date
    numerator: Fraction
    denominator: Fraction = _NONE
    part: str = ""
    key: str = ""
    month: str = ""
    blank: bool = False
    overdue: int = 0
    open: int = 0
    open_overdue: int = 0
    decision: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What one submission says about one measure, before it is understood."""

    plan: Plan
    submission: Submission
    measure: Measure
    inputs: dict[str, Fact]
    rows: dict[int, dict[str, Fact]]
    cases: CaseList | None
    list_source: Source | None  # where the measure's list stands, filled or not
    day: date  # the value date

    def observe(
        self, role: Role, numerator: Fraction | int, denominator: Fraction | int = _NONE,
        *, sources: tuple[Source, ...], day: date | None = None, month: str = "", part: str = "",
        key: str = "", blank: bool = False, decision: str = "",
        counts: tuple[int, int, int] = (0, 0, 0),
    ) -> Observation:  # fmt: skip
        s = self.submission
        overdue, opened, open_overdue = counts
        return Observation(
            self.measure.code, self.measure.task, s.unit, s.period, s.arrival.order, role,
            day or self.day, _fraction(numerator), _fraction(denominator), part, key,
            month or s.period, blank, overdue, opened, open_overdue, decision, sources,
        )  # fmt: skip

    def whole_or_nil(self, numerator: Fraction, denominator: Fraction, *facts: Fact) -> Iterator[Observation]:
        """A quotient; 0/0 of a measure "nếu có" says that nothing arose (contract 3.3)."""
        sources = tuple(f.source for f in facts)
        if denominator:
            yield self.observe("value", numerator, denominator, sources=sources)
        elif self.measure.if_any:
            yield self.observe("nil", 0, sources=sources)


Observer = Callable[[Answer], Iterator[Observation]]


def observe(submission: Submission, plan: Plan) -> Iterator[Observation]:
    """Everything an accepted submission says, measure by measure."""
    period = plan.calendar[submission.period]
    as_of = submission.status("as_of")
    day = as_of if isinstance(as_of, date) else period.end
    unit = plan.units[submission.unit]
    cases = {c.measure: c for c in submission.cases}
    lists = dict(submission.lists)
    for measure in forms.typed_measures(plan, plan.tasks[submission.task], unit):
        inputs, rows = submission.inputs(measure.code), submission.rows(measure.code)
        listed = lists.get(measure.code)
        answer = Answer(plan, submission, measure, inputs, rows, cases.get(measure.code), listed, day)
        yield from OBSERVERS[measure.kind](answer)
        yield from _baseline(answer)
        if measure.if_any and submission.status("nil") is True:
            nil = next(f for f in submission.facts if f.field == "nil" and not f.measure)
            yield answer.observe("nil", 0, sources=(nil.source,))


def added(numbers: Iterable[Fraction]) -> Fraction:
    """The exact sum of numbers; those that are whole, as nearly all are, are added as whole numbers."""
    whole, rest = 0, []
    for number in numbers:
        top, bottom = number.as_integer_ratio()
        if bottom == 1:
            whole += top
        else:
            rest.append(number)
    return sum(rest, Fraction(whole))


@lru_cache(maxsize=4096)
def _whole(number: int) -> Fraction:
    """Of equal numbers, as nearly all of thousands of rows are, the same one."""
    return Fraction(number)


def _fraction(number: Fraction | int) -> Fraction:
    return _whole(number) if isinstance(number, int) else number


def _exact(value: Value) -> Fraction:
    if not isinstance(value, (int, Decimal)):
        raise TypeError(f"not a number: {value!r}")
    return _whole(value) if isinstance(value, int) else Fraction(value)


def _number(fact: Fact | None) -> Fraction:
    return _NONE if fact is None else _exact(fact.value)


def _ratio(answer: Answer) -> Iterator[Observation]:
    part, whole = answer.inputs.get("numerator"), answer.inputs.get("denominator")
    if part and whole:
        yield from answer.whole_or_nil(_exact(part.value), _exact(whole.value), part, whole)


def _count(answer: Answer) -> Iterator[Observation]:
    if count := answer.inputs.get("count"):
        yield answer.observe("value", _exact(count.value), sources=(count.source,))


def _baseline_kind(answer: Answer) -> Iterator[Observation]:
    current, former = answer.inputs.get("current"), answer.inputs.get("baseline")
    if current and former:
        yield answer.observe("value", _exact(current.value), sources=(current.source, former.source))
        yield answer.observe("baseline", _exact(former.value), sources=(former.source,))


def _documents(answer: Answer) -> Iterator[Observation]:
    """One row a document, each on its own day; a sent list without rows says "none so far".

    Where nothing may arise an empty list says nothing: that is what "không phát sinh" is for.
    """
    if answer.rows:
        yield answer.observe("value", 0, sources=(), day=ANSWERED)
    elif answer.list_source and not answer.measure.if_any:
        yield answer.observe("value", 0, sources=(answer.list_source,), day=ANSWERED)
    own = answer.plan.calendar[answer.submission.period]
    for row in answer.rows.values():
        day, number, subject = row.get("date"), row.get("number"), row.get("subject")
        if day is None or not isinstance(day.value, date):
            continue
        month = own.key  # a day after the window belongs to the report that brought it
        if day.value < own.start:  # an earlier one to its own month, if there is one
            window = month_of(answer.plan.calendar, day.value)
            month = window.key if window else "before"
        symbol = document_symbol(str(number.value)) if number else ""
        name = (
            f"{symbol}|{day.value}"
            if symbol
            else (f"{answer.submission.unit}|{day.value}|{fold(str(subject.value)) if subject else ''}")
        )
        label = str(number.value if number else subject.value if subject else "")
        yield answer.observe(
            "value", 1, sources=tuple(f.source for f in row.values()), day=day.value,
            month=month, part=label, key=name,
        )  # fmt: skip


def document_symbol(text: str) -> str:
    """The full symbol under which two entries are one document: "Số 05/QĐ-SVHTT" = "5/qđ-svhtt"."""
    folded = fold(text)
    bare = folded.removeprefix("số:").removeprefix("số ").replace(" ", "")
    return re.sub(r"^0+(?=\d)", "", bare)  # the decree writes 05, people write 5


def _checklist(answer: Answer) -> Iterator[Observation]:
    """Có / given items; a blank item is no "Không": it leaves the value provisional."""
    answered = {i: row["done"] for i, row in answer.rows.items() if "done" in row}
    if not answered:
        return
    for index, item in enumerate(answer.measure.items):
        fact = answered.get(index)
        yield answer.observe(
            "value", int(fact is not None and fact.value is True), 1, part=item, blank=fact is None,
            sources=(fact.source,) if fact else (),
        )  # fmt: skip


def _disbursement(answer: Answer) -> Iterator[Observation]:
    """Đồng disbursed / đồng allocated, one row a project."""
    decision = answer.inputs.get("decision")
    total = added(_number(r.get("allocated")) for r in answer.rows.values())
    if answer.rows and not total and answer.measure.if_any:
        sources = tuple(f.source for row in answer.rows.values() for f in row.values())
        yield answer.observe("nil", 0, sources=sources)
        return
    for row in answer.rows.values():
        project = row.get("project")
        yield answer.observe(
            "value", _number(row.get("disbursed")), _number(row.get("allocated")),
            part=str(project.value) if project else "", decision=str(decision.value) if decision else "",
            sources=tuple(f.source for f in row.values()),
        )  # fmt: skip


def _survey(answer: Answer) -> Iterator[Observation]:
    """Answers of the two upper levels / valid answers, one row a factor."""
    facts = [f for row in answer.rows.values() for f in row.values()]
    if facts and answer.measure.if_any and not any(f.value for f in facts):
        yield answer.observe("nil", 0, sources=tuple(f.source for f in facts))
    if not any(f.value for f in facts):
        return
    for index, item in enumerate(answer.measure.items):
        row = answer.rows.get(index, {})
        levels = [_number(row.get(key)) for key in forms.SURVEY_LEVELS]
        yield answer.observe(
            "value", added(levels[3:5]), added(levels), part=item, blank=not row,
            sources=tuple(f.source for f in row.values()),
        )  # fmt: skip


def _cases(answer: Answer) -> Iterator[Observation]:
    """Returned on or before the due day / returned; overdue and unreturned are counted apart."""
    cases = answer.cases
    if cases is None:
        return
    pairs = list(zip(cases.due, cases.returned, strict=True))
    returned = [(due, back) for due, back in pairs if back is not None]
    in_time = sum(back <= due for due, back in returned)
    still_open = [due for due, back in pairs if back is None]
    late_open = sum(due < answer.day for due in still_open)
    yield answer.observe(
        "value", in_time, len(returned), sources=(cases.source,),
        counts=(len(returned) - in_time, len(still_open), late_open),
    )  # fmt: skip


def _baseline(answer: Answer) -> Iterator[Observation]:
    """The earlier year's value of any measure whose target is that year."""
    single = answer.inputs.get("baseline")
    if single and answer.measure.kind != "baseline":
        yield answer.observe("baseline", _exact(single.value), sources=(single.source,))
    part = answer.inputs.get("baseline_numerator")
    whole = answer.inputs.get("baseline_denominator")
    if part and whole and whole.value:
        sources = (part.source, whole.source)
        yield answer.observe("baseline", _exact(part.value), _exact(whole.value), sources=sources)


OBSERVERS: dict[Kind, Observer] = {
    "ratio": _ratio,
    "count": _count,
    "baseline": _baseline_kind,
    "documents": _documents,
    "checklist": _checklist,
    "disbursement": _disbursement,
    "survey": _survey,
    "cases": _cases,
}
