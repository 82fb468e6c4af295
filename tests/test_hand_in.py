"""Expected against received: every report asked has one standing, both rates are right, and all places agree.

The office of these tests asks nine reports a month and one more where a quarter ends; who sent what and when
is told below, and what it comes to is reckoned by hand.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import run
from pipeline.cli import main
from pipeline.conform.check import conform
from pipeline.intake.issued import issued_on
from pipeline.intake.register import Received
from pipeline.model import Arrival, PipelineError, Plan, Submission
from pipeline.outcome import HandIn, HandIns, Results
from pipeline.periods import is_active, is_asked, months_in
from pipeline.plan import read_plan
from pipeline.report.appendices import appendices
from pipeline.report.document import Paragraph, Table
from pipeline.report.figures import plain
from pipeline.report.letter import compose_letter, debts
from pipeline.report.outlook import shortcomings
from pipeline.report_told import by_unit
from pipeline.vietnamese import VIETNAM
from tests import second_office
from tests.amount import some
from tests.desks import Desk, reported_example
from tests.drawing import ROOT, SHIPPED, draw_plan, fill, plan_rows, template

WHY = {"approver": "Ông Lê Văn Tám, Chánh Văn phòng", "reason": "Sáp nhập theo Quyết định số 45/QĐ-SNV"}
YEAR_END = date(2022, 12, 31)
WAIVED = {"rule": "MERGE_MISSING", "unit": "CCHC", "task": "I.1", "period": "2022-09", "expires": YEAR_END, **WHY}
# What the plan asks: by month unit → tasks; I.3 is asked where a quarter ends.
AUGUST = {"VP": ("MT.1", "I.2", "II.2"), "TCCB": ("I.1", "I.4"), "CCHC": ("I.1", "I.4", "II.3"), "TTLT": ("II.2",)}
SEPTEMBER = AUGUST | {"VP": ("MT.1", "I.2", "I.3", "II.2")}
GOOD: dict[str, dict[str, Any]] = {
    "I.1": {"in_I_1_1_numerator": 4, "in_I_1_1_denominator": 5, "in_I_1_2_numerator": 1, "in_I_1_2_denominator": 2},
    "I.2": {"in_I_2_1_count": 3},
    "I.3": {"in_I_3_1_current": 7, "in_I_3_1_baseline": 8},
    "I.4": {"rows_I_4_1": [["5/SK", date(2022, 8, 20), "Số hóa"]]},
    "II.2": {"rows_II_2_1": [["Kho lưu trữ", 5_000_000_000, 1_000_000_000]], "in_II_2_1_decision": "12/QĐ-UBND"},
}
BAD: dict[str, dict[str, Any]] = {
    "I.1": GOOD["I.1"] | {"in_I_1_1_numerator": 6},
    "I.2": {"in_I_2_1_count": -3},
    "I.4": {"rows_I_4_1": [["5/SK", "ngày mai", "Số hóa"]]},
}


def office_plan(*waivers: dict[str, Any]) -> bytes:
    """The plan of the office, which counts from the month that ends on 14/08/2022."""
    rows = plan_rows()
    rows["Cơ quan"] = [e for e in rows["Cơ quan"] if e["key"] != "counted_from"]
    rows["Cơ quan"].append({"key": "counted_from", "value": date(2022, 7, 15)})
    rows["Miễn áp dụng"] = list(waivers)
    return draw_plan(rows)


class Box:
    """An inbox in which each file lies since a day."""

    def __init__(self, *waivers: dict[str, Any]) -> None:
        self.workbook = office_plan(*waivers)
        plan, findings = read_plan(self.workbook, "ke-hoach.xlsx")
        assert plan is not None, findings
        self.plan: Plan = plan
        self.received: list[Received] = []

    def put(self, task: str, unit: str, day: date, period: str = "2022-09", **typed: Any) -> Box:
        """A report of a unit that comes on a day; without anything typed a good one."""
        data = fill(template(self.plan, task, unit, period), **(typed or GOOD[task]))
        when = datetime(day.year, day.month, day.day, 9, 0, tzinfo=VIETNAM)
        order = len(self.received) + 1
        name = f"{order:02d}-{task}-{unit}-{period}.xlsx"
        self.received.append(Received(Arrival(name, hashlib.sha256(data).hexdigest(), when, order), data))
        return self

    def submissions(self) -> tuple[Submission, ...]:
        return run.taken(self.received, self.plan).submissions

    def results(self, period: str = "2022-09", **more: Any) -> Results:
        window = self.plan.calendar[period]
        given = more.pop("submissions", None) or self.submissions()
        return run.compute(self.plan, window, window.end, given, **more)[0]


def told_months() -> Box:
    """August and September of the office, one case of every kind."""
    box = Box(WAIVED)
    box.put("I.2", "VP", date(2022, 8, 15), "2022-08")  # due 16/08
    box.put("I.1", "TCCB", date(2022, 8, 17), "2022-08")
    box.put("I.2", "VP", date(2022, 9, 16))  # due 16/09: the last day is in time
    box.put("II.2", "VP", date(2022, 9, 15))
    box.put("II.2", "VP", date(2022, 9, 20), rows_II_2_1=[["Kho lưu trữ", 5_000_000_000, 2_000_000_000]])
    box.put("I.3", "VP", date(2022, 9, 19))
    box.put("I.1", "TCCB", date(2022, 9, 15), **BAD["I.1"])
    box.put("I.1", "TCCB", date(2022, 9, 18))
    box.put("I.4", "TCCB", date(2022, 9, 15), **BAD["I.4"])
    box.put("I.4", "CCHC", date(2022, 9, 14))
    box.put("II.2", "TTLT", date(2022, 9, 12), in_nil="Có")
    return box


def set_apart(submissions: tuple[Submission, ...], key: str) -> tuple[Submission, ...]:
    """The same, one of them set apart until the office knows whose it is."""
    return tuple(replace(s, state="quarantined") if s.key == key else s for s in submissions)


@pytest.fixture(scope="module")
def results() -> Results:
    box = told_months()
    return box.results(submissions=set_apart(box.submissions(), "I.4/CCHC/2022-09"))


def standing_of(results: Results) -> dict[str, HandIn]:
    return {f"{r.task} {r.unit}": r for r in results.hand_ins.reports}


# --- each standing --------------------------------------------------------------------------------

CASES = [  # report, standing, days late, nil
    ("I.2 VP", "on_time", 0, False),
    ("II.2 VP", "on_time", 0, False),  # corrected later
    ("II.2 TTLT", "on_time", 0, True),
    ("I.3 VP", "late", 3, False),
    ("I.1 TCCB", "late", 2, False),  # refused in time, mended too late
    ("I.4 TCCB", "refused", 0, False),
    ("I.4 CCHC", "quarantined", 0, False),
    ("MT.1 VP", "missing", 0, False),
    ("II.3 CCHC", "missing", 0, False),
    ("I.1 CCHC", "waived", 0, False),
]


@pytest.mark.parametrize(("report", "standing", "days", "nil"), CASES)
def test_each_report_stands_as_what_came_of_it(
    results: Results, report: str, standing: str, days: int, nil: bool
) -> None:
    found = standing_of(results)[report]
    assert (found.standing, found.days_late, found.nil) == (standing, days, nil)


def test_the_cases_are_all_that_september_asks(results: Results) -> None:
    asked = {f"{task} {unit}" for unit, tasks in SEPTEMBER.items() for task in tasks}
    assert asked == {report for report, *_ in CASES} == set(standing_of(results))


def test_a_correction_counts_and_the_report_stays_on_time(results: Results) -> None:
    """The file that counts came on the 20th; the first sound one on the 15th, before the deadline."""
    found = standing_of(results)["II.2 VP"]
    assert found.sent is not None and found.sent.arrival.received.day == 20
    assert found.received is not None and found.received.day == 15


@pytest.mark.parametrize(
    ("task", "typed", "nil"),
    [
        ("II.2", {"in_nil": "Có"}, True),
        ("II.2", {"in_nil": "Có", "in_result": "Chưa được giao vốn"}, True),
        ("I.1", {**GOOD["I.1"], "in_I_1_2_numerator": 0, "in_I_1_2_denominator": 0}, False),
        ("II.2", {"in_result": "Đang làm thủ tục"}, False),
    ],
)
def test_a_report_is_nil_where_all_it_says_is_that_nothing_arose(task: str, typed: dict[str, Any], nil: bool) -> None:
    unit = {"II.2": "VP", "I.1": "TCCB"}[task]
    found = standing_of(Box().put(task, unit, date(2022, 9, 15), **typed).results())[f"{task} {unit}"]
    assert (found.standing, found.nil) == ("on_time", nil)


def test_the_file_to_mend_is_named(results: Results) -> None:
    found = standing_of(results)["I.4 TCCB"]
    assert found.sent is not None and found.sent.arrival.name == "09-I.4-TCCB-2022-09.xlsx"


def test_what_is_owed_is_what_neither_came_sound_nor_was_waived(results: Results) -> None:
    owed = {"I.4 TCCB", "I.4 CCHC", "MT.1 VP", "II.3 CCHC"}
    assert {f"{m.task} {m.unit}" for m in results.missing} == owed
    assert {(m.period, m.deadline) for m in results.missing} == {("2022-09", date(2022, 9, 16))}


# --- the rates ------------------------------------------------------------------------------------


def rates(hand_ins: HandIns) -> tuple[Fraction | None, Fraction | None]:
    return hand_ins.rate, hand_ins.on_time_rate


def test_both_rates_are_of_what_is_due_and_exact(results: Results) -> None:
    """Ten asked, one waived: five of nine came, three of them in time."""
    assert rates(results.hand_ins) == (Fraction(5, 9), Fraction(3, 9))
    by_unit = {unit: rates(results.hand_ins.of_unit(unit)) for unit in SEPTEMBER}
    assert by_unit == {
        "VP": (Fraction(3, 4), Fraction(2, 4)),
        "TCCB": (Fraction(1, 2), Fraction(0)),
        "CCHC": (Fraction(0), Fraction(0)),
        "TTLT": (Fraction(1), Fraction(1)),
    }


def test_a_unit_of_which_all_was_waived_has_no_rate() -> None:
    results = Box(WAIVED | {"task": ""}).results()
    assert rates(results.hand_ins.of_unit("CCHC")) == (None, None)


def test_the_months_are_those_that_the_plan_counts(results: Results) -> None:
    """Two of the nine reports of August came, one of them in time; July ended before the plan counts."""
    assert {r.period for r in results.history.reports} == {"2022-08", "2022-09"}
    august = results.history.of_month("2022-08")
    assert {u: tuple(r.task for r in august.of_unit(u).reports) for u in AUGUST} == AUGUST
    assert rates(august) == (Fraction(2, 9), Fraction(1, 9))
    assert results.history.of_month("2022-09") == results.hand_ins


def test_a_quarter_is_the_sum_of_its_months() -> None:
    """August 9 and September 10, of which one is waived; I.4 of CCHC, unlike above, is taken in."""
    results = told_months().results("2022-Q3")
    assert Counter(r.period for r in results.hand_ins.reports) == {"2022-08": 9, "2022-09": 10}
    assert rates(results.hand_ins) == (Fraction(2 + 6, 18), Fraction(1 + 4, 18))


def test_a_report_for_exactly_the_quarter_answers_for_its_months_and_no_others() -> None:
    """It came on 17/09, one day after the deadline of the quarter."""
    box = Box().put("I.2", "VP", date(2022, 9, 17), "2022-Q3")
    stands = [(r.period, r.standing, r.days_late) for r in box.results("2022-Q3").hand_ins.reports if r.task == "I.2"]
    assert stands == [("2022-08", "late", 1), ("2022-09", "late", 1)]
    assert [r.standing for r in box.results("2022-09").hand_ins.reports if r.task == "I.2"] == ["missing"]


def test_a_refused_report_for_the_quarter_is_one_thing_to_mend() -> None:
    box = Box().put("I.2", "VP", date(2022, 9, 15), "2022-Q3", **BAD["I.2"])
    results = box.results("2022-Q3")
    assert [r.standing for r in results.hand_ins.reports if r.task == "I.2"] == ["refused", "refused"]
    owed = [d for d in debts(results) if d.task == "I.2"]
    assert [(d.period, d.sent is not None, d.lacking) for d in owed] == [
        ("2022-08", True, True),
        ("2022-09", True, True),
    ]


def test_a_month_before_the_plan_counts_is_asked_when_it_is_reported_itself() -> None:
    results = Box().results("2022-07")
    assert {r.period for r in results.hand_ins.reports} == {"2022-07"} and results.hand_ins == results.history


# --- waived ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "waived"),
    [
        ({}, {"I.1 CCHC"}),
        ({"task": ""}, {"I.1 CCHC", "I.4 CCHC", "II.3 CCHC"}),
        ({"unit": ""}, {"I.1 CCHC", "I.1 TCCB"}),
        ({"period": ""}, {"I.1 CCHC"}),
        ({"period": "2022-Q3"}, {"I.1 CCHC"}),
        ({"period": "2022-08"}, set()),
        ({"period": "2022-Q4"}, set()),
        ({"expires": date(2022, 9, 16)}, {"I.1 CCHC"}),
        ({"expires": date(2022, 9, 15)}, set()),
        ({"rule": "DATA_OVER_WHOLE"}, set()),
    ],
)
def test_a_waiver_holds_for_the_reports_it_names_and_that_are_due_by_its_last_day(
    scope: dict[str, Any], waived: set[str]
) -> None:
    results = Box(WAIVED | scope).results()
    assert {f"{r.task} {r.unit}" for r in results.hand_ins.standing("waived")} == waived
    assert not waived & {f"{m.task} {m.unit}" for m in results.missing}


def test_no_reminder_is_written_for_what_is_waived_be_it_sent_or_not() -> None:
    for box in (Box(WAIVED), Box(WAIVED).put("I.1", "CCHC", date(2022, 9, 15), **BAD["I.1"])):
        results = box.results()
        assert ("I.1", "CCHC") not in {(d.task, d.unit) for d in debts(results)}
        assert ("I.1", "TCCB") in {(d.task, d.unit) for d in debts(results)}


def test_what_was_waived_and_came_all_the_same_counts_as_received() -> None:
    found = standing_of(Box(WAIVED).put("I.1", "CCHC", date(2022, 9, 15)).results())["I.1 CCHC"]
    assert found.standing == "on_time"


def test_a_figure_still_names_the_unit_that_gave_no_data(results: Results) -> None:
    measure = next(m for m in results.measures if m.measure.code == "I.1.1")
    assert measure.missing == ("CCHC",) and measure.figure.received == ("TCCB",)


# --- where it is told -----------------------------------------------------------------------------


def table(results: Results, caption: str) -> list[tuple[str, ...]]:
    """Rows of a table of appendix III as they are read, its heading first; none where there is no such table."""
    blocks = [b for b in appendices(results)[2].blocks if isinstance(b, Table) and b.caption.startswith(caption)]
    return [
        row
        for found in blocks
        for row in (tuple(c.title for c in found.columns), *(tuple(map(plain, r.cells)) for r in found.rows))
    ]


def test_the_appendix_counts_by_unit(results: Results) -> None:
    assert table(results, "Tình hình nộp báo cáo") == [
        ("TT", "Đơn vị", "Phải nộp", "Đã tiếp nhận", "Đúng hạn", "Muộn", "Không phát sinh", "Chưa hợp lệ",
         "Chờ xác minh", "Chưa gửi", "Được miễn", "Tỷ lệ nộp", "Tỷ lệ đúng hạn"),
        ("1", "Văn phòng (VP)", "4", "3", "2", "1", "0", "0", "0", "1", "0", "75%", "50%"),
        ("2", "Phòng Tổ chức - Cán bộ (P. TCCB)", "2", "1", "0", "1", "0", "1", "0", "0", "0", "50%", "0%"),
        ("3", "Phòng Cải cách hành chính (P. CCHC)", "2", "0", "0", "0", "0", "0", "1", "1", "1", "0%", "0%"),
        ("4", "Trung tâm Lưu trữ lịch sử (TT Lưu trữ)", "1", "1", "1", "0", "1", "0", "0", "0", "0", "100%", "100%"),
        ("", "Tổng số", "9", "5", "3", "2", "1", "1", "1", "2", "1", "55,6%", "33,3%"),
    ]  # fmt: skip


def test_columns_that_would_hold_only_noughts_are_left_out() -> None:
    heads = table(Box().results(), "Tình hình nộp báo cáo")[0]
    assert "Chờ xác minh" not in heads and "Được miễn" not in heads and "Chưa gửi" in heads


def test_the_appendix_tells_both_rates_month_by_month(results: Results) -> None:
    heads, *rows = table(results, "Tỷ lệ nộp")
    assert heads == ("TT", "Đơn vị", "2022-08", "2022-09")
    assert [row[1:] for row in rows] == [
        ("VP", "33,3%\n33,3%", "75%\n50%"),
        ("P. TCCB", "50%\n0%", "50%\n0%"),
        ("P. CCHC", "0%\n0%", "0%\n0%"),
        ("TT Lưu trữ", "0%\n0%", "100%\n100%"),
        ("Tổng số", "22,2%\n11,1%", "55,6%\n33,3%"),
    ]


def test_one_month_needs_no_table_of_months() -> None:
    assert table(Box().results("2022-08"), "Tỷ lệ nộp") == []


def test_what_is_owed_is_listed_with_how_it_stands(results: Results) -> None:
    listed = {(row[1], row[2].split(". ")[0]): row[-1] for row in table(results, "Báo cáo còn thiếu")[1:]}
    assert listed == {
        ("Văn phòng", "MT.1"): "Chưa gửi",
        ("Phòng Tổ chức - Cán bộ", "I.4"): "Chưa hợp lệ",
        ("Phòng Cải cách hành chính", "I.4"): "Chờ xác minh",
        ("Phòng Cải cách hành chính", "II.3"): "Chưa gửi",
    }


def test_what_is_waived_is_told_with_who_and_why(results: Results) -> None:
    (row,) = table(results, "Báo cáo được miễn nộp")[1:]
    assert row == (
        "1", "Phòng Cải cách hành chính", "I.1", "2022-09", WHY["approver"], WHY["reason"], "31/12/2022",
    )  # fmt: skip
    assert table(Box().results(), "Báo cáo được miễn nộp") == []


def test_the_letter_tells_what_came_and_is_set_apart_from_what_did_not_come(results: Results) -> None:
    letter = compose_letter(results)
    assert letter is not None
    texts = [plain(b.text) for b in letter.body if isinstance(b, Paragraph)]
    said = "03 đơn vị còn 02 báo cáo chưa gửi, 01 báo cáo đã gửi nhưng chưa hợp lệ và 01 báo cáo chờ xác minh"
    assert said in texts[0]
    (listed,) = (b for b in letter.body if isinstance(b, Table))
    states = [row.cells[-1] for row in listed.rows if len(row.cells) > 1]
    assert any(s.startswith("Chờ xác minh (tệp “10-I.4-CCHC-2022-09.xlsx”)") for s in states)


def test_the_terminal_shows_who_has_to_do_what(results: Results) -> None:
    lines = [line.text for line in by_unit(results)]
    assert [re.split(" {2,}", line.strip()) for line in (*lines[:3], lines[-1])] == [
        ["Phải", "Đã", "Hợp", "Phải", "Chờ xác", "Chưa", "Được", "Tỷ lệ", "Đúng"],
        ["Đơn vị", "nộp", "nhận", "lệ", "sửa", "minh", "gửi", "miễn", "nộp", "hạn"],
        ["VP", "4", "3", "3", "0", "0", "1", "0", "75%", "50%"],
        ["Tổng số", "9", "7", "5", "1", "1", "2", "1", "55,6%", "33,3%"],
    ]  # fmt: skip
    assert len({len(line) for line in lines}) == 1, "columns stand below each other"


def test_the_body_says_how_many_came_and_do_not_count_yet(results: Results) -> None:
    items = (item for item in results.plan.outline if item.content == "")
    (told, *_) = [
        plain(block.text)
        for block in shortcomings(results, next(items))
        if isinstance(block, Paragraph) and block.text.startswith("- Còn thiếu")
    ]
    said = "04 báo cáo, trong đó 01 báo cáo đã nhận nhưng chưa hợp lệ và 01 báo cáo chờ xác minh: VP (01), P. TCCB (01)"
    assert told == f"- Còn thiếu {said}, P. CCHC (02); chi tiết tại Phụ lục III."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A report of September with its files: all came at once, in the order above, on 20/09."""
    desk = Desk(tmp_path_factory.mktemp("nop"))
    desk.inbox.mkdir()
    box = told_months()
    desk.plan.write_bytes(box.workbook)
    for sent in box.received:
        (desk.inbox / sent.arrival.name).write_bytes(sent.data or b"")
    desk.make()
    return desk


