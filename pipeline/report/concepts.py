"""What a figure can be: the key of a concept comes in, its words and the rule behind it go out.

The rules are those of the product's contract; thể thức aside, no decree says how progress is reckoned.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Kind, Measure


@dataclass(frozen=True, slots=True)
class Concept:
    """What of its subject a figure is, and how it comes about; of: what its subject is."""

    of: str  # measure | target | part | task | section | criterion | step | scale | words | file | former | doubt
    words: str
    rule: str = ""  # "" where it depends on the kind of measure, or on what is counted


OF_FORMER = frozenset({"replaced", "former"})  # told from the report that is replaced
NOT_OF_CELLS = OF_FORMER | {"in_report", "reckoned_again"}  # what no file of the inbox gives
_SCALE = "thang điểm tại tệp kế hoạch"
_PLAN = "ghi tại tệp kế hoạch"
CONCEPTS: dict[str, Concept] = {
    "value": Concept("measure", "kết quả"),
    "numerator": Concept("measure", "số đạt được"),
    "denominator": Concept("measure", "tổng số"),
    "baseline": Concept("measure", "số của năm so sánh", "số của năm so sánh, cộng các đơn vị có số liệu"),
    "overdue": Concept("measure", "hồ sơ trả quá hạn", "đếm hồ sơ có ngày trả sau ngày hẹn"),
    "open": Concept("measure", "hồ sơ đang giải quyết", "đếm hồ sơ chưa có ngày trả"),
    "open_overdue": Concept("measure", "hồ sơ chưa trả đã quá ngày hẹn", "đếm hồ sơ chưa trả, ngày hẹn đã qua"),
    "decisions": Concept("measure", "số quyết định giao vốn", "đếm quyết định khác nhau"),
    "completion": Concept(
        "measure", "mức hoàn thành chỉ tiêu",
        "kết quả so với mục tiêu của thời hạn gần nhất chưa qua, nhiều nhất 100%, lấy mục tiêu thấp nhất",
    ),
    "target": Concept("target", "mục tiêu", _PLAN),
    "days_over": Concept("target", "số ngày quá hạn", "từ thời hạn đến ngày đánh giá"),
    "part_value": Concept("part", "kết quả"),
    "part_numerator": Concept("part", "số đạt được"),
    "part_denominator": Concept("part", "tổng số"),
    "task": Concept(
        "task", "mức hoàn thành nhiệm vụ",
        "bình quân mức hoàn thành các chỉ tiêu; chưa đủ số liệu tính bằng 0; không phát sinh, theo dõi không tính",
    ),
    "mean": Concept("section", "mức hoàn thành bình quân", "bình quân mức hoàn thành các nhiệm vụ được đánh giá"),
    "tasks": Concept("section", "số nhiệm vụ được đánh giá", "đếm nhiệm vụ, trừ không phát sinh và theo dõi"),
    "tasks_complete": Concept("section", "số nhiệm vụ hoàn thành", "đếm nhiệm vụ mà mọi mục tiêu đều đạt"),
    "tasks_apart": Concept("section", "số nhiệm vụ không phát sinh, theo dõi", "đếm nhiệm vụ không được đánh giá"),
    "count": Concept("words", "số lượng"),
    "share": Concept("words", "tỷ lệ"),
    "days_late": Concept("file", "số ngày nộp muộn", "từ hạn nộp đến ngày nhận theo sổ tiếp nhận"),
    "points": Concept("criterion", "điểm tự chấm", "kết quả đối chiếu với thang điểm"),
    "maximum": Concept("criterion", "điểm tối đa", _SCALE),
    "floor": Concept("criterion", "mức sàn", _SCALE),
    "step": Concept("step", "bậc của thang điểm", _SCALE),
    "points_sum": Concept("scale", "tổng điểm tự chấm", "cộng điểm các tiêu chí, chưa làm tròn"),
    "maximum_sum": Concept("scale", "tổng điểm tối đa", "cộng điểm tối đa các tiêu chí được áp dụng"),
    "points_share": Concept("scale", "tỷ lệ điểm", "tổng điểm tự chấm chia tổng điểm tối đa"),
    "replaced": Concept("words", "số lượng", "đếm số liệu khác với báo cáo được thay thế"),
    "former": Concept("former", "số của báo cáo được thay thế", "theo sổ số liệu của báo cáo được thay thế"),
    "in_report": Concept("doubt", "báo cáo ghi", "kết quả của lần tính thứ nhất"),
    "reckoned_again": Concept("doubt", "tính lại", "kết quả của lần tính thứ hai, độc lập"),
}  # fmt: skip

_RATES: dict[Kind, tuple[str, str]] = {  # (part, whole)
    "ratio": ("tổng số đạt được của các đơn vị", "tổng số phải đạt của các đơn vị"),
    "checklist": ("số nội dung ghi “Có”", "số nội dung phải thực hiện"),
    "disbursement": ("tổng số đã giải ngân của các dự án (đồng)", "tổng vốn được giao của các dự án (đồng)"),
    "survey": ("số lượt hài lòng và rất hài lòng", "số lượt trả lời hợp lệ"),
    "cases": ("số hồ sơ trả trước và đúng hạn", "số hồ sơ đã trả"),
}
_EACH = ("số đơn vị đạt mục tiêu", "số đơn vị phải báo cáo, trừ đơn vị không phát sinh")
_SUMS: dict[Kind, str] = {
    "count": "cộng số của các đơn vị",
    "baseline": "cộng số của các đơn vị",
    "documents": "đếm văn bản, mỗi số, ký hiệu và ngày một lần",
}


def rule_of(concept: str, measure: Measure, *, mean_of_factors: bool) -> str:
    """How a figure comes about, in words; mean_of_factors: the plan's way with surveys."""
    if CONCEPTS[concept].rule:
        return CONCEPTS[concept].rule
    which = concept.removeprefix("part_")
    each = measure.each and which == concept
    if measure.kind not in _RATES and not each:
        return _SUMS[measure.kind] + _over_time(measure)
    if measure.kind == "survey" and mean_of_factors and which == "value" and not each:
        return "bình quân tỷ lệ hài lòng của các nhân tố" + _over_time(measure)
    part, whole = _EACH if each else _RATES[measure.kind]
    rules = {"numerator": part, "denominator": whole, "value": f"{part} chia {whole}"}
    return rules[which] + _over_time(measure)


