"""The command that makes a report: a thin skin on `run`. The clock and the terminal enter here.

Results go to standard output, progress and problems to standard error. Exit codes as in `cli`: 1 where
figures disagree.
"""

from __future__ import annotations

import shlex
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from pipeline import run
from pipeline.cli_register import named_key_file
from pipeline.progress import Progress
from pipeline.terminal import (
    CHECK_FAILED,
    INBOX,
    OUT,
    PLAN,
    Command,
    Day,
    Number,
    columns,
    is_coloured,
    is_screen,
    progress_option,
)
from pipeline.vietnamese import VIETNAM

_COLOURS: dict[str, dict[str, Any]] = {
    "head": {"bold": True}, "care": {"fg": "yellow"}, "grave": {"fg": "red", "bold": True},
}  # fmt: skip


@click.command("report", cls=Command)
@click.option("--plan", default=PLAN, metavar="TỆP", help=f"Tệp kế hoạch (mặc định {PLAN}).")
@click.option("--inbox", default=INBOX, metavar="THƯ_MỤC", help=f"Hộp nhận (mặc định {INBOX}).")
@click.option("--period", metavar="KỲ", help="Kỳ báo cáo; để trống: kỳ gần nhất đã kết thúc có báo cáo hợp lệ.")
@click.option("--out", default=OUT, metavar="THƯ_MỤC", help=f"Nơi ghi báo cáo (mặc định {OUT}).")
@click.option("--as-of", type=Day(), metavar="NGÀY", help="Đánh giá thời hạn đến ngày này (mặc định: ngày cuối kỳ).")
@click.option("--number", type=Number(), metavar="SỐ", help="Số của báo cáo, khi văn thư đã cấp.")
@click.option("--issued", type=Day(), metavar="NGÀY", help="Ngày ban hành báo cáo, khi đã có; để trống: chừa chỗ.")
@click.option("--supersedes", metavar="TỆP.docx", help="Báo cáo cùng kỳ mà báo cáo này thay thế.")
@click.option("--reason", default="", metavar="LÝ_DO", help="Lý do thay thế, đi cùng --supersedes.")
@click.option("--pdf", is_flag=True, help="Xuất thêm PDF của báo cáo và công văn (cần LibreOffice).")
@progress_option
def report(
    plan: str, inbox: str, period: str | None, out: str, as_of: date | None,
    number: int | None, issued: date | None, supersedes: str | None, reason: str, pdf: bool, progress: Progress,
) -> None:  # fmt: skip
    """Tổng hợp hộp nhận, lập báo cáo Word, công văn đôn đốc, bảng tổng hợp Excel, kết quả JSON."""
    if bool(supersedes) != bool(reason.strip()):
        raise click.UsageError("Báo cáo thay thế cần cả hai: --supersedes (tệp báo cáo cũ) và --reason (lý do).")
    now = datetime.now(VIETNAM)
    made = run.make_report(
        Path(plan), Path(inbox), period, Path(out), as_of, now, progress, number=number, issued=issued, pdf=pdf,
        supersedes=Path(supersedes) if supersedes else None, reason=reason, key_file=named_key_file(),
    )  # fmt: skip
    _print_summary(made, now.date(), _settings(plan, inbox, out))
    for problem in (made.unprinted, made.unentered):
        if problem:
            click.echo(problem, err=True)
    if made.disagreements:
        click.echo(f"SỐ LIỆU CHƯA KHỚP: {len(made.disagreements)} số liệu tính lại cho kết quả khác.", err=True)
        for found in made.disagreements:
            click.echo(f"  {found.words}", err=True)
        click.echo("Báo cáo được đánh dấu dự thảo. Không trình ký; báo người phụ trách phần mềm.", err=True)
        sys.exit(CHECK_FAILED)


def _settings(plan: str, inbox: str, out: str) -> str:
    """What the next commands need to be told, as make takes it: the places that are not the usual ones."""
    places = (("PLAN", plan, PLAN), ("INBOX", inbox, INBOX), ("OUT", out, OUT))
    return "".join(f" {name}={shlex.quote(given)}" for name, given, usual in places if given != usual)


def _print_summary(made: run.Report, today: date, settings: str) -> None:
    from pipeline.report_told import summary

    room = columns(sys.stdout) if is_screen(sys.stdout) else None
    coloured = is_coloured(sys.stdout)
    for line in summary(made, today, settings, room):
        click.echo(click.style(line.text, **_COLOURS[line.tone]) if coloured and line.tone else line.text)