def test_report_workbook_and_json_tell_the_same(made: Desk) -> None:
    folder = made.report().parent
    told = json.loads((folder / "ket-qua-2022-09.json").read_text(encoding="utf-8"))
    by_unit = {entry["unit"]: entry for entry in told["hand_in"]}
    assert {u: (e["due"], e["accepted"], e["waived"]) for u, e in by_unit.items()} == {
        "VP": (4, 3, 0), "TCCB": (2, 1, 0), "CCHC": (2, 1, 1), "TTLT": (1, 1, 0),
    }  # fmt: skip
    assert by_unit["VP"]["rate"] == "0.75" and by_unit["VP"]["on_time_rate"] == "0"
    assert [month["period"] for month in by_unit["VP"]["months"]] == ["2022-08", "2022-09"]
    book = openpyxl.load_workbook(folder / "tong-hop-2022-09.xlsx", data_only=True)
    heads, *rows = book["Tỷ lệ nộp"].iter_rows(values_only=True)
    listed = [dict(zip(heads, row, strict=True)) for row in rows]
    sums = {(row["Kỳ"], row["Mã đơn vị"]): row for row in listed}
    for unit, entry in by_unit.items():
        for month in entry["months"]:
            row = sums[month["period"], unit]
            assert (row["Phải nộp"], row["Đã tiếp nhận"], row["Muộn"], row["Được miễn"]) == (
                month["due"], month["accepted"], month["late"], month["waived"],
            )  # fmt: skip
    heads, *rows = book["Tình hình nộp"].iter_rows(values_only=True)
    assert len(rows) == 10
    lifted = next(row for row in rows if row[heads.index("Tình trạng")] == "được miễn nộp")
    assert lifted[heads.index("Người duyệt miễn")] == WHY["approver"]
    figures = {f["of"]: f for r in told["registries"] if r["document"].startswith("bao-cao") for f in r["figures"]}
    assert figures["báo cáo phải nộp của VP"]["counted"] == [f"{t}/VP/2022-09" for t in SEPTEMBER["VP"]]
    assert figures["báo cáo được miễn nộp của CCHC"]["counted"] == ["I.1/CCHC/2022-09"]
    assert figures["báo cáo đã tiếp nhận@2022-08 của VP"]["period"] == "2022-08"


