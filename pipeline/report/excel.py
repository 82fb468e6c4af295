"""`tong-hop-<period>.xlsx`: Results and the merged table come in, a workbook to work with goes out.

Text that came from units is always written as text: no formula, no link can enter this way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache, partial

import pandas as pd
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipeline.merge import Mark, marks, observations
from pipeline.outcome import Results
from pipeline.plan_sheets import KINDS, SHARE_KINDS
from pipeline.report.charts import all_charts, hand_in_charts
from pipeline.report.hand_in_rows import HAND_IN_HEADS, RATE_HEADS, hand_in_rows, rate_rows
from pipeline.report.index_rows import INDEX_HEADS, index_rows
from pipeline.report.live import COLUMNS, MARKS, ROLES, sum_key
from pipeline.report.pen import Bound, Pen
from pipeline.report.plot import insert_chart, measured
from pipeline.report.recalc import item_number, write_recalculation
from pipeline.report.registry import Registry
from pipeline.report.score_rows import SCORE_HEADS, score_rows
from pipeline.report.sheet_rows import Head, Rows, Value, plain_number
from pipeline.report.words import completion_text, judgement, limits, result_words, shown_share
from pipeline.vietnamese import one_line
from pipeline.wording import SEVERITY, TARGET_STATUS, TASK_STATUS, state_words, target_words
from pipeline.xlsx.drawn import Workbook

_ROW_MM = 5.29  # of a row of 15 pt
_KIND_WORDS = {kind: word for word, kind in KINDS.items()}
_FIGURES, _MERGED = "Số liệu và nguồn", "Dữ liệu gộp"
_WHY_NOT: dict[Mark, str] = {
    "unit_only": "văn bản đã tính cho đơn vị khác",
    "repeated": "văn bản đã tính ở dòng khác",
    "answered": "đơn vị có số liệu",
    "replaced": "đã có số liệu mới hơn",
    "outside": "ngoài kỳ báo cáo",
}


def without_figures(results: Results, table: pd.DataFrame, stamp: datetime) -> Bound:
    """The workbook: overview with charts, tasks, measures, figures and cells, merged rows, receipts, findings.

    The rows of the report's figures and of their cells are still to be put in (`with_figures`). table: as
    `merge.merge` makes it; stamp: the time of creation that the file states.
    """
    with Workbook() as book:
        agency = results.plan.agency
        book.set_properties(
            {
                "title": f"Tổng hợp {results.period.title}",
                "author": agency.name,
                "company": agency.name,
                "created": stamp,
            }
        )
        pen = Pen(book)
        _overview(pen, results)
        _charts(pen, results)
        pen.sheet("Nhiệm vụ", _TASK_HEADS, _task_rows(results))
        pen.sheet("Chỉ tiêu", _MEASURE_HEADS, _measure_rows(results))
        pen.sheet("Thành phần", _PART_HEADS, _part_rows(results))
        counted = marks(table, results.plan, results.period)
        write_recalculation(pen, results, table, counted)
        if results.scores:
            pen.sheet("Tự chấm điểm", SCORE_HEADS, score_rows(results.scores, results))
        pen.sheet(_FIGURES, INDEX_HEADS, None)
        pen.sheet(_MERGED, _MERGED_HEADS, _merged_rows(results, table, counted))
        _name_columns(book, len(table))
        pen.sheet("Tệp đã nhận", _RECEIPT_HEADS, _receipt_rows(results))
        pen.sheet("Lỗi và lưu ý", _FINDING_HEADS, _finding_rows(results))
        pen.sheet("Tình hình nộp", HAND_IN_HEADS, hand_in_rows(results))
        pen.sheet("Tỷ lệ nộp", RATE_HEADS, rate_rows(results))
        pen.sheet("Còn thiếu", _MISSING_HEADS, _missing_rows(results))
        pen.sheet("Ý kiến đơn vị", _WORDS_HEADS, _words_rows(results))
    return pen.bound()


def with_figures(bound: Bound, registry: Registry) -> bytes:
    """The whole workbook."""
    bound.fill(_FIGURES, Rows(*index_rows(registry)))
    return bound.packed()


def _done(share: Fraction | None, *, met: bool) -> Value:
    """A completion; a full one that is not met is said in words."""
    return completion_text(share, met=met) if share is not None and share >= 1 and not met else shown_share(share)


# --- overview -----------------------------------------------------------------------------------


def _overview(pen: Pen, results: Results) -> None:
    page = pen.book.add_worksheet("Tổng quan")
    page.hide_gridlines(2)
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 66)
    page.set_column(2, 6, 15)
    page.write_string(0, 0, f"TỔNG HỢP KẾT QUẢ {results.period.title.upper()}", pen.title)
    page.write_string(1, 0, f"{results.plan.agency.name} · {results.plan.agency.plan_title}", pen.plain)
    total = results.overall
    page.write_string(
        2,
        0,
        f"Tính đến ngày {results.as_of:%d/%m/%Y}: hoàn thành {total.tasks_complete}/{total.tasks} nhiệm vụ",
        pen.strong,
    )
    heads = ("Mục", "Tên mục", "Hoàn thành", "Nhiệm vụ được đánh giá", "Không phát sinh", "Theo dõi", "Mức hoàn thành")
    top = 4
    for column, heading in enumerate(heads):
        page.write_string(top, column, heading, pen.head)
    rows = [(s.code, s.title, t) for s, t in results.sections]
    rows.append(("", "Toàn kế hoạch", total))
    for number, (code, title, tally) in enumerate(rows, top + 1):
        values: tuple[Value, ...] = (
            code, title, tally.tasks_complete, tally.tasks, tally.nothing_arose, tally.tracked,
            _done(tally.completion, met=tally.all_complete),
        )  # fmt: skip
        forms = ("text", "wrap", "number", "number", "number", "number", "share")
        for column, (value, form) in enumerate(zip(values, forms, strict=True)):
            pen.write(page, number, column, value, form)
    _standings(pen, page, results, top)
    pen.print_on_a4(page)


def _standings(pen: Pen, page: Worksheet, results: Results, top: int) -> None:
    """Tasks by status, beside the sections."""
    left = 8
    page.set_column(left, left, 22)
    page.write_string(top, left, "Tình trạng", pen.head)
    page.write_string(top, left + 1, "Số nhiệm vụ", pen.head)
    for number, (status, words) in enumerate(TASK_STATUS.items(), top + 1):
        pen.write(page, number, left, words, "text")
        pen.write(page, number, left + 1, sum(t.status == status for t in results.tasks), "number")


def _charts(pen: Pen, results: Results) -> None:
    """The report's charts and those of handing in, one below the other, each with its numbers to the right."""
    page = pen.book.add_worksheet("Biểu đồ")
    page.hide_gridlines(2)
    page.set_column(10, 10, 50)
    page.set_column(11, 13, 16)
    row, starts = 0, []
    for chart in (*all_charts(results), *hand_in_charts(results)):
        starts.append(row)
        page.write_string(row, 0, chart.caption, pen.strong)
        below = insert_chart(pen.book, page, chart, row + 1, 0, data_row=row + 1, data_column=10, tallest_mm=150)
        rows = math.ceil(measured(chart, 150).height / _ROW_MM) + 3
        row = max(row + rows, below + 2)
    page.set_h_pagebreaks(starts[1:])  # none is cut in two
    pen.print_on_a4(page, heading=False)