def _over_time(measure: Measure) -> str:
    if measure.nature == "flow":
        return "; cộng các tháng trong kỳ"
    return "" if measure.kind == "documents" else "; số lũy kế mới nhất của từng đơn vị"


_COUNTED = {  # by how what is counted begins, the narrower first
    "báo cáo phải nộp": "đếm theo kế hoạch và lịch báo cáo, trừ báo cáo được miễn nộp",
    "báo cáo được miễn nộp": "đếm theo trang “Miễn áp dụng” của tệp kế hoạch",
    "nhiệm": "đếm theo tình trạng từng nhiệm vụ",
    "mục": "đếm theo đánh giá từng mục tiêu",
    "chỉ": "đếm theo so sánh từng chỉ tiêu với kỳ trước",
    "báo": "đếm theo sổ tiếp nhận",
    "tệp": "đếm theo sổ tiếp nhận",
    "đơn": "đếm theo sổ tiếp nhận",
    "tiêu": "đếm theo kết quả chấm từng tiêu chí",
    "lỗi": "đếm lỗi của tệp",
    "số": "đếm số liệu có hai kết quả khác nhau",
}


def count_rule(concept: str, what: str) -> str:
    """How a count of things comes about, or the share that they are; what: as "nhiệm vụ đã hoàn thành của …"."""
    if CONCEPTS[concept].rule:
        return CONCEPTS[concept].rule
    rule = next(rule for start, rule in _COUNTED.items() if what.startswith(start))
    whole = "số báo cáo phải nộp" if what.startswith("báo cáo") else "tổng số được đánh giá"
    return rule if concept == "count" else f"{rule}, chia {whole}"
