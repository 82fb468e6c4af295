"""The command that takes in what units sent: a thin skin on `collecting`. The password of a mailbox enters here.

Results go to standard output, progress and problems to standard error. Exit codes as in `cli`: 0 also
when some things could not be opened, 3 when a source could not be read.
"""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.progress import Progress
from pipeline.terminal import COULD_NOT_RUN, INBOX, Command, Day, give_json, progress_option
from pipeline.vietnamese import VIETNAM
from pipeline.wording import SEVERITY

if TYPE_CHECKING:
    from pipeline.collecting.collect import Outcome, Source, Taken
    from pipeline.collecting.mailbox import Address

PASSWORD = "BAO_CAO_IMAP_PASSWORD"


@click.command("collect", cls=Command)
@click.argument("sources", nargs=-1, required=True, metavar="NGUỒN...")
@click.option("--inbox", default=INBOX, metavar="THƯ_MỤC", help=f"Hộp nhận (mặc định {INBOX}); chưa có thì được tạo.")
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
    from pipeline.collecting import collect as collecting

    wanted = _sources(sources)
    if (since or mark_seen) and not any(s.address for s in wanted):
        raise click.UsageError("Tùy chọn --since, --mark-seen chỉ đi cùng hộp thư imaps://….")
    outcomes = collecting.collect(
        Path(inbox), wanted, datetime.now(VIETNAM), progress, collecting.Wishes(since, mark_seen)
    )
    if json_file:
        give_json({"schema": 1, "inbox": inbox, "sources": [_told(o) for o in outcomes]}, json_file)
    if json_file != "-":
        _print(outcomes, inbox)
    for outcome in outcomes:
        if outcome.problem:
            click.echo(outcome.problem, err=True)
    if any(o.problem for o in outcomes):
        sys.exit(COULD_NOT_RUN)


def _sources(texts: tuple[str, ...]) -> list[Source]:
    from pipeline.collecting import mailbox
    from pipeline.collecting.collect import Source

    addresses: dict[str, Address] = {}
    for text in texts:
        if text.lower().startswith(mailbox.SCHEMES):
            try:
                addresses[text] = mailbox.read_address(text)
            except mailbox.WrongAddress as error:
                raise click.UsageError(str(error)) from None  # the address stays out of every trace
    passwords = {text: _password(address) for text, address in addresses.items()}
    return [
        Source(address=addresses[text], password=passwords[text]) if text in addresses else Source(path=Path(text))
        for text in texts
    ]


def _password(address: Address) -> str:
    from pipeline.model import PipelineError

    given = os.environ.get(PASSWORD)
    if given:
        return given
    if not sys.stdin.isatty():
        raise PipelineError(f"Chưa có mật khẩu của hộp thư “{address.shown}”. Đặt biến môi trường {PASSWORD}.")
    return str(click.prompt(f"Mật khẩu của {address.user} tại {address.host}", hide_input=True, err=True))


# --- what a person sees -------------------------------------------------------------------------


def _print(outcomes: list[Outcome], inbox: str) -> None:
    for outcome in outcomes:
        click.echo(f"{outcome.source}: {_counts(outcome)}.")
        for taken in outcome.taken:
            click.echo(f"  {taken.file}{_origin(taken)}")
        for found in outcome.findings:
            if found.severity != "info":
                place = f"{found.label}: " if found.label else ""
                click.echo(f"  [{SEVERITY[found.severity]}] {place}{found.message} ({found.code})")
    files = sum(len(o.taken) for o in outcomes)
    mails = sum(o.mails for o in outcomes)
    known = sum(o.known for o in outcomes)
    worth = sum(f.severity != "info" for o in outcomes for f in o.findings)
    click.echo(f"Hộp nhận {inbox}: thêm {files} tệp, {mails} thư; {known} đã có từ trước; {worth} điều cần xem.")


def _counts(outcome: Outcome) -> str:
    empty = sum(f.code == "MAIL_NO_ATTACHMENT" for f in outcome.findings)
    parts = [
        f"{outcome.mails} thư mới" if outcome.mails else "",
        f"{empty} thư không có tệp đính kèm" if empty else "",
        f"{len(outcome.taken)} tệp mới",
        f"{outcome.known} đã có từ trước" if outcome.known else "",
        "chưa đọc được hết nguồn này" if outcome.problem else "",
    ]
    return ", ".join(filter(None, parts))


def _origin(taken: Taken) -> str:
    """As " ← bao cao.zip › KHTC/a.xlsx, thư của a@so.vn": where it was, where its place does not say so."""
    way = "" if taken.file.endswith(taken.way) else taken.way
    sender = f"thư của {taken.mail.sender}" if taken.mail and taken.mail.sender else ""
    told = ", ".join(filter(None, (way, sender)))
    return f"  ← {told}" if told else ""


def _told(outcome: Outcome) -> dict[str, object]:
    return {
        "source": outcome.source,
        "problem": outcome.problem or None,
        "mails": outcome.mails,
        "known": outcome.known,
        "files": [_told_file(taken) for taken in outcome.taken],
        "findings": [
            {"code": f.code, "severity": f.severity, "where": f.label, "found": f.found, "message": f.message}
            for f in outcome.findings
        ],
    }


def _told_file(taken: Taken) -> dict[str, object]:
    mail = taken.mail
    sent = {
        "message_id": mail.message_id, "sender": mail.sender, "sender_name": mail.sender_name,
        "subject": mail.subject, "sha256": mail.sha256,
    } if mail else None  # fmt: skip
    return {
        "file": taken.file, "sha256": taken.sha256, "received": taken.received.isoformat(timespec="seconds"),
        "way": taken.way, "mail": sent,
    }  # fmt: skip
