"""The report's appendices as tables: I progress, II figures, III receipts and sources, IV scores."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.messages import without_example
from pipeline.model import Measure, Submission
from pipeline.outcome import Figure, MeasureResult, Part, Receipt, Results, Tally, TaskResult
from pipeline.periods import lies_in
from pipeline.plan_sheets import SHARE_KINDS
from pipeline.report.document import Appendix, Column, Paragraph, Row, Table
from pipeline.report.figures import mark
from pipeline.report.hand_in import owed, standings, waived
from pipeline.report.scores import reported_scores, score_appendix
from pipeline.report.words import (
    completion_words,
    judgement,
    limits,
    result_words,
    share,
    target_said,
)
from pipeline.rule_list import rule_words
from pipeline.states import STATE
from pipeline.vietnamese import (
    VIETNAM,
    Limit,
    one_line,
    show_date,
    show_million,
    show_number,
    show_percent,
    upper_first,
)
from pipeline.wording import TASK_STATUS, state_words

# Each appendix ends with a note: a table that ends with its page would leave an empty one behind it.
_PROGRESS_NOTE = (
    "Ghi chú: mức hoàn thành của chỉ tiêu là kết quả so với mục tiêu, nhiều nhất 100%; của nhiệm vụ là bình quân các "
    "chỉ tiêu; chưa đủ số liệu được tính bằng 0%; không phát sinh và theo dõi không tính."
)
_FIGURES_NOTE = (
    "Ghi chú: tỷ lệ chung là tổng số đạt được chia tổng số của các đơn vị, không phải trung bình các tỷ lệ; "
    "dấu “-” là không có số, khác với 0."
)
_SOURCES_NOTE = (
    "Ghi chú: cột SHA-256 ghi 12 ký tự đầu của mã băm từng tệp; đủ 64 ký tự, trang và ô của từng số liệu có trong tệp "
    "tong-hop-{key}.xlsx kèm theo."
)
SOURCES_TITLE = "TÌNH HÌNH NỘP BÁO CÁO VÀ NGUỒN SỐ LIỆU"
HASH_SHOWN = 12  # leading digits of a SHA-256 that a table shows; the workbook has all 64


def appendices(results: Results) -> tuple[Appendix, ...]:
    """Appendices I to III of a report, and IV where it has scores."""
    sheet = reported_scores(results)
    return (
        Appendix("TIẾN ĐỘ THỰC HIỆN TỪNG NHIỆM VỤ", (_progress(results), Paragraph(_PROGRESS_NOTE))),
        Appendix("THỐNG KÊ SỐ LIỆU", (*_formulas(results), _figures(results), Paragraph(_FIGURES_NOTE))),
        Appendix(
            SOURCES_TITLE,
            (
                *standings(results),
                received(results),
                owed(results),
                *_in_doubt(results),
                *_to_mend(results),
                *waived(results),
                *_waived(results),
                Paragraph(_SOURCES_NOTE.format(key=results.period.key)),
            ),
        ),
        *([score_appendix(sheet, results)] if sheet else []),
    )


# --- I ------------------------------------------------------------------------------------------


def _progress(results: Results) -> Table:
    columns = (
        Column("Mã", 17, "center"), Column("Nhiệm vụ, chỉ tiêu", 70), Column("Chủ trì", 28),
        Column("Mục tiêu", 40), Column("Kết quả", 45), Column("Đánh giá", 27), Column("Hoàn thành", 20, "center"),
    )  # fmt: skip
    rows: list[Row] = []
    if results.objectives:
        rows.append(Row(("MỤC TIÊU CHUNG",), "group"))
        for task in results.objectives:
            rows.extend(_task_rows(task, results))
    for section, tally in results.sections:
        rows.append(Row((f"{section.code}. {section.title.upper()} ({_tally_words(section.code, tally)})",), "group"))
        for task in results.tasks:
            if task.task.section == section.code:
                rows.extend(_task_rows(task, results))
    return Table("", columns, tuple(rows))


def done_of(section: str, tally: Tally) -> str:
    """As "1/5": the section's tasks that are complete, and those that are assessed."""
    complete = mark(str(tally.tasks_complete), "tasks_complete", section, tally.tasks_complete)
    return f"{complete}/{mark(str(tally.tasks), 'tasks', section, tally.tasks)}"


def _tally_words(section: str, tally: Tally) -> str:
    words = f"hoàn thành {done_of(section, tally)} nhiệm vụ"
    if tally.completion is not None:
        done = completion_words(tally.completion, "mean", section, met=tally.all_complete)
        words += f", bình quân {done}"
    return words


