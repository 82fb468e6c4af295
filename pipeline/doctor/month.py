"""The month: whether the plan can be used, whether forms went out, and who still owes a report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from pipeline import key_file
from pipeline.doctor.line import Desk, Line
from pipeline.forms import reporters
from pipeline.handing_in import hand_ins
from pipeline.intake.issued import issued_on
from pipeline.intake.register import as_if_received
from pipeline.intake.settle import for_period
from pipeline.model import Period, Plan, report_key
from pipeline.periods import asked_months, default_period, month_of, months_in
from pipeline.plan_begun import plan_size
from pipeline.vietnamese import VIETNAM, show_date, show_number

_SOON = timedelta(days=7)  # before a month begins, in which its forms should go out


def plan(desk: Desk) -> Iterator[Line]:
    """Whether the plan workbook can be used; it is kept for the checks that follow."""
    from pipeline.plan_file import check_plan

    name = "Tệp kế hoạch"
    todo = f"Xem từng chỗ: {desk.commands.tell('plan-check', plan=str(desk.plan_path))}"
    desk.plan, findings = check_plan(desk.plan_path)
    errors = sum(f.severity == "error" for f in findings)
    notes = len(findings) - errors
    if desk.plan is None:
        yield Line(name, "error", f"{desk.plan_path}: {show_number(errors)} lỗi, {show_number(notes)} lưu ý", todo)
    elif notes:
        yield Line(name, "note", f"{plan_size(desk.plan)}; {show_number(notes)} lưu ý", todo)
    else:
        yield Line(name, "good", plan_size(desk.plan))


def forms(desk: Desk) -> Iterator[Line]:
    """Whether forms of this month went out, and those of the next one, once it is near."""
    if desk.plan is None:
        return
    name, today = "Phát mẫu", desk.now.astimezone(VIETNAM).date()
    calendar = desk.plan.calendar
    current = month_of(calendar, today)
    if current is None:
        yield Line(
            name, "note", f"lịch báo cáo không có tháng nào chứa ngày {show_date(today)}",
            f"Kiểm tra năm của tệp kế hoạch; lập tệp năm mới bằng {desk.commands.tell('plan-new')}.",
        )  # fmt: skip
        return
    issued = issued_on(desk.books)
    for month in (current, month_of(calendar, current.end + timedelta(days=1))):
        if month:
            asked = _asked(desk.plan, month)
            out = sum(key in issued for key in asked)
            found = f"{month.title}: đã phát {show_number(out)}/{show_number(len(asked))} mẫu"
            if out == len(asked) or today + _SOON < month.start:
                yield Line(name, "good", found)
            else:
                yield Line(name, "note", found, desk.commands.tell("templates", period=month.key))


def _asked(plan: Plan, month: Period) -> list[str]:
    """By `report_key` the reports that are asked in a month."""
    return [
        report_key(task.code, unit, month.key)
        for task in plan.tasks.values()
        for unit in reporters(plan, task)
        if asked_months(plan, task, unit, month)
    ]


def owing(desk: Desk) -> Iterator[Line]:
    """Who owes reports of the latest period that has ended; what a copy of the store does not know is read for it."""
    from pipeline import run
    from pipeline.reading.store import Store

    if desk.plan is None or not desk.inbox.is_dir():
        return
    name, today = "Báo cáo còn nợ", desk.now.astimezone(VIETNAM).date()
    named = desk.environment.get(key_file.VARIABLE, "").strip()
    secret = run.secret_of(desk.inbox, Path(named) if named else None)
    received = as_if_received(desk.inbox, desk.books, desk.now)
    judge = run.judge_at(desk.books, desk.plan, secret)
    submissions = run.taken(
        received, desk.plan, judge, store=Store(desk.books, desk.plan), progress=desk.progress
    ).submissions
    period = default_period(desk.plan.calendar, [s.period for s in submissions if s.accepted], today)
    if period is None:
        found = "hộp nhận chưa có báo cáo hợp lệ của kỳ nào đã kết thúc"
        yield Line(name, "note", found, f"Nhận báo cáo: {desk.commands.tell('collect')}")
        return
    months = {month.key for month in months_in(desk.plan.calendar, period)}
    settled = for_period(submissions, desk.plan, period)
    told = hand_ins(desk.plan, period, settled, frozenset(), issued_on(desk.books))
    asked = [r for r in told.reports if r.period in months]
    lacking = [r for r in asked if r.lacking]
    if not lacking:
        yield Line(name, "good", f"{period.title}: không đơn vị nào còn nợ, {show_number(len(asked))} báo cáo đã nhận")
        return
    owed = {r.unit for r in lacking}
    units = ", ".join(u.short_name for u in desk.plan.units.values() if u.code in owed)
    found = f"{period.title}: {show_number(len(lacking))} báo cáo chưa gửi hoặc chưa hợp lệ, của {units}"
    yield Line(name, "note", found, desk.commands.tell("remind", period=period.key))