def test_the_documents_keep_the_decree_and_verify(made: Desk) -> None:
    for document in (made.report(), made.letter()):
        assert conform(document) == ()
        assert made.differences(document) == ()


# --- forms that were sent out ---------------------------------------------------------------------

SENT_OUT = datetime(2022, 9, 1, 8, 0, tzinfo=VIETNAM)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.inbox.mkdir()
    desk.plan.write_bytes(office_plan())
    return desk


def issue(desk: Desk, *units: str, now: datetime = SENT_OUT, **more: Any) -> list[Path]:
    return run.issue_templates(
        desk.plan, "2022-09", desk.folder / "mau", units, inbox=desk.inbox, now=now, **more
    )  # fmt: skip


def entries(desk: Desk) -> list[tuple[str, ...]]:
    with sqlite3.connect(desk.inbox / "so-tiep-nhan.sqlite") as book:
        columns = "task, unit, period, layout, sha256, issued"
        return book.execute(f"SELECT {columns} FROM issued ORDER BY position").fetchall()


@pytest.mark.parametrize("more", [{}, {"fresh": True}, {"bundled": True}])
def test_every_form_that_is_sent_out_is_on_record_with_its_file(desk: Desk, more: dict[str, bool]) -> None:
    files = {hashlib.sha256(path.read_bytes()).hexdigest() for path in issue(desk, "VP", "TCCB", **more)}
    told = entries(desk)
    assert [(task, unit) for task, unit, *_ in told if unit == "VP"] == [(t, "VP") for t in SEPTEMBER["VP"]]
    assert {entry[4] for entry in told} == files
    assert {(entry[2], entry[3], entry[5]) for entry in told} == {("2022-09", "1", "2022-09-01T08:00:00+07:00")}


