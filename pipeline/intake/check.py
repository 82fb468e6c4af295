"""Judges what belongs together in one submission: a tuple of small checks, each with one subject.

A read submission comes in; the same submission with more findings, and state "rejected" where one
is an error, comes out. The list CHECKS at the foot is the whole of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from pipeline import forms
from pipeline.messages import finding, has_error
from pipeline.model import CaseList, Fact, Finding, Measure, Period, Plan, State, Submission, Value
from pipeline.ooxml import parse_ref, ref
from pipeline.vietnamese import fold, show_date, show_number

SMALL_MONEY = 1_000_000  # đồng; an investment project below this was typed in triệu


@dataclass(frozen=True)
class Subject:
    """A submission with what the checks look at, arranged once."""

    submission: Submission
    plan: Plan

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        unit = self.plan.units[self.submission.unit]
        return forms.typed_measures(self.plan, self.plan.tasks[self.submission.task], unit)

    @cached_property
    def period(self) -> Period:
        return self.plan.calendar[self.submission.period]

    @cached_property
    def cases(self) -> dict[str, CaseList]:
        return {c.measure: c for c in self.submission.cases}

    @cached_property
    def unreadable(self) -> frozenset[tuple[str, int]]:
        """(sheet, row) of cells with an error already: what follows from them is not said again."""
        wrong = [f for f in self.submission.findings if f.severity == "error"]
        return frozenset((f.sheet, parse_ref(f.cell.split(":")[0])[0] if f.cell else 0) for f in wrong)

    def inputs(self, measure: Measure) -> dict[str, Fact]:
        """The measure's single inputs by field."""
        return self.submission.inputs(measure.code)

    def rows(self, measure: Measure) -> dict[int, dict[str, Fact]]:
        """The measure's list, row by row, each by field."""
        return self.submission.rows(measure.code)

    def has_data(self, measure: Measure) -> bool:
        """Whether the measure itself is answered; a baseline or a decision alone is no answer."""
        if measure.code in self.cases or self.rows(measure):
            return True
        return any(f.key in self.inputs(measure) for f in forms.KINDS[measure.kind].inputs if f.required)

    @property
    def has_content(self) -> bool:
        """Whether a figure or a word on the task stands in it; who reports is not content."""
        told = {"result", "difficulty", "proposal", "status", "nil", "unchanged"}
        said = bool(told & set(self.submission.inputs("")))
        return said or any(self.has_data(m) for m in self.measures)

    @property
    def nil(self) -> bool:
        return self.submission.status("nil") is True

    def stands(self, measure: Measure) -> bool:
        """Whether “Không thay đổi” answers for a list that a template does not bring along."""
        listed = measure.kind in ("documents", "cases") and measure.nature == "stock"
        return listed and self.submission.status("unchanged") is True


Check = Callable[[Subject], Iterator[Finding]]


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
    """Nothing stands in it, and nothing else is odd about it: no remark beside the inputs, no list taken away."""
    return {f.code for f in submission.findings} == {"DATA_EMPTY"}


def _check(submission: Submission, plan: Plan) -> Submission:
    if submission.state == "rejected":  # at the gate, or for its identity: nothing was read
        return submission
    subject = Subject(submission, plan)
    said = tuple(f for check in CHECKS for f in check(subject))
    findings = (*submission.findings, *said)
    state: State
    if has_error(findings):
        state = "rejected"
    elif any(f.severity == "warning" for f in findings):
        state = "accepted_with_warnings"
    else:
        state = "accepted"
    return replace(submission, findings=findings, state=state)


def _at(code: str, fact: Fact, label: str = "", **fields: object) -> Finding:
    """A finding at the cell of a fact."""
    source = fact.source
    return finding(code, sheet=source.sheet, cell=source.cell, label=label, **fields)


def _first(rows: dict[int, dict[str, Fact]]) -> Fact | None:
    """The first cell of a list, to speak of the list; None where it is empty."""
    return next((fact for row in rows.values() for fact in row.values()), None)


def _number(fact: Fact) -> str:
    value = fact.value
    return str(value) if isinstance(value, (str, date, bool)) else show_number(value)


# --- the checks -------------------------------------------------------------------------------


def something_is_filled(subject: Subject) -> Iterator[Finding]:
    """A template that comes back untouched says nothing."""
    if not subject.has_content and not subject.unreadable:
        yield finding("DATA_EMPTY")


def inputs_are_complete(subject: Subject) -> Iterator[Finding]:
    """A ratio with one of its two numbers, a baseline without its year."""
    for measure in subject.measures:
        given = subject.inputs(measure)
        fields = forms.KINDS[measure.kind].inputs
        required = [f for f in fields if f.required]
        for field in required:
            others = [given[f.key] for f in required if f.key in given]
            if others and field.key not in given and not subject.unreadable:
                yield _at(
                    "DATA_INCOMPLETE", others[0], field.label,
                    name=f"{field.label}” của “{measure.name}",
                )  # fmt: skip


