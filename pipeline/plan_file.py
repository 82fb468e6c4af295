"""A plan workbook on disk: a path comes in, the plan or one sentence on what to mend goes out."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import Finding, Period, PipelineError, Plan
from pipeline.ooxml import BookError
from pipeline.plan import read_plan


def check_plan(path: Path) -> tuple[Plan | None, tuple[Finding, ...]]:
    """Reads a plan workbook; the plan is None where a finding is an error."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise PipelineError(
            f"Không có tệp kế hoạch “{path}”. Kiểm tra lại đường dẫn (--plan, hoặc PLAN=… với make)."
        ) from error
    except OSError as error:
        raise PipelineError(f"Không đọc được tệp kế hoạch “{path}” ({error.strerror}).") from error
    try:
        return read_plan(data, path.name)
    except BookError as error:
        raise PipelineError(
            f"Tệp kế hoạch “{path}” không phải bảng tính .xlsx đọc được. Lưu lại dạng .xlsx rồi chạy lại."
        ) from error


def load_plan(path: Path) -> Plan:
    """The plan, or PipelineError where its workbook has errors."""
    return sound(*check_plan(path), path)


def sound(plan: Plan | None, findings: tuple[Finding, ...], path: Path) -> Plan:
    """A plan without errors; PipelineError names the first where there are any."""
    if plan is None:
        first = next(f for f in findings if f.severity == "error")
        count = sum(f.severity == "error" for f in findings)
        raise PipelineError(
            f"Tệp kế hoạch “{path}” còn {count} lỗi, đầu tiên ở trang “{first.sheet}” ô {first.cell or '-'}: "
            f"{first.message} Chạy “plan check” để xem đủ."
        )
    return plan


def find_period(plan: Plan, key: str) -> Period:
    """The period of a key; PipelineError where the calendar has none."""
    period = plan.calendar.get(key)
    if period is None:
        known = ", ".join(plan.calendar)
        raise PipelineError(f"Kỳ “{key}” không có trong lịch báo cáo. Các kỳ đã khai báo: {known}.")
    return period
