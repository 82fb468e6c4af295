"""Self-scoring in the report: Results come in, its sentences and its appendix go out.

A figure is shown truthfully against the steps and floors that judged it, points against their maximum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from pipeline.model import OutlineItem, Rule
from pipeline.outcome import Ground, MeasureResult, Results, Score, ScoreSheet, ScoreTally
from pipeline.plan_sheets import ANSWERS, SHARE_KINDS
from pipeline.report.document import Appendix, Block, Column, Paragraph, Row, Table
from pipeline.report.standing import count
from pipeline.report.words import limits, remarks, result_words
from pipeline.vietnamese import (
    NOTHING,
    WHOLE,
    Limit,
    round_truthfully,
    show_date,
    show_number,
    show_percent,
    upper_first,
)
from pipeline.wording import small_count

_ANSWER_WORDS = {answer: word for word, answer in ANSWERS.items()}
_STEP_WORDS = {">": "trên", ">=": "từ"}
_GROUNDS: dict[Ground, str] = {
    "step": "bậc {step}",
    "rest": "bậc còn lại",
    "rate": "theo tỷ lệ",
    "below_floor": "dưới mức sàn {floor}",
    "met": "đạt mục tiêu",
    "not_met": "chưa đạt mục tiêu",
    "not_yet": "chưa đến hạn, chưa đạt mục tiêu",
    "answered": "cơ quan tự đánh giá",
    "nothing_arose": "không phát sinh, không tính",
    "does_not_apply": "không áp dụng, không tính",
    "no_data": "chưa đủ số liệu, tính 0 điểm",
}
_NOTE = (
    "Ghi chú: điểm được làm tròn khi hiển thị, cộng theo số chưa làm tròn; tiêu chí không phát sinh, không áp dụng "
    "không tính vào điểm tối đa; dấu “-” là không có điểm, khác với 0."
)
_SAMPLE_NOTE = " Tiêu chí có dấu (*) theo thang điểm mẫu, chưa được cơ quan xác nhận."


def reported_scores(results: Results) -> ScoreSheet | None:
    """The scores that the report of this period tells: there are rules, and its outline has them."""
    told = any(i.content == "scores" and i.applies(results.period) for i in results.plan.outline)
    return results.scores if told else None


# --- the sentences --------------------------------------------------------------------------------


def scores(results: Results, _: OutlineItem) -> Iterator[Block]:
    """The points of the whole sheet, what was and what was not scored, and what the rules are worth."""
    if results.scores is None:
        yield Paragraph("Tệp kế hoạch chưa có thang điểm nên chưa tự chấm điểm.")
        return
    sheet, who, day = results.scores, results.plan.agency.short_name, show_date(results.as_of)
    said = f"{who} tự chấm {total_words(sheet)}" if sheet.total.maximum else "chưa có tiêu chí nào được áp dụng"
    yield Paragraph(f"Đến ngày {day}, {said}. {_states(sheet.total)} Chi tiết từng tiêu chí tại Phụ lục IV.")
    samples = sum(s.rule.sample for s in sheet.scores)
    if samples:
        whole = samples == len(sheet.scores)
        which = "Thang điểm đang dùng" if whole else f"{count(samples)} tiêu chí của thang điểm"
        yield Paragraph(f"{which} là mẫu, chưa được cơ quan xác nhận; kết quả tự chấm chỉ để tham khảo.")


def total_words(sheet: ScoreSheet) -> str:
    """As "12,5/20 điểm, đạt 62,5%, tạm tính"."""
    return tally_words(sheet.total) + (", tạm tính" if sheet.total.provisional else "")


def tally_words(tally: ScoreTally) -> str:
    """As "12,5/20 điểm, đạt 62,5%"; where nothing applies there is nothing to divide by."""
    if tally.share is None:
        return "không có tiêu chí áp dụng"
    part = show_number(shown_points(tally.points, tally.maximum))
    return f"{part}/{show_number(tally.maximum)} điểm, đạt {show_percent(tally.share, [WHOLE, NOTHING])}"


def _states(tally: ScoreTally) -> str:
    """How many criteria were scored, did not apply, had no data."""
    everything = tally.scored + tally.not_applicable + tally.no_data
    waiting = f", trong đó {count(tally.uncertain)} tiêu chí tạm tính vì thiếu số liệu hoặc chưa đến hạn"
    told = (
        (tally.scored, "được chấm điểm" + (waiting if tally.uncertain else "")),
        (tally.not_applicable, "không phát sinh hoặc không áp dụng, không tính vào điểm tối đa"),
        (tally.no_data, "chưa đủ số liệu, tạm tính 0 điểm"),
    )
    said = [f"{count(number)} tiêu chí {words}" for number, words in told if number]
    if len(said) == 1:
        return f"Thang điểm có {said[0]}."
    return f"Thang điểm có {count(everything)} tiêu chí: {'; '.join(said)}."


# --- one criterion --------------------------------------------------------------------------------


def shown_points(points: Fraction, maximum: Fraction) -> Decimal:
    """Points with two decimals at most; what is below the maximum never reads as the maximum."""
    return round_truthfully(points, [Limit(maximum, ">="), NOTHING], places=2)


def is_share(result: MeasureResult) -> bool:
    """Whether the raw figure is a share; of a measure `each:` it is the share of units that meet the target."""
    return result.measure.kind in SHARE_KINDS or result.figure.denominator is not None


def bounds(rule: Rule, result: MeasureResult) -> list[Limit]:
    """What a shown figure must stay on its own side of: targets, steps, floor."""
    judged = [Limit(step.bound, step.op) for step in rule.steps]
    return [*limits(result.measure, result.figure), *judged, Limit(rule.floor, ">=")]


def figure_words(score: Score, results: Results) -> str:
    """The raw figure with what must stand beside it, or the agency's own answer."""
    rule, result = score.rule, score.result
    if result is None:
        return _ANSWER_WORDS[rule.answer] if rule.answer else "chưa tự đánh giá"
    if result.figure.value is None or result.nothing_arose:
        return result_words(result, results)
    words = _value_words(result.figure.value, result, bounds(rule, result))
    beside = remarks(result, results)
    return f"{words} ({'; '.join(beside)})" if beside else words


