"""A plan workbook that was just begun: what stands in it comes in, what to do next goes out, in lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Plan


@dataclass(frozen=True, slots=True)
class StartedPlan:
    """A plan workbook that was begun, and the plan in it."""

    path: Path
    plan: Plan


@dataclass(frozen=True, slots=True)
class NextPlan(StartedPlan):
    """One made from the plan of an earlier year."""

    former: Plan
    to_look_at: tuple[str, ...]  # places that still name the former year
    lacking: tuple[tuple[str, str], ...]  # (measure, unit) without a figure of the former year


def plan_size(plan: Plan) -> str:
    """As "12 đơn vị, 54 nhiệm vụ, 3 mục tiêu chung, 75 chỉ tiêu, 21 kỳ báo cáo"."""
    tasks = sum(not t.objective for t in plan.tasks.values())
    return (
        f"{len(plan.units)} đơn vị, {tasks} nhiệm vụ, {len(plan.tasks) - tasks} mục tiêu chung, "
        f"{len(plan.measures)} chỉ tiêu, {len(plan.calendar)} kỳ báo cáo"
    )


def _check(path: Path) -> str:
    return f'Sửa xong, kiểm tra bằng lệnh: plan check "{path}" (với make: make plan-check PLAN="{path}")'


def next_lines(made: NextPlan, inbox: str | None) -> list[str]:
    """What stands in next year's plan and what the office does with it; `inbox`: where its figures are from."""
    plan, former = made.plan, made.former.agency.year
    cleared = sum(bool(m.targets) and not plan.measures[m.code].targets for m in made.former.measures.values())
    compared = sum(m.baseline_year is not None for m in plan.measures.values())
    if inbox:
        figures = f"đã ghi {len(plan.baselines)} dòng lấy từ {inbox}, cần xem lại"
    else:
        figures = f"để trống; muốn có sẵn kết quả năm {former} thì lập lại, thêm hộp nhận (--inbox, INBOX=… với make)"
    lacking = ", ".join(f"{measure} ({plan.units[unit].short_name})" for measure, unit in made.lacking)
    return [
        f"Đã lập tệp kế hoạch năm {plan.agency.year}: {made.path} ({plan_size(plan)}).",
        "Việc cần làm tiếp:",
        f"  - Trang “Chỉ tiêu”: ghi mục tiêu, thời hạn mới cho {cleared} chỉ tiêu (mục tiêu năm {former} nằm ở cột "
        f"“Cơ sở”); xem lại {compared} chỉ tiêu so với năm trước.",
        f"  - Trang “Số liệu năm trước”: {figures}.",
        *([f"  - Chưa có số liệu năm {former}, bổ sung nếu cần: {lacking}."] if lacking else []),
        *(f"  - Còn ghi năm {former}, xem lại: {place}." for place in made.to_look_at),
        f"  - {_check(made.path)}",
    ]


def sample_lines(made: StartedPlan) -> list[str]:
    """What the starting plan holds and in which order it is filled in."""
    agency, size = made.plan.agency, plan_size(made.plan)
    return [
        f"Đã lập tệp kế hoạch mẫu năm {agency.year} cho {agency.running_name}: {made.path} ({size}).",
        "Mọi nội dung nền vàng là mẫu. Điền lần lượt các trang:",
        "  - “Cơ quan”: cơ quan chủ quản, địa danh, người ký, căn cứ, nơi nhận",
        "  - “Đơn vị”: các phòng, đơn vị thật thay cho đơn vị mẫu",
        "  - “Nhiệm vụ”, “Chỉ tiêu”, “Nội dung cho sẵn”: theo kế hoạch của cơ quan",
        "  - “Bố cục báo cáo”, “Lịch báo cáo”: xem lại các mục, hạn nộp, ngày nghỉ lễ, Tết",
        _check(made.path),
    ]
