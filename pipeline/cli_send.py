"""The command that sends mail drafts. A thin skin on the sending package; the settings enter here.

Results go to standard output, progress and problems to standard error. Exit codes as in `cli`: 1 where a mail
could not be sent.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from pipeline.elsewhere import inbox_at, kept_register, place
from pipeline.terminal import CHECK_FAILED, INBOX, OUT, Command, Count, give_json, now, progress_option

if TYPE_CHECKING:
    from pipeline.progress import Progress
    from pipeline.sending.account import Account


@click.command("send", cls=Command)
@click.argument("paths", nargs=-1, metavar="[THƯ_MỤC_HOẶC_TỆP.eml...]")
@click.option("--out", default=OUT, metavar="THƯ_MỤC", help=f"Nơi có kết quả của các kỳ (mặc định {OUT}).")
@click.option("--period", metavar="KỲ", help="Gửi mọi thư nháp của kỳ này, thay cho việc nêu từng thư mục.")
@click.option("--inbox", default=INBOX, metavar="THƯ_MỤC", help=f"Hộp nhận, nơi ghi thư đã gửi (mặc định {INBOX}).")
@kept_register
@click.option("--dry-run", is_flag=True, help="Chỉ xem sẽ gửi gì, cho ai; không kết nối, không ghi gì.")
@click.option("--rate", type=Count(), default=30, metavar="SỐ", help="Nhiều nhất bao nhiêu thư mỗi phút (mặc định 30).")
@click.option("--again-unsure", is_flag=True, help="Gửi lại cả thư của lần gửi bị ngắt, không rõ đã đi chưa.")
@click.option("--json", "json_file", metavar="TỆP", help="Ghi kết quả dạng JSON vào tệp này (- : ra màn hình).")
@progress_option
def send(
    paths: tuple[str, ...], out: str, period: str | None, inbox: str,
    dry_run: bool, rate: int, again_unsure: bool, json_file: str | None, progress: Progress,
) -> None:  # fmt: skip
    """Gửi các thư nháp (.eml) qua máy chủ thư của cơ quan, mỗi thư một lần."""
    if bool(paths) == bool(period):
        raise click.UsageError("Ghi một trong hai: thư mục hoặc tệp .eml cần gửi, hoặc --period (kỳ có thư nháp).")
    from pipeline.model import PipelineError
    from pipeline.sending import told
    from pipeline.sending.account import SENDER
    from pipeline.sending.deliver import Clock, Courier, find_drafts, look_up
    from pipeline.sending.post import Line

    box = inbox_at(inbox)
    if not dry_run and not box.is_dir():
        raise PipelineError(f"Không có thư mục hộp nhận “{box}”, nơi ghi thư đã gửi. Kiểm tra lại đường dẫn --inbox.")
    drafts = find_drafts([place(p) for p in paths] or [place(out, sets=True) / str(period)])
    account = None if dry_run else _account()
    sender = account.sender if account else os.environ.get(SENDER, "").strip()
    deliveries = look_up(drafts, box, sender)
    if account:
        clock = Clock(now, time.sleep)
        Courier(lambda: Line(account), box, clock, progress, sender, rate, again_unsure).deliver(deliveries)
    if json_file:
        give_json(told.deliveries_json(deliveries), json_file)
    if json_file != "-":
        for delivery in deliveries:
            click.echo("\n".join(told.preview(delivery) if dry_run else told.lines(delivery)))
        click.echo(told.summary(deliveries))
    if any(d.state not in told.DONE for d in deliveries):
        sys.exit(CHECK_FAILED)


def _account() -> Account:
    """The office's mail server as the environment names it; the password from there, or typed by who sits here."""
    from pipeline.model import PipelineError
    from pipeline.sending.account import PASSWORD, SENDER, VARIABLE, read_account

    account = read_account(os.environ.get(VARIABLE, ""), os.environ.get(SENDER, ""))
    if not account.user:
        return account
    password = os.environ.get(PASSWORD, "")
    if not password and sys.stdin.isatty():
        password = click.prompt(f"Mật khẩu của {account.user}", hide_input=True, err=True)
    if not password:
        raise PipelineError(f"Chưa có mật khẩu của {account.user}. Đặt biến môi trường {PASSWORD} rồi chạy lại.")
    return replace(account, password=password)