# --- tables -------------------------------------------------------------------------------------

_TASK_HEADS: tuple[Head, ...] = (
    ("Mã", 10, "text"), ("Mục", 8, "text"), ("Nhiệm vụ", 70, "wrap"), ("Chủ trì", 28, "wrap"),
    ("Tình trạng", 20, "text"), ("Mức hoàn thành", 14, "share"), ("Kết quả", 80, "wrap"),
)  # fmt: skip


def _task_rows(results: Results) -> Iterator[Sequence[Value]]:
    for task in (*results.objectives, *results.tasks):
        told = "\n".join(f"{m.measure.name}: {result_words(m, results)}" for m in task.measures)
        lead = task.task.lead_text or ", ".join(task.task.lead)
        yield (
            task.task.code, task.task.section, one_line(task.task.name), lead, TASK_STATUS[task.status],
            _done(task.completion, met=task.status == "complete"), told,
        )  # fmt: skip


_MEASURE_HEADS: tuple[Head, ...] = (
    ("Mã", 12, "text"), ("Nhiệm vụ", 10, "text"), ("Chỉ tiêu", 60, "wrap"), ("Loại", 16, "text"),
    ("Đơn vị tính", 16, "text"), ("Số đạt được", 18, "number"), ("Tổng số", 18, "number"), ("Tỷ lệ", 11, "share"),
    ("Số lượng", 12, "number"), ("Tỷ lệ năm so sánh", 12, "share"), ("Số lượng năm so sánh", 12, "number"),
    ("Mục tiêu", 36, "wrap"), ("Thời hạn", 13, "date"), ("Đánh giá", 22, "wrap"), ("Hoàn thành mục tiêu", 13, "share"),
    ("Hoàn thành chỉ tiêu", 13, "share"), ("Đơn vị chưa có số liệu", 30, "wrap"), ("Tạm tính", 9, "text"),
)  # fmt: skip


