"""What belongs together in one submission: a list of small checks, each with one subject.

A submission arranged for them (`Subject`) comes in, findings go out. The list CHECKS at the foot is
the whole of it; NEED_EVERY_CELL names those that cannot judge where a cell could not be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from pipeline import forms
from pipeline.intake.subject import Subject, beside, first_of, shown
from pipeline.messages import finding
from pipeline.model import CaseList, Fact, Finding, Measure, Value
from pipeline.vietnamese import VIETNAM, fold, show_date

SMALL_MONEY = 1_000_000  # đồng; an investment project below this was typed in triệu
MOST_CASES = 20  # that a list names one by one

_PAIRS = (("numerator", "denominator"), ("baseline_numerator", "baseline_denominator"))

Check = Callable[[Subject], Iterator[Finding]]


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
            if others and field.key not in given:
                yield subject.at("DATA_INCOMPLETE", others[0], field.label,
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
                if field.required and field.key not in row and not subject.spoilt(first):
                    cell = beside(first, fields, field.key)
                    place = {"sheet": first.source.sheet, "cell": cell, "label": field.label}
                    yield finding("DATA_ROW_INCOMPLETE", name=field.label, **place)
            if measure.kind == "documents" and not {"number", "subject"} & set(row):
                name = "Số, ký hiệu” hoặc “Trích yếu nội dung"
                yield subject.at("DATA_ROW_INCOMPLETE", first, name=name)


def parts_fit_the_whole(subject: Subject) -> Iterator[Finding]:
    """A part above its whole, a whole of zero where something must have arisen."""
    for measure in subject.measures:
        given = subject.inputs(measure)
        for part_key, whole_key in _PAIRS:
            part, whole = given.get(part_key), given.get(whole_key)
            if part is None or whole is None:
                continue
            if part.value > whole.value:  # type: ignore[operator]
                yield subject.at("DATA_OVER_WHOLE", part, found=shown(part), whole=shown(whole))
            elif whole.value == 0 and part_key == "numerator" and not measure.if_any:
                yield subject.at("DATA_ZERO_WHOLE", whole, measure.name)


def numbers_are_no_rate(subject: Subject) -> Iterator[Finding]:
    """92,5 out of 100, or 0,925 out of 1: a rate was typed where two numbers are asked."""
    for measure in subject.measures:
        given = subject.inputs(measure)
        for part_key, whole_key in _PAIRS:
            part, whole = given.get(part_key), given.get(whole_key)
            if part and whole and whole.value in (1, 100) and part.value != int(part.value):  # type: ignore[arg-type]
                yield subject.at("DATA_RATE", part, found=shown(part), whole=shown(whole))


def money_is_plausible(subject: Subject) -> Iterator[Finding]:
    """Đồng: no more spent than allocated, nothing typed in triệu, the decision named."""
    for measure in subject.measures:
        if measure.kind != "disbursement":
            continue
        rows = subject.rows(measure)
        for row in rows.values():
            allocated, disbursed = row.get("allocated"), row.get("disbursed")
            if allocated and disbursed and disbursed.value > allocated.value:  # type: ignore[operator]
                yield subject.at("DATA_OVERSPENT", disbursed, found=shown(disbursed), whole=shown(allocated))
            if allocated and 0 < allocated.value < SMALL_MONEY:  # type: ignore[operator]
                yield subject.at("DATA_SMALL_MONEY", allocated, found=shown(allocated))
        first = first_of(rows)
        if first and "decision" not in subject.inputs(measure):
            yield subject.at("DATA_NO_DECISION", first, measure.name)
        if first and not measure.if_any and not any(_amount(r.get("allocated")) for r in rows.values()):
            yield subject.at("DATA_ZERO_WHOLE", first, measure.name)


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
                yield subject.at("DATA_DUPLICATE_ROW", fact, found=fact.value)
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
        first = first_of(rows)
        if measure.kind == "checklist" and first:
            for index, item in enumerate(measure.items):
                if "done" not in rows.get(index, {}):
                    yield subject.at("DATA_ITEM_BLANK", first, measure.name, found=item)


def factors_are_answered_in_all_levels(subject: Subject) -> Iterator[Finding]:
    """Surveys: a factor is answered in all five levels, or left out as a whole."""
    fields = forms.KINDS["survey"].columns
    for measure in subject.measures:
        rows = subject.rows(measure)
        first = first_of(rows)
        if measure.kind != "survey" or not first:
            continue
        if not measure.if_any and not any(f.value for row in rows.values() for f in row.values()):
            yield subject.at("DATA_ZERO_WHOLE", first, measure.name)
        for index, item in enumerate(measure.items):
            row = rows.get(index, {})
            if not row:
                yield subject.at("DATA_FACTOR_BLANK", first, measure.name, found=item)
                continue
            given = next(iter(row.values()))
            for field in fields[1:]:
                if field.key not in row and not subject.spoilt(given):
                    cell = beside(given, fields, field.key)
                    yield finding(
                        "DATA_LEVEL_BLANK", sheet=given.source.sheet, cell=cell, label=item, found=item,
                        name=field.label,
                    )  # fmt: skip


def case_days_are_in_order(subject: Subject) -> Iterator[Finding]:
    """A case is not due or returned before it was received."""
    for cases in subject.cases.values():
        place = _place(subject, cases)
        wrong: list[tuple[str, str]] = []
        for number, received in enumerate(cases.received):
            due, returned = cases.due[number], cases.returned[number]
            later = "hẹn trả" if due < received else "trả kết quả" if returned and returned < received else ""
            if later:
                wrong.append((cases.ids[number], later))
        for case, later in wrong[:MOST_CASES]:
            yield finding("DATA_CASE_DATES", found=case, later=later, **place)
        if more := wrong[MOST_CASES:]:
            others = f"{more[0][0]} và {len(more) - 1} hồ sơ khác" if len(more) > 1 else more[0][0]
            yield finding("DATA_CASE_DATES", found=others, later="hẹn trả hoặc trả kết quả", **place)
        if not any(cases.returned):
            yield finding("DATA_CASE_OPEN_LIST", **place)


def cases_are_in_the_window(subject: Subject) -> Iterator[Finding]:
    """A list that goes on after the day it is meant to tell of."""
    as_of = subject.submission.status("as_of")
    end = max(subject.period.end, as_of) if isinstance(as_of, date) else subject.period.end
    for cases in subject.cases.values():
        days = zip(cases.received, cases.returned, strict=True)
        late = sum(received > end or (returned is not None and returned > end) for received, returned in days)
        if late:
            yield finding("DATA_CASE_AFTER_WINDOW", found=late, end=show_date(end), **_place(subject, cases))


def _place(subject: Subject, cases: CaseList) -> dict[str, str]:
    """Where a list of cases stands, and what it is asked for."""
    source, measure = cases.source, subject.plan.measures[cases.measure]
    return {"sheet": source.sheet, "cell": source.cell, "label": measure.name}


def days_are_in_the_window(subject: Subject) -> Iterator[Finding]:
    """A value date or a document after the window or before the plan's year: the value counts.

    A document of the window that was not yet signed when the file came in is asked about as well.
    """
    end = subject.period.end
    came = subject.submission.arrival.received.astimezone(VIETNAM).date()
    year = subject.plan.calendar.get(str(subject.plan.agency.year), subject.period)
    for fact in subject.submission.facts:
        if fact.field not in ("as_of", "date") or not isinstance(fact.value, date):
            continue
        if fact.value > end:
            yield subject.at("DATE_AFTER_WINDOW", fact, found=show_date(fact.value), end=show_date(end))
        elif fact.field == "date" and fact.value > came:
            yield subject.at("DATE_NOT_YET", fact, found=show_date(fact.value), received=show_date(came))
        elif fact.value < year.start:
            yield subject.at("DATE_BEFORE_YEAR", fact, found=show_date(fact.value), start=show_date(year.start))


def nothing_arose_is_allowed(subject: Subject) -> Iterator[Finding]:
    """The nil box only where the plan allows it, and not beside figures."""
    if not subject.nil:
        return
    nil = subject.submission.inputs("")["nil"]
    if not any(m.if_any for m in subject.plan.measures_of(subject.submission.task)):
        yield subject.at("NIL_NOT_ALLOWED", nil)
    for measure in subject.measures:
        if measure.if_any and subject.has_data(measure) and not _is_zero(subject, measure):
            yield subject.at("NIL_WITH_DATA", nil, found=measure.code)


def _is_zero(subject: Subject, measure: Measure) -> bool:
    given = [f for f in subject.submission.facts if f.measure == measure.code]
    facts = [f for f in given if not f.field.startswith("baseline")]
    return bool(facts) and all(f.value == 0 for f in facts) and measure.code not in subject.cases


def every_measure_is_answered(subject: Subject) -> Iterator[Finding]:
    """What is still open in a submission that says something."""
    if not subject.has_content:
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
    numbers_are_no_rate,
    money_is_plausible,
    no_row_stands_twice,
    given_items_are_answered,
    factors_are_answered_in_all_levels,
    case_days_are_in_order,
    cases_are_in_the_window,
    days_are_in_the_window,
    nothing_arose_is_allowed,
    every_measure_is_answered,
)
NEED_EVERY_CELL: dict[Check, str] = {  # what they check, in words: said where they could not
    inputs_are_complete: "số liệu đi cùng nhau đã điền đủ",
    every_measure_is_answered: "mọi chỉ tiêu đã có số liệu",
}
