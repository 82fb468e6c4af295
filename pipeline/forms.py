"""What each kind of measure asks for: fields with their forms, and who is asked.

A measure or a task comes in, fields go out; where they stand on a sheet is `layout`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from pipeline.model import Kind, Measure, Plan, Task, Unit

STATUSES = ("Chưa thực hiện", "Đang thực hiện", "Hoàn thành")
YES, NO = "Có", "Không"
LONG_LIMIT = 1500  # characters of a text that a report quotes in full

Form = Literal["whole", "number", "money", "date", "text", "long", "yes_no", "status", "given"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in.

    required: blank while its neighbours are filled is an error. keep: it seldom changes from one
    period to the next, so the next template comes with it filled in.
    """

    key: str
    label: str
    form: Form
    help: str = ""
    required: bool = True
    keep: bool = False


@dataclass(frozen=True, slots=True)
class KindLayout:
    """What a kind of measure asks for: single inputs, then a list (rows = 0: the given items)."""

    inputs: tuple[Field, ...] = ()
    columns: tuple[Field, ...] = ()
    rows: int = 0
    widths: tuple[int, ...] = (5, 44, 20, 62)
    guide: str = ""


_LEVELS = ("Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng")
_LEVEL_KEYS = ("level_1", "level_2", "level_3", "level_4", "level_5")
CASE_ROWS = 200_000

KINDS: dict[Kind, KindLayout] = {
    "ratio": KindLayout(
        (
            Field("numerator", "Số đã đạt (tử số)", "number", "Phần đã thực hiện; không gõ tỷ lệ %"),
            Field("denominator", "Tổng số (mẫu số)", "number", "Toàn bộ số phải thực hiện"),
        ),
        guide="Gõ hai số: số đã đạt và tổng số. Tỷ lệ do hệ thống tính.",
    ),
    "count": KindLayout(
        (Field("count", "Số lượng", "whole", "Gõ số nguyên; nếu không có thì gõ 0"),),
        guide="Gõ một số nguyên. Nếu không có, gõ 0.",
    ),
    "baseline": KindLayout(
        (
            Field("current", "Số hiện nay", "number", "Tại ngày chốt số liệu"),
            Field("baseline", "Số của năm so sánh", "number", "Tại ngày 31/12 của năm so sánh", keep=True),
        ),
        guide="Gõ số hiện nay và số của năm so sánh.",
    ),
    "documents": KindLayout(
        (),
        (
            Field("number", "Số, ký hiệu", "text", required=False),
            Field("date", "Ngày ban hành", "date"),
            Field("subject", "Trích yếu nội dung", "text", required=False),
        ),
        rows=20,
        guide="Mỗi văn bản, sản phẩm một dòng. Văn bản đã kê ở kỳ trước không cần kê lại. "
        "Sản phẩm không có số, ký hiệu thì ghi ngày và nội dung.",
    ),
    "checklist": KindLayout(
        (),
        (
            Field("item", "Nội dung", "given"),
            Field("done", "Đã thực hiện", "yes_no", required=False),
            Field("note", "Ghi chú", "text", required=False),
        ),
        guide="Chọn Có hoặc Không cho từng nội dung. Để trống nghĩa là chưa trả lời, không phải là Không.",
    ),
    "disbursement": KindLayout(
        (
            Field(
                "decision", "Quyết định giao vốn (số, ngày)", "text",
                "Quyết định mới nhất về kế hoạch vốn, ví dụ: 1234/QĐ-UBND ngày 05/7/2022", required=False,
                keep=True,
            ),
        ),
        (
            Field("project", "Dự án, công trình", "text", keep=True),
            Field("allocated", "Kế hoạch vốn được giao (đồng)", "money", keep=True),
            Field("disbursed", "Đã giải ngân lũy kế (đồng)", "money"),
        ),
        rows=20,
        widths=(5, 50, 24, 24, 12, 12, 12),
        guide="Mỗi dự án một dòng, số tiền theo đồng, giải ngân tính lũy kế từ đầu năm. "
        "Chỉ kê dự án do đơn vị mình làm chủ đầu tư.",
    ),
    "survey": KindLayout(
        (),
        (
            Field("factor", "Nhân tố, câu hỏi", "given"),
            *(Field(k, label, "whole") for k, label in zip(_LEVEL_KEYS, _LEVELS, strict=True)),
        ),
        widths=(5, 52, 15, 15, 15, 15, 15),
        guide="Mỗi dòng một nhân tố: gõ số lượt trả lời ở từng mức. Mức nào không có thì gõ 0.",
    ),
    "cases": KindLayout(
        (),
        (
            Field("id", "Mã hồ sơ", "text"),
            Field("received", "Ngày tiếp nhận", "date"),
            Field("due", "Ngày hẹn trả", "date"),
            Field("returned", "Ngày trả kết quả", "date", "để trống nếu đang giải quyết", required=False),
        ),
        rows=CASE_ROWS,
        guide="Dán danh sách hồ sơ kết xuất từ phần mềm Một cửa vào trang “Danh sách hồ sơ”, "
        "mỗi hồ sơ một dòng, tính từ đầu năm. Hồ sơ đang giải quyết thì để trống ngày trả kết quả.",
    ),
}  # fmt: skip
PLAIN_KINDS: tuple[Kind, ...] = ("count", "baseline")  # their numbers are in the unit of the measure
SURVEY_LEVELS = _LEVEL_KEYS

