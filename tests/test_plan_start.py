"""A plan begun from nothing: its calendar is the shipped one's, any year of it can be read."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Plan
from pipeline.plan import read_plan
from pipeline.plan_sheets import AGENCY_FIELDS
from pipeline.plan_start import agency_rows, calendar_rows, outline_rows, sentence_case, working_days_after
from tests.drawing import SHIPPED, draw_plan, open_workbook, plan_rows, shipped_plan

SAMPLE = "mẫu, cần cơ quan xác nhận"
SECTIONS = [("MT", "MỤC TIÊU"), ("I", "CHỈ ĐẠO, ĐIỀU HÀNH"), ("II", "THỦ TỤC VÀ TÀI CHÍNH")]


def started(year: int) -> Plan:
    """The small plan on the calendar, the agency rows and the outline of a new year."""
    rows = plan_rows()
    known = {r["key"]: r["value"] for r in rows["Cơ quan"] if r["value"] not in ("", None)}
    rows["Cơ quan"] = [
        {**r, "value": r["value"] if r["value"] is not None else known.get(r["key"])} for r in agency_rows(year)
    ]
    rows["Lịch báo cáo"] = calendar_rows(year)
    rows["Bố cục báo cáo"] = outline_rows(SECTIONS)
    plan, findings = read_plan(draw_plan(rows), "ke-hoach.xlsx")
    assert plan is not None and findings == ()
    return plan


def test_the_calendar_of_2022_is_the_shipped_one_row_by_row() -> None:
    sheet = open_workbook(SHIPPED.read_bytes())["Lịch báo cáo"]
    shipped = [
        tuple(v.date() if hasattr(v, "date") else v for v in row)
        for row in sheet.iter_rows(min_row=5, max_col=6, values_only=True)
        if row[0]
    ]
    keys = ("key", "kind", "start", "end", "deadline", "title")
    assert [tuple(row[k] for k in keys) for row in calendar_rows(2022)] == shipped
    assert len(shipped) == 21


@pytest.mark.parametrize(
    ("year", "key", "deadline"),
    [
        (2022, "2022-05", date(2022, 5, 17)),  # the window ends on a Saturday
        (2023, "2023-04", date(2023, 4, 18)),  # on a Friday
        (2024, "2024-02", date(2024, 2, 16)),  # a leap year, a Wednesday
        (2024, "2024-03", date(2024, 3, 18)),  # a Thursday
        (2023, "2024-01", date(2024, 1, 16)),  # after the year's end, a Sunday
    ],
)
def test_units_hand_in_two_working_days_after_the_window(year: int, key: str, deadline: date) -> None:
    (row,) = [r for r in calendar_rows(year) if r["key"] == key]
    assert row["deadline"] == deadline


def test_holidays_of_a_fixed_date_are_no_working_days() -> None:
    assert working_days_after(date(2021, 12, 31), 1) == date(2022, 1, 3)  # 1 January is a Saturday
    assert working_days_after(date(2025, 12, 31), 1) == date(2026, 1, 2)
    assert working_days_after(date(2025, 4, 29), 2) == date(2025, 5, 5)  # 30 April, 1 May, then Friday
    assert working_days_after(date(2025, 9, 1), 1) == date(2025, 9, 3)


@given(st.integers(1900, 2999))
def test_months_follow_each_other_and_the_year_holds_twelve(year: int) -> None:
    rows = {str(r["key"]): r for r in calendar_rows(year)}
    months = [r for r in rows.values() if r["kind"] == "tháng"]
    for before, after in pairwise(months):
        assert (after["start"] - before["end"]).days == 1
    whole = rows[str(year)]
    assert (whole["start"], whole["end"]) == (date(year - 1, 12, 15), date(year, 12, 14))
    assert months[11]["end"] == whole["end"] and len(months) == 14
    assert all(r["deadline"] > r["end"] and r["deadline"].weekday() < 5 for r in rows.values())


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2028, 2030])
def test_a_plan_begun_from_nothing_is_read_without_findings(year: int) -> None:
    plan = started(year)
    assert plan.agency.year == year and plan.agency.counted_from == date(year - 1, 12, 15)
    assert plan.calendar[str(year)].title == f"năm {year}"


def test_every_field_of_the_agency_stands_there_as_a_sample() -> None:
    rows = agency_rows(2023)
    assert [r["key"] for r in rows] == [f.key for f in AGENCY_FIELDS]
    assert all(str(r["basis"]).startswith(SAMPLE) for r in rows)
    blank = {r["key"] for r, f in zip(rows, AGENCY_FIELDS, strict=True) if f.required and not r["value"]}
    assert blank == {"name", "running_name", "short_name", "symbol", "place", "signer_name", "plan_basis"}


def test_everything_else_is_a_sample_too() -> None:
    assert all(str(r["basis"]).startswith(SAMPLE) for r in (*calendar_rows(2023), *outline_rows(SECTIONS)))


def told(sections: list[tuple[str, str]]) -> list[tuple[object, ...]]:
    return [tuple(r[k] for k in ("number", "title", "content", "sections", "kinds")) for r in outline_rows(sections)]


def test_sections_on_direction_open_the_report_and_objectives_are_judged() -> None:
    assert told(SECTIONS) == [
        ("I", "Công tác chỉ đạo, điều hành", "nhiệm vụ", "I", ""),
        ("II", "Kết quả thực hiện các nhiệm vụ", "", "", ""),
        ("1", "Thủ tục và tài chính", "nhiệm vụ", "II", ""),
        ("III", "Đánh giá chung", "", "", ""),
        ("1", "Kết quả thực hiện mục tiêu, nhiệm vụ", "tổng quan", "", ""),
        ("2", "Đánh giá kết quả thực hiện Kế hoạch trong năm", "đánh giá năm", "", "năm"),
        ("3", "Các mục tiêu của Kế hoạch", "mục tiêu chung", "MT", ""),
        ("4", "Kết quả nổi bật", "kết quả nổi bật", "", ""),
        ("5", "Tồn tại, hạn chế", "tồn tại, hạn chế", "", ""),
        ("6", "Nguyên nhân", "nguyên nhân", "", ""),
        ("IV", "Phương hướng, nhiệm vụ trọng tâm {kỳ tới}", "phương hướng", "", ""),
        ("V", "Kiến nghị, đề xuất", "kiến nghị", "", ""),
    ]


def test_a_plan_without_them_opens_with_the_overview() -> None:
    rows = told([("1", "Phát triển sản phẩm du lịch"), ("2", "Công tác chỉ đạo")])
    assert rows[0] == ("I", "Tình hình chung", "tổng quan", "", "")
    assert [r[3] for r in rows if r[2] == "nhiệm vụ"] == ["1", "2"]
    assert [r[2] for r in rows].count("tổng quan") == 1 and "mục tiêu chung" not in [r[2] for r in rows]


def test_a_plan_of_direction_alone_still_has_results() -> None:
    assert [r[3] for r in told([("I", "Chỉ đạo")]) if r[2] == "nhiệm vụ"] == ["I"]


def test_every_section_of_the_shipped_plan_is_told_once() -> None:
    sections = [(s.code, s.title) for s in shipped_plan().sections.values()]
    named = [code for r in outline_rows(sections) for code in str(r["sections"]).split("; ") if code]
    assert sorted(named) == sorted(code for code, _ in sections)


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("CẢI CÁCH THỂ CHẾ", "Cải cách thể chế"),
        ("TÁC ĐỘNG CỦA CCHC ĐẾN PHÁT TRIỂN KINH TẾ - XÃ HỘI", "Tác động của CCHC đến phát triển kinh tế - xã hội"),
        ("NHIỆM VỤ UBND TỈNH GIAO, GIẢI QUYẾT TTHC", "Nhiệm vụ UBND tỉnh giao, giải quyết TTHC"),
        ("Chỉ số hài lòng về “Tiếp cận dịch vụ”", "Chỉ số hài lòng về “Tiếp cận dịch vụ”"),
    ],
)
def test_a_title_in_capitals_becomes_a_heading(title: str, heading: str) -> None:
    assert sentence_case(title) == heading
