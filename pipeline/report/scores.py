"""Self-scoring in the report: Results come in, its sentences and its appendix go out.

A figure is shown truthfully against the steps and floors that judged it, points against their maximum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from pipeline.model import OutlineItem, Rule
from pipeline.outcome import Ground, MeasureResult, Results, Score, ScoreSheet, ScoreState, ScoreTally
from pipeline.plan_sheets import ANSWERS, SHARE_KINDS
from pipeline.report.document import Appendix, Block, Column, Paragraph, Row, Table
from pipeline.report.figures import mark
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
    yield Paragraph(f"Đến ngày {day}, {said}. {_states(sheet)} Chi tiết từng tiêu chí tại Phụ lục IV.")
    samples = [s.rule.code for s in sheet.scores if s.rule.sample]
    if samples:
        whole = len(samples) == len(sheet.scores)
        number = count(len(samples), "tiêu chí theo thang điểm mẫu", samples)
        which = "Thang điểm đang dùng" if whole else f"{number} tiêu chí của thang điểm"
        yield Paragraph(f"{which} là mẫu, chưa được cơ quan xác nhận; kết quả tự chấm chỉ để tham khảo.")


def total_words(sheet: ScoreSheet) -> str:
    """As "12,5/20 điểm, đạt 62,5%, tạm tính"."""
    return tally_words("", sheet.total) + (", tạm tính" if sheet.total.provisional else "")


def tally_words(section: str, tally: ScoreTally) -> str:
    """As "12,5/20 điểm, đạt 62,5%" of a section ("": of all); where nothing applies there is nothing to divide by."""
    if tally.share is None:
        return "không có tiêu chí áp dụng"
    part = mark(show_number(shown_points(tally.points, tally.maximum)), "points_sum", section, tally.points)
    whole = mark(show_number(tally.maximum), "maximum_sum", section, tally.maximum)
    reached = mark(show_percent(tally.share, [WHOLE, NOTHING]), "points_share", section, tally.share)
    return f"{part}/{whole} điểm, đạt {reached}"


def _states(sheet: ScoreSheet) -> str:
    """How many criteria were scored, did not apply, had no data."""
    uncertain = _counted((s for s in sheet.scores if s.state == "scored" and s.provisional), "tạm tính")
    waiting = f", trong đó {uncertain} tiêu chí tạm tính vì thiếu số liệu hoặc chưa đến hạn"
    told: tuple[tuple[ScoreState, str, str], ...] = (
        ("scored", "được chấm điểm", waiting if sheet.total.uncertain else ""),
        ("not_applicable", "không phát sinh hoặc không áp dụng", ", không tính vào điểm tối đa"),
        ("no_data", "chưa đủ số liệu", ", tạm tính 0 điểm"),
    )
    said = [
        f"{_counted((s for s in sheet.scores if s.state == state), words)} tiêu chí {words}{beside}"
        for state, words, beside in told
        if any(s.state == state for s in sheet.scores)
    ]
    if len(said) == 1:
        return f"Thang điểm có {said[0]}."
    return f"Thang điểm có {_counted(sheet.scores, 'của thang điểm')} tiêu chí: {'; '.join(said)}."


def _counted(scores: Iterable[Score], what: str) -> str:
    codes = [s.rule.code for s in scores]
    return count(len(codes), f"tiêu chí {what}", codes)


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
    shown = _value_words(result.figure.value, result, bounds(rule, result))
    words = _said(shown, "value", result.measure.code, result.figure.value, result)
    beside = remarks(result, results)
    return f"{words} ({'; '.join(beside)})" if beside else words


def _value_words(value: Fraction, result: MeasureResult, against: Sequence[Limit] = ()) -> str:
    """A figure, or a bound of it, as a share or a count."""
    return show_percent(value, against) if is_share(result) else small_count(value)


def _said(shown: str, concept: str, of: str, exact: Fraction, result: MeasureResult) -> str:
    """The same as a figure in the measure's own terms."""
    uom = "" if is_share(result) else f" {result.measure.uom}"
    return f"{mark(shown, concept, of, exact)}{uom}".rstrip()


def ground_words(score: Score) -> str:
    """How the points came about: the step reached, the floor missed, the target met."""
    step = ""
    if score.step and score.result:
        bound = score.step.bound
        of = f"{score.rule.code}#{score.rule.steps.index(score.step) + 1}"
        step = _said(_value_words(bound, score.result), "step", of, bound, score.result)
        step = f"{_STEP_WORDS[score.step.op]} {step}"
    floor = mark(show_percent(score.rule.floor), "floor", score.rule.code, score.rule.floor)
    words = _GROUNDS[score.ground].format(step=step, floor=floor)
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
        rows.append(Row((f"{section.code}. {section.title.upper()} ({tally_words(section.code, tally)})",), "group"))
        rows.extend(_row(s, results) for s in sheet.scores if s.rule.section == section)
    rows.append(Row((f"TỔNG CỘNG ({total_words(sheet)})",), "group"))
    return Table("", columns, tuple(rows))


def _row(score: Score, results: Results) -> Row:
    rule = score.rule
    points = "-"
    if score.points is not None:
        points = mark(show_number(shown_points(score.points, rule.maximum)), "points", rule.code, score.points)
    return Row(
        (
            rule.code, _name(rule), upper_first(figure_words(score, results)), upper_first(ground_words(score)),
            mark(show_number(rule.maximum), "maximum", rule.code, rule.maximum), points, rule.evidence,
        )
    )  # fmt: skip


def _name(rule: Rule) -> str:
    return f"{rule.name} (*)" if rule.sample else rule.name
