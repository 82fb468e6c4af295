"""The command that looks whether everything is in order: a thin skin on the doctor package.

It has to run where packages are missing: nothing that needs one but click is imported before it is needed.
The clock and the environment enter here. Exit codes: 0 nothing is an error, 3 something is, 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.terminal import (
    COULD_NOT_RUN,
    INBOX,
    OUT,
    PLAN,
    Command,
    give_json,
    is_coloured,
    next_commands,
    now,
    progress_option,
    room,
)

if TYPE_CHECKING:
    from pipeline.progress import Progress

_COLOURS = {"good": "green", "note": "yellow", "error": "red"}


@click.command("doctor", cls=Command)
@click.option("--plan", default=PLAN, metavar="TỆP", help=f"Tệp kế hoạch (mặc định {PLAN}).")
@click.option("--inbox", metavar="THƯ_MỤC", help=f"Hộp nhận (mặc định {INBOX}).")
@click.option("--out", default=OUT, metavar="THƯ_MỤC", help=f"Nơi có báo cáo của các kỳ (mặc định {OUT}).")
@click.option("--json", "json_file", metavar="TỆP", help="Ghi kết quả dạng JSON vào tệp này (- : ra màn hình).")
@progress_option
def doctor(plan: str, inbox: str | None, out: str, json_file: str | None, progress: Progress) -> None:
    """Kiểm tra máy, thư mục, sổ, thư và kỳ báo cáo có gì cần xử lý; không thay đổi gì."""
    from pipeline.doctor import told
    from pipeline.doctor.examine import examine

    coloured = is_coloured(sys.stdout)
    found = []
    for line in examine(
        Path(plan),
        Path(inbox or INBOX),
        Path(out),
        now().astimezone(),
        os.environ,
        inbox_named=bool(inbox),
        commands=next_commands(plan, inbox or INBOX, out),
        progress=progress,
    ):
        found.append(line)
        if json_file != "-":
            head = told.head(line)
            shown = click.style(head, fg=_COLOURS[line.state]) if coloured else head
            for text in told.lines(line, room()):
                click.echo(text.replace(head, shown, 1))
    if json_file:
        give_json(told.doctor_json(found), json_file)
    if json_file != "-":
        click.echo(told.summary(found))
    if any(line.state == "error" for line in found):
        sys.exit(COULD_NOT_RUN)
