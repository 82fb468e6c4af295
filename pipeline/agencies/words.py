"""How a roll-up says things: its sums come in, words and shown numbers go out, as everywhere in the house."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from pipeline.agencies.reduced import Agency, Key, MeasureOf, SectionOf, TargetOf
from pipeline.agencies.summed import RollUp, Sum
from pipeline.plan_sheets import SHARE_KINDS
from pipeline.vietnamese import NOTHING, WHOLE, Limit, show_percent, upper_first
from pipeline.wording import TARGET_STATUS, goal_words, target_words

CONCEPT: Mapping[str, str] = {
    "tasks_complete": "nhiệm vụ hoàn thành", "tasks": "nhiệm vụ được đánh giá",
    "nothing_arose": "nhiệm vụ không phát sinh", "tracked": "nhiệm vụ theo dõi",
    "due": "báo cáo phải nộp", "received": "báo cáo đã nhận", "accepted": "báo cáo hợp lệ",
    "on_time": "báo cáo đúng hạn", "late": "báo cáo nộp muộn", "nil": "báo cáo không phát sinh",
    "refused": "báo cáo phải sửa", "quarantined": "báo cáo chờ xác minh", "missing": "báo cáo chưa gửi",
    "waived": "báo cáo được miễn nộp", "files": "tệp đã nhận",
    "numerator": "số đạt được", "denominator": "tổng số", "value": "số lượng", "provisional": "cơ quan có số tạm tính",
}  # fmt: skip
SHARE_LIMITS = (WHOLE, NOTHING)


def place_words(agency_path: str) -> str:
    """An agency's path as people read it; the tree itself is "."."""
    return agency_path or "."


def is_share(of: MeasureOf) -> bool:
    """Whether what the measure comes to is a share."""
    return of.kind in SHARE_KINDS or of.each


def measure_limits(of: MeasureOf) -> list[Limit]:
    """What the rate of all agencies must not be shown on another side of."""
    bounds = [Limit(t.number, t.op) for t in of.targets if t.number is not None and not t.per and not of.each]
    return [*bounds, *SHARE_LIMITS]


def about(key: Key) -> str:
    """What a sum is about: "Mục I CHỈ ĐẠO", "Chỉ tiêu I.1.1 Tỷ lệ …, mục tiêu tối thiểu 90%"."""
    if isinstance(key.of, SectionOf):
        return f"Mục {key.of.code} {key.of.title}"
    if isinstance(key.of, MeasureOf):
        return f"Chỉ tiêu {key.of.code} {key.of.name}"
    if isinstance(key.of, TargetOf):
        return f"Chỉ tiêu {key.of.measure.code} {key.of.measure.name}, mục tiêu {aim(key.of)}"
    return "Toàn kế hoạch"


def what(key: Key) -> str:
    """What of it is counted or added up."""
    if isinstance(key.of, TargetOf) or (isinstance(key.of, MeasureOf) and key.concept == "tracked"):
        return f"cơ quan {TARGET_STATUS[key.concept]}"  # type: ignore[index]
    return CONCEPT[key.concept]


def aim(of: TargetOf) -> str:
    """A target with its due day."""
    return target_words(of.target, of.measure.measure)


def aim_without_day(of: TargetOf) -> str:
    """A target alone."""
    return goal_words(of.target, of.measure.measure)


def rate_words(rate: Fraction | None, limits: tuple[Limit, ...] | list[Limit] = SHARE_LIMITS) -> str:
    """A rate as displayed; "" where there is none."""
    return "" if rate is None else show_percent(rate, limits)


def ids(*sums: Sum | None) -> str:
    """The names of sums: "TH12, TH13"."""
    return ", ".join(s.id for s in sums if s)


def done_rate(complete: Fraction | int, tasks: Fraction | int) -> Fraction | None:
    """Tasks done of those assessed."""
    return Fraction(complete) / Fraction(tasks) if tasks else None


def windows(rollup: RollUp) -> str:
    """Of which days the agencies report; where not all report of the same ones, how many of which."""
    seen: dict[tuple[str, str], list[Agency]] = {}
    for a in rollup.agencies:
        seen.setdefault((f"{a.start:%d/%m/%Y} - {a.end:%d/%m/%Y}", f"{a.as_of:%d/%m/%Y}"), []).append(a)
    if len(seen) == 1:
        ((window, day),) = seen
        return f"Kỳ {window}, đánh giá đến ngày {day}."
    told = (f"kỳ {window}, đánh giá đến ngày {day}: {len(own)} cơ quan" for (window, day), own in seen.items())
    return upper_first("; ".join(told)) + "." if seen else ""
