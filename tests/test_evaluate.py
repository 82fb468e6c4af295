"""What figures mean: the contract's rules of merging and of targets, case by case.

Each test draws a plan of one or two measures, types values into real templates and reads the
result; every expected value is worked out by hand in the test.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import run
from pipeline.outcome import MeasureResult
from pipeline.plan import read_plan
from pipeline.report.figures import plain
from pipeline.report.words import completion_text, result_words
from tests.amount import some
from tests.drawing import draw_plan, plan_rows
from tests.office import AFTER, Office, one


def statuses(result: MeasureResult) -> list[str]:
    return [t.status for t in result.targets]


# --- exactness --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("satisfied", "answers", "shown", "status"),
    [
        (8296, 10000, "82,96%", "not_met"),
        (83, 100, "83%", "not_met"),
        (830001, 1000000, "83,0001%", "met"),
        (8301, 10000, "83,01%", "met"),
        (84, 100, "84%", "met"),
    ],
)
def test_above_83_percent_is_strict_and_never_displayed_across_the_line(
    satisfied: int, answers: int, shown: str, status: str
) -> None:
    office = Office(one(kind="khảo sát", op=">", target="83%"), items=("Tiếp cận dịch vụ",))
    office.send(rows=[[None, 0, 0, answers - satisfied, satisfied, 0]])
    result = office.judge(as_of=AFTER)
    assert statuses(result) == [status]
    assert plain(result_words(result, office.results(as_of=AFTER))).startswith(shown + " ")


def test_89_996_percent_of_nine_digit_sums_does_not_meet_90_percent_and_is_not_shown_as_90() -> None:
    office = Office(one(kind="giải ngân", uom="đồng", target="90%"))
    office.send(rows=[["Sửa chữa nhà thi đấu", 500_000_000, 449_980_000]], decision="12/QĐ-UBND")
    result = office.judge(as_of=AFTER)
    assert statuses(result) == ["not_met"]
    assert result.figure.value == Fraction(89996, 100000)
    told = (
        "89,996% kế hoạch vốn được giao (449,98/500 triệu đồng; vốn giao theo 12/QĐ-UBND; số liệu đến ngày 14/09/2022)"
    )
    assert plain(result_words(result, office.results(as_of=AFTER))) == told


def test_a_hundredth_of_a_dong_below_the_target_decides() -> None:
    office = Office(one(kind="giải ngân", uom="đồng", target="90%"))
    office.send(rows=[["Dự án", 999_999_999_999, 899_999_999_999]], decision="1/QĐ")
    below = office.judge(as_of=AFTER)  # 90 % of 999.999.999.999 is 899.999.999.999,1
    assert statuses(below) == ["not_met"]
    assert "90%" not in plain(result_words(below, office.results(as_of=AFTER)))
    office.send(rows=[["Dự án", 999_999_999_999, 900_000_000_000]], decision="1/QĐ")
    assert statuses(office.judge(as_of=AFTER)) == ["met"]


def test_an_unmet_target_never_shows_a_completion_of_100_percent() -> None:
    office = Office(one(op=">", target="83%")).send(numerator=83, denominator=100)
    result = office.judge()
    assert result.completion == 1
    assert completion_text(result.completion, met=False) == "dưới 100%"
    assert completion_text(Fraction(99_999_999, 100_000_000), met=False) == "99,9999%"


# --- merging over units -------------------------------------------------------------------------


def test_a_ratio_over_units_is_the_ratio_of_sums_not_the_mean_of_ratios() -> None:
    office = Office({}).send("VP", numerator=1, denominator=10).send("TCCB", numerator=90, denominator=90)
    office.send("CCHC", numerator=0, denominator=100)
    result = office.judge()
    assert result.figure.value == Fraction(91, 200)  # the mean of 10 %, 100 % and 0 % is 36,7 %
    assert (result.figure.numerator, result.figure.denominator) == (91, 200)


@settings(max_examples=some(12))
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=3, max_size=3), st.randoms())
def test_the_order_in_which_files_are_read_changes_no_figure(pairs: list[tuple[int, int]], shuffle: Any) -> None:
    office = Office({"if_any": "x"})
    for unit, (part, rest) in zip(("VP", "TCCB", "CCHC"), pairs, strict=True):
        office.send(unit, numerator=part, denominator=part + rest)
    shuffle.shuffle(office.sent)
    figure = office.judge().figure
    total = sum(part + rest for part, rest in pairs)
    expected = Fraction(sum(part for part, _ in pairs), total) if total else None
    assert figure.value == expected


def test_counts_and_baselines_add_over_units() -> None:
    office = Office({"kind": "so với năm trước", "op": "<", "target": "năm 2021"})
    office.send("VP", current=4, baseline=5).send("TCCB", current=3, baseline=3).send("CCHC", current=1, baseline=1)
    result = office.judge()
    assert (result.figure.value, result.figure.baseline) == (8, 9)
    assert statuses(result) == ["met"]


def test_survey_answers_are_pooled_over_factors_or_averaged_as_the_plan_says() -> None:
    rows = [[None, 0, 0, 0, 10, 0], [None, 45, 0, 0, 20, 25]]  # 10/10 and 45/90
    measure = one(kind="khảo sát", op=">", target="83%")
    pooled = Office(measure, items=("A", "B")).send(rows=rows).judge()
    assert pooled.figure.value == Fraction(55, 100)
    mean = Office(measure, items=("A", "B"), survey_method="trung bình các nhân tố").send(rows=rows).judge()
    assert mean.figure.value == Fraction(3, 4)
    assert [(p.label, p.value) for p in mean.figure.parts] == [("A", 1), ("B", Fraction(1, 2))]


def test_a_blank_checklist_item_is_not_a_no_and_leaves_the_value_provisional() -> None:
    office = Office(one(kind="danh mục", target="100%"), items=("Ghế", "Bàn", "Quạt", "Nước"))
    office.send(rows=[[None, "Có"], [None, "Có"], [None, "Không"], None])
    result = office.judge(as_of=AFTER)
    assert result.figure.value == Fraction(2, 4)
    assert result.provisional
    assert statuses(result) == ["no_data"]


def test_a_document_counts_once_whoever_lists_it_and_whenever() -> None:
    office = Office({"kind": "văn bản", "op": "≥", "target": 3})
    day = date(2022, 8, 20)
    office.send("VP", "2022-09", rows=[["05/QĐ-SNV", day, "Kế hoạch"], [None, day, "Hội nghị đối thoại"]])
    office.send("TCCB", "2022-09", rows=[["05 / QĐ–SNV", day, "Kế hoạch"], [None, day, "Hội nghị đối thoại"]])
    office.send("VP", "2022-10", rows=[["05/QĐ-SNV", day, "kê lại"], ["06/QĐ-SNV", date(2022, 9, 20), "mới"]])
    # 05 once; the untitled meeting once for each unit; 06
    assert office.judge(period="2022-10").figure.value == 4


def test_cases_are_in_time_on_the_due_day_and_open_ones_stand_apart() -> None:
    d = date
    office = Office(one(kind="hồ sơ", op="", target="", due=None))
    office.send(
        rows=[
            ["H1", d(2022, 8, 1), d(2022, 8, 10), d(2022, 8, 10)],  # on the day
            ["H2", d(2022, 8, 1), d(2022, 8, 10), d(2022, 8, 11)],  # late
            ["H3", d(2022, 8, 1), d(2022, 8, 10), d(2022, 8, 2)],  # early
            ["H4", d(2022, 9, 1), d(2022, 9, 10), None],  # open, past its day on 14/09
            ["H5", d(2022, 9, 10), d(2022, 9, 20), None],  # open
        ]
    )
    result = office.judge()
    assert result.figure.value == Fraction(2, 3)
    assert (result.figure.overdue, result.figure.open, result.figure.open_overdue) == (1, 2, 1)
    assert statuses(result) == []
    assert result.completion is None


# --- units without data ---------------------------------------------------------------------------


def test_ten_of_eleven_units_at_100_percent_is_not_met_and_the_eleventh_is_named() -> None:
    office = Office({"reporters": "chủ trì"}, units=11)
    for number in range(1, 11):
        office.send(f"U{number}", numerator=5, denominator=5)
    before, after = office.judge(), office.judge(as_of=AFTER)
    assert before.figure.value == 1
    assert (statuses(before), statuses(after)) == (["in_progress"], ["no_data"])
    assert before.missing == ("U11",)
    assert after.completion == 0
    words = plain(result_words(before, office.results()))
    assert words == "100% (50/50 việc; tạm tính; chưa có số liệu của Đơn vị 11)"


def test_a_count_may_be_met_by_those_who_answered() -> None:
    office = Office({"kind": "số lượng", "target": 2}).send("VP", count=2)
    assert statuses(office.judge(as_of=AFTER)) == ["met"]
    short = Office({"kind": "số lượng", "target": 2}).send("VP", count=1)
    assert statuses(short.judge(as_of=AFTER)) == ["no_data"]


def test_a_unit_without_data_fails_its_each_measure_and_is_named() -> None:
    office = Office({"kind": "văn bản", "target": 1, "reporters": "từng đơn vị chủ trì"})
    paper = [["1/SK", date(2022, 9, 1), "Sáng kiến"]]
    office.send("VP", rows=paper).send("TCCB", rows=[["2/SK", date(2022, 9, 2), "Sáng kiến"]])
    before, after = office.judge(), office.judge(as_of=AFTER)
    assert before.figure.value == Fraction(2, 3)
    assert (statuses(before), statuses(after)) == (["in_progress"], ["not_met"])
    assert after.missing == ("CCHC",)
    assert after.completion == Fraction(2, 3)
    office.send("CCHC", rows=[["3/SK", date(2022, 9, 3), "Sáng kiến"]])
    assert statuses(office.judge(as_of=AFTER)) == ["met"]


def test_a_measure_nobody_answered_has_no_data_and_counts_zero() -> None:
    office = Office({}, {})
    office.send("VP", task="T.2", numerator=1, denominator=1)
    result = office.judge("T.1.1")
    assert (result.figure.value, statuses(result), result.completion) == (None, ["no_data"], 0)
    assert office.results().overall.completion == Fraction(1, 2)  # T.2: 100 % so far


# --- không phát sinh ------------------------------------------------------------------------------


def test_zero_of_zero_is_nothing_arose_where_that_is_allowed() -> None:
    office = Office({"if_any": "x"})
    for unit in ("VP", "TCCB"):
        office.send(unit, numerator=0, denominator=0)
    office.send("CCHC", nil="Có")
    result = office.judge()
    assert (result.figure.value, statuses(result), result.completion) == (None, ["nothing_arose"], None)
    assert office.task().status == "nothing_arose"
    tally = office.results().overall
    assert (tally.tasks_complete, tally.tasks, tally.nothing_arose, tally.completion) == (0, 0, 1, None)
    assert plain(result_words(result, office.results())) == "không phát sinh"


def test_zero_of_zero_is_refused_where_something_must_arise() -> None:
    office = Office(one()).send(numerator=0, denominator=0)
    (submission,) = office.results().submissions
    assert submission.state == "rejected"
    assert "DATA_ZERO_WHOLE" in {f.code for f in submission.findings}


def test_nil_from_some_units_leaves_the_others_to_speak() -> None:
    office = Office({"if_any": "x"}).send("VP", nil="Có").send("TCCB", numerator=3, denominator=4)
    office.send("CCHC", nil="Có")
    result = office.judge()
    assert result.figure.value == Fraction(3, 4)
    assert result.missing == ()


def test_a_nil_after_data_keeps_the_data_and_warns() -> None:
    office = Office(one(if_any="x")).send(period="2022-08", numerator=3, denominator=4).send(nil="Có")
    results = office.results()
    (result,) = results.measures
    assert result.figure.value == Fraction(3, 4)
    assert (statuses(result), result.figure.nil) == (["in_progress"], ())
    latest = results.submissions[-1]
    assert latest.state == "accepted_with_warnings"
    assert [f.code for f in latest.findings] == ["NIL_AFTER_DATA"]


def test_nil_with_an_empty_list_of_documents_is_nothing_arose() -> None:
    office = Office(one(kind="văn bản", target=1, if_any="x")).send(nil="Có")
    assert statuses(office.judge()) == ["nothing_arose"]


# --- targets, due days ------------------------------------------------------------------------------


def test_before_the_due_day_a_target_is_met_provisionally_or_in_progress() -> None:
    assert statuses(Office(one()).send(numerator=3, denominator=4).judge()) == ["in_progress"]
    assert statuses(Office(one()).send(numerator=4, denominator=4).judge()) == ["met"]
    on_the_day = Office(one(due=date(2022, 9, 14))).send(numerator=3, denominator=4)
    assert statuses(on_the_day.judge()) == ["not_met"]


def test_a_target_met_only_by_a_later_value_is_met_late() -> None:
    office = Office(one(due=date(2022, 8, 31))).send(period="2022-08", numerator=3, denominator=4)
    assert statuses(office.judge(period="2022-08", as_of=date(2022, 9, 1))) == ["not_met"]
    office.send(numerator=4, denominator=4)  # dated 14/09 by its period
    result = office.judge()
    assert statuses(result) == ["met_late"]
    assert result.completion == 1
    assert office.task().status == "complete"


def test_a_value_dated_on_the_due_day_is_in_time() -> None:
    office = Office(one(due=date(2022, 8, 31))).send(numerator=4, denominator=4, as_of=date(2022, 8, 31))
    assert statuses(office.judge()) == ["met"]


def test_documents_are_judged_by_their_own_days() -> None:
    office = Office(one(kind="văn bản", target=1, due=date(2022, 8, 31)))
    office.send(rows=[["1/KH", date(2022, 8, 30), "Kế hoạch"]])
    assert statuses(office.judge()) == ["met"]
    late = Office(one(kind="văn bản", target=1, due=date(2022, 8, 31)))
    late.send(rows=[["1/KH", date(2022, 9, 1), "Kế hoạch"]])
    assert statuses(late.judge()) == ["met_late"]


def test_two_dated_targets_of_one_measure_each_have_their_status() -> None:
    rows = [one(kind="giải ngân", uom="đồng", target="90%"), {}]
    rows[1] = {**rows[0], "target": "100%", "due": date(2023, 1, 31), "task": "T.1", "name": "Chỉ tiêu 1"}
    office = Office(*rows).send(rows=[["Dự án", 2_000_000_000, 1_800_000_000]], decision="1/QĐ")
    now = office.judge()
    assert statuses(now) == ["met", "in_progress"]
    assert now.completion == 1  # by the target of the first due day not yet past
    later = office.judge(as_of=date(2023, 1, 1))
    assert statuses(later) == ["met", "in_progress"]
    assert later.completion == Fraction(9, 10)
    assert statuses(office.judge(as_of=date(2023, 1, 31))) == ["met", "not_met"]


def test_a_target_without_a_due_day_is_never_overdue() -> None:
    office = Office(one(kind="văn bản", target=1, due=None)).send(status="Đang thực hiện")
    assert statuses(office.judge(as_of=date(2024, 1, 1))) == ["in_progress"]


def test_a_target_whose_number_is_still_to_come_is_tracked() -> None:
    office = Office(one(target="UBND tỉnh giao")).send(numerator=1, denominator=4)
    result = office.judge(as_of=AFTER)
    assert (statuses(result), result.completion) == (["tracked"], None)
    assert result.figure.value == Fraction(1, 4)
    assert office.task().status == "tracked"
    assert office.results().overall.tracked == 1


@pytest.mark.parametrize(
    ("former", "now", "status"),
    [((9, 10), (95, 100), "met"), ((9, 10), (9, 10), "not_met"), ((5, 5), (7, 7), "met"), ((5, 5), (6, 7), "not_met")],
)
def test_higher_than_a_year_of_100_percent_is_met_by_100_percent(
    former: tuple[int, int], now: tuple[int, int], status: str
) -> None:
    office = Office(one(op=">", target="năm 2021"))
    office.send(numerator=now[0], denominator=now[1], baseline_numerator=former[0], baseline_denominator=former[1])
    result = office.judge(as_of=AFTER)
    assert statuses(result) == [status]
    assert result.completion == (1 if status == "met" else 0)
    assert result.figure.baseline == Fraction(*former)


def test_without_the_earlier_year_a_comparison_is_open() -> None:
    office = Office(one(op=">", target="năm 2021")).send(numerator=9, denominator=10)
    assert statuses(office.judge()) == ["in_progress"]
    assert statuses(office.judge(as_of=AFTER)) == ["no_data"]


# --- periods --------------------------------------------------------------------------------------


def test_once_a_month_counts_every_month_since_the_plan_counts_and_names_the_gaps() -> None:
    measure = one(kind="số lượng", target="1/tháng", nature="trong kỳ")
    office = Office(measure, counted_from=date(2022, 7, 1))
    office.send(period="2022-07", count=2).send(period="2022-09", count=0)
    result = office.judge()
    assert statuses(result) == ["in_progress"]
    assert result.targets[0].gaps == ("2022-08", "2022-09")
    assert result.completion == Fraction(1, 3)
    assert result.figure.value == 0  # what happened in the month reported
    office.send(period="2022-08", count=1).send(period="2022-09", count=1)
    full = office.judge()
    assert (statuses(full), full.completion, full.targets[0].gaps) == (["in_progress"], 1, ())


def test_once_a_month_is_settled_after_its_due_day() -> None:
    measure = one(kind="số lượng", target="1/tháng", nature="trong kỳ", due=date(2022, 9, 14))
    office = Office(measure, counted_from=date(2022, 8, 1))
    office.send(period="2022-08", count=1).send(period="2022-09", count=1)
    assert statuses(office.judge()) == ["met"]
    office.sent.pop()
    assert statuses(office.judge()) == ["not_met"]


def test_months_after_the_due_day_are_not_counted() -> None:
    measure = one(kind="số lượng", target="1/tháng", nature="trong kỳ")  # due on 31/12/2022
    office = Office(measure, counted_from=date(2022, 11, 1)).send(period="2022-11", count=1)
    office.send(period="2022-12", count=1)
    result = office.judge(period="2023-02")  # the windows of 2023-01 and 2023-02 have ended too
    assert (statuses(result), result.targets[0].gaps) == (["met"], ())


def test_once_a_quarter_looks_at_the_documents_of_the_quarter() -> None:
    measure = one(kind="văn bản", target="1/quý", nature="trong kỳ")
    office = Office(measure, counted_from=date(2022, 6, 1))
    office.send(period="2022-08", rows=[["7/BC", date(2022, 7, 20), "Đánh giá quý"]])
    result = office.judge()  # quý II ended 14/06, quý III on 14/09
    assert result.targets[0].gaps == ("2022-Q2",)
    assert result.completion == Fraction(1, 2)


def test_months_seven_to_nine_make_the_third_quarter() -> None:
    flow = one(kind="số lượng", target="", op="", due=None, nature="trong kỳ")
    stock = one(kind="số lượng", target="", op="", due=None, nature="lũy kế")
    office = Office(flow, stock)
    for period, number in (("2022-06", 100), ("2022-07", 1), ("2022-08", 20), ("2022-09", 300)):
        office.send(period=period, task="T.1", count=number).send(period=period, task="T.2", count=number)
    assert office.judge("T.1.1", "2022-Q3").figure.value == 321
    assert office.judge("T.2.1", "2022-Q3").figure.value == 300
    assert office.judge("T.1.1", "2022-09").figure.value == 300


def test_missing_months_of_a_flow_are_named() -> None:
    office = Office(one(kind="số lượng", target="", op="", due=None, nature="trong kỳ"))
    office.send(period="2022-07", count=4)
    result = office.judge(period="2022-Q3")
    assert (result.figure.value, result.missing_months) == (4, ("2022-08", "2022-09"))
    assert result.provisional


def test_a_submission_for_exactly_the_quarter_replaces_its_months() -> None:
    office = Office(one(kind="số lượng", target="", op="", due=None, nature="trong kỳ"))
    office.send(period="2022-07", count=1).send(period="2022-Q3", count=50).send(period="2022-09", count=2)
    assert office.judge(period="2022-Q3").figure.value == 50
    assert office.judge(period="2022-09").figure.value == 2


def test_a_stock_takes_the_newest_period_then_the_newest_receipt() -> None:
    office = Office(one()).send(numerator=5, denominator=10)
    office.send(period="2022-08", numerator=9, denominator=10)  # came later, speaks of an earlier month
    assert office.judge().figure.value == Fraction(1, 2)
    office.send(numerator=6, denominator=10)
    assert office.judge().figure.value == Fraction(6, 10)
    states = [s.state for s in office.results().submissions]
    assert states == ["superseded", "accepted", "accepted_with_warnings"]  # less than August: asked why


def test_between_two_askings_the_last_value_stands() -> None:
    office = Office(one(), one())
    office.send(period="2022-08", numerator=1, denominator=2)
    assert office.judge().figure.value == Fraction(1, 2)
    assert office.judge().missing == ()


def test_a_submission_of_a_later_period_is_set_apart() -> None:
    office = Office(one()).send(numerator=1, denominator=2).send(period="2022-10", numerator=2, denominator=2)
    results = office.results()
    assert [s.state for s in results.submissions] == ["accepted", "not_for_this_run"]
    assert results.measures[0].figure.value == Fraction(1, 2)


def test_a_document_listed_late_counts_in_the_month_and_quarter_of_its_own_day() -> None:
    office = Office(one(kind="văn bản", target="1/quý", nature="trong kỳ"), counted_from=date(2022, 8, 15))
    office.send(period="2022-09", result="Đang thực hiện")
    office.send(period="2022-10", rows=[["9/BC", date(2022, 9, 10), "Đánh giá quý III"]])
    result = office.judge(period="2022-10")
    assert (result.figure.value, result.targets[0].gaps, result.completion) == (0, (), 1)


def test_a_month_that_one_of_two_units_left_open_is_named_and_nothing_is_met() -> None:
    office = Office({"kind": "tỷ lệ", "nature": "trong kỳ", "reporters": "VP; TCCB", "due": date(2022, 9, 14)})
    for period in ("2022-07", "2022-08", "2022-09"):
        office.send(period=period, numerator=1, denominator=1)
    office.send("TCCB", period="2022-08", numerator=2, denominator=2)
    result = office.judge(period="2022-Q3")
    assert result.missing_months == ("2022-07", "2022-09")
    assert (result.figure.value, statuses(result)) == (1, ["no_data"])


def test_months_that_were_not_asked_are_not_missing() -> None:
    office = Office(one(kind="số lượng", op="", target="", due=None, nature="trong kỳ"))
    quarterly = replace(office.plan.tasks["T.1"], frequency="quarter")
    office.plan = replace(office.plan, tasks={**office.plan.tasks, "T.1": quarterly})
    office.send(period="2022-09", count=12)
    result = office.judge(period="2022-Q3")
    assert (result.figure.value, result.missing_months, result.provisional) == (12, (), False)
    assert office.judge(period="2022-10").missing == ()


def test_nothing_arose_in_one_month_says_nothing_of_the_next_where_months_add_up() -> None:
    office = Office(one(kind="số lượng", target=1, nature="trong kỳ", if_any="x")).send(period="2022-08", nil="Có")
    assert statuses(office.judge(period="2022-08")) == ["nothing_arose"]
    assert (statuses(office.judge()), office.judge().missing) == (["no_data"], ("VP",))


def test_each_unit_is_compared_with_its_own_earlier_year() -> None:
    measure = {"kind": "so với năm trước", "op": "<", "target": "năm 2021", "reporters": "từng: VP; TCCB"}
    office = Office(measure).send("VP", current=5, baseline=6).send("TCCB", current=2, baseline=1)
    result = office.judge()
    assert (result.figure.value, statuses(result)) == (Fraction(1, 2), ["in_progress"])


def test_each_unit_under_a_target_still_to_come_is_only_followed() -> None:
    office = Office({"kind": "số lượng", "target": "UBND tỉnh giao", "reporters": "từng: VP; TCCB"})
    result = office.send("VP", count=3).send("TCCB", count=4).judge()
    assert (result.figure.value, statuses(result)) == (7, ["tracked"])


def test_one_nil_and_one_silent_unit_leave_a_target_open_until_its_day() -> None:
    office = Office({"if_any": "x", "reporters": "VP; TCCB"}).send(nil="Có")
    assert statuses(office.judge()) == ["in_progress"]
    assert statuses(office.judge(as_of=AFTER)) == ["no_data"]


def test_a_survey_without_a_single_answer_is_nil_where_allowed_and_refused_elsewhere() -> None:
    none = [[None, 0, 0, 0, 0, 0]]
    survey = one(kind="khảo sát", op=">", target="83%")
    assert statuses(Office({**survey, "if_any": "x"}, items=("A",)).send(rows=none).judge()) == ["nothing_arose"]
    (refused,) = Office(survey, items=("A",)).send(rows=none).results().submissions
    assert "DATA_ZERO_WHOLE" in {f.code for f in refused.findings}


def test_a_leading_zero_makes_no_second_document() -> None:
    office = Office({"kind": "văn bản", "target": 2})
    office.send("VP", rows=[["2/QĐ-SNV", date(2022, 9, 1), "Quyết định"]])
    office.send("TCCB", rows=[["02/QĐ-SNV", date(2022, 9, 1), "Quyết định"]])
    assert office.judge().figure.value == 1


def test_no_documents_yet_has_the_empty_list_as_its_source() -> None:
    result = Office(one(kind="văn bản", target=1)).send(status="Đang thực hiện").judge()
    (source,) = result.figure.sources
    assert (result.figure.value, source.raw) == (0, "")
    assert ":" in source.cell


# --- tasks, sections, plan ------------------------------------------------------------------------


def test_a_measure_typed_nowhere_follows_its_same_as() -> None:
    office = Office(one(), one(same_as="T.1.1", target="50%"))
    office.send(numerator=3, denominator=4)
    taken = office.judge("T.2.1")
    assert taken.figure.value == Fraction(3, 4)
    assert statuses(taken) == ["met"]
    assert taken.figure.sources == office.judge("T.1.1").figure.sources


def test_counts_of_tasks_leave_nothing_arose_and_tracked_apart() -> None:
    office = Office(one(), one(), one(if_any="x"), one(op="", target="", due=None), one())
    office.send(task="T.1", numerator=1, denominator=1).send(task="T.2", numerator=1, denominator=4)
    office.send(task="T.3", nil="Có").send(task="T.4", numerator=1, denominator=2)
    results = office.results()
    assert [t.status for t in results.tasks] == ["complete", "incomplete", "nothing_arose", "tracked", "no_data"]
    tally = results.overall
    assert (tally.tasks_complete, tally.tasks, tally.nothing_arose, tally.tracked) == (1, 3, 1, 1)
    assert tally.completion == Fraction(5, 12)  # (1 + 1/4 + 0) / 3
    assert results.sections[0][1] == tally


def test_who_has_not_reported_is_listed_with_the_deadline() -> None:
    office = Office({}).send("VP", numerator=1, denominator=1)
    missing = office.results().missing
    assert [(m.task, m.unit, m.deadline) for m in missing] == [
        ("T.1", "TCCB", date(2022, 9, 16)),
        ("T.1", "CCHC", date(2022, 9, 16)),
    ]


def test_done_is_doubted_while_the_figures_fall_short_and_not_begun_while_there_are_some() -> None:
    office = Office(one(), one()).send(numerator=1, denominator=2, status="Hoàn thành")
    office.send(task="T.2", numerator=1, denominator=2, status="Chưa thực hiện")
    codes = [[f.code for f in s.findings] for s in office.results().submissions]
    assert codes == [["STATUS_DONE_TOO_EARLY"], ["STATUS_NOT_BEGUN"]]
    agreed = Office(one()).send(numerator=2, denominator=2, status="Hoàn thành")
    assert [s.state for s in agreed.results().submissions] == ["accepted"]


def test_the_same_project_with_two_units_and_the_same_document_in_two_tasks_are_said() -> None:
    money = {"kind": "giải ngân", "uom": "đồng", "target": "90%", "reporters": "VP; TCCB"}
    office = Office(money)
    for unit in ("VP", "TCCB"):
        office.send(
            unit, rows=[["Nhà hát Hòa Bình" if unit == "VP" else "nhà hát Hoà Bình", 10**9, 10**8]], decision="1"
        )
    assert [[f.code for f in s.findings] for s in office.results().submissions] == [["MERGE_SAME_PROJECT"]] * 2
    assert office.judge().figure.denominator == 2 * 10**9  # told, not dropped
    papers = Office(one(kind="văn bản", target=1), one(kind="văn bản", target=1))
    for task in ("T.1", "T.2"):
        papers.send(task=task, rows=[["1/KH", date(2022, 9, 1), "Kế hoạch"]])
    assert [[f.code for f in s.findings] for s in papers.results().submissions] == [["MERGE_SAME_DOCUMENT"]] * 2


def test_a_value_dated_after_the_window_counts_with_a_warning_and_its_day_is_shown() -> None:
    office = Office(one()).send(numerator=1, denominator=2, as_of=date(2022, 9, 20))
    results = office.results()
    assert [f.code for f in results.submissions[0].findings] == ["DATE_AFTER_WINDOW"]
    assert "số liệu đến ngày 20/09/2022" in plain(result_words(results.measures[0], results))


def test_a_unit_that_has_ceased_is_not_expected() -> None:
    rows = plan_rows()
    office = Office({})
    assert office.judge().expected == ("VP", "TCCB", "CCHC")
    for unit in rows["Đơn vị"]:
        if unit["code"] == "CCHC":
            unit["active_to"] = date(2022, 8, 14)
    plan, _ = read_plan(draw_plan(rows), "k.xlsx")
    assert plan is not None
    window = plan.calendar["2022-09"]
    results = run.compute(plan, window, window.end, ())[0]
    assert not any(m.unit == "CCHC" for m in results.missing)
    assert window.start - timedelta(days=1) == date(2022, 8, 14)


# --- what one answer does not speak for ------------------------------------------------------------------


def test_a_document_of_may_does_not_happen_in_the_quarter_whose_report_lists_it() -> None:
    office = Office(one(kind="văn bản", target="", op="", due=None, nature="trong kỳ"))
    office.send(period="2022-Q3", rows=[["1/BC", date(2022, 5, 20), "Báo cáo"], ["2/BC", date(2022, 8, 1), "Báo cáo"]])
    assert office.judge(period="2022-Q3").figure.value == 1


def test_each_unit_of_a_survey_is_judged_by_the_mean_of_factors_where_the_plan_says_so() -> None:
    survey = {"kind": "khảo sát", "target": "60%", "reporters": "từng: VP"}
    office = Office(survey, items=("A", "B"), survey_method="trung bình các nhân tố")
    office.send(rows=[[None, 0, 0, 0, 10, 0], [None, 60, 0, 0, 20, 10]])  # 100 % and 33,3 %: mean 66,7 %, pooled 40 %
    assert office.judge(as_of=AFTER).targets[0].status == "met"


def test_nothing_arose_in_one_month_does_not_speak_for_the_quarter() -> None:
    office = Office(one(kind="số lượng", target=1, nature="trong kỳ", if_any="x")).send(period="2022-07", nil="Có")
    assert office.judge(period="2022-Q3").targets[0].status == "in_progress"
    for month in ("2022-08", "2022-09"):
        office.send(period=month, nil="Có")
    assert office.judge(period="2022-Q3").targets[0].status == "nothing_arose"


def test_a_monthly_limit_is_not_kept_while_a_unit_is_silent() -> None:
    limit = {"kind": "số lượng", "op": "≤", "target": "5/tháng", "nature": "trong kỳ", "reporters": "VP; TCCB"}
    office = Office(limit, counted_from=date(2022, 9, 1)).send(count=2)
    assert office.judge().targets[0].gaps == ("2022-09",)
    assert office.send("TCCB", count=3).judge().targets[0].gaps == ()
