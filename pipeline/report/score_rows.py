"""The sheet "Tự chấm điểm" of the summary workbook: a score sheet comes in, headings and rows go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pipeline.outcome import Results, ScoreSheet
from pipeline.report.scores import bounds, figure_words, ground_words, is_share, shown_points
from pipeline.report.words import shown_share
from pipeline.wording import METHOD, SCORE_STATE

SCORE_HEADS: tuple[tuple[str, int, str], ...] = (  # heading, width, form
    ("Mã", 10, "text"), ("Lĩnh vực", 34, "wrap"), ("Tiêu chí", 56, "wrap"), ("Cách chấm", 13, "text"),
    ("Chỉ tiêu", 12, "text"), ("Tỷ lệ", 11, "share"), ("Số lượng", 12, "number"), ("Kết quả", 40, "wrap"),
    ("Cách tính điểm", 34, "wrap"), ("Điểm tối đa", 13, "number"), ("Điểm tự chấm", 15, "number"),
    ("Tỷ lệ điểm", 13, "share"), ("Tình trạng", 17, "text"), ("Tạm tính", 10, "text"),
    ("Tài liệu kiểm chứng", 40, "wrap"), ("Cơ sở", 34, "wrap"),
)  # fmt: skip


def score_rows(sheet: ScoreSheet, results: Results) -> Iterator[Sequence[str | Fraction | None]]:
    """One row a criterion, its figure apart from its points; then the sums by section and of all."""
    for score in sheet.scores:
        rule, result = score.rule, score.result
        share = shown_share(score.value, bounds(rule, result)) if result and is_share(result) else None
        yield (
            rule.code, f"{rule.section.code}. {rule.section.title}", rule.name, METHOD[rule.method], rule.measure,
            share, score.value if share is None else None,
            figure_words(score, results), ground_words(score), rule.maximum, _points(score.points, rule.maximum), None,
            SCORE_STATE[score.state], "x" if score.provisional else "", rule.evidence, rule.basis,
        )  # fmt: skip
    sums = [(f"Cộng {section.code}. {section.title}", tally) for section, tally in sheet.sections]
    for name, tally in (*sums, ("Tổng cộng", sheet.total)):
        yield (
            "", name, "", "", "", None, None, "", "", tally.maximum, _points(tally.points, tally.maximum),
            shown_share(tally.share), "", "x" if tally.provisional else "", "", "",
        )  # fmt: skip


def _points(points: Fraction | None, maximum: Fraction) -> Fraction | None:
    """Points as the report shows them."""
    return None if points is None else Fraction(shown_points(points, maximum))
