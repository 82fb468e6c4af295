"""Rules that the office lifts: for whom, until when, and that every use of it is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline import planning
from pipeline.model import Submission, Waiver
from pipeline.outcome import Results
from pipeline.plan import read_plan
from pipeline.progress import SILENT
from pipeline.report.apart import numbers_apart
from pipeline.report.appendices import appendices
from pipeline.report.document import Document, Table
from pipeline.run import make_report
from tests.drawing import NOON, codes, draw_plan, fill, open_workbook, plan_rows, save, template
from tests.office import Office

YEAR_END = date(2022, 12, 31)
DUE = date(2022, 9, 16)  # reports of 2022-09
WHY = {"approver": "Ông Lê Văn Tám, Chánh Văn phòng", "reason": "Vượt kế hoạch năm theo Công văn số 3947/SNV-VP"}
OVER = {"rule": "DATA_OVER_WHOLE", **WHY, "expires": YEAR_END}


def office(*waivers: dict[str, Any]) -> Office:
    """An office with a ratio that three units report, its plan lifting some rules."""
    rows = plan_rows()
    rows["Miễn áp dụng"] = list(waivers)
    plan, findings = read_plan(draw_plan(rows), "ke-hoach.xlsx")
    assert plan is not None, findings
    return Office.of(plan)


def over(where: Office, unit: str = "TCCB", period: str = "2022-09", task: str = "I.1") -> Office:
    """A report with 6 of 5."""
    name = task.replace(".", "_")
    typed = {f"in_{name}_1_numerator": 6, f"in_{name}_1_denominator": 5}
    typed |= {f"in_{name}_2_numerator": 1, f"in_{name}_2_denominator": 2}
    return where.take(fill(template(where.plan, task, unit, period), **typed))


def only(where: Office) -> Submission:
    (submission,) = where.submissions()
    return submission


# --- applied, expired, for whom -------------------------------------------------------------------


def test_a_lifted_error_no_longer_refuses_and_stays_to_be_read() -> None:
    submission = only(over(office(OVER)))
    (found,) = submission.findings
    assert submission.state == "accepted"
    assert (found.code, found.severity, found.sheet) == ("WAIVER_APPLIED", "info", "Nhập liệu")
    assert (found.cell, found.label, found.found) == ("C14", "Số đã đạt (tử số)", "6")
    for told in ("DATA_OVER_WHOLE", WHY["approver"], WHY["reason"], "31/12/2022", "Tử số 6 lớn hơn mẫu số 5"):
        assert told in found.message
    assert found.waiver is not None and found.waiver.rule == "DATA_OVER_WHOLE"


def test_without_the_waiver_the_same_report_is_refused() -> None:
    submission = only(over(office()))
    assert (submission.state, codes(submission.findings)) == ("rejected", ["DATA_OVER_WHOLE", "CHECK_SKIPPED"])


@pytest.mark.parametrize(
    "scope",
    [{}, {"unit": "TCCB"}, {"unit": "Phòng TCCB"}, {"task": "I.1"}, {"period": "2022-09"},
     {"unit": "TCCB", "task": "I.1", "period": "2022-09"}, {"rule": "data_over_whole"}, {"expires": DUE}],
)  # fmt: skip
def test_it_holds_for_the_unit_the_task_and_the_period_it_names(scope: dict[str, Any]) -> None:
    assert only(over(office(OVER | scope))).state == "accepted"


@pytest.mark.parametrize(
    "scope",
    [{"unit": "CCHC"}, {"task": "I.2"}, {"period": "2022-10"}, {"unit": "TCCB", "period": "2022-10"},
     {"rule": "DATA_OVERSPENT"}],
)  # fmt: skip
def test_it_does_not_hold_beyond_that(scope: dict[str, Any]) -> None:
    submission = only(over(office(OVER | scope)))
    assert submission.state == "rejected" and codes(submission.findings) == ["DATA_OVER_WHOLE", "CHECK_SKIPPED"]


def test_an_expired_one_does_nothing_and_is_told() -> None:
    """Reports of 2022-09 were due on 16/09: a waiver until the 15th came too early."""
    submission = only(over(office(OVER | {"expires": date(2022, 9, 15)})))
    assert submission.state == "rejected"
    assert codes(submission.findings) == ["DATA_OVER_WHOLE", "WAIVER_EXPIRED", "CHECK_SKIPPED"]
    told = submission.findings[1].message
    assert "15/09/2022" in told and WHY["approver"] in told and submission.findings[1].severity == "info"


def test_one_that_still_holds_counts_before_one_that_ended() -> None:
    submission = only(over(office(OVER | {"expires": date(2022, 9, 15)}, OVER)))
    assert codes(submission.findings) == ["WAIVER_APPLIED"]


def test_a_sound_report_does_not_speak_of_waivers() -> None:
    where = office(OVER, OVER | {"unit": "TCCB", "expires": date(2022, 9, 15)})
    where.take(fill(template(where.plan, "I.2", "VP"), in_I_2_1_count=3))
    assert only(where).findings == ()


def test_another_error_still_refuses() -> None:
    where = office(OVER)
    typed = {"in_I_1_1_numerator": 6, "in_I_1_1_denominator": 5, "in_I_1_2_numerator": 1}
    submission = only(where.take(fill(template(where.plan, "I.1", "TCCB"), **typed)))
    assert submission.state == "rejected"
    assert {"WAIVER_APPLIED", "DATA_INCOMPLETE"} <= set(codes(submission.findings))
    assert table(where.results()) == [], "what is not merged needs no waiver"


def test_warnings_may_be_lifted_too_and_then_no_longer_show_in_the_state() -> None:
    after = {"in_I_2_1_count": 3, "in_as_of": date(2022, 9, 20)}
    for waivers, state in (((), "accepted_with_warnings"), ((OVER | {"rule": "DATE_AFTER_WINDOW"},), "accepted")):
        where = office(*waivers)
        assert only(where.take(fill(template(where.plan, "I.2", "VP"), **after))).state == state


def test_a_comparison_between_reports_may_be_lifted_as_well() -> None:
    for waivers, told in (((), "PAST_FELL"), ((OVER | {"rule": "PAST_FELL"},), "WAIVER_APPLIED")):
        where = office(*waivers)
        for period, part in (("2022-08", 4), ("2022-09", 3)):
            typed = {"in_I_1_1_numerator": part, "in_I_1_1_denominator": 5, "in_I_1_2_numerator": 1}
            where.take(fill(template(where.plan, "I.1", "TCCB", period), **typed, in_I_1_2_denominator=2))
        assert codes(where.results().submissions[1].findings) == [told]


def test_a_list_with_many_cases_of_one_kind_is_lifted_as_a_whole() -> None:
    where = office(OVER | {"rule": "DATA_CASE_DATES", "task": "II.3"})
    rows = [[f"H{n}", date(2022, 9, 5), date(2022, 9, 1), date(2022, 9, 6)] for n in range(30)]
    typed = {"rows_II_3_1": rows, "in_II_3_1_baseline_numerator": 9, "in_II_3_1_baseline_denominator": 10}
    submission = only(where.take(fill(template(where.plan, "II.3", "CCHC"), **typed)))
    assert submission.state == "accepted" and set(codes(submission.findings)) == {"WAIVER_APPLIED"}
    assert where.judge("II.3.1").figure.denominator == 30


@pytest.mark.parametrize("rule", ["DATA_OVER_WHOLE", "DATA_OVERSPENT"])
def test_figures_above_their_whole_are_merged_and_both_roads_agree(rule: str) -> None:
    where = office(OVER | {"rule": rule})
    if rule == "DATA_OVER_WHOLE":
        over(where)
    else:
        rows = [["Kho", 5_000_000, 6_000_000]]
        where.take(fill(template(where.plan, "II.2", "VP"), rows_II_2_1=rows, in_II_2_1_decision="12/QĐ-UBND"))
    code = "I.1.1" if rule == "DATA_OVER_WHOLE" else "II.2.1"
    result = where.judge(code)
    assert result.figure.numerator is not None and result.figure.value is not None
    assert result.figure.value > 1 and result.completion == 1


# --- where it is told ------------------------------------------------------------------------------


def table(results: Results) -> list[Table]:
    blocks = appendices(results)[2].blocks
    return [b for b in blocks if isinstance(b, Table) and b.caption.startswith("Quy tắc được miễn")]


def test_the_appendix_names_the_rule_the_unit_who_and_why() -> None:
    (told,) = table(over(office(OVER)).results())
    (row,) = told.rows
    assert row.cells == (
        "1", "Tử số … lớn hơn mẫu số … (DATA_OVER_WHOLE)", "P. TCCB", "I.1", "2022-09",
        WHY["approver"], WHY["reason"], "31/12/2022",
    )  # fmt: skip


def test_one_line_for_each_report_however_often_the_rule_was_lifted_in_it() -> None:
    where = office(OVER)
    typed = {f"in_I_1_{n}_{part}": value for n in (1, 2) for part, value in (("numerator", 6), ("denominator", 5))}
    for unit in ("TCCB", "CCHC"):
        where.take(fill(template(where.plan, "I.1", unit), **typed))
    (told,) = table(where.results())
    assert [row.cells[2] for row in told.rows] == ["P. TCCB", "P. CCHC"]


def test_a_number_in_the_words_of_a_rule_is_told_apart_from_figures() -> None:
    where = office(OVER | {"rule": "PAST_LEAPT"})
    for period, count in (("2022-08", 3), ("2022-09", 30)):
        where.take(fill(template(where.plan, "I.2", "VP", period), in_I_2_1_count=count))
    results = where.results()
    (told,) = table(results)
    assert told.rows[0].cells[1] == "Số … gấp 10 lần trở lên số … của … (PAST_LEAPT)"
    assert numbers_apart(Document("", "", "", (told,), where.plan.agency.signing), results)["message", "10"] == 1


def test_no_table_where_nothing_was_lifted_in_the_period() -> None:
    where = office(OVER)
    where.take(fill(template(where.plan, "I.2", "VP"), in_I_2_1_count=3))
    assert table(where.results()) == []
    assert table(over(office(OVER), period="2022-08").results("2022-09")) == []
    assert table(over(office(OVER | {"expires": date(2022, 9, 15)})).results()) == []


def test_report_workbook_and_json_tell_of_it(tmp_path: Path) -> None:
    rows = plan_rows()
    rows["Miễn áp dụng"] = [OVER]
    (tmp_path / "ke-hoach.xlsx").write_bytes(draw_plan(rows))
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    inbox.joinpath("a.xlsx").write_bytes(over(office(OVER)).sent[0].data)
    made = make_report(tmp_path / "ke-hoach.xlsx", inbox, "2022-09", tmp_path / "out", None, NOON, SILENT)
    assert made.disagreements == ()
    files = {path.suffix: path for path in made.files if not path.name.startswith("don-doc")}
    told = json.loads(files[".json"].read_text(encoding="utf-8"))
    (found,) = told["submissions"][0]["findings"]
    assert found["severity"] == "info" and WHY["reason"] in found["message"]
    report = next(r for r in told["registries"] if r["document"].startswith("bao-cao"))
    assert [e["kind"] for e in report["apart"] if "3947" in e["text"]] == ["plan"]
    sheet = openpyxl.load_workbook(files[".xlsx"])["Lỗi và lưu ý"]
    heads, line = (list(row) for row in sheet.iter_rows(min_row=1, max_row=2, values_only=True))
    listed = dict(zip(heads, line, strict=True))
    assert listed["Mã"] == "DATA_OVER_WHOLE" and listed["Người duyệt miễn"] == WHY["approver"]
    assert listed["Lý do miễn"] == WHY["reason"] and listed["Miễn đến hết ngày"].date() == YEAR_END


# --- the plan workbook -----------------------------------------------------------------------------


def test_a_workbook_without_the_sheet_is_whole() -> None:
    book = open_workbook(draw_plan(plan_rows()))
    del book["Miễn áp dụng"]
    plan, findings = read_plan(save(book), "cu.xlsx")
    assert plan is not None and plan.waivers == () and findings == ()


def test_a_row_is_read_as_it_stands() -> None:
    plan = office(OVER | {"unit": "Phòng TCCB", "task": "I.1", "period": "2022-09"}).plan
    assert plan.waivers == (
        Waiver("DATA_OVER_WHOLE", "TCCB", "I.1", "2022-09", WHY["approver"], WHY["reason"], YEAR_END),
    )


def test_next_year_keeps_what_still_holds_and_no_more(tmp_path: Path) -> None:
    """The first reports of 2023 are due in January; what was for a period of 2022 is over in any case."""
    rows = plan_rows()
    lasting = OVER | {"unit": "TCCB", "expires": date(2023, 12, 31)}
    rows["Miễn áp dụng"] = [OVER, lasting, lasting | {"period": "2022-09"}]
    (tmp_path / "ke-hoach.xlsx").write_bytes(draw_plan(rows))
    made = planning.begin_next_plan(tmp_path / "ke-hoach.xlsx", None, None, tmp_path / "moi.xlsx", NOON)
    assert [(w.unit, w.expires) for w in made.plan.waivers] == [("TCCB", date(2023, 12, 31))]