def test_the_same_form_again_changes_not_a_byte_and_another_adds_to_the_record(desk: Desk) -> None:
    issue(desk, "VP")
    before = (desk.inbox / "so-tiep-nhan.sqlite").read_bytes()
    issue(desk, "VP", now=SENT_OUT + timedelta(days=3))
    assert (desk.inbox / "so-tiep-nhan.sqlite").read_bytes() == before
    issue(desk, "VP", now=SENT_OUT + timedelta(days=3), bundled=True)
    assert len(entries(desk)) == 2 * len(SEPTEMBER["VP"])
    assert set(issued_on(desk.inbox).values()) == {date(2022, 9, 1)}, "the first day counts"


def test_without_an_inbox_nothing_is_recorded(desk: Desk) -> None:
    run.issue_templates(desk.plan, "2022-09", desk.folder / "mau", (), now=SENT_OUT)
    assert list(desk.inbox.iterdir()) == [] and issued_on(desk.inbox) == {}


def test_a_unit_owes_what_was_never_sent_out_to_it_and_that_is_said() -> None:
    """Forms went out to VP alone; the plan asks all units, and the standard forms are there for all."""
    sent_out = {f"{task}/VP/2022-09": date(2022, 9, 1) for task in SEPTEMBER["VP"]}
    results = Box().results(issued=sent_out)
    assert len(results.missing) == 10
    assert {r.unit for r in results.hand_ins.unissued} == {"TCCB", "CCHC", "TTLT"}
    listed = table(results, "Báo cáo còn thiếu")
    assert listed[0][-1] == "Phát mẫu"
    assert {row[1]: row[-1] for row in listed[1:]} == {
        "Văn phòng": "01/09/2022", "Phòng Tổ chức - Cán bộ": "chưa ghi nhận",
        "Phòng Cải cách hành chính": "chưa ghi nhận", "Trung tâm Lưu trữ lịch sử": "chưa ghi nhận",
    }  # fmt: skip
    assert {d.unit for d in debts(results) if d.unissued} == {"TCCB", "CCHC", "TTLT"}


