"""Rows for a plan workbook that is begun from nothing: a year and the plan's sections come in, rows go out.

Everything here is a sample that the agency confirms.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from pipeline.plan_sheets import AGENCY_FIELDS, SIGNING_DIRECTLY

SAMPLE = "mẫu, cần cơ quan xác nhận"
Cells = dict[str, str | int | date | None]


def agency_rows(year: int) -> list[Cells]:
    """Every field of the agency sheet; blank where only the agency can know."""
    given: Cells = {
        "drafter": "VP", "signer_form": SIGNING_DIRECTLY, "signer_head": "GIÁM ĐỐC", "addressed": "Có",
        "addressees": "Sở Nội vụ", "recipients": "UBND tỉnh (báo cáo)", "archive": "VT, VP",
        "plan_id": f"KH-{year}", "report_abstract": "Kết quả công tác cải cách hành chính {kỳ}",
        "year": str(year), "counted_from": date(year - 1, 12, 15), "survey_method": "gộp các nhân tố",
    }  # fmt: skip
    return [{"key": f.key, "value": given.get(f.key), "basis": SAMPLE} for f in AGENCY_FIELDS]


def calendar_rows(year: int) -> list[Cells]:
    """The windows of Nghị định 09/2019/NĐ-CP, the months from the 15th to the 14th."""
    first = date(year - 1, 12, 15)
    months = [first, *(date(year, month, 15) for month in range(1, 13)), date(year + 1, 1, 15), date(year + 1, 2, 15)]
    kept = [
        (f"{day.year}-{day.month:02d}", "tháng", begin, day - timedelta(days=1), f"tháng {day.month} năm {day.year}")
        for begin, day in pairwise(months)
    ]
    for key, kind, begin, end, title in (
        ("Q1", "quý", 0, 3, "quý I"), ("Q2", "quý", 3, 6, "quý II"), ("Q3", "quý", 6, 9, "quý III"),
        ("Q4", "quý", 9, 12, "quý IV"), ("6T", "6 tháng", 0, 6, "6 tháng đầu"), ("9T", "9 tháng", 0, 9, "9 tháng"),
        ("", "năm", 0, 12, ""),
    ):  # fmt: skip
        name = f"{year}-{key}" if key else str(year)
        kept.append((name, kind, months[begin], months[end] - timedelta(days=1), f"{title} năm {year}".strip()))
    return [
        {"key": key, "kind": kind, "start": begin, "end": end, "deadline": end + timedelta(days=4), "title": title,
         "basis": SAMPLE}
        for key, kind, begin, end, title in kept
    ]  # fmt: skip


def outline_rows(sections: Sequence[tuple[str, str]]) -> list[Cells]:
    """A report in three parts, the plan's sections in its second."""
    codes = [code for code, _ in sections]
    tasks = "; ".join(code for code in codes if code != "MT")
    rows: list[tuple[str, str, str, str, str]] = [
        ("1", "I", "Kết quả thực hiện nhiệm vụ", "nhiệm vụ", tasks),
        ("1", "II", "Đánh giá chung", "tổng quan", ""),
    ]
    if "MT" in codes:
        rows.append(("1", "III", "Các mục tiêu của Kế hoạch", "mục tiêu chung", "MT"))
    return [
        {"level": level, "number": number, "title": title, "content": content, "sections": told, "basis": SAMPLE}
        for level, number, title, content, told in rows
    ]