STATUS_FIELDS = (
    Field("as_of", "Số liệu tính đến ngày", "date", "Để trống nếu tính đến ngày cuối của kỳ báo cáo", required=False),
    Field("status", "Tình trạng thực hiện", "status", "Nhận định của đơn vị; không thay cho số liệu", required=False),
    Field("nil", "Không phát sinh", "yes_no", "Chọn “Có” nếu từ đầu năm chưa phát sinh nội dung này", required=False),
    Field("result", "Kết quả nổi bật", "long", required=False),
    Field("difficulty", "Khó khăn, vướng mắc", "long", required=False),
    Field("proposal", "Kiến nghị, đề xuất", "long", required=False),
    Field("reporter", "Người báo cáo", "text", required=False, keep=True),
    Field("phone", "Điện thoại", "text", required=False, keep=True),
)  # fmt: skip
WHO_REPORTS = tuple(f for f in STATUS_FIELDS if f.keep)  # asked once for all tasks of a bundle
UNCHANGED = Field(
    "unchanged", "Không thay đổi so với kỳ trước", "yes_no",
    "Chọn “Có” nếu số liệu lũy kế vẫn như kỳ trước, khi đó không phải gõ lại", required=False,
)  # fmt: skip
WIDE_FORMS = ("long", "text")


def status_fields(plan: Plan, task: Task) -> tuple[Field, ...]:
    """The task's own block; where nothing may fail to arise, the nil box says so."""
    if any(m.if_any for m in plan.measures_of(task.code)):
        return STATUS_FIELDS
    return tuple(
        replace(f, help="Không dùng cho nhiệm vụ này, đề nghị để trống") if f.key == "nil" else f for f in STATUS_FIELDS
    )


def baseline_fields(measure: Measure) -> tuple[Field, ...]:
    """What is asked about an earlier year beside the current value (contract 3.2)."""
    year = measure.baseline_year
    if measure.kind == "baseline" or year is None:
        return ()
    if measure.kind in ("count", "documents"):
        return (Field("baseline", f"Số của năm {year}", "number", "Cả năm", required=False, keep=True),)
    part, whole = {
        "cases": ("Hồ sơ trả trước hạn và đúng hạn", "Hồ sơ đã trả kết quả"),
    }.get(measure.kind, ("Tử số", "Mẫu số"))
    return (
        Field("baseline_numerator", f"{part} năm {year}", "number", "Cả năm", required=False, keep=True),
        Field("baseline_denominator", f"{whole} năm {year}", "number", "Cả năm", required=False, keep=True),
    )


def input_fields(measure: Measure) -> tuple[Field, ...]:
    """The single inputs of a measure, an earlier year included."""
    fields = (*KINDS[measure.kind].inputs, *baseline_fields(measure))
    if measure.kind == "baseline" and measure.baseline_year:
        year = measure.baseline_year
        return tuple(
            replace(f, label=f"Số năm {year}", help=f"Tại ngày 31/12/{year}") if f.key == "baseline" else f
            for f in fields
        )
    return fields


def name_of(prefix: str, code: str, field: str = "") -> str:
    """Workbook-scope names: in_A_VII_1_1_decision, rows_A_VII_1_1 (underscores, never dots)."""
    return "_".join(p for p in (prefix, code.replace(".", "_"), field) if p)


@lru_cache(maxsize=1024)
def reporters(plan: Plan, task: Task) -> tuple[str, ...]:
    """Units that report a task, in roster order: those its typed measures ask, else its lead."""
    asked = {u for m in plan.measures_of(task.code) if not m.same_as for u in m.reporters}
    return tuple(code for code in plan.units if code in (asked or set(task.lead)))


def typed_measures(plan: Plan, task: Task, unit: Unit | None) -> tuple[Measure, ...]:
    """The measures that a template asks: all that are typed, or those that the unit reports."""
    return tuple(m for m in plan.measures_of(task.code) if not m.same_as and (unit is None or unit.code in m.reporters))
