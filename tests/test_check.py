"""What must be said about a submission, and what must not: a table of cases for every check."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from pipeline.intake import check, checks
from pipeline.intake.subject import Subject
from pipeline.messages import CATALOGUE, finding
from pipeline.model import CaseList, Fact, Plan, Source, Submission
from pipeline.plan import read_plan
from pipeline.vietnamese import VIETNAM
from tests.drawing import codes, draw_plan, fact, plan_rows, received, small_plan

PLAN = small_plan()
DAY, LATER = date(2022, 9, 5), date(2022, 9, 14)
AFTER = date(2022, 9, 15)  # the window of 2022-09 ends on the 14th
EARLY = received(b"x").arrival._replace(received=datetime(2022, 9, 5, 9, 0, tzinfo=VIETNAM))
UNIT = {"I.1": "TCCB", "I.4": "CCHC", "II.3": "CCHC"}
TASK_OF = {m.code: m.task for m in PLAN.measures.values()}


def submission(task: str, *facts: Fact, cases: tuple[CaseList, ...] = ()) -> Submission:
    unit = UNIT.get(task, "VP")
    return Submission(received(b"x").arrival, task, unit, "2022-09", facts, cases)


def ratio(numerator: object, denominator: object, measure: str = "I.1.1") -> tuple[Fact, ...]:
    facts = (fact(measure, "numerator", numerator, cell="C14"), fact(measure, "denominator", denominator, cell="C15"))
    return tuple(f for f in facts if f.value is not None)


def row(measure: str, number: int, /, **cells: object) -> tuple[Fact, ...]:
    return tuple(fact(measure, key, value, number) for key, value in cells.items())


def document(number: int, /, **cells: object) -> tuple[Fact, ...]:
    return row("I.4.1", number, **cells)


def project(number: int, /, **cells: object) -> tuple[Fact, ...]:
    return row("II.2.1", number, **cells)


def survey(number: int, *levels: int | None) -> tuple[Fact, ...]:
    cells = {f"level_{n}": level for n, level in enumerate(levels, 1) if level is not None}
    return row("MT.1.1", number, **cells)


DECISION = fact("II.2.1", "decision", "12/QĐ-UBND ngày 05/7/2022")
MILLION = 1_000_000
NIL, NOT_NIL = fact("", "nil", True), fact("", "nil", False)


def case_list(*rows: tuple[str, date, date, date | None]) -> tuple[CaseList, ...]:
    ids, received_on, due, returned = zip(*rows, strict=True)
    source = Source("ab" * 32, "gui.xlsx", "Danh sách hồ sơ", f"A4:D{3 + len(rows)}", "")
    return (CaseList("II.3.1", ids, received_on, due, returned, source),)


BASE = (fact("II.3.1", "baseline_numerator", 90), fact("II.3.1", "baseline_denominator", 100))
CLEAN_CASES = case_list(("1", DAY, LATER, DAY))


@dataclass(frozen=True)
class Case:
    check: str
    why: str
    submission: Submission
    says: tuple[str, ...] = ()


CASES = [
    # --- something must be filled in
    Case("something_is_filled", "nothing at all", submission("I.1"), ("DATA_EMPTY",)),
    Case("something_is_filled", "only who reports", submission("I.1", fact("", "reporter", "Lan")), ("DATA_EMPTY",)),
    Case("something_is_filled", "only a value date", submission("I.1", fact("", "as_of", DAY)), ("DATA_EMPTY",)),
    Case("something_is_filled", "only last year's value", submission("II.3", *BASE), ("DATA_EMPTY",)),
    Case("something_is_filled", "only the decision", submission("II.2", DECISION), ("DATA_EMPTY",)),
    Case("something_is_filled", "a figure", submission("I.1", *ratio(1, 2))),
    Case("something_is_filled", "a zero", submission("I.2", fact("I.2.1", "count", 0))),
    Case("something_is_filled", "nothing arose", submission("II.2", NIL)),
    Case("something_is_filled", "a result in words", submission("I.4", fact("", "result", "Đang làm"))),
    Case("something_is_filled", "a case list", submission("II.3", cases=CLEAN_CASES)),
    # --- what belongs together is complete
    Case("inputs_are_complete", "no denominator", submission("I.1", *ratio(5, None)), ("DATA_INCOMPLETE",)),
    Case("inputs_are_complete", "no numerator", submission("I.1", *ratio(None, 5)), ("DATA_INCOMPLETE",)),
    Case("inputs_are_complete", "no baseline", submission("I.3", fact("I.3.1", "current", 6)), ("DATA_INCOMPLETE",)),
    Case("inputs_are_complete", "both numbers", submission("I.1", *ratio(0, 5))),
    Case("inputs_are_complete", "neither number", submission("I.1")),
    # --- rows of a list
    Case(
        "rows_are_complete",
        "no day",
        submission("I.4", *document(0, number="1/SK", subject="Sổ")),
        ("DATA_ROW_INCOMPLETE",),
    ),
    Case("rows_are_complete", "only a day", submission("I.4", *document(0, date=DAY)), ("DATA_ROW_INCOMPLETE",)),
    Case(
        "rows_are_complete",
        "no project name",
        submission("II.2", *project(0, allocated=5, disbursed=1)),
        ("DATA_ROW_INCOMPLETE",),
    ),
    Case(
        "rows_are_complete",
        "no disbursement",
        submission("II.2", *project(0, project="A", allocated=5)),
        ("DATA_ROW_INCOMPLETE",),
    ),
    Case(
        "rows_are_complete",
        "two rows short",
        submission("II.2", *project(0, project="A"), *project(3, project="B", allocated=2)),
        ("DATA_ROW_INCOMPLETE",) * 3,
    ),
    Case("rows_are_complete", "no symbol but a subject", submission("I.4", *document(0, date=DAY, subject="Sổ"))),
    Case("rows_are_complete", "a symbol and no subject", submission("I.4", *document(0, date=DAY, number="1/SK"))),
    Case("rows_are_complete", "zero disbursed", submission("II.2", *project(0, project="A", allocated=5, disbursed=0))),
    # --- a part fits its whole
    Case("parts_fit_the_whole", "more than the whole", submission("I.1", *ratio(6, 5)), ("DATA_OVER_WHOLE",)),
    Case("parts_fit_the_whole", "nothing out of nothing", submission("I.1", *ratio(0, 0)), ("DATA_ZERO_WHOLE",)),
    Case(
        "parts_fit_the_whole",
        "last year above its whole",
        submission("II.3", fact("II.3.1", "baseline_numerator", 101), fact("II.3.1", "baseline_denominator", 100)),
        ("DATA_OVER_WHOLE",),
    ),
    Case("parts_fit_the_whole", "nothing arose, said as 0/0", submission("I.1", *ratio(0, 0, "I.1.2"))),
    Case("parts_fit_the_whole", "the whole", submission("I.1", *ratio(5, 5))),
    Case("parts_fit_the_whole", "none of five", submission("I.1", *ratio(0, 5))),
    # --- two numbers, not a rate
    Case("numbers_are_no_rate", "a percentage of 100", submission("I.1", *ratio(Decimal("92.5"), 100)), ("DATA_RATE",)),
    Case("numbers_are_no_rate", "a share of 1", submission("I.1", *ratio(Decimal("0.925"), 1)), ("DATA_RATE",)),
    Case(
        "numbers_are_no_rate",
        "last year as a percentage",
        submission(
            "II.3",
            fact("II.3.1", "baseline_numerator", Decimal("90.5")),
            fact("II.3.1", "baseline_denominator", 100),
        ),
        ("DATA_RATE",),
    ),
    Case("numbers_are_no_rate", "92 of 100 tasks", submission("I.1", *ratio(92, 100))),
    Case("numbers_are_no_rate", "half a kilometre of 12,5", submission("I.1", *ratio(Decimal("0.5"), Decimal("12.5")))),
    Case("numbers_are_no_rate", "one of one", submission("I.1", *ratio(1, 1))),
    Case("numbers_are_no_rate", "no whole", submission("I.1", *ratio(Decimal("92.5"), None))),
    # --- money
    Case(
        "money_is_plausible",
        "spent more than given",
        submission("II.2", DECISION, *project(0, project="A", allocated=5 * MILLION, disbursed=6 * MILLION)),
        ("DATA_OVERSPENT",),
    ),
    Case(
        "money_is_plausible",
        "typed in triệu",
        submission("II.2", DECISION, *project(0, project="A", allocated=5000, disbursed=300)),
        ("DATA_SMALL_MONEY",),
    ),
    Case(
        "money_is_plausible",
        "no decision",
        submission("II.2", *project(0, project="A", allocated=5 * MILLION, disbursed=0)),
        ("DATA_NO_DECISION",),
    ),
    Case(
        "money_is_plausible",
        "all is well",
        submission("II.2", DECISION, *project(0, project="A", allocated=5 * MILLION, disbursed=5 * MILLION)),
    ),
    Case(
        "money_is_plausible",
        "no capital, nothing arose",
        submission("II.2", DECISION, *project(0, project="A", allocated=0, disbursed=0)),
    ),
    Case("money_is_plausible", "no project", submission("II.2")),
    # --- no row twice
    Case(
        "no_row_stands_twice",
        "a document twice",
        submission("I.4", *document(0, number="12/KH-SNV", date=DAY), *document(1, number="12/kh–snv", date=DAY)),
        ("DATA_DUPLICATE_ROW",),
    ),
    Case(
        "no_row_stands_twice",
        "a project twice",
        submission("II.2", *project(0, project="Trụ sở Hòa Bình"), *project(1, project="trụ sở  Hoà Bình")),
        ("DATA_DUPLICATE_ROW",),
    ),
    Case(
        "no_row_stands_twice",
        "a case twice",
        submission("II.3", cases=case_list(("1", DAY, LATER, None), ("1", DAY, LATER, None))),
        ("DATA_DUPLICATE_ROW",),
    ),
    Case(
        "no_row_stands_twice",
        "a number used again on another day",
        submission("I.4", *document(0, number="1/SK", date=DAY), *document(1, number="1/SK", date=LATER)),
    ),
    Case(
        "no_row_stands_twice",
        "two documents without number",
        submission("I.4", *document(0, subject="Sổ tay", date=DAY), *document(1, subject="Biểu mẫu", date=DAY)),
    ),
    Case(
        "no_row_stands_twice",
        "two cases",
        submission("II.3", cases=case_list(("1", DAY, LATER, None), ("2", DAY, LATER, None))),
    ),
    # --- given rows
    Case(
        "given_items_are_answered",
        "one item blank",
        submission("II.1", *row("II.1.1", 0, done=True)),
        ("DATA_ITEM_BLANK",),
    ),
    Case(
        "given_items_are_answered",
        "a note is no answer",
        submission("II.1", *row("II.1.1", 0, done=True), *row("II.1.1", 1, note="sắp có")),
        ("DATA_ITEM_BLANK",),
    ),
    Case(
        "given_items_are_answered",
        "both items answered",
        submission("II.1", *row("II.1.1", 0, done=True), *row("II.1.1", 1, done=False)),
    ),
    Case("given_items_are_answered", "no list at all", submission("II.1")),
    Case(
        "factors_are_answered_in_all_levels",
        "one level blank",
        submission("MT.1", *survey(0, 0, 1, None, 3, 4), *survey(1, 0, 0, 0, 0, 1), *survey(2, 0, 0, 0, 0, 1)),
        ("DATA_LEVEL_BLANK",),
    ),
    Case(
        "factors_are_answered_in_all_levels",
        "one factor blank",
        submission("MT.1", *survey(0, 0, 1, 2, 3, 4), *survey(1, 0, 0, 0, 0, 1)),
        ("DATA_FACTOR_BLANK",),
    ),
    Case(
        "factors_are_answered_in_all_levels",
        "all factors answered",
        submission("MT.1", *survey(0, 0, 1, 2, 3, 4), *survey(1, 0, 0, 0, 0, 1), *survey(2, 1, 0, 0, 0, 1)),
    ),
    Case("factors_are_answered_in_all_levels", "no list at all", submission("MT.1")),
    # --- cases
    Case(
        "case_days_are_in_order",
        "due before it came",
        submission("II.3", cases=case_list(("1", LATER, DAY, LATER))),
        ("DATA_CASE_DATES",),
    ),
    Case(
        "case_days_are_in_order",
        "returned before it came",
        submission("II.3", cases=case_list(("1", LATER, LATER, DAY))),
        ("DATA_CASE_DATES",),
    ),
    Case(
        "case_days_are_in_order",
        "thirty wrong ones",
        submission("II.3", cases=case_list(*((str(n), LATER, LATER, DAY) for n in range(30)))),
        ("DATA_CASE_DATES",) * 21,
    ),
    Case(
        "case_days_are_in_order",
        "none returned yet",
        submission("II.3", cases=case_list(("1", DAY, LATER, None))),
        ("DATA_CASE_OPEN_LIST",),
    ),
    Case("case_days_are_in_order", "all on one day", submission("II.3", cases=case_list(("1", DAY, DAY, DAY)))),
    Case(
        "case_days_are_in_order",
        "returned late",
        submission("II.3", cases=case_list(("1", DAY, DAY, LATER), ("2", DAY, DAY, None))),
    ),
    Case(
        "cases_are_in_the_window",
        "received after it",
        submission("II.3", cases=case_list(("1", DAY, LATER, DAY), ("2", AFTER, AFTER, None))),
        ("DATA_CASE_AFTER_WINDOW",),
    ),
    Case(
        "cases_are_in_the_window",
        "two returned after it are one finding",
        submission("II.3", cases=case_list(("1", DAY, LATER, AFTER), ("2", DAY, LATER, AFTER))),
        ("DATA_CASE_AFTER_WINDOW",),
    ),
    Case(
        "cases_are_in_the_window",
        "due after it, still open",
        submission("II.3", cases=case_list(("1", DAY, AFTER, None), ("2", DAY, AFTER, LATER))),
    ),
    Case(
        "cases_are_in_the_window",
        "up to the day that the unit names",
        submission("II.3", fact("", "as_of", AFTER), cases=case_list(("1", DAY, LATER, AFTER))),
    ),
    # --- days and the window
    Case(
        "days_are_in_the_window",
        "a value date after it",
        submission("I.2", fact("", "as_of", AFTER)),
        ("DATE_AFTER_WINDOW",),
    ),
    Case(
        "days_are_in_the_window",
        "a document after it",
        submission("I.4", *document(0, number="1", date=AFTER)),
        ("DATE_AFTER_WINDOW",),
    ),
    Case(
        "days_are_in_the_window",
        "a document of the window that is not yet signed",
        replace(submission("I.4", *document(0, number="1", date=LATER)), arrival=EARLY),
        ("DATE_NOT_YET",),
    ),
    Case(
        "days_are_in_the_window",
        "after the window and not yet signed is said once",
        replace(submission("I.4", *document(0, number="1", date=AFTER)), arrival=EARLY),
        ("DATE_AFTER_WINDOW",),
    ),
    Case(
        "days_are_in_the_window",
        "signed on the day the file came in",
        replace(submission("I.4", *document(0, number="1", date=DAY)), arrival=EARLY),
    ),
    Case(
        "days_are_in_the_window",
        "a value date ahead of the file, within the window",
        replace(submission("I.2", fact("", "as_of", LATER)), arrival=EARLY),
    ),
    Case(
        "days_are_in_the_window",
        "a document of the year before",
        submission("I.4", *document(0, number="1", date=date(2021, 12, 14))),
        ("DATE_BEFORE_YEAR",),
    ),
    Case("days_are_in_the_window", "its last day", submission("I.2", fact("", "as_of", LATER))),
    Case(
        "days_are_in_the_window",
        "a document of the spring",
        submission("I.4", *document(0, number="1", date=date(2022, 3, 1))),
    ),
    # --- không phát sinh
    Case("nothing_arose_is_allowed", "a task that always arises", submission("I.2", NIL), ("NIL_NOT_ALLOWED",)),
    Case("nothing_arose_is_allowed", "with figures", submission("I.1", NIL, *ratio(1, 2, "I.1.2")), ("NIL_WITH_DATA",)),
    Case(
        "nothing_arose_is_allowed",
        "with projects",
        submission("II.2", NIL, *project(0, project="A", allocated=5, disbursed=1)),
        ("NIL_WITH_DATA",),
    ),
    Case("nothing_arose_is_allowed", "allowed", submission("II.2", NIL)),
    Case("nothing_arose_is_allowed", "beside a measure that always arises", submission("I.1", NIL, *ratio(1, 2))),
    Case("nothing_arose_is_allowed", "with zeros", submission("I.1", NIL, *ratio(0, 0, "I.1.2"))),
    Case("nothing_arose_is_allowed", "answered Không", submission("I.2", NOT_NIL)),
    # --- every measure is answered
    Case("every_measure_is_answered", "one of two", submission("I.1", *ratio(1, 2)), ("DATA_MISSING",)),
    Case(
        "every_measure_is_answered",
        "neither",
        submission("I.1", fact("", "result", "x")),
        ("DATA_MISSING", "DATA_MISSING"),
    ),
    Case("every_measure_is_answered", "nil for what may not arise", submission("I.1", NIL), ("DATA_MISSING",)),
    Case(
        "every_measure_is_answered",
        "no value of last year",
        submission("II.3", cases=CLEAN_CASES),
        ("DATA_NO_BASELINE",),
    ),
    Case(
        "every_measure_is_answered",
        "half a value of last year",
        submission("II.3", BASE[0], cases=CLEAN_CASES),
        ("DATA_NO_BASELINE",),
    ),
    Case("every_measure_is_answered", "an empty submission is one root cause", submission("I.1")),
    Case("every_measure_is_answered", "both", submission("I.1", *ratio(1, 2), *ratio(1, 2, "I.1.2"))),
    Case("every_measure_is_answered", "a figure and nil", submission("I.1", NIL, *ratio(1, 2))),
    Case("every_measure_is_answered", "a month without a new document", submission("I.4", fact("", "result", "x"))),
    Case("every_measure_is_answered", "with last year", submission("II.3", *BASE, cases=CLEAN_CASES)),
    Case("every_measure_is_answered", "what is taken over is not asked", submission("II.4", fact("", "result", "x"))),
]
FUNCTIONS = {f.__name__: f for f in checks.CHECKS}


@pytest.mark.parametrize("case", CASES, ids=[f"{c.check}-{c.why}" for c in CASES])
def test_the_check_speaks_or_stays_silent(case: Case) -> None:
    said = list(FUNCTIONS[case.check](Subject(case.submission, PLAN)))
    assert codes(said) == list(case.says)


def test_every_check_has_cases_of_both_sorts() -> None:
    speaking = Counter(c.check for c in CASES if c.says)
    silent = Counter(c.check for c in CASES if not c.says)
    assert set(speaking) == set(silent) == set(FUNCTIONS)


def test_money_that_must_arise_may_not_be_zero() -> None:
    rows = plan_rows()
    for measure in rows["Chỉ tiêu"]:
        if measure["code"] == "II.2.1":
            measure["if_any"] = ""
    plan, _ = read_plan(draw_plan(rows), "x.xlsx")
    assert plan is not None
    given = submission("II.2", DECISION, *project(0, project="A", allocated=0, disbursed=0))
    assert "DATA_ZERO_WHOLE" in codes(checks.money_is_plausible(Subject(given, plan)))


# --- the whole of it ---------------------------------------------------------------------------------


def checked(given: Submission, plan: Plan = PLAN) -> Submission:
    return check.check_parts([given], plan)[0]


def test_any_error_refuses_the_whole_submission() -> None:
    result = checked(submission("I.1", *ratio(6, 5), *ratio(1, 2, "I.1.2")))
    assert result.state == "rejected" and codes(result.findings) == ["DATA_OVER_WHOLE", "CHECK_SKIPPED"]


def test_warnings_do_not_refuse() -> None:
    result = checked(submission("I.2", fact("I.2.1", "count", 3), fact("", "as_of", AFTER)))
    assert result.state == "accepted_with_warnings"


def test_a_sound_submission_is_accepted_without_a_word() -> None:
    result = checked(submission("I.2", fact("I.2.1", "count", 3), fact("", "as_of", LATER)))
    assert (result.state, result.findings) == ("accepted", ())


def test_an_info_alone_is_no_warning() -> None:
    given = submission("I.2", fact("I.2.1", "count", 3))
    given = replace(given, findings=(finding("CELL_TEXT_DATE", found="5/9/2022", read="05/09/2022"),))
    assert checked(given).state == "accepted"


def test_what_follows_from_an_unreadable_cell_is_not_said_again() -> None:
    """The denominator could not be read: that it is missing is no second mistake."""
    unreadable = finding("CELL_NUMBER", sheet="Nhập liệu", cell="C15", found="năm mươi")
    given = replace(submission("I.1", *ratio(5, None)), findings=(unreadable,))
    assert codes(checked(given).findings) == ["CELL_NUMBER", "CHECK_SKIPPED"]


def test_findings_name_the_cell_they_are_about() -> None:
    result = checked(submission("I.1", *ratio(6, 5), *ratio(1, 2, "I.1.2")))
    found = result.findings[0]
    assert (found.sheet, found.cell, found.label) == ("Nhập liệu", "C14", "Số đã đạt (tử số)")
    assert "6" in found.message and "5" in found.message


def test_a_blank_cell_is_named_by_its_own_address() -> None:
    """The third level is missing; the first stands in B10 here, so the third belongs in D10."""
    given = submission("MT.1", *survey(0, 0, 1, None, 3, 4))
    said = [f for f in checks.factors_are_answered_in_all_levels(Subject(given, PLAN)) if f.code == "DATA_LEVEL_BLANK"]
    assert [f.cell for f in said] == ["D10"] and "Bình thường" in said[0].message


def test_a_submission_without_identity_is_left_as_it_is() -> None:
    given = Submission(received(b"x").arrival, state="rejected")
    assert checked(given) == given


# --- what could not be checked -------------------------------------------------------------------


def skipped(given: Submission) -> list[str]:
    """What a refused submission says it could not check."""
    said = [f.message for f in checked(given).findings if f.code == "CHECK_SKIPPED"]
    return [m.removeprefix("Chưa kiểm tra được: ").partition(". ")[0] for m in said]


def test_a_refused_report_says_that_it_was_not_compared_with_others() -> None:
    assert skipped(submission("I.1", *ratio(6, 5), *ratio(1, 2, "I.1.2"))) == ["so với kỳ trước và với báo cáo khác"]


def test_an_unreadable_cell_is_named_with_the_checks_that_it_held_up() -> None:
    unreadable = finding("CELL_NUMBER", sheet="Nhập liệu", cell="C15", found="năm mươi")
    (said,) = skipped(replace(submission("I.1", *ratio(5, None)), findings=(unreadable,)))
    assert said == (
        "số liệu đi cùng nhau đã điền đủ; mọi chỉ tiêu đã có số liệu; quan hệ với các ô chưa đọc được (C15); "
        "so với kỳ trước và với báo cáo khác"
    )


def test_what_was_checked_in_full_and_what_is_empty_names_nothing() -> None:
    assert skipped(submission("I.2", fact("I.2.1", "count", 3))) == []
    assert skipped(submission("I.1")) == []


# --- rules that start as warnings ------------------------------------------------------------------


def test_a_rule_that_starts_as_a_warning_is_an_error_in_reports_due_from_its_day_on() -> None:
    message = CATALOGUE["DATE_NOT_YET"]
    day = message.error_from
    assert message.severity == "warning" and day is not None
    assert [message.severity_of(d) for d in (None, day - timedelta(days=1), day)] == ["warning", "warning", "error"]
    assert message.severity_of(day + timedelta(days=400)) == "error"


@pytest.mark.parametrize(("year", "state"), [(2023, "accepted_with_warnings"), (2024, "rejected")])
def test_the_deadline_of_the_period_decides_not_the_day_of_the_check(year: int, state: str) -> None:
    early = replace(submission("I.4", *document(0, number="1", date=LATER)), arrival=EARLY)
    september = replace(PLAN.calendar["2022-09"], deadline=date(year, 12, 31) if year == 2023 else date(2024, 1, 1))
    plan = replace(PLAN, calendar={**PLAN.calendar, "2022-09": september})
    result = checked(early, plan)
    assert result.state == state and codes(result.findings)[0] == "DATE_NOT_YET"


def test_a_rule_without_such_a_day_never_changes() -> None:
    for code, message in CATALOGUE.items():
        if message.error_from is None:
            assert message.severity_of(date(2100, 1, 1)) == message.severity, code
        else:
            assert message.severity == "warning", f"{code} starts as a warning"
