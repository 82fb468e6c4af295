"""The command line: a thin skin on `run` and `planning`. The clock, the folders and the terminal enter here.

Results go to standard output, progress and problems to standard error. Exit codes: 0 done, 1 a
check found errors or figures disagree, 2 wrong usage, 3 could not run.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import click

from pipeline import cli_audit, cli_collect, cli_doctor, cli_register, cli_report, cli_send, run
from pipeline.cli_register import named_key_file
from pipeline.key_file import FILE_NAME as KEY_FILE
from pipeline.key_file import find_or_make_key
from pipeline.model import Finding, Submission
from pipeline.outcome import receipts
from pipeline.plan_begun import next_lines, plan_size, sample_lines
from pipeline.plan_file import check_plan
from pipeline.progress import Progress
from pipeline.terminal import (
    CHECK_FAILED,
    INBOX,
    OUT,
    PLAN,
    Day,
    Group,
    OneOf,
    Year,
    give_json,
    progress_option,
    run_command,
)
from pipeline.vietnamese import VIETNAM
from pipeline.wording import finding_line, state_words
from pipeline.writing import write_file

DRAFT = "ke-hoach-du-thao.xlsx"


_plan = click.option("--plan", default=PLAN, metavar="TỆP", help=f"Tệp kế hoạch (mặc định {PLAN}).")
_settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "terminal_width": 100}


@click.group(cls=Group, context_settings=_settings)
def cli() -> None:
    """Phát mẫu, nhận và kiểm tra báo cáo của các đơn vị, tổng hợp và lập báo cáo Word."""


@cli.group("plan", cls=Group)
def plan_group() -> None:
    """Làm việc với tệp kế hoạch."""


@plan_group.command("check")
@click.argument("file", metavar="TỆP")
def plan_check(file: str) -> None:
    """Kiểm tra tệp kế hoạch, chỉ rõ trang và ô cần sửa."""
    plan, findings = check_plan(Path(file))
    _print_findings(findings)
    if plan is None:
        count = sum(f.severity == "error" for f in findings)
        click.echo(f"Tệp kế hoạch còn {count} lỗi.")
        sys.exit(CHECK_FAILED)
    click.echo(f"Tệp kế hoạch dùng được: {plan_size(plan)}.")


@plan_group.command("new")
@click.option("--from", "source", metavar="TỆP", help="Lập từ tệp kế hoạch này: giữ đơn vị, nhiệm vụ, chỉ tiêu.")
@click.option("--agency", metavar="TÊN", help="Lập tệp mẫu cho cơ quan khác, ví dụ “Sở Du lịch”.")
@click.option("--year", type=Year(), metavar="NĂM", help="Năm của kế hoạch mới (mặc định: năm sau; tệp mẫu: năm nay).")
@click.option("--inbox", metavar="THƯ_MỤC", help="Lấy kết quả năm cũ từ hộp nhận này làm số liệu so sánh.")
@click.option("--out", metavar="TỆP", help="Tệp kế hoạch mới (.xlsx); không ghi đè tệp đã có.")
@progress_option
def plan_new(
    source: str | None, agency: str | None, year: int | None, inbox: str | None, out: str | None, progress: Progress
) -> None:
    """Lập tệp kế hoạch của năm sau, hoặc tệp mẫu cho cơ quan khác."""
    from pipeline import planning

    now = datetime.now(VIETNAM)
    if bool(source) == bool(agency) or (agency and not agency.strip()):
        raise click.UsageError("Ghi một trong hai: --from (tệp kế hoạch năm nay) hoặc --agency (tên cơ quan khác).")
    if inbox and not source:
        raise click.UsageError("Tùy chọn --inbox chỉ đi cùng --from.")
    if not out:
        raise click.UsageError("Cần cho biết tệp kế hoạch mới, ví dụ --out ke-hoach-2023.xlsx.")
    if source:
        made = planning.begin_next_plan(
            Path(source), year, Path(inbox) if inbox else None, Path(out), now, named_key_file(), progress
        )
        lines = next_lines(made, inbox)
    else:
        lines = sample_lines(planning.begin_sample_plan(str(agency), year or now.year, Path(out)))
    for line in lines:
        click.echo(line)


@plan_group.command("import")
@click.argument("file", metavar="TỆP.docx")
@click.option("--roster", metavar="TỆP", help="Tệp kế hoạch đã có, lấy lại cơ quan, đơn vị, lịch, bố cục.")
@click.option("--out", default=DRAFT, metavar="TỆP", help=f"Tệp kế hoạch dự thảo (mặc định {DRAFT}), không ghi đè.")
@click.option("--json", "json_file", metavar="TỆP", help="Ghi mọi đề xuất dạng JSON vào tệp này (- : ra màn hình).")
def plan_import(file: str, roster: str | None, out: str, json_file: str | None) -> None:
    """Đọc bản kế hoạch Word, lập tệp kế hoạch dự thảo để người đối chiếu."""
    from pipeline import planning
    from pipeline.drafting.told import draft_json, summary

    draft = planning.import_plan(Path(file), Path(roster) if roster else None, Path(out))
    if json_file:
        give_json(draft_json(draft), json_file)
    if json_file != "-":
        click.echo(summary(draft, Path(file).name, out))


@cli.command("templates")
@_plan
@click.option("--period", metavar="KỲ", help="Kỳ báo cáo, ví dụ 2022-09, 2022-Q3, 2022.")
@click.option("--out", default=OUT, metavar="THƯ_MỤC", help=f"Nơi ghi các mẫu (mặc định {OUT}).")
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
@progress_option
def templates(
    plan: str, period: str | None, out: str, units: tuple[str, ...],
    layout: str, inbox: str | None, fresh: bool, standard: bool, progress: Progress,
) -> None:  # fmt: skip
    """Phát mẫu: THƯ_MỤC/<đơn vị>/<nhiệm vụ>__<đơn vị>__<kỳ>.xlsx, hoặc mỗi đơn vị một sổ."""
    folder = Path(out)
    if standard:
        if period or units or inbox or fresh or layout != "task":
            raise click.UsageError("Tùy chọn --standard không đi cùng --period, --unit, --layout, --inbox, --fresh.")
        written = run.write_standard_templates(Path(plan), folder, progress)
    elif not period:
        raise click.UsageError("Cần cho biết kỳ báo cáo, ví dụ --period 2022-09 (PERIOD=2022-09 với make).")
    elif fresh and inbox:
        raise click.UsageError("Chỉ chọn một trong hai: --inbox hoặc --fresh.")
    else:
        box = Path(inbox or INBOX)
        written = run.issue_templates(
            Path(plan), period, folder, units, inbox=box if inbox or box.is_dir() else None,
            now=datetime.now(VIETNAM), bundled=layout == "unit", fresh=fresh, secret=_issuing_secret(box),
            progress=progress,
        )  # fmt: skip
    click.echo(f"Đã ghi {len(written)} mẫu vào {folder}.")


def _issuing_secret(box: Path) -> bytes | None:
    """The secret by which forms are marked, made on first use; none where there is no inbox."""
    if not box.is_dir():
        return None
    return find_or_make_key(named_key_file() or box / KEY_FILE, lambda: secrets.token_hex(32))


@cli.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="TỆP_HOẶC_THƯ_MỤC...")
@_plan
@click.option(
    "--inbox", default=INBOX, metavar="THƯ_MỤC", help=f"Hộp nhận có khóa xác thực (mặc định {INBOX}, nếu có)."
)
@click.option("--json", "json_file", metavar="TỆP", help="Ghi kết quả dạng JSON vào tệp này (- : ra màn hình).")
@progress_option
def check(paths: tuple[str, ...], plan: str, inbox: str, json_file: str | None, progress: Progress) -> None:
    """Kiểm tra các tệp đơn vị gửi, chưa tổng hợp."""
    from pipeline.report.machine import receipt_json

    secret = run.secret_of(Path(inbox), named_key_file())
    submissions = run.check_files(Path(plan), [Path(p) for p in paths], datetime.now(VIETNAM), secret, progress)
    if json_file:
        give_json({"schema": 1, "submissions": [receipt_json(r) for r in receipts(submissions)]}, json_file)
    if json_file != "-":
        for submission in submissions:
            click.echo(f"{submission.arrival.name}: {_identity(submission)}{state_words(submission)}")
            _print_findings(submission.findings)
    if any(s.state in ("rejected", "quarantined") for s in submissions):
        sys.exit(CHECK_FAILED)


@cli.command("remind")
@_plan
@click.option("--inbox", default=INBOX, metavar="THƯ_MỤC", help=f"Hộp nhận (mặc định {INBOX}).")
@click.option("--period", metavar="KỲ", help="Kỳ báo cáo; để trống: kỳ gần nhất đã kết thúc có báo cáo hợp lệ.")
@click.option("--out", default=OUT, metavar="THƯ_MỤC", help=f"Nơi ghi công văn, thư nhắc (mặc định {OUT}).")
@click.option("--as-of", type=Day(), metavar="NGÀY", help="Tính số ngày quá hạn đến ngày này (mặc định: hôm nay).")
@progress_option
def remind(plan: str, inbox: str, period: str | None, out: str, as_of: date | None, progress: Progress) -> None:
    """Đơn vị nào còn nợ báo cáo: danh sách, công văn đôn đốc, thư nhắc kèm mẫu."""
    from pipeline.report_told import without_address

    now = datetime.now(VIETNAM)
    made = run.remind(
        Path(plan), Path(inbox), period, Path(out), as_of or now.date(), now,
        key_file=named_key_file(), progress=progress,
    )  # fmt: skip
    for line in made.lines:
        click.echo(line)
    for line in without_address(made.without_address):
        click.echo(line)
    for path in made.files:
        click.echo(f"  {path}")


@cli.command("rules")
@click.option("--out", metavar="TỆP", help="Ghi vào tệp này (.md); để trống: ra màn hình.")
def rules(out: str | None) -> None:
    """Danh sách mọi quy tắc kiểm tra: mã, mức, nội dung, cách sửa."""
    from pipeline.rule_list import rule_list

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

    breaches = run.conform_file(Path(file))
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
cli.add_command(cli_collect.collect)
cli.add_command(cli_audit.verify)
cli.add_command(cli_audit.trace)
cli.add_command(cli_audit.diff)
cli.add_command(cli_register.register)
cli.add_command(cli_send.send)
cli.add_command(cli_doctor.doctor)


# --- what a person sees -----------------------------------------------------------------------


def _identity(submission: Submission) -> str:
    parts = [p for p in (submission.task, submission.unit, submission.period) if p]
    return " · ".join(parts) + " · " if parts else ""


def _print_findings(findings: Iterable[Finding]) -> None:
    for found in findings:
        click.echo(f"  {finding_line(found)}")


def main(args: list[str] | None = None) -> None:
    """Runs a command; ends the process with its exit code."""
    run_command(cli, args)
