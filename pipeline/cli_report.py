"""The command that makes a report: a thin skin on `run`. The clock and the terminal enter here.

Results go to standard output, progress and problems to standard error. Exit codes as in `cli`: 1 where
figures disagree.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.elsewhere import inbox_or_example, kept_register, place, told
from pipeline.terminal import (
    CHECK_FAILED,
    INBOX,
    OUT,
    PLAN,
    SCHEDULER,
    Command,
    Count,
    Day,
    Number,
    is_coloured,
    named_key_file,
    next_commands,
    now,
    progress_option,
    room,
)

if TYPE_CHECKING:
    from datetime import date

    from pipeline.next_commands import Commands
    from pipeline.progress import Progress
    from pipeline.run import Report

_COLOURS: dict[str, dict[str, Any]] = {
    "head": {"bold": True}, "care": {"fg": "yellow"}, "grave": {"fg": "red", "bold": True},
}  # fmt: skip


@click.command("report", cls=Command)
@click.option("--plan", default=PLAN, metavar="TỆP", help=f"Tệp kế hoạch (mặc định {PLAN}).")
@click.option("--inbox", metavar="THƯ_MỤC", help=f"Hộp nhận, hoặc địa chỉ s3://… (mặc định {INBOX}; chưa có: ví dụ).")
@kept_register
@click.option("--period", metavar="KỲ", help="Kỳ báo cáo; để trống: kỳ gần nhất đã kết thúc có báo cáo hợp lệ.")
@click.option("--out", default=OUT, metavar="THƯ_MỤC", help=f"Nơi ghi báo cáo, hoặc địa chỉ s3://… (mặc định {OUT}).")
@click.option("--as-of", type=Day(), metavar="NGÀY", help="Đánh giá thời hạn đến ngày này (mặc định: ngày cuối kỳ).")
@click.option("--number", type=Number(), metavar="SỐ", help="Số của báo cáo, khi văn thư đã cấp.")
@click.option("--issued", type=Day(), metavar="NGÀY", help="Ngày ban hành báo cáo, khi đã có; để trống: chừa chỗ.")
@click.option("--supersedes", metavar="TỆP.docx", help="Báo cáo cùng kỳ mà báo cáo này thay thế.")
@click.option("--reason", default="", metavar="LÝ_DO", help="Lý do thay thế, đi cùng --supersedes.")
@click.option("--pdf", is_flag=True, help="Xuất thêm PDF của báo cáo và công văn (cần LibreOffice).")
@click.option("--workers", type=Count(), metavar="SỐ", help="Số tiến trình đọc tệp cùng lúc (mặc định: mọi nhân máy).")
@SCHEDULER
@progress_option
def report(
    plan: str, inbox: str | None, period: str | None, out: str, as_of: date | None, number: int | None,
    issued: date | None, supersedes: str | None, reason: str, pdf: bool, workers: int | None,
    scheduler: str | None, progress: Progress,
) -> None:  # fmt: skip
    """Tổng hợp hộp nhận, lập báo cáo Word, công văn đôn đốc, bảng tổng hợp Excel, kết quả JSON, trang tổng quan."""
    if bool(supersedes) != bool(reason.strip()):
        raise click.UsageError("Báo cáo thay thế cần cả hai: --supersedes (tệp báo cáo cũ) và --reason (lý do).")
    if workers and scheduler:
        raise click.UsageError("Chỉ chọn một trong hai: --workers (máy này), --scheduler hoặc DASK_SCHEDULER_ADDRESS.")
    from pipeline import run

    folder = place(out, sets=True)  # before the inbox: what the log of runs tells of is carried back behind it
    moment, box = now(), inbox_or_example(inbox)
    made = run.make_report(
        Path(plan), box, period, folder, as_of, moment,
        progress, number=number, issued=issued, pdf=pdf, processes=workers, scheduler=scheduler,
        supersedes=place(supersedes) if supersedes else None, reason=reason, key_file=named_key_file(),
    )  # fmt: skip
    _print_summary(made, moment.date(), next_commands(plan, told(str(box)), out))
    for problem in (made.unprinted, made.unentered):
        if problem:
            click.echo(problem, err=True)
    if made.disagreements:
        click.echo(f"SỐ LIỆU CHƯA KHỚP: {len(made.disagreements)} số liệu tính lại cho kết quả khác.", err=True)
        for found in made.disagreements:
            click.echo(f"  {found.words}", err=True)
        click.echo("Báo cáo được đánh dấu dự thảo. Không trình ký; báo người phụ trách phần mềm.", err=True)
        sys.exit(CHECK_FAILED)


def _print_summary(made: Report, today: date, commands: Commands) -> None:
    from pipeline.report_told import summary

    coloured = is_coloured(sys.stdout)
    for line in summary(made, today, commands, room()):
        text = told(line.text)
        click.echo(click.style(text, **_COLOURS[line.tone]) if coloured and line.tone else text)
