"""Noun phrases that templates and reports share: targets, values, states in plain Vietnamese."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from pipeline.model import Finding, Measure, Method, Submission, Target, TargetStatus, TaskStatus
from pipeline.outcome import ScoreState, Standing, is_withdrawn
from pipeline.plan_sheets import METHODS, SHARE_KINDS
from pipeline.states import STATE, WITHDRAWN
from pipeline.vietnamese import show_date, show_number, show_percent

TARGET_STATUS: dict[TargetStatus, str] = {
    "met": "đạt",
    "met_late": "đạt, sau thời hạn",
    "in_progress": "chưa đến hạn",
    "not_met": "chưa đạt",
    "nothing_arose": "không phát sinh",
    "no_data": "chưa đủ số liệu",
    "tracked": "theo dõi",
}
TASK_STATUS: dict[TaskStatus, str] = {
    "complete": "hoàn thành",
    "incomplete": "chưa hoàn thành",
    "nothing_arose": "không phát sinh",
    "no_data": "chưa đủ số liệu",
    "tracked": "theo dõi",
}
METHOD: dict[Method, str] = {method: word for word, method in METHODS.items()}
SCORE_STATE: dict[ScoreState, str] = {
    "scored": "đã chấm",
    "not_applicable": "không áp dụng",
    "no_data": "chưa đủ số liệu",
}
STANDING: dict[Standing, str] = {  # of a report that was asked
    "on_time": "đúng hạn",
    "late": "nộp muộn",
    "refused": "chưa hợp lệ",
    "quarantined": "chờ xác minh",
    "missing": "chưa gửi",
    "waived": "được miễn nộp",
}
SEVERITY = {"error": "lỗi", "warning": "lưu ý", "info": "thông tin"}
_OPS = {">=": "tối thiểu", ">": "trên", "<=": "tối đa", "<": "dưới", "=": "bằng"}
_AGAINST_YEAR = {
    ">=": "không nhỏ hơn số của",
    ">": "tăng so với",
    "<=": "không lớn hơn số của",
    "<": "giảm so với",
    "=": "bằng số của",
}
PER = {"month": "tháng", "quarter": "quý"}


def state_words(submission: Submission) -> str:
    """How a report fared."""
    return WITHDRAWN if is_withdrawn(submission) else STATE[submission.state]


def finding_line(found: Finding) -> str:
    """As "[lỗi] trang “Nhập liệu” ô C9 “Số lượng”: … (CELL_NUMBER)"."""
    label = found.label if found.cell and found.label not in found.message else ""
    told = (("trang “{}”", found.sheet), ("ô {}", found.cell), ("“{}”", label))
    place = " ".join(words.format(part) for words, part in told if part)
    return f"[{SEVERITY[found.severity]}] {place + ': ' if place else ''}{found.message} ({found.code})"


def target_words(target: Target, measure: Measure, say: Callable[[str], str] = str) -> str:
    """As "tối thiểu 90% đến ngày 31/12/2022", "giảm so với năm 2021", "tối thiểu 01 mỗi tháng".

    say: what becomes of the displayed number.
    """
    words = goal_words(target, measure, say)
    return f"{words} đến ngày {show_date(target.due)}" if target.due else words


def goal_words(target: Target, measure: Measure, say: Callable[[str], str] = str) -> str:
    """The same without the due day."""
    if target.year:
        words = f"{_AGAINST_YEAR[target.op]} năm {target.year}"
    elif target.number is None:
        words = f"theo mức {target.text}"
    elif target.per:
        words = f"{_OPS[target.op]} {say(small_count(target.number))} {measure.uom} mỗi {PER[target.per]}"
    elif measure.kind in SHARE_KINDS:
        plain = target.op == ">=" and target.number == 1
        words = "" if plain else f"{_OPS[target.op]} "
        words += say(show_percent(target.number))
    else:
        words = f"{_OPS[target.op]} {say(small_count(target.number))} {measure.uom}"
    return words


def small_count(number: Fraction) -> str:
    """Counts below ten with a leading zero, as official documents write them: 02, 12, 1.234."""
    if number.denominator == 1 and 0 < number < 10:
        return f"{int(number):02d}"
    return show_number(number)
