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
from typing import TYPE_CHECKING, NoReturn

import click

from pipeline import cli_agencies, cli_audit, cli_collect, cli_plan, cli_register, cli_send
from pipeline.sweeping import sweep_seldom
from pipeline.terminal import (
    CHECK_FAILED,
    COULD_NOT_RUN,
    INBOX,
    OUT,
    PLAN,
    PROGRAM,
    USAGE,
    Count,
    Day,
    Group,
    Number,
    OneOf,
    give_json,
    in_vietnamese,
    inbox_or_example,
    named_key_file,
    now,
    program,
)

ISSUED, STANDARD = f"{OUT}/mau", "input_templates/mau"  # where templates go

if TYPE_CHECKING:
    from datetime import date

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
@click.option("--fresh", is_flag=True, help="Không đưa số liệu kỳ trước vào mẫu.")
@click.option("--standard", is_flag=True, help="Ghi mẫu chuẩn để trống, đơn vị tự chọn tên và kỳ.")
def templates(
    plan: str, period: str | None, out: str | None, units: tuple[str, ...],
    layout: str, inbox: str | None, fresh: bool, standard: bool,
) -> None:  # fmt: skip
    """Phát mẫu: THƯ_MỤC/<đơn vị>/<nhiệm vụ>__<đơn vị>__<kỳ>.xlsx, hoặc mỗi đơn vị một sổ."""
    if standard and (period or units or inbox or fresh or layout != "task"):
        raise click.UsageError("Tùy chọn --standard không đi cùng --period, --unit, --layout, --inbox, --fresh.")
    if not standard and not period:
        raise click.UsageError("Cần cho biết kỳ báo cáo, ví dụ --period 2022-09 (PERIOD=2022-09 với make).")
    if fresh and inbox:
        raise click.UsageError("Chỉ chọn một trong hai: --inbox hoặc --fresh.")
    from pipeline import run

    folder = Path(out or (STANDARD if standard else f"{ISSUED}/{period}"))
    if not period:
        written = run.write_standard_templates(Path(plan), folder)
    else:
        box = Path(inbox or INBOX)
        written = run.issue_templates(
            Path(plan), period, folder, units, inbox=box if inbox or box.is_dir() else None,
            now=now(), bundled=layout == "unit", fresh=fresh, secret=_issuing_secret(box),
        )  # fmt: skip
    click.echo(f"Đã ghi {len(written)} mẫu vào {folder}.")


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
def check(paths: tuple[str, ...], plan: str, inbox: str, json_file: str | None) -> None:
    """Kiểm tra các tệp đơn vị gửi, chưa tổng hợp."""
    from pipeline import run
    from pipeline.wording import finding_line, state_words

    secret = run.secret_of(Path(inbox), named_key_file())
    submissions = run.check_files(Path(plan), [Path(p) for p in paths], now(), secret, _to_stderr)
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