def _task_rows(task: TaskResult, results: Results) -> Iterator[Row]:
    """A task with one measure in one row; else a row for the task and one for each measure."""
    done = completion_words(task.completion, "task", task.task.code, met=task.status == "complete")
    lead = task.task.lead_text or ", ".join(results.plan.units[u].short_name for u in task.task.lead)
    code, name = task.task.code, one_line(task.task.name)
    if len(task.measures) == 1:
        (only,) = task.measures
        name += f"\n- {only.measure.name}"
        yield Row((code, name, lead, *_measure_cells(only, results), done))
        return
    yield Row((code, name, lead, "", "", upper_first(TASK_STATUS[task.status]), done))
    for measure in task.measures:
        yield Row(
            (
                "",
                f"- {measure.measure.name}",
                "",
                *_measure_cells(measure, results),
                completion_words(measure.completion, "completion", measure.measure.code, met=measure.met),
            )
        )


def _measure_cells(result: MeasureResult, results: Results) -> tuple[str, str, str]:
    return _targets(result), result_words(result, results), _judgements(result, results)


def _targets(result: MeasureResult) -> str:
    if not result.targets:
        return "theo dõi"
    return "\n".join(target_said(t.target, result.measure) for t in result.targets)


def _judgements(result: MeasureResult, results: Results) -> str:
    return "\n".join(judgement(t, results) for t in result.targets) or "theo dõi"


# --- II -----------------------------------------------------------------------------------------


def _formulas(results: Results) -> Iterator[Paragraph]:
    """How a survey's index is formed: the plan workbook decides, the reader is told."""
    if any(m.measure.kind == "survey" for m in results.measures):
        mean = results.plan.agency.survey_mean_of_factors
        over = "lấy trung bình tỷ lệ của các nhân tố" if mean else "gộp lượt trả lời của các nhân tố"
        yield Paragraph("Chỉ số khảo sát = (hài lòng + rất hài lòng) / tổng lượt trả lời hợp lệ, " + over + ".")


def _figures(results: Results) -> Table:
    columns = (
        Column("Mã", 22, "center"), Column("Chỉ tiêu; đơn vị, dự án, nhân tố", 92), Column("Đơn vị tính", 26, "center"),
        Column("Số đạt được", 32, "right"), Column("Tổng số", 32, "right"), Column("Tỷ lệ", 22, "right"),
        Column("Số liệu đến", 24, "center"),
    )  # fmt: skip
    rows: list[Row] = []
    for result in results.measures:
        rows.append(_figure_row(result, results))
        parts = result.figure.parts
        if len(parts) > 1 or result.measure.kind in ("survey", "disbursement"):
            bounds = limits(result.measure, result.figure)
            rows.extend(_part_row(result, position, part, bounds, results) for position, part in enumerate(parts, 1))
    return Table("", columns, tuple(rows))


def _figure_row(result: MeasureResult, results: Results) -> Row:
    measure, figure = result.measure, result.figure
    uom = "triệu đồng" if measure.kind == "disbursement" else measure.uom
    if measure.each and figure.denominator is not None:
        uom = "đơn vị"
    if figure.value is None and figure.numerator is None:
        return Row((measure.code, measure.name, uom, result_words(result, results), "-", "-", "-"))
    names = ("value", "numerator", "denominator")
    part, whole = _numbers(measure, figure, names, measure.code, limits(measure, figure))
    is_share = measure.kind in SHARE_KINDS or figure.denominator is not None
    percent = share(measure, figure) if is_share else "-"
    return Row((measure.code, measure.name, uom, part, whole, percent or "-", _day(result)))


def _numbers(
    measure: Measure, figure: Figure | Part, concepts: tuple[str, str, str], of: str, bounds: list[Limit]
) -> tuple[str, str]:
    """(part, whole) as shown: money in triệu đồng, counts as they are; concepts: value, numerator, denominator."""
    whole, part = figure.denominator, figure.numerator or Fraction(0)
    if whole is None:
        shown = "-" if figure.value is None else mark(show_number(figure.value), concepts[0], of, figure.value)
        return shown, "-"
    if measure.kind == "disbursement":
        texts = show_million(part, [limit.scaled(whole) for limit in bounds]), show_million(whole)
    else:
        texts = show_number(part), show_number(whole)
    return mark(texts[0], concepts[1], of, part), mark(texts[1], concepts[2], of, whole)


def _part_row(result: MeasureResult, position: int, part: Part, bounds: list[Limit], results: Results) -> Row:
    kind = result.measure.kind
    names = results.plan.units
    label = names[part.label].name if part.label in names else part.label
    if kind == "disbursement":
        label += f" ({names[part.unit].short_name})"
    of, concepts = f"{result.measure.code}#{position}", ("part_value", "part_numerator", "part_denominator")
    numerator, whole = _numbers(result.measure, part, concepts, of, [])
    percent = "-"
    if part.denominator is not None and part.value is not None:
        shown = show_percent(part.value, bounds)
        percent = mark(shown, "part_value", of, part.value)
    uom = result.measure.uom if result.measure.each else ""  # the row above counts units
    return Row(("", "- " + label, uom, numerator, whole, percent, ""))


def _day(result: MeasureResult) -> str:
    return show_date(result.figure.dates[-1]) if result.figure.dates else "-"


# --- III ----------------------------------------------------------------------------------------


def _of_this_period(submission: Submission, results: Results) -> bool:
    period = results.plan.calendar.get(submission.period)
    return period is not None and lies_in(period, results.period)


