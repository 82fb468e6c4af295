"""The auditor's commands: verify, trace, diff. A thin skin on `verifying` and the audit package.

Results go to standard output, progress and problems to standard error. Exit codes as in `cli`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.elsewhere import inbox_at, kept_register, place
from pipeline.terminal import CHECK_FAILED, INBOX, OUT, PLAN, give_json, progress_option

if TYPE_CHECKING:
    from pipeline.audit.chain import Entry
    from pipeline.progress import Progress
    from pipeline.verifying import LogVerdict, Verdict

_JSON = click.option("--json", "json_file", metavar="TỆP", help="Ghi kết quả dạng JSON vào tệp này (- : ra màn hình).")


@click.command("verify")
@click.argument("file", metavar="[BÁO_CÁO.docx]", required=False)
@click.option("--plan", default=PLAN, metavar="TỆP", help=f"Tệp kế hoạch đã dùng (mặc định {PLAN}).")
@click.option("--inbox", metavar="THƯ_MỤC", help=f"Hộp nhận có các tệp gốc (mặc định {INBOX}, nếu có).")
@kept_register
@click.option("--chain", is_flag=True, help="Kiểm tra nhật ký lập báo cáo của hộp nhận, các báo cáo làm chứng.")
@click.option("--out", default=OUT, metavar="THƯ_MỤC", help=f"Nơi có các báo cáo làm chứng (mặc định {OUT}).")
@_JSON
@progress_option
def verify(
    file: str | None, plan: str, inbox: str | None, chain: bool, out: str, json_file: str | None, progress: Progress
) -> None:
    """Báo cáo còn đúng như khi lập không: số liệu, lời văn, biểu đồ, tệp gốc, nhật ký."""
    if not file and not chain:
        raise click.UsageError("Cần cho biết báo cáo cần kiểm tra, hoặc --chain để kiểm tra nhật ký.")
    from pipeline import verifying
    from pipeline.writing import is_unfinished

    box = inbox_at(inbox or INBOX)
    told: dict[str, object] = {}
    lines: list[str] = []
    same = True
    if file:
        report = place(file)
        kept = box if inbox or box.is_dir() else None
        verdict = verifying.verify(report, Path(plan), kept, asked=bool(inbox), progress=progress)
        told, same = verifying.verdict_json(file, verdict), not verdict.differences
        lines = _verdict_lines(Path(file).name, verdict)
    if chain:
        written = sorted(path for path in place(out, sets=True).rglob("*.docx") if not is_unfinished(path))
        reports = [place(file)] if file else written
        log = verifying.verify_log(box, progress.each("Đang đọc báo cáo", reports, len(reports)))
        told["chain"] = verifying.log_json(log)
        same = same and not log.breaks
        lines += _log_lines(log)
    if json_file:
        give_json(told, json_file)
    if json_file != "-":
        click.echo("\n".join(lines))
    if not same:
        sys.exit(CHECK_FAILED)


def _verdict_lines(name: str, verdict: Verdict) -> list[str]:
    files = "" if verdict.files is None else f", {verdict.files} tệp đã nhận"
    figures = f"{verdict.figures} số liệu{files}: " if verdict.figures else ""
    found = f"{len(verdict.differences)} khác biệt" if verdict.differences else "không thấy khác biệt nào"
    told = [f"{name}: {figures}{found}."]
    told += [f"  {d.words}" for d in verdict.differences]
    return [*told, *(f"Lưu ý: {note}" for note in verdict.notes)]


def _log_lines(log: LogVerdict) -> list[str]:
    state = f"{len(log.breaks)} chỗ không còn nguyên" if log.breaks else "nguyên vẹn"
    seen = f", đối chiếu với {len(log.witnesses)} báo cáo" if log.witnesses else ""
    told = [f"Nhật ký lập báo cáo: {len(log.records)} bản ghi{seen}: {state}."]
    told += [f"  {_record_words(entry)}" for entry in log.records]
    told += [f"  {found.words}" for found in log.breaks]
    if not log.witnesses:
        told.append("Lưu ý: không có báo cáo nào để đối chiếu nên không biết được phần cuối nhật ký còn đủ.")
    return told


def _record_words(entry: Entry) -> str:
    made = f"lập lúc {entry.made:%H:%M} ngày {entry.made:%d/%m/%Y}" if entry.made else "không rõ thời gian"
    period = f", kỳ {entry.record.run.period}" if entry.record else ""
    return f"Bản ghi số {entry.position}, {made}{period}: {entry.digest}"


@click.command("trace")
@click.argument("question", metavar="MÃ_HOẶC_Ô")
@click.option("--report", metavar="TỆP.docx", help=f"Báo cáo cần tra (mặc định: báo cáo mới lập nhất trong {OUT}).")
@_JSON
def trace(question: str, report: str | None, json_file: str | None) -> None:
    """Số liệu từ ô nào, ô thành số liệu nào: S12, A.VII.1.1, hoặc 13!C14 (số của tệp, ô)."""
    from pipeline.audit import trace as tracing
    from pipeline.audit.registry import newest_report, registry_of

    told = registry_of(place(report) if report else newest_report(Path(OUT)))
    found = tracing.trace(told, question)
    if json_file:
        give_json(tracing.trace_json(found), json_file)
    if json_file != "-":
        click.echo("\n".join(tracing.lines(found)))


@click.command("diff")
@click.argument("old", metavar="CŨ.docx")
@click.argument("new", metavar="MỚI.docx")
@_JSON
def diff(old: str, new: str, json_file: str | None) -> None:
    """Số liệu khác nhau giữa hai báo cáo, từng số một."""
    from pipeline.audit import corrections
    from pipeline.audit.registry import registry_of

    before, after = registry_of(place(old)), registry_of(place(new))
    changed = corrections.changed_figures(before, after)
    if json_file:
        give_json(corrections.corrections_json(before, after, changed), json_file)
    if json_file != "-":
        click.echo("\n".join(corrections.lines(before, after, changed)))