@cli.command("report")
@_plan
@click.option("--inbox", metavar="THƯ_MỤC", help=f"Hộp nhận (mặc định {INBOX}; chưa có thì lấy hộp nhận của ví dụ).")
@click.option("--period", metavar="KỲ", help="Kỳ báo cáo; để trống: kỳ gần nhất đã kết thúc có báo cáo hợp lệ.")
@click.option("--out", default=OUT, metavar="THƯ_MỤC", help=f"Nơi ghi báo cáo (mặc định {OUT}).")
@click.option("--as-of", type=Day(), metavar="NGÀY", help="Đánh giá thời hạn đến ngày này (mặc định: ngày cuối kỳ).")
@click.option("--number", type=Number(), metavar="SỐ", help="Số của báo cáo, khi văn thư đã cấp.")
@click.option("--issued", type=Day(), metavar="NGÀY", help="Ngày ban hành báo cáo, khi đã có; để trống: chừa chỗ.")
@click.option("--supersedes", metavar="TỆP.docx", help="Báo cáo cùng kỳ mà báo cáo này thay thế.")
@click.option("--reason", default="", metavar="LÝ_DO", help="Lý do thay thế, đi cùng --supersedes.")
@click.option("--pdf", is_flag=True, help="Xuất thêm PDF của báo cáo và công văn (cần LibreOffice).")
@click.option("--workers", type=Count(), metavar="SỐ", help="Số tiến trình đọc tệp cùng lúc (mặc định: mọi nhân máy).")
def report(
    plan: str, inbox: str | None, period: str | None, out: str, as_of: date | None, number: int | None,
    issued: date | None, supersedes: str | None, reason: str, pdf: bool, workers: int | None,
) -> None:  # fmt: skip
    """Tổng hợp hộp nhận, lập báo cáo Word, công văn đôn đốc, bảng tổng hợp Excel, kết quả JSON, trang tổng quan."""
    if bool(supersedes) != bool(reason.strip()):
        raise click.UsageError("Báo cáo thay thế cần cả hai: --supersedes (tệp báo cáo cũ) và --reason (lý do).")
    from pipeline import report_told, run

    made = run.make_report(
        Path(plan), inbox_or_example(inbox), period, Path(out), as_of, now(),
        _to_stderr, number=number, issued=issued, pdf=pdf, processes=workers,
        supersedes=Path(supersedes) if supersedes else None, reason=reason, key_file=named_key_file(),
    )  # fmt: skip
    _say(report_told.lines(made))
    for problem in (made.unprinted, made.unentered):
        if problem:
            click.echo(problem, err=True)
    if made.disagreements:
        click.echo(f"SỐ LIỆU CHƯA KHỚP: {len(made.disagreements)} số liệu tính lại cho kết quả khác.", err=True)
        for found in made.disagreements:
            click.echo(f"  {found.words}", err=True)
        click.echo("Báo cáo được đánh dấu dự thảo. Không trình ký; báo người phụ trách phần mềm.", err=True)
        sys.exit(CHECK_FAILED)


@cli.command("remind")
@_plan
@click.option("--inbox", default=INBOX, metavar="THƯ_MỤC", help=f"Hộp nhận (mặc định {INBOX}).")
@click.option("--period", metavar="KỲ", help="Kỳ báo cáo; để trống: kỳ gần nhất đã kết thúc có báo cáo hợp lệ.")
@click.option("--out", default=OUT, metavar="THƯ_MỤC", help=f"Nơi ghi công văn, thư nhắc (mặc định {OUT}).")
@click.option("--as-of", type=Day(), metavar="NGÀY", help="Tính số ngày quá hạn đến ngày này (mặc định: hôm nay).")
def remind(plan: str, inbox: str, period: str | None, out: str, as_of: date | None) -> None:
    """Đơn vị nào còn nợ báo cáo: danh sách, công văn đôn đốc, thư nhắc kèm mẫu."""
    from pipeline import report_told, run

    moment = now()
    made = run.remind(
        Path(plan), Path(inbox), period, Path(out), as_of or moment.date(), moment, key_file=named_key_file()
    )
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


cli.add_command(cli_agencies.agencies)
cli.add_command(cli_plan.plan)
cli.add_command(cli_collect.collect)
cli.add_command(cli_audit.verify)
cli.add_command(cli_audit.trace)
cli.add_command(cli_audit.diff)
cli.add_command(cli_register.register)
cli.add_command(cli_send.send)


# --- one run ----------------------------------------------------------------------------------


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _to_stderr(text: str) -> None:
    click.echo(text, err=True)


def _stop(text: str, code: int) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(code)


def main(args: list[str] | None = None) -> None:
    """Runs a command; ends the process with its exit code."""
    sweep_seldom()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows code page or LC_ALL=C cannot hold Vietnamese
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = cli.main(args=args, prog_name=program(sys.argv[0], os.environ.get(PROGRAM, "")), standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        _stop(error.format_message(), USAGE)
    except click.UsageError as error:
        hint = f"\nXem hướng dẫn: {error.ctx.command_path} --help" if error.ctx else ""
        _stop(f"Lỗi cách dùng: {in_vietnamese(error)}{hint}", USAGE)
    except click.Abort:
        _stop("Đã dừng theo yêu cầu.", COULD_NOT_RUN)
    except KeyboardInterrupt:
        _stop("Đã dừng theo yêu cầu.", COULD_NOT_RUN)
    except Exception as error:
        from pipeline.model import PipelineError

        if not isinstance(error, PipelineError):
            raise
        _stop(str(error), COULD_NOT_RUN)
    sys.exit(code if isinstance(code, int) else 0)