def _measure_rows(results: Results) -> Iterator[Sequence[Value]]:
    """One row a target; a measure without targets has one row."""
    for result in results.measures:
        measure, figure = result.measure, result.figure
        is_share = measure.kind in SHARE_KINDS or measure.each
        lead = (
            measure.code, measure.task, measure.name, _KIND_WORDS[measure.kind], measure.uom,
            figure.numerator, figure.denominator,
            shown_share(figure.value, limits(measure, figure)) if is_share else None,
            None if is_share else figure.value, figure.baseline if is_share else None,
            None if is_share else figure.baseline,
        )  # fmt: skip
        tail = (_done(result.completion, met=result.met), ", ".join(result.missing), "x" if result.provisional else "")
        if not result.targets:
            yield (*lead, "theo dõi", None, TARGET_STATUS["tracked"], None, *tail)
        for target in result.targets:
            yield (
                *lead, target_words(target.target, measure), target.target.due, judgement(target, results),
                _done(target.completion, met=target.met), *tail,
            )  # fmt: skip


def figures(results: Results) -> dict[tuple[str, str], Fraction]:
    """What the sheet of measures says, by (measure, concept): sums and counts exact, rates as displayed."""
    found: dict[tuple[str, str], Fraction] = {}
    for row in _measure_rows(results):
        part, whole, rate, count, former_rate, former_count = row[5:11]
        told = {
            "numerator": part, "denominator": whole, "value": count if rate is None else rate,
            "baseline": former_count if former_rate is None else former_rate,
        }  # fmt: skip
        found |= {(str(row[0]), concept): value for concept, value in told.items() if isinstance(value, Fraction)}
    return found


_PART_HEADS: tuple[Head, ...] = (
    ("Chỉ tiêu", 12, "text"), ("Tên chỉ tiêu", 60, "wrap"), ("Đơn vị, dự án, nhân tố", 50, "wrap"),
    ("Đơn vị báo cáo", 14, "text"), ("Số đạt được", 18, "number"), ("Tổng số", 18, "number"), ("Tỷ lệ", 11, "share"),
    ("Số lượng", 12, "number"),
)  # fmt: skip


def _part_rows(results: Results) -> Iterator[Sequence[Value]]:
    for result in results.measures:
        shown = cache(partial(shown_share, against=limits(result.measure, result.figure)))  # thousands are alike
        for part in result.figure.parts:
            told = (result.measure.code, result.measure.name, part.label, part.unit)
            if part.denominator is None:
                yield (*told, plain_number(part.numerator), None, None, plain_number(part.value))
            else:
                yield (*told, plain_number(part.numerator), plain_number(part.denominator), shown(part.value), None)


_MERGED_HEADS: tuple[Head, ...] = (
    ("Chỉ tiêu", 12, "text"), ("Nhiệm vụ", 10, "text"), ("Đơn vị", 14, "text"), ("Kỳ", 10, "text"),
    ("Vai trò", 16, "text"), ("Số liệu ngày", 13, "date"), ("Dự án, nhân tố, nội dung, văn bản", 50, "wrap"),
    ("Số đạt được / số lượng", 18, "number"), ("Tổng số", 18, "number"), ("Được tính", 11, "text"),
    ("Lý do không tính", 34, "text"), ("Tệp", 40, "text"), ("Trang", 16, "text"), ("Ô", 16, "text"),
    ("Nội dung gốc", 40, "wrap"), ("Giữ nguyên từ kỳ trước", 24, "wrap"), ("SHA-256", 68, "text"),
    ("Thứ tự nội dung", 10, "number"), ("Khóa cộng", 28, "text"), ("Khóa cộng theo đơn vị", 36, "text"),
)  # fmt: skip


def _merged_rows(results: Results, table: pd.DataFrame, counted: Sequence[Mark]) -> Iterator[Sequence[Value]]:
    """Every observation of every accepted submission: whether it counts, and the cells it came from."""
    names = {s.arrival.order: s.arrival for s in results.submissions}
    for row, mark in zip(observations(table), counted, strict=True):
        sources, arrival = row.sources, names[row.order]
        yield (
            row.measure, row.task, row.unit, row.period, ROLES[row.role],
            row.day if row.day != date.min else None, row.part,
            plain_number(row.numerator), plain_number(row.denominator) or None,
            MARKS.get(mark, ""), _WHY_NOT.get(mark, ""), arrival.name, sources[0].sheet if sources else "",
            "; ".join([s.cell for s in sources]), "; ".join([s.raw for s in sources]),
            "; ".join([s.cell for s in sources if s.carried_from]), arrival.sha256,
            item_number(results, row.measure, row.part) or None,
            sum_key(row.measure, row.role), sum_key(row.measure, row.role, row.unit),
        )  # fmt: skip


