"""What must be said between reports, and what must not: a unit's months, units beside each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline import crosscheck, run
from pipeline.messages import CATALOGUE
from pipeline.model import CaseList, Fact, Plan, Source, Submission
from pipeline.outcome import Results
from pipeline.over_months import OVER_MONTHS
from pipeline.over_units import OVER_UNITS
from pipeline.rule_list import SUBJECTS, rule_list
from tests.drawing import ROOT, codes, fact, received, small_plan
from tests.office import Office, one

PLAN = small_plan()
MILLION = 1_000_000
UNIT = {"I.1": "TCCB", "I.4": "CCHC", "II.3": "CCHC"}
Sent = list[Submission]


def report(task: str, period: str, *facts: Fact, unit: str = "", cases: tuple[CaseList, ...] = ()) -> Submission:
    """An accepted report; a task has one reporting unit here unless told otherwise."""
    return Submission(received(b"x").arrival, task, unit or UNIT.get(task, "VP"), period, facts, cases)


def arrived(*sent: Submission) -> tuple[Submission, ...]:
    """The reports as files of their own, in this order of receipt."""
    files = (s.arrival._replace(name=f"{n}.xlsx", sha256=f"{n:064d}", order=n) for n, s in enumerate(sent, 1))
    return tuple(replace(s, arrival=arrival) for s, arrival in zip(sent, files, strict=True))


def results(*sent: Submission, period: str = "2022-12", plan: Plan = PLAN) -> Results:
    window = plan.calendar[period]
    return run.compute(plan, window, window.end, arrived(*sent))[0]


def said(*sent: Submission, period: str = "2022-12", plan: Plan = PLAN) -> list[list[str]]:
    """The codes of each report."""
    return [codes(s.findings) for s in results(*sent, period=period, plan=plan).submissions]


def ratio(part: object, whole: object, measure: str = "I.1.1") -> tuple[Fact, ...]:
    return (fact(measure, "numerator", part, cell="C14"), fact(measure, "denominator", whole, cell="C15"))


def tasks_done(period: str, part: object, whole: object, **more: str) -> Submission:
    return report("I.1", period, *ratio(part, whole), *(fact("", k, v) for k, v in more.items()))


def posts(period: str, count: int) -> Submission:
    return report("I.2", period, fact("I.2.1", "count", count))


def staff(period: str, current: int, former: int) -> Submission:
    return report("I.3", period, fact("I.3.1", "current", current), fact("I.3.1", "baseline", former))


Project = tuple[str, int, int]


def money(period: str, *projects: Project, decision: str = "12/QĐ-UBND", unit: str = "VP") -> Submission:
    """Projects by name, triệu đồng allocated and disbursed."""
    rows = [
        fact("II.2.1", key, value, n)
        for n, (name, allocated, disbursed) in enumerate(projects)
        for key, value in (("project", name), ("allocated", allocated * MILLION), ("disbursed", disbursed * MILLION))
    ]
    first = [fact("II.2.1", "decision", decision)] if decision else []
    return report("II.2", period, *first, *rows, unit=unit)


def survey(period: str, *factors: tuple[int, int, int, int, int]) -> Submission:
    rows = [
        fact("MT.1.1", f"level_{n}", level, row)
        for row, levels in enumerate(factors)
        for n, level in enumerate(levels, 1)
    ]
    return report("MT.1", period, *rows)


def checklist(period: str, *done: bool | None) -> Submission:
    return report("II.1", period, *(fact("II.1.1", "done", d, n) for n, d in enumerate(done) if d is not None))


DAY = date(2022, 8, 1)


def cases(period: str, **returned: date | None) -> Submission:
    """Cases by id with the day they were returned; all of them came on one day."""
    source = Source("ab" * 32, "gui.xlsx", "Danh sách hồ sơ", "A4:D9", "")
    count = len(returned)
    listed = CaseList("II.3.1", tuple(returned), (DAY,) * count, (DAY,) * count, tuple(returned.values()), source)
    return report("II.3", period, cases=(listed,))


def handled(period: str, part: int, whole: int) -> Submission:
    """A case list's value of the year before."""
    base = (fact("II.3.1", "baseline_numerator", part), fact("II.3.1", "baseline_denominator", whole))
    return replace(cases(period, a=DAY), facts=base)


@dataclass(frozen=True)
class Case:
    check: str
    why: str
    sent: tuple[Submission, ...]
    says: tuple[tuple[str, ...], ...]  # of each report in turn