def rows_are_complete(subject: Subject) -> Iterator[Finding]:
    """A row of a list has all that makes it count: a day, an amount, a name."""
    for measure in subject.measures:
        if measure.kind not in ("documents", "disbursement"):
            continue
        fields = forms.KINDS[measure.kind].columns
        for row in subject.rows(measure).values():
            first = next(iter(row.values()))
            for field in fields:
                if field.required and field.key not in row and not _spoilt(subject, first):
                    cell = _beside(first, fields, field.key)
                    place = {"sheet": first.source.sheet, "cell": cell, "label": field.label}
                    yield finding("DATA_ROW_INCOMPLETE", name=field.label, **place)
            if measure.kind == "documents" and not {"number", "subject"} & set(row):
                name = "Số, ký hiệu” hoặc “Trích yếu nội dung"
                yield _at("DATA_ROW_INCOMPLETE", first, name=name)


def _spoilt(subject: Subject, fact: Fact) -> bool:
    """Whether another cell of the fact's row could not be read: that is the root cause."""
    return (fact.source.sheet, parse_ref(fact.source.cell)[0]) in subject.unreadable


def parts_fit_the_whole(subject: Subject) -> Iterator[Finding]:
    """A part above its whole, a whole of zero where something must have arisen."""
    for measure in subject.measures:
        given = subject.inputs(measure)
        pairs = [("numerator", "denominator"), ("baseline_numerator", "baseline_denominator")]
        for part_key, whole_key in pairs:
            part, whole = given.get(part_key), given.get(whole_key)
            if part is None or whole is None:
                continue
            if part.value > whole.value:  # type: ignore[operator]
                yield _at("DATA_OVER_WHOLE", part, found=_number(part), whole=_number(whole))
            elif whole.value == 0 and part_key == "numerator" and not measure.if_any:
                yield _at("DATA_ZERO_WHOLE", whole, measure.name)


def money_is_plausible(subject: Subject) -> Iterator[Finding]:
    """Đồng: no more spent than allocated, nothing typed in triệu, the decision named."""
    for measure in subject.measures:
        if measure.kind != "disbursement":
            continue
        rows = subject.rows(measure)
        for row in rows.values():
            allocated, disbursed = row.get("allocated"), row.get("disbursed")
            if allocated and disbursed and disbursed.value > allocated.value:  # type: ignore[operator]
                yield _at("DATA_OVERSPENT", disbursed, found=_number(disbursed), whole=_number(allocated))
            if allocated and 0 < allocated.value < SMALL_MONEY:  # type: ignore[operator]
                yield _at("DATA_SMALL_MONEY", allocated, found=_number(allocated))
        first = _first(rows)
        if first and "decision" not in subject.inputs(measure):
            yield _at("DATA_NO_DECISION", first, measure.name)
        if first and not measure.if_any and not any(_amount(r.get("allocated")) for r in rows.values()):
            yield _at("DATA_ZERO_WHOLE", first, measure.name)


def _amount(fact: Fact | None) -> Value:
    return 0 if fact is None else fact.value


def no_row_stands_twice(subject: Subject) -> Iterator[Finding]:
    """One project, document or case in two rows of a list."""
    for measure in subject.measures:
        key = {"disbursement": "project", "documents": "number"}.get(measure.kind)
        seen: set[str] = set()
        for row in subject.rows(measure).values() if key else ():
            fact = row.get(key or "")
            if fact is None:
                continue
            day = row.get("date")
            name = fold(str(fact.value)) + (f"|{day.value}" if day else "")
            if name in seen:
                yield _at("DATA_DUPLICATE_ROW", fact, found=fact.value)
            seen.add(name)
    for cases in subject.cases.values():
        repeated = [i for i, n in Counter(cases.ids).items() if n > 1]
        if repeated:
            source = cases.source
            names = ", ".join(repeated[:5]) + ("…" if len(repeated) > 5 else "")
            yield finding("DATA_DUPLICATE_ROW", sheet=source.sheet, cell=source.cell, found=names)


def given_items_are_answered(subject: Subject) -> Iterator[Finding]:
    """Checklists: a blank is no answer, not a "Không"."""
    for measure in subject.measures:
        rows = subject.rows(measure)
        first = _first(rows)
        if measure.kind == "checklist" and first:
            for index, item in enumerate(measure.items):
                if "done" not in rows.get(index, {}):
                    yield _at("DATA_ITEM_BLANK", first, measure.name, found=item)


