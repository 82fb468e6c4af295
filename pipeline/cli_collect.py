"""The command that takes in what units sent: a thin skin on `collecting`. The password of a mailbox enters here.

Results go to standard output, progress and problems to standard error. Exit codes as in `cli`: 0 also
when some things could not be opened, 3 when a source could not be read.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.elsewhere import inbox_at, kept_register
from pipeline.terminal import COULD_NOT_RUN, INBOX, Command, Day, give_json, now, progress_option

if TYPE_CHECKING:
    from datetime import date

    from pipeline.collecting.address import Address
    from pipeline.progress import Progress

PASSWORD = "BAO_CAO_IMAP_PASSWORD"


@click.command("collect", cls=Command)
@click.argument("sources", nargs=-1, required=True, metavar="NGUỒN...")
@click.option("--inbox", default=INBOX, metavar="THƯ_MỤC", help=f"Hộp nhận (mặc định {INBOX}); chưa có thì được tạo.")
@kept_register
@click.option("--since", type=Day(), metavar="NGÀY", help="Chỉ nhận thư đến hộp thư từ ngày này.")
@click.option("--mark-seen", is_flag=True, help="Đánh dấu đã đọc trên máy chủ các thư đã nhận (mặc định: không).")
@click.option("--json", "json_file", metavar="TỆP", help="Ghi kết quả dạng JSON vào tệp này (- : ra màn hình).")
@progress_option
def collect(
    sources: tuple[str, ...], inbox: str, since: date | None, mark_seen: bool, json_file: str | None, progress: Progress
) -> None:
    """Nhận tệp, thư mục, thư (.eml, .msg), tệp nén (.zip) hoặc hộp thư IMAP vào hộp nhận.

    Hộp thư ghi dạng imaps://tên-đăng-nhập@máy-chủ/thư-mục; mật khẩu lấy ở biến môi trường
    BAO_CAO_IMAP_PASSWORD hoặc được hỏi. Chạy lại bao nhiêu lần cũng được: thư, tệp đã nhận không nhận lại.
    """
    addresses = _addresses(sources)
    if (since or mark_seen) and not addresses:
        raise click.UsageError("Tùy chọn --since, --mark-seen chỉ đi cùng hộp thư imaps://….")
    passwords = {text: _password(address) for text, address in addresses.items()}
    from pipeline.collecting import collect as collecting
    from pipeline.collecting import told

    wanted = [
        collecting.Source(address=addresses[text], password=passwords[text])
        if text in addresses
        else collecting.Source(path=Path(text))
        for text in sources
    ]
    outcomes = collecting.collect(inbox_at(inbox), wanted, now(), progress, collecting.Wishes(since, mark_seen))
    if json_file:
        give_json(told.outcomes_json(outcomes, inbox), json_file)
    if json_file != "-":
        for line in told.lines(outcomes, inbox):
            click.echo(line)
    for outcome in outcomes:
        if outcome.problem:
            click.echo(outcome.problem, err=True)
    if any(o.problem for o in outcomes):
        sys.exit(COULD_NOT_RUN)


def _addresses(sources: tuple[str, ...]) -> dict[str, Address]:
    """Those of the sources that are mailboxes, by what was typed."""
    from pipeline.collecting.address import SCHEMES, WrongAddress, read_address

    try:
        return {text: read_address(text) for text in sources if text.lower().startswith(SCHEMES)}
    except WrongAddress as error:
        raise click.UsageError(str(error)) from None  # the address stays out of every trace


def _password(address: Address) -> str:
    from pipeline.model import PipelineError

    given = os.environ.get(PASSWORD)
    if given:
        return given
    if not sys.stdin.isatty():
        raise PipelineError(f"Chưa có mật khẩu của hộp thư “{address.shown}”. Đặt biến môi trường {PASSWORD}.")
    return str(click.prompt(f"Mật khẩu của {address.user} tại {address.host}", hide_input=True, err=True))
