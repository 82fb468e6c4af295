"""The command line: a thin skin on `run`. The clock, the folders and the terminal enter here.

Results go to standard output, progress and problems to standard error. Exit codes: 0 done, 1 a
check found errors or figures disagree, 2 wrong usage, 3 could not run.

Here and in the other `cli_*` a command loads what does its work when it is called and its usage is right: help
and complaints about usage come at once, and a command never loads what only others need.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import cli_agencies, cli_audit, cli_collect, cli_doctor, cli_plan, cli_register, cli_report, cli_send
from pipeline.elsewhere import inbox_at, kept_register, place, told
from pipeline.sweeping import sweep_seldom
from pipeline.terminal import (
    CHECK_FAILED,
    INBOX,
    OUT,
    PLAN,
    SCHEDULER,
    Day,
    Group,
    OneOf,
    give_json,
    named_key_file,
    now,
    progress_option,
    run_command,
)

ISSUED, STANDARD = f"{OUT}/mau", "input_templates/mau"  # where templates go

if TYPE_CHECKING:
    from datetime import date

    from pipeline.progress import Progress

_plan = click.option("--plan", default=PLAN, metavar="TỆP", help=f"Tệp kế hoạch (mặc định {PLAN}).")
_settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "terminal_width": 100}


def _say_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from pipeline.version import build

        click.echo(f"{ctx.find_root().info_name} {build()}")
        ctx.exit()


@click.group(cls=Group, context_settings=_settings)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_say_version, help="Hiện phiên bản."
)  # fmt: skip
def cli() -> None:
    """Phát mẫu, nhận và kiểm tra báo cáo của các đơn vị, tổng hợp và lập báo cáo Word."""


@cli.command("templates")
@_plan
@click.option("--period", metavar="KỲ", help="Kỳ báo cáo, ví dụ 2022-09, 2022-Q3, 2022.")
@click.option("--out", metavar="THƯ_MỤC", help=f"Nơi ghi các mẫu (mặc định {ISSUED}/<kỳ>; mẫu chuẩn: {STANDARD}).")
@click.option("--unit", "units", multiple=True, metavar="MÃ", help="Chỉ phát cho đơn vị này; có thể ghi nhiều lần.")
@click.option(
    "--layout", type=OneOf("task", "unit"), default="task", metavar="KIỂU",
    help="task: mỗi nhiệm vụ một tệp (mặc định); unit: mỗi đơn vị một tệp, mỗi nhiệm vụ một trang.",
)  # fmt: skip
@click.option(
    "--inbox", metavar="THƯ_MỤC", help=f"Hộp nhận để đưa số liệu kỳ trước vào mẫu (mặc định {INBOX}, nếu có)."
)
@kept_register
@click.option("--fresh", is_flag=True, help="Không đưa số liệu kỳ trước vào mẫu.")
@click.option("--standard", is_flag=True, help="Ghi mẫu chuẩn để trống, đơn vị tự chọn tên và kỳ.")
@progress_option
def templates(
    plan: str, period: str | None, out: str | None, units: tuple[str, ...],
    layout: str, inbox: str | None, fresh: bool, standard: bool, progress: Progress,
) -> None:  # fmt: skip
    """Phát mẫu: THƯ_MỤC/<đơn vị>/<nhiệm vụ>__<đơn vị>__<kỳ>.xlsx, hoặc mỗi đơn vị một sổ."""
    if standard and (period or units or inbox or fresh or layout != "task"):
        raise click.UsageError("Tùy chọn --standard không đi cùng --period, --unit, --layout, --inbox, --fresh.")
    if not standard and not period:
        raise click.UsageError("Cần cho biết kỳ báo cáo, ví dụ --period 2022-09 (PERIOD=2022-09 với make).")
    if fresh and inbox:
        raise click.UsageError("Chỉ chọn một trong hai: --inbox hoặc --fresh.")
    from pipeline import run

    folder = place(out or (STANDARD if standard else f"{ISSUED}/{period}"), sets=True)
    if not period:
        written = run.write_standard_templates(Path(plan), folder, progress)
    else:
        box = inbox_at(inbox or INBOX)
        written = run.issue_templates(
            Path(plan), period, folder, units, inbox=box if inbox or box.is_dir() else None,
            now=now(), bundled=layout == "unit", fresh=fresh, secret=_issuing_secret(box),
            progress=progress,
        )  # fmt: skip
    _say([f"Đã ghi {len(written)} mẫu vào {folder}."])


def _issuing_secret(box: Path) -> bytes | None:
    """The secret by which forms are marked, made on first use; none where there is no inbox."""
    if not box.is_dir():
        return None
    import secrets

    from pipeline.key_file import FILE_NAME, find_or_make_key

    return find_or_make_key(named_key_file() or box / FILE_NAME, lambda: secrets.token_hex(32))


@cli.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="TỆP_HOẶC_THƯ_MỤC...")
@_plan
@click.option(
    "--inbox", default=INBOX, metavar="THƯ_MỤC", help=f"Hộp nhận có khóa xác thực (mặc định {INBOX}, nếu có)."
)
@click.option("--json", "json_file", metavar="TỆP", help="Ghi kết quả dạng JSON vào tệp này (- : ra màn hình).")
@SCHEDULER
@progress_option
def check(
    paths: tuple[str, ...], plan: str, inbox: str, json_file: str | None, scheduler: str | None, progress: Progress
) -> None:
    """Kiểm tra các tệp đơn vị gửi, chưa tổng hợp."""
    from pipeline import run
    from pipeline.wording import finding_line, state_words

    secret = run.secret_of(inbox_at(inbox), named_key_file())
    files = [place(p) for p in paths]
    submissions = run.check_files(Path(plan), files, now(), secret, progress, scheduler=scheduler)
    if json_file:
        from pipeline.outcome import receipts
        from pipeline.report.machine import receipt_json

        give_json({"schema": 1, "submissions": [receipt_json(r) for r in receipts(submissions)]}, json_file)
    if json_file != "-":
        for s in submissions:
            about = " · ".join(filter(None, (s.task, s.unit, s.period, state_words(s))))
            _say([f"{s.arrival.name}: {about}", *(f"  {finding_line(found)}" for found in s.findings)])
    if any(s.state in ("rejected", "quarantined") for s in submissions):
        sys.exit(CHECK_FAILED)


@cli.command("remind")
@_plan
@click.option("--inbox", default=INBOX, metavar="THƯ_MỤC", help=f"Hộp nhận (mặc định {INBOX}).")
@kept_register
@click.option("--period", metavar="KỲ", help="Kỳ báo cáo; để trống: kỳ gần nhất đã kết thúc có báo cáo hợp lệ.")
@click.option("--out", default=OUT, metavar="THƯ_MỤC", help=f"Nơi ghi công văn, thư nhắc (mặc định {OUT}).")
@click.option("--as-of", type=Day(), metavar="NGÀY", help="Tính số ngày quá hạn đến ngày này (mặc định: hôm nay).")
@SCHEDULER
@progress_option
def remind(
    plan: str, inbox: str, period: str | None, out: str, as_of: date | None, scheduler: str | None, progress: Progress
) -> None:
    """Đơn vị nào còn nợ báo cáo: danh sách, công văn đôn đốc, thư nhắc kèm mẫu."""
    from pipeline import report_told, run

    moment = now()
    folder = place(out, sets=True)
    made = run.remind(
        Path(plan), inbox_at(inbox), period, folder, as_of or moment.date(), moment,
        key_file=named_key_file(), scheduler=scheduler, progress=progress,
    )  # fmt: skip
    _say(report_told.remind_lines(made))


@cli.command("rules")
@click.option("--out", metavar="TỆP", help="Ghi vào tệp này (.md); để trống: ra màn hình.")
def rules(out: str | None) -> None:
    """Danh sách mọi quy tắc kiểm tra: mã, mức, nội dung, cách sửa."""
    from pipeline.rule_list import rule_list
    from pipeline.writing import write_file

    if out:
        write_file(Path(out), rule_list().encode())
    else:
        click.echo(rule_list(), nl=False)


@cli.command("conform")
@click.argument("file", metavar="TỆP")
@click.option("--json", "json_file", metavar="TỆP", help="Ghi kết quả dạng JSON vào tệp này (- : ra màn hình).")
def conform(file: str, json_file: str | None) -> None:
    """Kiểm tra thể thức một văn bản Word (.docx) theo Nghị định 30/2020/NĐ-CP."""
    from pipeline.conform.check import breaches_json
    from pipeline.conform.check import conform as judge

    breaches = judge(Path(file))
    if json_file:
        give_json(breaches_json(Path(file).name, breaches), json_file)
    if json_file != "-":
        count = f"{len(breaches)} điểm chưa đúng" if breaches else "không thấy điểm nào trái"
        click.echo(f"{Path(file).name}: {count} thể thức theo Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I.")
        for b in breaches:
            click.echo(f"  {b.clause} · {b.element} · {b.place}: {b.found}; quy định: {b.allowed}")
    if breaches:
        sys.exit(CHECK_FAILED)


cli.add_command(cli_report.report)
cli.add_command(cli_agencies.agencies)
cli.add_command(cli_plan.plan)
cli.add_command(cli_collect.collect)
cli.add_command(cli_audit.verify)
cli.add_command(cli_audit.trace)
cli.add_command(cli_audit.diff)
cli.add_command(cli_register.register)
cli.add_command(cli_send.send)
cli.add_command(cli_doctor.doctor)


# --- one run ----------------------------------------------------------------------------------


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(told(line))


def main(args: list[str] | None = None) -> None:
    """Runs a command; ends the process with its exit code."""
    sweep_seldom()
    # numpy, which pandas brings, else starts threads for the products of matrices, of which there are none here
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    run_command(cli, args)
