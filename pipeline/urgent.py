"""What the office has to do first: a report that was made and the day come in, matters go out by their urgency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.messages import without_example
from pipeline.model import Arrival, Finding
from pipeline.next_commands import BY_MAKE, Commands
from pipeline.outcome import Results
from pipeline.report.figures import plain
from pipeline.report.letter import debts, unidentified
from pipeline.report.outlook import Aim, due_soon, overdue, owner
from pipeline.report.words import target_said, unit_names
from pipeline.run import Report
from pipeline.vietnamese import show_date, show_number, upper_first

_HASH = 12  # digits that name a file in a command: a stranger's file name does not belong into one


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to do: what is the matter, the first case of it, the next step and the commands that it takes.

    grave: nothing may be signed yet.
    """

    what: str
    first: str
    step: str
    commands: tuple[str, ...] = ()
    grave: bool = False


def matters(made: Report, today: date, commands: Commands = BY_MAKE) -> tuple[Matter, ...]:
    """Everything that is to be done about a report, ranked; commands: how the next ones are told."""
    results = made.results
    return tuple(
        matter
        for found in (
            _doubt(made), _unentered(made), _waiting(results, commands), _refused(made, commands), _overdue(results),
            _missing(results, today, commands), _at_risk(results),
        )
        for matter in found
    )  # fmt: skip


def _doubt(made: Report) -> Iterator[Matter]:
    """Figures that the second road reckons differently."""
    if made.disagreements:
        yield Matter(
            f"Số liệu chưa khớp: {show_number(len(made.disagreements))} số liệu tính lại cho kết quả khác",
            made.disagreements[0].words,
            "Không trình ký. Giữ nguyên hộp nhận, tệp kế hoạch; gửi cho người phụ trách phần mềm kèm danh sách ở phụ "
            "lục cuối của báo cáo.",
            grave=True,
        )


def _unentered(made: Report) -> Iterator[Matter]:
    if made.unentered:
        yield Matter(
            "Lần lập báo cáo này chưa có trong nhật ký", "",
            "Kiểm tra quyền ghi vào thư mục hộp nhận, lập lại báo cáo trước khi trình ký.", grave=True,
        )  # fmt: skip


def _waiting(results: Results, commands: Commands) -> Iterator[Matter]:
    """Files of which the office has to say whether they count."""
    waiting = [r for r in results.receipts if r.state == "quarantined"]
    if waiting:
        first = waiting[0]
        file = first.arrival.sha256[:_HASH]
        yield Matter(
            f"{show_number(len(waiting))} tệp chờ xác minh người gửi, chưa được tính",
            _said(first.arrival, first.trust),
            "Gọi hỏi đơn vị; đúng của đơn vị thì nhận, không phải thì rút:",
            (
                commands.tell("accept", file=file, reason="đã gọi điện xác nhận"),
                commands.tell("withdraw", file=file, reason="đơn vị báo không gửi"),
            ),
        )


def _refused(made: Report, commands: Commands) -> Iterator[Matter]:
    """Files that their senders have to mend."""
    results = made.results
    files: dict[Arrival, Sequence[Finding]] = {}
    for submission in (*(d.refused for d in debts(results)), *unidentified(results)):
        if submission:
            files.setdefault(submission.arrival, submission.findings)
    if not files:
        return
    arrival, findings = next(iter(files.items()))
    answers = made.replies
    step = "Báo đơn vị sửa rồi gửi lại."
    told: tuple[str, ...] = ()
    if answers and answers.drafts:
        unknown = f" (thư của {', '.join(answers.without_address)} chưa có địa chỉ, cần tự điền)"
        step = f"Đọc lại thư phản hồi đã soạn sẵn{unknown if answers.without_address else ''} rồi gửi:"
        told = (commands.tell("send", period=results.period.key),)
    errors = [f for f in findings if f.severity == "error"]
    yield Matter(f"{show_number(len(files))} tệp chưa hợp lệ, đơn vị phải sửa", _said(arrival, errors), step, told)


def _said(arrival: Arrival, findings: Sequence[Finding]) -> str:
    """A file and the first that is said of it."""
    if not findings:
        return arrival.name
    place = f"{findings[0].place}: " if findings[0].place else ""
    return f"{arrival.name}: {place}{without_example(findings[0])}"


def _overdue(results: Results) -> Iterator[Matter]:
    found = sorted(overdue(results), key=lambda aim: aim[2].target.due or date.max)
    if found:
        yield _about("đã đến hạn mà chưa đạt hoặc chưa đủ số liệu", found, results, _days_over(found[0], results))


def _at_risk(results: Results) -> Iterator[Matter]:
    found = due_soon(results)
    if found:
        yield _about("chưa đạt, đến hạn trong kỳ tới", found, results)


def _about(what: str, found: Sequence[Aim], results: Results, late: str = "") -> Matter:
    """About targets, of which the first is named."""
    task, measure, target = found[0]
    others = "; các mục tiêu khác: xem báo cáo" if len(found) > 1 else ""
    goal = plain(target_said(target.target, measure.measure))
    return Matter(
        f"{show_number(len(found))} mục tiêu {what}",
        f"{upper_first(measure.measure.name)}: mục tiêu {goal}{late}",
        f"Đôn đốc thực hiện, {plain(owner(task, results))}{others}.",
    )


def _days_over(aim: Aim, results: Results) -> str:
    due = aim[2].target.due
    days = (results.as_of - due).days if due else 0
    return f", quá hạn {show_number(days)} ngày" if days > 0 else ", đã đến hạn"


def _missing(results: Results, today: date, commands: Commands) -> Iterator[Matter]:
    """Reports that did not come and whose day is over."""
    late = [r for r in results.hand_ins.standing("missing") if r.deadline < today]
    if late:
        owing = {r.unit for r in late}
        units = plain(unit_names([code for code in results.plan.units if code in owing], results))
        first = min(r.deadline for r in late)
        yield Matter(
            f"{show_number(len(late))} báo cáo chưa gửi, đã quá hạn nộp",
            f"{units}; hạn nộp {show_date(first)}, quá {show_number((today - first).days)} ngày",
            "Soạn thư nhắc kèm mẫu, đọc lại rồi gửi:",
            tuple(commands.tell(what, period=results.period.key) for what in ("remind", "send")),
        )