def _name_columns(book: Workbook, count: int) -> None:
    """Names of the used part of the columns that are added up."""
    headings = [heading for heading, _, _ in _MERGED_HEADS]
    for name, heading in COLUMNS.items():
        column = xl_col_to_name(headings.index(heading), True)
        book.define_name(name, f"='{_MERGED}'!{column}$2:{column}${max(count, 1) + 1}")


_RECEIPT_HEADS: tuple[Head, ...] = (
    ("TT", 6, "number"), ("Tệp", 50, "wrap"), ("Nhận lúc", 18, "time"), ("Muộn (ngày)", 10, "number"),
    ("Nhiệm vụ", 10, "text"), ("Đơn vị", 14, "text"), ("Kỳ", 10, "text"), ("Tình trạng", 26, "text"),
    ("Lỗi", 7, "number"), ("Lưu ý", 7, "number"), ("SHA-256", 68, "text"),
)  # fmt: skip


def _receipt_rows(results: Results) -> Iterator[Sequence[Value]]:
    for number, s in enumerate(results.submissions, 1):
        severities = [f.severity for f in s.findings]
        yield (
            number, s.arrival.name, s.arrival.received, s.late_days, s.task, s.unit, s.period, state_words(s),
            severities.count("error"), severities.count("warning"), s.arrival.sha256,
        )  # fmt: skip


_FINDING_HEADS: tuple[Head, ...] = (
    ("Tệp", 50, "wrap"), ("Mức", 11, "text"), ("Mã", 24, "text"), ("Trang", 16, "text"), ("Ô", 14, "text"),
    ("Nhãn", 30, "wrap"), ("Nội dung gốc", 30, "wrap"), ("Giải thích và cách sửa", 90, "wrap"),
    ("Người duyệt miễn", 26, "wrap"), ("Lý do miễn", 40, "wrap"), ("Miễn đến hết ngày", 14, "date"),
)  # fmt: skip


def _finding_rows(results: Results) -> Iterator[Sequence[Value]]:
    for s in results.submissions:
        for f in s.findings:
            code = f.waiver.rule if f.waiver else f.code
            lifted = (f.waiver.approver, f.waiver.reason, f.waiver.expires) if f.waiver else ("", "", None)
            severity = SEVERITY[f.severity]
            yield (s.arrival.name, severity, code, f.sheet, f.cell, f.label, f.found, f.message, *lifted)


_MISSING_HEADS: tuple[Head, ...] = (
    ("Nhiệm vụ", 12, "text"), ("Tên nhiệm vụ", 70, "wrap"), ("Mã đơn vị", 14, "text"), ("Đơn vị", 40, "wrap"),
    ("Kỳ", 10, "text"), ("Hạn nộp", 13, "date"),
)  # fmt: skip


def _missing_rows(results: Results) -> Iterator[Sequence[Value]]:
    for m in results.missing:
        name = one_line(results.plan.tasks[m.task].name)
        yield (m.task, name, m.unit, results.plan.units[m.unit].name, m.period, m.deadline)


_WORDS_HEADS: tuple[Head, ...] = (
    ("Nhiệm vụ", 10, "text"), ("Đơn vị", 26, "wrap"), ("Tình trạng (đơn vị ghi)", 18, "text"),
    ("Kết quả nổi bật", 60, "wrap"), ("Khó khăn, vướng mắc", 50, "wrap"), ("Kiến nghị, đề xuất", 50, "wrap"),
    ("Người báo cáo", 22, "wrap"), ("Điện thoại", 16, "text"), ("Tệp", 40, "wrap"),
)  # fmt: skip


def _words_rows(results: Results) -> Iterator[Sequence[Value]]:
    """What units wrote about their tasks in this period, word for word."""
    fields = ("status", "result", "difficulty", "proposal", "reporter", "phone")
    for s in results.submissions:
        if not s.accepted or s.period != results.period.key:
            continue
        told = {f.field: str(f.value or "") for f in reversed(s.facts) if not f.measure}  # the first of each counts
        words = [told.get(field, "") for field in fields]
        if any(words):
            yield (s.task, results.plan.units[s.unit].name, *words, s.arrival.name)