def speaks(check: str, why: str, *sent: Submission, last: tuple[str, ...]) -> Case:
    """The last report is asked about, those before it are not."""
    return Case(check, why, sent, (*((),) * (len(sent) - 1), last))


def silent(check: str, why: str, *sent: Submission) -> Case:
    return Case(check, why, sent, ((),) * len(sent))


AUG, SEP, OCT = "2022-08", "2022-09", "2022-10"
FORM = (*ratio(37, 41), *ratio(12, 13, "I.1.2"))
WHO = (fact("", "reporter", "Trần Văn An"), fact("", "phone", "0905 123 456"))
CASES = [
    # --- figures
    speaks("figures_go_on", "a sum that falls", tasks_done(AUG, 9, 20), tasks_done(SEP, 8, 20), last=("PAST_FELL",)),
    speaks(
        "figures_go_on", "falls against the last month that has it",
        tasks_done(AUG, 9, 20), report("I.1", SEP, fact("", "result", "Đang làm")), tasks_done(OCT, 8, 20),
        last=("PAST_FELL",),
    ),
    speaks("figures_go_on", "falls to zero", tasks_done(AUG, 9, 20), tasks_done(SEP, 0, 20), last=("PAST_FELL",)),
    speaks(
        "figures_go_on", "falls to a tenth: said once", tasks_done(AUG, 90, 200), tasks_done(SEP, 9, 200),
        last=("PAST_FELL",),
    ),
    speaks(
        "figures_go_on", "ten times, both numbers", tasks_done(AUG, 4, 20), tasks_done(SEP, 40, 200),
        last=("PAST_LEAPT", "PAST_LEAPT"),
    ),
    speaks(
        "figures_go_on", "a tenth of the whole", tasks_done(AUG, 4, 200), tasks_done(SEP, 4, 20),
        last=("PAST_DROPPED",),
    ),
    speaks("figures_go_on", "posts of a month: ten times", posts(AUG, 3), posts(SEP, 30), last=("PAST_LEAPT",)),
    speaks("figures_go_on", "posts of a month: a tenth", posts(AUG, 30), posts(SEP, 3), last=("PAST_DROPPED",)),
    speaks("figures_go_on", "exact at the bound", posts(AUG, 2), posts(SEP, 20), last=("PAST_LEAPT",)),
    Case(
        "figures_go_on", "sent in the wrong order: the later period is asked", (posts(SEP, 30), posts(AUG, 3)),
        (("PAST_LEAPT",), ()),
    ),
    silent("figures_go_on", "grows", tasks_done(AUG, 9, 20), tasks_done(SEP, 10, 20)),
    silent("figures_go_on", "stands", tasks_done(AUG, 9, 20), tasks_done(SEP, 9, 20)),
    silent("figures_go_on", "the whole is set anew", tasks_done(AUG, 9, 20), tasks_done(SEP, 9, 18)),
    silent("figures_go_on", "no sum: posts of a month may fall", posts(AUG, 30), posts(SEP, 4)),
    silent("figures_go_on", "small numbers may leap", posts(AUG, 1), posts(SEP, 19)),
    silent("figures_go_on", "from nothing", posts(AUG, 0), posts(SEP, 50)),
    silent("figures_go_on", "nine and a half times", posts(AUG, 20), posts(SEP, 199)),
    silent("figures_go_on", "staff may fall: that is the aim", staff("2022-06", 9, 10), staff(SEP, 8, 10)),
    silent(
        "figures_go_on", "another unit's figure is none of its own",
        report("I.1", AUG, *ratio(9, 20), unit="CCHC"), tasks_done(SEP, 8, 20),
    ),
    silent("figures_go_on", "one report alone", tasks_done(SEP, 8, 20)),
    # --- the year compared with
    speaks("years_past_stay", "another count", staff("2022-06", 9, 10), staff(SEP, 9, 11), last=("PAST_BASELINE",)),
    speaks("years_past_stay", "another part", handled(AUG, 90, 100), handled(SEP, 91, 100), last=("PAST_BASELINE",)),
    silent("years_past_stay", "the same", staff("2022-06", 9, 10), staff(SEP, 8, 10)),
    silent("years_past_stay", "the same, written otherwise", staff("2022-06", 9, 10), staff(SEP, 9, Decimal("10.0"))),  # type: ignore[arg-type]
    silent("years_past_stay", "given for the first time", cases(AUG, a=DAY), handled(SEP, 90, 100)),
    # --- money
    speaks(
        "projects_go_on", "less disbursed", money(AUG, ("Trụ sở", 500, 50)), money(SEP, ("Trụ sở", 500, 40)),
        last=("PAST_FELL",),
    ),
    speaks(
        "projects_go_on", "ten times disbursed", money(AUG, ("Trụ sở", 500, 40)), money(SEP, ("Trụ sở", 500, 400)),
        last=("PAST_LEAPT",),
    ),
    speaks(
        "projects_go_on", "capital changes, the decision does not",
        money(AUG, ("Trụ sở", 500, 40)), money(SEP, ("Trụ sở", 450, 40)), last=("PAST_CAPITAL",),
    ),
    speaks(
        "projects_go_on", "a project is gone", money(AUG, ("Trụ sở", 500, 40), ("Kho", 90, 9)),
        money(SEP, ("Trụ sở", 500, 40)), last=("PAST_PROJECT_LOST",),
    ),
    speaks(
        "projects_go_on", "rows in another order are told apart by name",
        money(AUG, ("Trụ sở", 500, 40), ("Kho", 90, 9)), money(SEP, ("Kho", 90, 8), ("Trụ sở", 500, 41)),
        last=("PAST_FELL",),
    ),
    silent(
        "projects_go_on", "capital changes with a new decision",
        money(AUG, ("Trụ sở", 500, 40)), money(SEP, ("Trụ sở", 450, 40), decision="99/QĐ-UBND"),
    ),
    silent(
        "projects_go_on", "capital changes, no decision was named",
        money(AUG, ("Trụ sở", 500, 40), decision=""), money(SEP, ("Trụ sở", 450, 40), decision=""),
    ),
    silent(
        "projects_go_on", "a new project, the old one spelt another way",
        money(AUG, ("Trụ sở Hòa Bình", 500, 40)), money(SEP, ("trụ sở  Hoà Bình", 500, 45), ("Kho", 90, 0)),
    ),
    # --- surveys
    speaks(
        "answers_go_on", "fewer answers than before", survey(AUG, (0, 1, 2, 30, 40)), survey(SEP, (0, 1, 2, 30, 39)),
        last=("PAST_FELL",),
    ),
    speaks(
        "answers_go_on", "ten times as many", survey(AUG, (0, 0, 0, 3, 4)), survey(SEP, (0, 0, 0, 30, 40)),
        last=("PAST_LEAPT",),
    ),
    silent("answers_go_on", "more answers, worse", survey(AUG, (0, 1, 2, 30, 40)), survey(SEP, (9, 9, 9, 30, 30))),
    silent("answers_go_on", "another factor", survey(AUG, (0, 1, 2, 30, 40)), survey(SEP, (0, 1, 2, 30, 40), (1,) * 5)),
    # --- checklists
    speaks("done_stays_done", "Có becomes Không", checklist("2022-06", True), checklist("2022-12", False),
           last=("PAST_UNDONE",)),
    silent("done_stays_done", "Không becomes Có", checklist("2022-06", False, True), checklist("2022-12", True, True)),
    silent("done_stays_done", "no answer is no Không", checklist("2022-06", True, True), checklist("2022-12", True)),
    # --- cases: received = carried over + new
    speaks("cases_balance", "a case is gone", cases(AUG, a=DAY, b=None), cases(SEP, a=DAY), last=("PAST_CASES_LOST",)),
    speaks("cases_balance", "a returned one is open", cases(AUG, a=DAY, b=DAY), cases(SEP, a=DAY, b=None, c=DAY),
           last=("PAST_CASES_REOPENED",)),
    silent("cases_balance", "carried over and new", cases(AUG, a=DAY, b=None), cases(SEP, a=DAY, b=DAY, c=None)),
    silent("cases_balance", "in another order", cases(AUG, a=DAY, b=DAY), cases(SEP, b=DAY, a=DAY)),
    # --- between units
    Case(
        "one_form_two_units", "the same form twice",
        (report("I.1", SEP, *FORM), report("I.1", SEP, *FORM, unit="CCHC")),
        (("MERGE_SAME_FORM",), ("MERGE_SAME_FORM",)),
    ),
    Case(
        "one_form_two_units", "the same case list twice",
        (cases(SEP, a=DAY, b=DAY, c=DAY, d=None), replace(cases(SEP, a=DAY, b=DAY, c=DAY, d=None), unit="VP")),
        (("MERGE_SAME_FORM",), ("MERGE_SAME_FORM",)),
    ),
    silent("one_form_two_units", "two case lists that differ by a day",
           cases(SEP, a=DAY, b=DAY, c=DAY, d=None), replace(cases(SEP, a=DAY, b=DAY, c=DAY, d=DAY), unit="VP")),
    silent("one_form_two_units", "one number differs",
           report("I.1", SEP, *FORM), report("I.1", SEP, *FORM[:3], fact("I.1.2", "denominator", 14), unit="CCHC")),
    silent("one_form_two_units", "5 of 5 twice is no copy",
           report("I.1", SEP, *ratio(5, 5)), report("I.1", SEP, *ratio(5, 5), unit="CCHC")),
    silent("one_form_two_units", "zeros are no copy",
           report("I.1", SEP, *ratio(0, 5), *ratio(0, 5, "I.1.2")),
           report("I.1", SEP, *ratio(0, 5), *ratio(0, 5, "I.1.2"), unit="CCHC")),
    silent("one_form_two_units", "in another month",
           report("I.1", AUG, *FORM), report("I.1", SEP, *FORM, unit="CCHC")),
    Case(
        "one_person_two_units", "one name, one telephone",
        (report("I.1", SEP, *ratio(5, 9), *WHO),
         report("I.1", SEP, *ratio(6, 9), fact("", "reporter", "TRẦN VĂN AN"), fact("", "phone", "0905.123.456"),
                unit="CCHC")),
        (("MERGE_SAME_REPORTER",), ("MERGE_SAME_REPORTER",)),
    ),
    silent("one_person_two_units", "one telephone in the office, two people",
           report("I.1", SEP, *ratio(5, 9), *WHO),
           report("I.1", SEP, *ratio(6, 9), fact("", "reporter", "Lê Thị Bé"), WHO[1], unit="CCHC")),
    silent("one_person_two_units", "one name, two telephones",
           report("I.1", SEP, *ratio(5, 9), *WHO),
           report("I.1", SEP, *ratio(6, 9), WHO[0], fact("", "phone", "0913 000 111"), unit="CCHC")),
    silent("one_person_two_units", "two tasks of one unit",
           tasks_done(SEP, 5, 9, reporter="An", phone="0905"), report("I.4", SEP, *WHO, unit="TCCB")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{c.check}-{c.why}" for c in CASES])
def test_the_check_speaks_or_stays_silent(case: Case) -> None:
    assert [tuple(sorted(own)) for own in said(*case.sent)] == [tuple(sorted(own)) for own in case.says]


def test_every_check_has_cases_of_both_sorts() -> None:
    named = {check.__name__ for check in (*OVER_MONTHS, *OVER_UNITS)}
    speaking = Counter(c.check for c in CASES if any(c.says))
    quiet = Counter(c.check for c in CASES if not any(c.says))
    assert set(speaking) == set(quiet) == named
    assert {*OVER_MONTHS, *OVER_UNITS} < set(crosscheck.CROSS_CHECKS)


# --- what a comparison may and may not do ----------------------------------------------------------


def test_a_finding_names_both_figures_the_former_period_and_the_cell() -> None:
    (found,) = results(tasks_done(AUG, 9, 20), tasks_done(SEP, 8, 20)).submissions[1].findings
    assert (found.severity, found.cell, found.label, found.found) == ("warning", "C14", "Số đã đạt (tử số)", "8")
    assert found.message.startswith("Số lũy kế 8 nhỏ hơn 9 của kỳ 2022-08.")


def test_what_is_said_of_a_month_does_not_change_when_the_next_one_comes() -> None:
    """October contradicts September in every way; September's findings and figures stay as they were."""
    before = (tasks_done(AUG, 9, 20), tasks_done(SEP, 8, 20))
    october = tasks_done(OCT, 90, 900)
    alone, together = results(*before, period=SEP), results(*before, october, period=SEP)
    assert [s.findings for s in together.submissions[:2]] == [s.findings for s in alone.submissions]
    assert together.measures == alone.measures
    assert codes(together.submissions[2].findings) == ["MERGE_OTHER_PERIOD"]
    later = results(*before, october, period=OCT)
    assert [s.findings for s in later.submissions[:2]] == [s.findings for s in alone.submissions]


def test_no_comparison_changes_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [s for case in CASES for s in case.sent if case.check != "one_person_two_units"]
    newest = {(s.task, s.unit, s.period): s for s in sent}
    with_checks = results(*newest.values())
    monkeypatch.setattr(crosscheck, "CROSS_CHECKS", ())
    without = results(*newest.values())
    assert with_checks.measures == without.measures and with_checks.overall == without.overall
    assert with_checks.submissions != without.submissions


def test_what_was_refused_or_replaced_is_compared_with_nothing() -> None:
    refused = replace(tasks_done(AUG, 9, 20), state="rejected")
    replaced = replace(tasks_done(AUG, 9, 20), state="superseded")
    assert said(refused, replaced, tasks_done(SEP, 8, 20)) == [[], [], []]


def test_a_month_is_not_held_against_a_quarter() -> None:
    """A count of what happened in a window: three months have more of it than one."""
    assert said(posts(AUG, 3), posts("2022-Q3", 90), period="2022-Q3") == [[], []]
    assert said(posts("2022-Q1", 3), posts("2022-Q3", 90), period="2022-Q3") == [[], ["PAST_LEAPT"]]


def test_a_warning_shows_in_the_state() -> None:
    states = [s.state for s in results(tasks_done(AUG, 9, 20), tasks_done(SEP, 8, 20)).submissions]
    assert states == ["accepted", "accepted_with_warnings"]


def test_two_people_of_one_unit_who_disagree_are_named() -> None:
    office = Office(one(kind="tỷ lệ"))
    office.send(numerator=3, denominator=9, reporter="Trần Văn An")
    office.send(numerator=4, denominator=9, reporter="Lê Thị Bé")
    first, second = office.submissions()
    assert first.state == "superseded" and codes(second.findings) == ["MERGE_TWO_REPORTERS", "MERGE_CHANGED"]
    message = second.findings[0].message
    assert "Trần Văn An" in message and "Lê Thị Bé" in message and first.arrival.name in message


@pytest.mark.parametrize(("who", "part"), [("TRẦN VĂN AN", 4), ("Lê Thị Bé", 3), (None, 4)])
def test_one_person_who_corrects_or_another_who_agrees_is_no_matter(who: str | None, part: int) -> None:
    office = Office(one(kind="tỷ lệ"))
    office.send(numerator=3, denominator=9, reporter="Trần Văn An")
    office.send(numerator=part, denominator=9, **({"reporter": who} if who else {"result": "x"}))
    assert [code for code in codes(office.submissions()[1].findings) if code != "MERGE_CHANGED"] == []


def test_real_files_of_two_months_are_compared_and_both_roads_agree() -> None:
    office = Office(one(kind="tỷ lệ"), one(kind="giải ngân"))
    office.send(period=AUG, numerator=9, denominator=20)
    office.send(period=AUG, task="T.2", decision="12/QĐ", rows=[["Kho", 90 * MILLION, 9 * MILLION]])
    office.send(period=SEP, numerator=8, denominator=20)
    office.send(period=SEP, task="T.2", decision="12/QĐ", rows=[["Kho", 80 * MILLION, 9 * MILLION]])
    made = [codes(s.findings) for s in office.results(SEP).submissions]
    assert made == [[], [], ["PAST_FELL"], ["PAST_CAPITAL"]]
    assert [s.findings[0].cell for s in office.results(SEP).submissions[2:]] != ["", ""]


# --- the catalogue and its list ----------------------------------------------------------------------


def test_the_list_of_rules_in_the_docs_is_that_of_the_catalogue() -> None:
    page = (ROOT / "docs" / "quy-tac.md").read_text(encoding="utf-8")
    assert page == rule_list(), "make rules"


def test_the_list_names_every_rule_once_with_what_it_says() -> None:
    page = rule_list()
    assert {code.partition("_")[0] for code in CATALOGUE} == set(SUBJECTS)
    for code, message in CATALOGUE.items():
        assert page.count(f"| `{code}` |") == 1
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{code}` |")]
        assert len(row.split(" | ")) == 6 and "{" not in row
        assert row.endswith("| có |") == message.waivable
        assert bool(message.error_from) == ("lỗi nếu hạn nộp từ" in row)


def test_what_tells_who_reports_what_and_what_keeps_figures_exact_may_not_be_lifted() -> None:
    for code, message in CATALOGUE.items():
        if (
            code.startswith(("GATE_", "ID_", "CELL_", "PLAN_", "CARRY_", "CHECK_", "WAIVER_", "TRUST_"))
            or message.severity == "info"
        ):
            assert not message.waivable, code
    kept = {"DATA_EMPTY", "DATA_INCOMPLETE", "DATA_ROW_INCOMPLETE", "DATA_LEVEL_BLANK", "DATA_GIVEN_ROW", "DATA_MORE",
            "DATA_ZERO_WHOLE", "NIL_NOT_ALLOWED", "NIL_WITH_DATA"}  # fmt: skip
    assert not [code for code in kept if CATALOGUE[code].waivable]
