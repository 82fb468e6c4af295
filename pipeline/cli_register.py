"""The office's commands about its register: what came in, the history of a file, accept, withdraw.

A thin skin on `registering`. Results go to standard output, progress and problems to standard error.
Exit codes as in `cli`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.elsewhere import inbox_at, kept_register
from pipeline.states import TOLD
from pipeline.terminal import INBOX, PLAN, SCHEDULER, Group, OneOf, give_json, named_key_file, now, progress_option

if TYPE_CHECKING:
    from pipeline.intake.decisions import Verdict
    from pipeline.progress import Progress
    from pipeline.registering import Kept

OFFICE = "Văn phòng"  # who decides where nobody is named
_JSON = click.option("--json", "json_file", metavar="TỆP", help="Ghi kết quả dạng JSON vào tệp này (- : ra màn hình).")
_INBOX = click.option("--inbox", metavar="THƯ_MỤC", help=f"Hộp nhận (mặc định {INBOX}).")
_PLAN = click.option("--plan", metavar="TỆP", help=f"Tệp kế hoạch (mặc định {PLAN}).")


@dataclass(frozen=True)
class _Desk:
    """Where the register and the plan lie, who reads, who hears of progress, as the group of commands was told."""

    inbox: str | None
    plan: str | None
    scheduler: str | None
    progress: Progress

    def places(self, inbox: str | None, plan: str | None) -> tuple[Path, Path]:
        """(plan, inbox) as a command was told, else its group, else as usual."""
        return Path(plan or self.plan or PLAN), inbox_at(inbox or self.inbox or INBOX)


@click.group("register", cls=Group, invoke_without_command=True, subcommand_metavar="[LỆNH] [THAM SỐ]...")
@_INBOX
@kept_register
@_PLAN
@click.option("--unit", default="", metavar="MÃ", help="Chỉ báo cáo của đơn vị này.")
@click.option("--task", default="", metavar="MÃ", help="Chỉ báo cáo về nhiệm vụ này.")
@click.option("--period", default="", metavar="KỲ", help="Chỉ báo cáo của kỳ này.")
@click.option(
    "--state", type=OneOf(*TOLD, also=TOLD), metavar="TÌNH_TRẠNG",
    help=f"Một trong: {'; '.join(TOLD.values())}.",
)  # fmt: skip
@_JSON
@SCHEDULER
@progress_option
@click.pass_context
def register(
    context: click.Context, inbox: str | None, plan: str | None, unit: str, task: str, period: str, state: str | None,
    json_file: str | None, scheduler: str | None, progress: Progress,
) -> None:  # fmt: skip
    """Sổ tiếp nhận: tệp nào đã đến, của ai, tình trạng ra sao; nhận hoặc rút một tệp."""
    desk = _Desk(inbox, plan, scheduler, progress)
    context.obj = desk
    if context.invoked_subcommand is not None:
        if unit or task or period or state or json_file:
            raise click.UsageError(
                "Tùy chọn --unit, --task, --period, --state, --json đứng một mình, không đi cùng lệnh."
            )
        return
    from pipeline.register_told import lines, register_json
    from pipeline.registering import chosen

    shown = chosen(_read(desk, None, None), unit, task, period, state or "")
    _give(register_json(shown), list(lines(shown)), json_file)


@register.command("show")
@click.argument("file", metavar="TỆP_HOẶC_MÃ")
@_INBOX
@kept_register
@_PLAN
@_JSON
@click.pass_obj
def show(desk: _Desk, file: str, inbox: str | None, plan: str | None, json_file: str | None) -> None:
    """Lịch sử một tệp: nhận khi nào, từ ai, lỗi gì, các bản khác nhau ở đâu.

    Ghi đường dẫn trong hộp nhận, vài chữ số đầu của mã SHA-256, hoặc báo cáo dạng I.2/VP/2022-09.
    """
    from pipeline.register_told import history, register_json
    from pipeline.registering import find, only

    kept = _read(desk, inbox, plan)
    arrival = find(kept, file)
    _give(register_json(only(kept, arrival)), list(history(kept, arrival)), json_file)


_REASON = click.option(
    "--reason", default="", metavar="LÝ_DO", help="Lý do, được in trong báo cáo; không được để trống."
)
_BY = click.option("--by", default=OFFICE, metavar="TÊN", help=f"Người quyết định (mặc định: {OFFICE}).")


@register.command("accept")
@click.argument("file", metavar="TỆP_HOẶC_MÃ")
@_REASON
@_BY
@_INBOX
@kept_register
@_PLAN
@click.pass_obj
def accept(desk: _Desk, file: str, reason: str, by: str, inbox: str | None, plan: str | None) -> None:
    """Nhận một tệp chờ xác minh, hoặc nhận lại tệp đã rút: từ nay tệp được tính."""
    _decide(desk, file, "accept", reason, by, inbox, plan)


@register.command("withdraw")
@click.argument("file", metavar="TỆP_HOẶC_MÃ")
@_REASON
@_BY
@_INBOX
@kept_register
@_PLAN
@click.pass_obj
def withdraw(desk: _Desk, file: str, reason: str, by: str, inbox: str | None, plan: str | None) -> None:
    """Rút một tệp: không tính nữa, bản hợp lệ trước đó được tính lại."""
    _decide(desk, file, "withdraw", reason, by, inbox, plan)


@register.command("copy")
@_INBOX
@kept_register
@click.pass_obj
def copy(desk: _Desk, inbox: str | None) -> None:
    """Chép sổ tiếp nhận, nhật ký cạnh hộp nhận lên máy chủ (--register), một lần, khi bắt đầu dùng nhiều máy."""
    from pipeline.registering import copy_to_server

    _, box = desk.places(inbox, None)
    click.echo(f"Đã chép {copy_to_server(box)} mục của sổ tiếp nhận và nhật ký lên máy chủ.")


def _read(desk: _Desk, inbox: str | None, plan: str | None) -> Kept:
    from pipeline.registering import read_register

    places = desk.places(inbox, plan)
    return read_register(*places, now(), named_key_file(), scheduler=desk.scheduler, progress=desk.progress)


def _decide(
    desk: _Desk, file: str, verdict: Verdict, reason: str, by: str, inbox: str | None, plan: str | None
) -> None:
    from pipeline.vietnamese import clean_text, one_line

    reason, by = (one_line(clean_text(text)) for text in (reason, by))
    if not reason or not by:
        raise click.UsageError('Quyết định cần có lý do, ví dụ --reason "đã gọi điện xác nhận với đơn vị".')
    from pipeline.register_told import decided_lines
    from pipeline.registering import decide_about

    places = desk.places(inbox, plan)
    decided = decide_about(
        *places, file, verdict, reason, by, now(), named_key_file(), scheduler=desk.scheduler, progress=desk.progress
    )
    for line in decided_lines(decided):
        click.echo(line)


def _give(told: dict[str, object], lines: list[str], json_file: str | None) -> None:
    if json_file:
        give_json(told, json_file)
    if json_file != "-":
        click.echo("\n".join(lines))
