"""What is printed on the sheets beside a task's own: plan, unit and period come in, texts with their places go out.

`templates` draws by it, `intake.integrity` sees by it what was changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline import forms
from pipeline import layout as lo
from pipeline.model import Period, Plan, Task, Unit
from pipeline.vietnamese import show_date

CONTENTS_WIDTHS = (6, 12, 84, 46)
_CONTENTS_HEADS = ("TT", "Mã", "Nhiệm vụ (bấm vào mã để mở trang nhập liệu)", "Tình trạng")


def contents_texts(plan: Plan, unit: Unit, period: Period, tasks: Iterable[Task]) -> tuple[lo.Text, ...]:
    """The contents sheet of a unit's workbook: its head, then a row for each task."""
    head = contents_head(plan, unit, period)
    return (*head, *contents_rows(head, tasks))


def contents_head(plan: Plan, unit: Unit, period: Period) -> tuple[lo.Text, ...]:
    """Down to the headings; who reports is typed beside the last two labels."""
    faces = (
        (lo.UNIT_FACE, lo.unit_words(unit)),
        (lo.PERIOD_FACE, lo.period_words(period)),
        ("Hạn gửi", f"ngày {show_date(period.deadline)}"),
        *((field.label, "") for field in forms.WHO_REPORTS),
    )
    lines = []
    for row, (label, text) in enumerate(faces, 4):
        lines.append(lo.Text(row, 1, label, "label", 2))
        if text:
            lines.append(lo.Text(row, 3, text, "face", 4))
    return (
        lo.Text(1, 1, plan.agency.name, "agency", 4),
        lo.Text(2, 1, "BÁO CÁO KẾT QUẢ THỰC HIỆN NHIỆM VỤ", "title", 4),
        lo.Text(3, 1, f"({plan.agency.plan_title})", "subtitle", 4),
        *lines,
        *(lo.Text(4 + len(faces), column, head, "heading") for column, head in enumerate(_CONTENTS_HEADS, 1)),
    )


def contents_rows(head: tuple[lo.Text, ...], tasks: Iterable[Task]) -> Iterator[lo.Text]:
    """Under the headings each task: its number, its code that leads to its sheet, its name."""
    for row, task in enumerate(tasks, head[-1].row + 1):
        yield lo.Text(row, 1, str(row - head[-1].row), "order")
        yield lo.Text(row, 2, task.code, "link")
        yield lo.Text(row, 3, task.name, "face")


def case_texts(rows: lo.Rows) -> Iterator[lo.Text]:
    """The sheet of a pasted list: its title, what to do, its headings."""
    yield lo.Text(1, 1, lo.case_title(rows.measure), "title_left")
    told = forms.KINDS["cases"].guide.split(",", 1)[0] + ", mỗi hồ sơ một dòng."
    yield lo.Text(2, 1, told, "plain")
    for column, field in enumerate(rows.fields, rows.left):
        yield lo.Text(rows.first - 1, column, field.label, "heading")
