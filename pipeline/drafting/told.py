"""A draft comes in, what a person and a machine are told of it goes out: a summary, and every proposal."""

from __future__ import annotations

from typing import Any

from pipeline.drafting.draft import Draft
from pipeline.plan_sheets import AGENCY
from pipeline.plan_writer import CHECK_SHEET, as_shown, place_of


def summary(draft: Draft, source: str, out: str) -> str:
    """What was read, how sure it is, what to do next."""
    parts = f"{draft.parts} phần, " if draft.parts else ""
    lines = [
        f"Đã đọc {source}: {parts}{draft.sections} mục, {draft.tasks} nhiệm vụ, {draft.objectives} mục tiêu chung; "
        f"đề xuất {draft.measures} chỉ tiêu.",
        f"{draft.count('read') + draft.count('inferred')} ô chắc chắn ({draft.count('read')} đọc nguyên văn, "
        f"{draft.count('inferred')} suy ra theo quy tắc); {draft.count('review')} ô cần xem lại; "
        f"{draft.count('sample')} ô là nội dung mẫu.",
    ]
    lines += draft.notes
    lines.append(
        f"Đã ghi {out}. Mở tệp, xem trang “{CHECK_SHEET}” từ trên xuống, sửa các ô nền vàng, "
        f"rồi kiểm tra bằng lệnh: plan check {out}"
    )
    return "\n".join(lines)


def draft_json(draft: Draft) -> dict[str, Any]:
    """Every proposal with its cell, grade, source and reason."""
    proposals = []
    for mark in draft.marks:
        row, column, name = place_of(mark, draft.rows)
        key = "value" if mark.sheet == AGENCY.name else mark.key
        proposals.append(
            {
                "sheet": mark.sheet, "row": row + 1, "column": column + 1, "field": name,
                "value": as_shown(draft.rows[mark.sheet][mark.row].get(key)), "grade": mark.grade,
                "place": mark.place, "found": mark.found, "reason": mark.reason,
            }
        )  # fmt: skip
    counts = {"parts": draft.parts, "sections": draft.sections, "tasks": draft.tasks, "measures": draft.measures}
    counts |= {"objectives": draft.objectives}
    grades = {grade: draft.count(grade) for grade in ("read", "inferred", "review", "sample")}
    return {"schema": 1, **counts, "grades": grades, "notes": list(draft.notes), "proposals": proposals}