def received(results: Results) -> Table:
    """A row for each of `receipts`, in their order."""
    columns = (
        Column("TT", 12, "center"), Column("Tệp", 70), Column("Đơn vị", 30), Column("Nhiệm vụ", 22, "center"),
        Column("Kỳ", 20, "center"), Column("Nhận lúc", 32, "center"), Column("Tình trạng", 36),
        Column("SHA-256", 30, "center"),
    )  # fmt: skip
    rows = []
    for number, receipt in enumerate(results.receipts, 1):
        unit = results.plan.units[receipt.unit].short_name if receipt.unit else "-"
        arrival, moment = receipt.arrival, receipt.arrival.received.astimezone(VIETNAM)
        received = f"{show_date(moment)} {moment.hour:02d}:{moment.minute:02d}"
        cells = (
            str(number), arrival.name, unit, _tasks_words(receipt, number) or "-", receipt.period or "-", received,
            _state_words(receipt, number), arrival.sha256[:HASH_SHOWN],
        )  # fmt: skip
        rows.append(Row(cells))
    return Table("Các tệp đã nhận, theo thứ tự thời gian", columns, tuple(rows))


def _tasks_words(receipt: Receipt, number: int) -> str:
    """The task of a file; of a bundle how many it has; "" where none could be told."""
    told = [p.task for p in receipt.parts if p.task] if receipt.bundle else []
    if not told:
        return receipt.task
    return f"{mark(str(len(told)), 'count', f'nhiệm vụ trong tệp {number}', len(told), told)} nhiệm vụ"


def _state_words(receipt: Receipt, number: int) -> str:
    """How a file fared; of a bundle how many of its tasks fared how."""
    days = next((p.late_days for p in receipt.parts if p.accepted and p.late_days), 0)
    late = f", muộn {mark(str(days), 'days_late', str(number), days)} ngày" if days else ""
    states = [state_words(p) for p in receipt.parts]
    if len(set(states)) == 1:
        return states[0] + late
    counted = (
        f"{words}: {mark(str(n), 'count', f'nhiệm vụ {words} trong tệp {number}', n)}"
        for words, n in ((words, states.count(words)) for words in dict.fromkeys(states))
    )
    return "; ".join(counted) + late


def _to_mend(results: Results) -> Iterator[Table]:
    columns = (
        Column("TT", 12, "center"), Column("Tệp", 66), Column("Trang, ô", 36), Column("Nội dung cần sửa", 134),
    )  # fmt: skip
    refused = [s for s in results.submissions if s.state == "rejected"]
    rows: list[Row] = []
    for submission in refused:
        for found in submission.findings:
            if found.severity == "error":
                what = without_example(found)
                rows.append(Row((str(len(rows) + 1), submission.arrival.name, found.place or "-", what)))
    if rows:
        yield Table("Tệp chưa hợp lệ và nội dung cần sửa", columns, tuple(rows))


def _in_doubt(results: Results) -> Iterator[Table]:
    """Files of which it is in doubt who sent them, and what the office decided; each with its reasons."""
    columns = (
        Column("TT", 12, "center"), Column("Tệp", 66), Column("Tình trạng", 36), Column("Lý do, quyết định", 134),
    )  # fmt: skip
    concerned = [r for r in results.receipts if r.trust]
    rows = [
        Row((str(number), r.arrival.name, _state_in_words(r), "\n".join(f.message for f in r.trust)))
        for number, r in enumerate(concerned, 1)
    ]
    if rows:
        yield Table("Tệp cần xác minh người gửi, tệp có quyết định của Văn phòng", columns, tuple(rows))


def _state_in_words(receipt: Receipt) -> str:
    """Of a bundle that of its first part that has the state of the whole."""
    return next((state_words(p) for p in receipt.parts if p.state == receipt.state), STATE[receipt.state])


def _waived(results: Results) -> Iterator[Table]:
    """Rules that the office has lifted, where a report of the period made use of it."""
    columns = (
        Column("TT", 12, "center"), Column("Quy tắc", 70), Column("Đơn vị", 28), Column("Nhiệm vụ", 20, "center"),
        Column("Kỳ", 20, "center"), Column("Người duyệt", 34), Column("Lý do", 42), Column("Hết hạn", 24, "center"),
    )  # fmt: skip
    used = dict.fromkeys(
        (f.waiver, s.task, s.unit, s.period)
        for s in results.submissions
        for f in s.findings
        if f.waiver and s.accepted and _of_this_period(s, results)
    )
    rows = [
        Row(
            (
                str(number), f"{rule_words(waiver.rule)} ({waiver.rule})", results.plan.units[unit].short_name,
                task, period, waiver.approver, waiver.reason, show_date(waiver.expires),
            )
        )
        for number, (waiver, task, unit, period) in enumerate(used, 1)
    ]  # fmt: skip
    if rows:
        yield Table("Quy tắc được miễn áp dụng trong kỳ", columns, tuple(rows))