def _value_words(value: Fraction, result: MeasureResult, against: Sequence[Limit] = ()) -> str:
    """A figure, or a bound of it, in the measure's own terms."""
    if is_share(result):
        return show_percent(value, against)
    return f"{small_count(value)} {result.measure.uom}".strip()


def ground_words(score: Score) -> str:
    """How the points came about: the step reached, the floor missed, the target met."""
    step = ""
    if score.step and score.result:
        step = f"{_STEP_WORDS[score.step.op]} {_value_words(score.step.bound, score.result)}"
    words = _GROUNDS[score.ground].format(step=step, floor=show_percent(score.rule.floor))
    return f"{words}; tạm tính" if score.provisional else words


# --- the appendix ---------------------------------------------------------------------------------


def score_appendix(sheet: ScoreSheet, results: Results) -> Appendix:
    """The score sheet by section: raw figure, how it was judged, points."""
    note = _NOTE + (_SAMPLE_NOTE if any(s.rule.sample for s in sheet.scores) else "")
    return Appendix("BẢNG TỰ CHẤM ĐIỂM", (_table(sheet, results), Paragraph(note)))


def _table(sheet: ScoreSheet, results: Results) -> Table:
    columns = (
        Column("Mã", 16, "center"), Column("Tiêu chí", 70), Column("Kết quả", 52), Column("Cách tính điểm", 39),
        Column("Điểm tối đa", 16, "center"), Column("Điểm tự chấm", 16, "center"), Column("Tài liệu kiểm chứng", 38),
    )  # fmt: skip
    rows: list[Row] = []
    for section, tally in sheet.sections:
        rows.append(Row((f"{section.code}. {section.title.upper()} ({tally_words(tally)})",), "group"))
        rows.extend(_row(s, results) for s in sheet.scores if s.rule.section == section)
    rows.append(Row((f"TỔNG CỘNG ({total_words(sheet)})",), "group"))
    return Table("", columns, tuple(rows))


def _row(score: Score, results: Results) -> Row:
    rule = score.rule
    points = "-" if score.points is None else show_number(shown_points(score.points, rule.maximum))
    return Row(
        (
            rule.code, _name(rule), upper_first(figure_words(score, results)), upper_first(ground_words(score)),
            show_number(rule.maximum), points, rule.evidence,
        )
    )  # fmt: skip


def _name(rule: Rule) -> str:
    return f"{rule.name} (*)" if rule.sample else rule.name
