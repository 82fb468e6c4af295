"""Expected against received, for the workbook: Results come in, headings and rows go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache, partial

from pipeline.outcome import HandIns, Results
from pipeline.report.hand_in import COUNTS, months_asked, units_asked
from pipeline.report.words import shown_share
from pipeline.vietnamese import NOTHING, WHOLE, one_line
from pipeline.wording import STANDING

_Value = str | int | Fraction | date | datetime | None
_RATE_LIMITS = (WHOLE, NOTHING)

HAND_IN_HEADS: tuple[tuple[str, int, str], ...] = (  # heading, width, form
    ("Nhiệm vụ", 10, "text"), ("Tên nhiệm vụ", 56, "wrap"), ("Mã đơn vị", 12, "text"), ("Đơn vị", 34, "wrap"),
    ("Kỳ", 10, "text"), ("Hạn nộp", 13, "date"), ("Phát mẫu", 13, "date"), ("Tình trạng", 16, "text"),
    ("Không phát sinh", 10, "text"), ("Nhận lúc", 18, "time"), ("Muộn (ngày)", 9, "number"), ("Tệp", 44, "wrap"),
    ("Người duyệt miễn", 26, "wrap"), ("Lý do miễn", 36, "wrap"), ("Miễn đến hết ngày", 14, "date"),
)  # fmt: skip


def hand_in_rows(results: Results) -> Iterator[Sequence[_Value]]:
    """One row a report asked in the period."""
    plan = results.plan
    for r in results.hand_ins.reports:
        lifted = (r.waiver.approver, r.waiver.reason, r.waiver.expires) if r.waiver else ("", "", None)
        yield (
            r.task, one_line(plan.tasks[r.task].name), r.unit, plan.units[r.unit].name, r.period, r.deadline, r.issued,
            STANDING[r.standing], "x" if r.nil else "", r.received, r.days_late if r.accepted else None,
            r.sent.arrival.name if r.sent else "", *lifted,
        )  # fmt: skip


RATE_HEADS: tuple[tuple[str, int, str], ...] = (
    ("Kỳ", 10, "text"), ("Mã đơn vị", 12, "text"), ("Đơn vị", 44, "wrap"), *((c.heading, 17, "number") for c in COUNTS),
    ("Tỷ lệ nộp", 12, "share"), ("Tỷ lệ đúng hạn", 17, "share"),
)  # fmt: skip


def rate_rows(results: Results) -> Iterator[Sequence[_Value]]:
    """The period by unit and in sum, then each month that the plan counts, the newest first."""
    yield from _rates(results.period.key, results.hand_ins, results)
    for month in reversed(months_asked(results)):
        if month.key != results.period.key:
            yield from _rates(month.key, results.history.of_month(month.key), results)


def _rates(key: str, hand_ins: HandIns, results: Results) -> Iterator[Sequence[_Value]]:
    shown = cache(partial(shown_share, against=_RATE_LIMITS))
    listed = [(u.code, u.name, hand_ins.of_unit(u.code)) for u in units_asked(hand_ins, results)]
    for code, name, own in (*listed, ("", "Tổng số", hand_ins)):
        yield (key, code, name, *[len(c.pick(own)) for c in COUNTS], shown(own.rate), shown(own.on_time_rate))