def test_where_no_form_is_on_record_none_is_missed() -> None:
    results = Box().results()
    assert results.hand_ins.unissued == () and "Phát mẫu" not in table(results, "Báo cáo còn thiếu")[0]


def test_the_record_reaches_report_and_terminal(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    issue(desk, "VP")
    args = ["report", "--plan", str(desk.plan), "--inbox", str(desk.inbox), "--period", "2022-09"]
    with pytest.raises(SystemExit) as stop:
        main([*args, "--out", str(desk.folder / "ra")])
    assert stop.value.code == 0
    out = capsys.readouterr().out
    assert "Còn thiếu 10 báo cáo của 4 đơn vị" in out
    assert "Trong số còn thiếu, 6 báo cáo chưa ghi nhận đã phát mẫu cho đơn vị." in out
    assert re.search(r"^  Tổng số +10 +0 +0 +0 +10 +0% +0%$", out, re.MULTILINE)
    book = openpyxl.load_workbook(desk.report().parent / "tong-hop-2022-09.xlsx", data_only=True)
    heads, *rows = book["Tình hình nộp"].iter_rows(values_only=True)
    days = {(row[2], row[heads.index("Phát mẫu")]) for row in rows}
    assert days == {("VP", datetime(2022, 9, 1)), ("TCCB", None), ("CCHC", None), ("TTLT", None)}
    assert desk.differences(desk.report()) == ()


def test_forms_sent_out_after_the_report_do_not_make_it_wrong(desk: Desk) -> None:
    desk.make()
    issue(desk)
    assert desk.differences(desk.report()) == desk.differences(desk.letter()) == ()


def test_a_record_that_cannot_be_read_stops_with_a_remedy(desk: Desk) -> None:
    issue(desk, "VP")
    with sqlite3.connect(desk.inbox / "so-tiep-nhan.sqlite") as book:
        book.execute("UPDATE issued SET issued = 'hôm qua'")
    with pytest.raises(PipelineError, match="ngày phát mẫu"):
        desk.make()


# --- whatever comes -------------------------------------------------------------------------------


def owed_by_the_rule(plan: Plan, period: str, submissions: tuple[Submission, ...]) -> set[str]:
    """The rule of what is missing, said once more: asked in a month that counts, and nothing accepted."""
    window, since = plan.calendar[period], plan.agency.counted_from
    given = {s.key for s in submissions if s.accepted}
    return {
        f"{task.code}/{unit}/{month.key}"
        for task in plan.tasks.values()
        for unit in {u for m in plan.measures_of(task.code) if not m.same_as for u in m.reporters} or set(task.lead)
        for month in months_in(plan.calendar, window)
        if is_asked(plan, task, plan.measures_of(task.code), month) and is_active(plan.units[unit], month)
        if month.end >= since or month.key == period
        if not {f"{task.code}/{unit}/{key}" for key in (month.key, period)} & given
    }


@settings(max_examples=some(12))
@given(st.integers(0, 10**6), st.sampled_from(["2022-08", "2022-09", "2022-Q3", "2022-9T"]))
def test_each_report_has_one_standing_and_the_counts_add_up(seed: int, period: str) -> None:
    office, chance = second_office.office(), Random(seed)
    tasks = tuple(m.task for m in office.plan.measures.values() if not m.same_as)
    for _ in range(15):
        second_office.write(office, chance, tasks)
    results = office.results(period)
    reports = results.hand_ins.reports
    assert max(Counter(r.key for r in reports).values()) == 1
    assert {r.key for r in results.missing} == owed_by_the_rule(office.plan, period, results.submissions)
    by_standing = Counter(r.standing for r in reports)
    assert sum(by_standing.values()) == len(results.hand_ins.due) + by_standing["waived"]
    accepted = by_standing["on_time"] + by_standing["late"]
    assert len(results.hand_ins.accepted) == accepted >= len(results.hand_ins.nil)
    assert len(results.missing) == by_standing["refused"] + by_standing["missing"]
    units = [results.hand_ins.of_unit(u) for u in office.plan.units]
    assert sum(len(u.due) for u in units) == len(results.hand_ins.due)
    months = {r.period for r in results.history.reports}
    assert set(results.hand_ins.reports) == {r for r in results.history.reports if r.period in months & {
        m.key for m in months_in(office.plan.calendar, office.plan.calendar[period])}}  # fmt: skip


# --- the example ----------------------------------------------------------------------------------


def expected_sheet(name: str) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(ROOT / "examples" / "2022-09" / "ky-vong" / "ky-vong.xlsx", data_only=True)
    heads, *rows = book[name].iter_rows(min_row=2, values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows if row[0]]


@pytest.fixture(scope="module")
def september() -> dict[str, Any]:
    """The JSON of the example."""
    told: dict[str, Any] = json.loads(
        (reported_example().report().parent / "ket-qua-2022-09.json").read_text(encoding="utf-8")
    )
    return told


def test_the_example_stands_as_its_expectation_says(september: dict[str, Any]) -> None:
    """From the independent workbook: 122 forms, the first sound file of each, its days late, what is refused."""
    files = [f for f in expected_sheet("Tệp") if f["Kỳ"] == 202209]
    sound = [f for f in files if f["Trạng thái"] in ("accepted", "accepted_with_warnings", "superseded")]
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for file in sorted(sound, key=lambda f: f["Nhận lúc"]):
        first.setdefault((file["Nhiệm vụ"], file["Đơn vị"]), file)
    refused = {(f["Nhiệm vụ"], f["Đơn vị"]) for f in files if f["Trạng thái"] == "rejected"}
    want: dict[str, Counter[str]] = {}
    for form in expected_sheet("Phải nộp"):
        report = (form["Nhiệm vụ"], form["Đơn vị"])
        if report in first:
            standing = "late" if first[report]["Ngày trễ"] else "on_time"
        else:
            standing = "refused" if report in refused else "missing"
        want.setdefault(form["Đơn vị"], Counter())[standing] += 1
    names = ("on_time", "late", "refused", "quarantined", "missing", "waived")
    got = {e["unit"]: {name: e[name] for name in names} for e in september["hand_in"]}
    assert got == {unit: {name: counts[name] for name in names} for unit, counts in want.items()}
    assert sum(e["due"] for e in september["hand_in"]) == len(expected_sheet("Phải nộp")) == 122


def test_nil_returns_of_the_example_say_nothing_but_that(september: dict[str, Any]) -> None:
    """Of accepted files: the box ticked or 0/0, and no figure beside. One gives a rate as well and is none."""
    files = [f for f in expected_sheet("Tệp") if f["Trạng thái"].startswith("accepted")]
    rates_told = expected_sheet("Tỷ lệ")
    noughts = {r["Tệp"] for r in rates_told if r["Bằng 0/0"]}
    figures = {r["Tệp"] for r in rates_told if not r["Bằng 0/0"]}
    for sheet in ("Số lượng", "So với 2021", "Văn bản", "Danh mục", "Giải ngân", "Khảo sát"):
        figures |= {r["Tệp"] for r in expected_sheet(sheet)}
    nil = [f for f in files if (f["Không phát sinh"] or f["Tệp"] in noughts) and f["Tệp"] not in figures]
    assert {e["unit"]: e["nil"] for e in september["hand_in"] if e["nil"]} == Counter(f["Đơn vị"] for f in nil)
    assert len(nil) == 17


def test_the_rates_of_the_example_are_those_reckoned_by_hand(september: dict[str, Any]) -> None:
    """Of 122 reports 105 were accepted, 89 of them in time; the office for sports was late with all of its ten."""
    total = {name: sum(e[name] for e in september["hand_in"]) for name in ("due", "accepted", "on_time", "late")}
    assert total == {"due": 122, "accepted": 105, "on_time": 89, "late": 16}
    figures = {(f["concept"], f["of"]): f for r in september["registries"] for f in r["figures"]}
    assert figures["share", "báo cáo đã tiếp nhận"]["shown"] == "86,1%"
    assert figures["share", "báo cáo đúng hạn"]["shown"] == "73%"
    sports = next(e for e in september["hand_in"] if e["unit"] == "QLTDTT")
    assert (sports["late"], sports["refused"], sports["rate"], sports["on_time_rate"]) == (10, 1, "0.9090909091", "0")


def test_the_plan_that_ships_asks_what_it_asked(september: dict[str, Any]) -> None:
    """Nothing but the new key is new in the JSON, and it says nothing of forms that are not on record."""
    assert list(september) == [
        "schema", "period", "as_of", "plan", "sections", "tasks", "measures", "submissions", "missing", "hand_in",
        "scores", "registries",
    ]  # fmt: skip
    assert len(september["missing"]) == 17 and SHIPPED.exists()