def factors_are_answered_in_all_levels(subject: Subject) -> Iterator[Finding]:
    """Surveys: a factor is answered in all five levels, or left out as a whole."""
    fields = forms.KINDS["survey"].columns
    for measure in subject.measures:
        rows = subject.rows(measure)
        first = _first(rows)
        if measure.kind != "survey" or not first:
            continue
        if not measure.if_any and not any(f.value for row in rows.values() for f in row.values()):
            yield _at("DATA_ZERO_WHOLE", first, measure.name)
        for index, item in enumerate(measure.items):
            row = rows.get(index, {})
            if not row:
                yield _at("DATA_FACTOR_BLANK", first, measure.name, found=item)
                continue
            given = next(iter(row.values()))
            for field in fields[1:]:
                if field.key not in row and not _spoilt(subject, given):
                    cell = _beside(given, fields, field.key)
                    yield finding(
                        "DATA_LEVEL_BLANK", sheet=given.source.sheet, cell=cell, label=item, found=item,
                        name=field.label,
                    )  # fmt: skip


def _beside(fact: Fact, fields: tuple[forms.Field, ...], key: str) -> str:
    """The cell of another field in the row of a fact."""
    keys = [f.key for f in fields]
    row, column = parse_ref(fact.source.cell)
    return ref(row, column + keys.index(key) - keys.index(fact.field))


def case_days_are_in_order(subject: Subject) -> Iterator[Finding]:
    """A case is not due or returned before it was received."""
    for cases in subject.cases.values():
        source = cases.source
        wrong = 0
        for number, received in enumerate(cases.received):
            due, returned = cases.due[number], cases.returned[number]
            later = "hẹn trả" if due < received else "trả kết quả" if returned and returned < received else ""
            if later:
                wrong += 1
                if wrong <= 20:
                    yield finding(
                        "DATA_CASE_DATES", sheet=source.sheet, cell=source.cell,
                        found=cases.ids[number], later=later,
                    )  # fmt: skip
        if wrong > 20:
            yield finding("DATA_MORE", sheet=source.sheet, cell=source.cell, found=wrong - 20)
        if not any(cases.returned):
            yield finding("DATA_CASE_OPEN_LIST", sheet=source.sheet, cell=source.cell)


def days_are_in_the_window(subject: Subject) -> Iterator[Finding]:
    """A value date or a document after the window or before the plan's year: the value counts."""
    end = subject.period.end
    year = subject.plan.calendar.get(str(subject.plan.agency.year), subject.period)
    for fact in subject.submission.facts:
        if fact.field not in ("as_of", "date") or not isinstance(fact.value, date):
            continue
        if fact.value > end:
            yield _at("DATE_AFTER_WINDOW", fact, found=show_date(fact.value), end=show_date(end))
        elif fact.value < year.start:
            yield _at("DATE_BEFORE_YEAR", fact, found=show_date(fact.value), start=show_date(year.start))


def nothing_arose_is_allowed(subject: Subject) -> Iterator[Finding]:
    """The nil box only where the plan allows it, and not beside figures."""
    if not subject.nil:
        return
    nil = subject.submission.inputs("")["nil"]
    if not any(m.if_any for m in subject.plan.measures_of(subject.submission.task)):
        yield _at("NIL_NOT_ALLOWED", nil)
    for measure in subject.measures:
        if measure.if_any and subject.has_data(measure) and not _is_zero(subject, measure):
            yield _at("NIL_WITH_DATA", nil, found=measure.code)


def _is_zero(subject: Subject, measure: Measure) -> bool:
    given = [f for f in subject.submission.facts if f.measure == measure.code]
    facts = [f for f in given if not f.field.startswith("baseline")]
    return bool(facts) and all(f.value == 0 for f in facts) and measure.code not in subject.cases


def every_measure_is_answered(subject: Subject) -> Iterator[Finding]:
    """What is still open in a submission that says something."""
    if subject.unreadable or not subject.has_content:
        return
    for measure in subject.measures:
        if not subject.has_data(measure):
            # A month without a new document is no gap; "nếu có" is answered by the nil box.
            fine = subject.nil if measure.if_any else measure.kind == "documents"
            if not fine and not subject.stands(measure):
                yield finding("DATA_MISSING", label=measure.name, found=measure.code)
        elif measure.baseline_year and measure.kind != "baseline":
            given = subject.inputs(measure)
            if not all(f.key in given for f in forms.baseline_fields(measure)):
                year = measure.baseline_year
                yield finding("DATA_NO_BASELINE", label=measure.name, found=year)


CHECKS: tuple[Check, ...] = (
    something_is_filled,
    inputs_are_complete,
    rows_are_complete,
    parts_fit_the_whole,
    money_is_plausible,
    no_row_stands_twice,
    given_items_are_answered,
    factors_are_answered_in_all_levels,
    case_days_are_in_order,
    days_are_in_the_window,
    nothing_arose_is_allowed,
    every_measure_is_answered,
)
