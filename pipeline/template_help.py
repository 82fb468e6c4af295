"""What a template tells the person who fills it in: dropdowns, red for bad values, the guide.

A field of the layout comes in; a validation rule, a formula or lines of text go out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pipeline import forms
from pipeline import layout as lo
from pipeline.model import Period, Plan
from pipeline.vietnamese import lower_first, show_date

GUIDE_TITLE, BUNDLE_GUIDE_TITLE = "HƯỚNG DẪN ĐIỀN MẪU", "HƯỚNG DẪN ĐIỀN SỔ BÁO CÁO"
BULLET = "• "  # begins a line of the guide that is no heading
RULES_TITLE = "Danh sách quy tắc kiểm tra"
_RULES_BELOW = f"{RULES_TITLE}: mã, mức, nội dung và cách sửa của từng quy tắc ghi ở cuối trang này (bấm để xem)."


def validation(field: forms.Field) -> dict[str, object]:
    """The rule that Excel checks while typing (xlsxwriter form); empty where anything goes."""
    refuse = {"error_title": "Chưa đúng"}
    if field.form == "whole":
        return refuse | {
            "validate": "integer", "criteria": ">=", "value": 0, "error_message": "Gõ số nguyên không âm, ví dụ 12.",
        }  # fmt: skip
    if field.form in ("number", "money"):
        return refuse | {
            "validate": "decimal", "criteria": ">=", "value": 0, "error_message": "Gõ số không âm, chỉ gồm chữ số.",
        }  # fmt: skip
    if field.form == "date":
        return refuse | {
            "validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31),
            "error_message": "Gõ ngày dạng dd/mm/yyyy, ví dụ 05/9/2022.",
        }  # fmt: skip
    choices = {"yes_no": [forms.YES, forms.NO], "status": list(forms.STATUSES)}.get(field.form)
    if choices:
        return refuse | {
            "validate": "list", "source": choices, "error_message": "Chọn trong danh sách: " + ", ".join(choices) + ".",
        }  # fmt: skip
    return {}


def bad_value(field: forms.Field, cell: str) -> str:
    """A formula that is true where the value cannot be read as the field's form."""
    if field.form == "whole":
        return f'AND({cell}<>"",OR(NOT(ISNUMBER({cell})),N({cell})<0,N({cell})<>INT(N({cell}))))'
    if field.form in ("number", "money"):
        return f'AND({cell}<>"",OR(NOT(ISNUMBER({cell})),N({cell})<0))'
    if field.form == "date":
        return f'AND({cell}<>"",OR(NOT(ISNUMBER({cell})),N({cell})<36526,N({cell})>73050))'
    choices = {"yes_no": (forms.YES, forms.NO), "status": forms.STATUSES}.get(field.form, ())
    if choices:
        return f'AND({cell}<>"",' + ",".join(f'{cell}<>"{c}"' for c in choices) + ")"
    return ""


def guide(plan: Plan, layout: lo.TaskLayout) -> Iterator[tuple[str, str]]:
    """(text, style) of each line of the instruction sheet; style "" is a bullet, "link" leads to the rules."""
    yield GUIDE_TITLE, "title"
    yield "Cách làm", "bar"
    yield f"Mở trang “{lo.INPUT_SHEET}”, chỉ điền các ô nền vàng; các ô khác được khóa để giữ đúng mẫu.", ""
    if layout.unit is None:
        yield "Trước hết chọn Đơn vị báo cáo và Kỳ báo cáo trong danh sách ở đầu trang.", ""
    yield from _how_to_fill(carried=bool(layout.carried or layout.stood))
    yield "Dòng “Kiểm tra trước khi gửi” cho biết còn bao nhiêu ô chưa điền.", ""
    yield _how_to_send(layout.period), ""
    yield _RULES_BELOW, "link"
    yield from _what_to_report([layout])


def bundle_guide(plan: Plan, layouts: Sequence[lo.TaskLayout]) -> Iterator[tuple[str, str]]:
    """The same of a unit's workbook of many tasks."""
    yield BUNDLE_GUIDE_TITLE, "title"
    yield "Cách làm", "bar"
    yield f"Trang “{lo.CONTENTS_SHEET}” liệt kê các nhiệm vụ và tình trạng điền; bấm vào mã để mở trang nhập liệu.", ""
    yield "Ở mỗi trang chỉ điền các ô nền vàng; các ô khác được khóa để giữ đúng mẫu.", ""
    yield (
        f"Người báo cáo, điện thoại ghi một lần ở trang “{lo.CONTENTS_SHEET}”; chỉ ghi ở trang nhiệm vụ nếu khác.",
        "",
    )
    yield from _how_to_fill(carried=any(layout.carried or layout.stood for layout in layouts))
    yield (
        "Nhiệm vụ chưa có số liệu thì để trống cả trang: phần đã điền vẫn được tổng hợp, phần còn lại gửi bổ sung sau "
        "bằng chính sổ này hoặc bằng mẫu riêng của nhiệm vụ.",
        "",
    )
    yield _how_to_send(layouts[0].period), ""
    yield _RULES_BELOW, "link"
    yield from _what_to_report(layouts)


def _how_to_fill(*, carried: bool) -> Iterator[tuple[str, str]]:
    if carried:
        yield (
            f"Chữ xám bắt đầu bằng “{lo.FORMER_MARK}” là số liệu đơn vị đã báo cáo; ô nền xanh nhạt đã điền sẵn theo "
            "kỳ trước, chỉ sửa nếu có thay đổi.",
            "",
        )
        yield (
            f"Nếu số liệu lũy kế của nhiệm vụ vẫn như kỳ trước, chọn “{forms.YES}” ở ô “{forms.UNCHANGED.label}”, "
            "không phải gõ lại.",
            "",
        )
    yield "Ô chuyển màu đỏ là giá trị chưa đúng (chữ thay cho số, số âm, ngày sai); đề nghị sửa trước khi gửi.", ""
    yield "Số: gõ chữ số, dấu phẩy cho phần lẻ. Ngày: dd/mm/yyyy. Tiền: theo đồng. Không gõ công thức.", ""
    yield "Để trống nghĩa là chưa có số liệu. Nếu bằng không, gõ số 0.", ""
    yield "Mỗi đơn vị chỉ báo cáo số liệu của mình; không cộng số liệu của đơn vị khác.", ""
    yield (
        "Không đổi tên trang, không xóa dòng, cột. Cần thêm dòng trong danh sách thì chèn dòng vào giữa danh sách.",
        "",
    )


def _how_to_send(period: Period | None) -> str:
    deadline = f" trước hết ngày {show_date(period.deadline)}" if period else ""
    return f"Lưu tệp dạng .xlsx và gửi về Văn phòng{deadline}. Gửi lại được nhiều lần; bản hợp lệ mới nhất được tính."


def _what_to_report(layouts: Iterable[lo.TaskLayout]) -> Iterator[tuple[str, str]]:
    yield "Nội dung phải báo cáo", "bar"
    for measure in (m for layout in layouts for m in layout.measures):
        yield f"{measure.name} ({measure.code}). {forms.KINDS[measure.kind].guide}", ""
        if measure.if_any:
            yield (
                f"Chỉ tiêu {measure.code}: nếu từ đầu năm chưa phát sinh, chọn “Có” ở ô Không phát sinh.",
                "",
            )
    for field in forms.STATUS_FIELDS:
        if field.help:
            yield f"{field.label}: {lower_first(field.help)}.", ""
