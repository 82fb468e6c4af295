"""The commands about the plan workbook: check it, begin next year's or another agency's, import it from Word.

A thin skin on `planning`. Results go to standard output, problems to standard error. Exit codes as in `cli`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.elsewhere import inbox_at, kept_register
from pipeline.terminal import CHECK_FAILED, Group, Year, give_json, named_key_file, now, progress_option

if TYPE_CHECKING:
    from pipeline.progress import Progress

DRAFT = "ke-hoach-du-thao.xlsx"


@click.group("plan", cls=Group)
def plan() -> None:
    """Làm việc với tệp kế hoạch."""


@plan.command("check")
@click.argument("file", metavar="TỆP")
def plan_check(file: str) -> None:
    """Kiểm tra tệp kế hoạch, chỉ rõ trang và ô cần sửa."""
    from pipeline.plan_begun import plan_size
    from pipeline.plan_file import check_plan
    from pipeline.wording import finding_line

    plan, findings = check_plan(Path(file))
    for found in findings:
        click.echo(f"  {finding_line(found)}")
    if plan is None:
        count = sum(f.severity == "error" for f in findings)
        click.echo(f"Tệp kế hoạch còn {count} lỗi.")
        sys.exit(CHECK_FAILED)
    click.echo(f"Tệp kế hoạch dùng được: {plan_size(plan)}.")


@plan.command("new")
@click.option("--from", "source", metavar="TỆP", help="Lập từ tệp kế hoạch này: giữ đơn vị, nhiệm vụ, chỉ tiêu.")
@click.option("--agency", metavar="TÊN", help="Lập tệp mẫu cho cơ quan khác, ví dụ “Sở Du lịch”.")
@click.option("--year", type=Year(), metavar="NĂM", help="Năm của kế hoạch mới (mặc định: năm sau; tệp mẫu: năm nay).")
@click.option("--inbox", metavar="THƯ_MỤC", help="Lấy kết quả năm cũ từ hộp nhận này làm số liệu so sánh.")
@kept_register
@click.option("--out", metavar="TỆP", help="Tệp kế hoạch mới (.xlsx); không ghi đè tệp đã có.")
@progress_option
def plan_new(
    source: str | None, agency: str | None, year: int | None, inbox: str | None, out: str | None, progress: Progress
) -> None:
    """Lập tệp kế hoạch của năm sau, hoặc tệp mẫu cho cơ quan khác."""
    if bool(source) == bool(agency) or (agency and not agency.strip()):
        raise click.UsageError("Ghi một trong hai: --from (tệp kế hoạch năm nay) hoặc --agency (tên cơ quan khác).")
    if inbox and not source:
        raise click.UsageError("Tùy chọn --inbox chỉ đi cùng --from.")
    if not out:
        raise click.UsageError("Cần cho biết tệp kế hoạch mới, ví dụ --out ke-hoach-2023.xlsx.")
    from pipeline import planning
    from pipeline.plan_begun import next_lines, sample_lines

    if source:
        made = planning.begin_next_plan(
            Path(source), year, inbox_at(inbox) if inbox else None, Path(out), now(), named_key_file(), progress
        )
        lines = next_lines(made, inbox)
    else:
        lines = sample_lines(planning.begin_sample_plan(str(agency), year or now().year, Path(out)))
    for line in lines:
        click.echo(line)


@plan.command("import")
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
