"""The list of all rules for people: the catalogue of messages comes in, a page of Markdown goes out,
and those of its rows that a unit's file can meet, for the templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.message import Message
from pipeline.messages import CATALOGUE
from pipeline.model import Kind, Severity
from pipeline.vietnamese import show_date, upper_first
from pipeline.wording import SEVERITY

SUBJECTS = {  # by the first word of a code, in the order in which a file meets them
    "MAIL": "Thư điện tử và tệp nén",
    "GATE": "Tệp gửi đến có đọc được không",
    "ID": "Tệp của ai, nhiệm vụ nào, kỳ nào",
    "FORM": "Mẫu có còn như khi phát hành không",
    "CELL": "Nội dung từng ô",
    "ROW": "Dòng của bảng",
    "COLUMN": "Cột bị ẩn",
    "SHEET": "Trang bị ẩn",
    "DATA": "Số liệu trong một báo cáo",
    "DATE": "Ngày tháng",
    "NIL": "Không phát sinh",
    "STATUS": "Tình trạng thực hiện",
    "CARRY": "Số liệu mang sang từ kỳ trước",
    "PAST": "So với báo cáo kỳ trước của đơn vị",
    "MERGE": "Giữa các báo cáo",
    "CHECK": "Nội dung chưa kiểm tra được",
    "WAIVER": "Quy tắc được miễn áp dụng",
    "TRUST": "Ai gửi tệp, mẫu phát cho ai",
    "PLAN": "Tệp kế hoạch",
}
# What no unit's file meets: subjects, and rules on what lies in the office's own inbox.
FOR_OFFICE = {"PLAN", "WAIVER", "MAIL", "TRUST", "GATE_UNREADABLE", "GATE_LINK", "GATE_MAIL", "GATE_ARCHIVE"}
# What no form without a kind of measure can meet.
OF_KIND: dict[Kind, tuple[str, ...]] = {
    "documents": ("MERGE_SAME_DOCUMENT", "DATE_NOT_YET"),
    "checklist": ("DATA_ITEM_BLANK", "PAST_UNDONE"),
    "disbursement": (
        "DATA_OVERSPENT", "DATA_NO_DECISION", "DATA_SMALL_MONEY", "PAST_CAPITAL", "PAST_PROJECT_LOST",
        "MERGE_SAME_PROJECT",
    ),
    "survey": ("DATA_FACTOR_BLANK", "DATA_LEVEL_BLANK"),
    "cases": (
        "DATA_CASE_DATES", "DATA_CASE_OPEN_LIST", "DATA_CASE_AFTER_WINDOW", "PAST_CASES_LOST", "PAST_CASES_REOPENED",
    ),
}  # fmt: skip
MEANING: dict[Severity, str] = {
    "error": "báo cáo chưa được tổng hợp, đơn vị sửa và gửi lại",
    "warning": "số liệu vẫn được tổng hợp, cần xem lại hoặc giải thích",
    "info": "để biết, không phải làm gì",
}
_OPEN = "Dấu … là chỗ chương trình ghi nội dung thực tế, kèm trang, ô và nhãn của ô."
_HEAD = f"""# Danh sách quy tắc kiểm tra

Trang này được lập tự động từ danh mục quy tắc của chương trình (`make rules`); không sửa bằng tay.

- *Lỗi*: {MEANING["error"]}. Với tệp kế hoạch: tệp chưa dùng được.
- *Lưu ý*: {MEANING["warning"]}.
- *Thông tin*: {MEANING["info"]}.
- *Được miễn*: quy tắc ghi “có” được miễn áp dụng bằng một dòng ở trang “Miễn áp dụng” của tệp kế hoạch;
  quy tắc bảo đảm đúng đơn vị, đúng kỳ, đúng số liệu thì không được miễn.
- {_OPEN}
"""
_TABLE = "| Mã | Mức | Nội dung | Cách sửa | Ví dụ | Được miễn |\n|---|---|---|---|---|---|\n"


class Rule(NamedTuple):
    """A rule as people read it: the places of its sentence left open."""

    code: str
    severity: str
    text: str
    advice: str
    example: str
    waivable: bool


def rule_list() -> str:
    """The page: a table of rules for each subject."""
    return _HEAD + "".join(
        f"\n## {title}\n\n{_TABLE}{''.join(map(_row, rules_of(first)))}" for first, title in SUBJECTS.items()
    )


@cache
def unit_rules(kinds: frozenset[Kind]) -> tuple[tuple[str, tuple[Rule, ...]], ...]:
    """By subject the rules that a unit's file with measures of these kinds can meet: what its template prints."""
    left_out = FOR_OFFICE | {code for kind, codes in OF_KIND.items() if kind not in kinds for code in codes}
    return tuple(
        (title, tuple(rule for rule in rules_of(first) if rule.code not in left_out))
        for first, title in SUBJECTS.items()
        if first not in left_out
    )


def levels() -> str:
    """What the levels mean, in a line."""
    told = "; ".join(f"{upper_first(SEVERITY[level])}: {meaning}" for level, meaning in MEANING.items())
    return f"{told}. {_OPEN}"


def rules_of(first: str) -> Iterator[Rule]:
    """The rules of a subject, in the catalogue's order."""
    for code, message in CATALOGUE.items():
        if code.partition("_")[0] == first:
            example = upper_first(message.example)
            yield Rule(
                code, severity_words(message), _shown(message.text), _shown(message.advice), example, message.waivable
            )


def _row(rule: Rule) -> str:
    code, *told, waivable = rule
    return f"| `{code}` | " + " | ".join((*told, "có" if waivable else "")) + " |\n"


def severity_words(message: Message) -> str:
    """As "lưu ý; lỗi nếu hạn nộp từ 01/01/2024"."""
    words = SEVERITY[message.severity]
    if message.error_from:
        words += f"; {SEVERITY['error']} nếu hạn nộp từ {show_date(message.error_from)}"
    return words


def rule_words(code: str) -> str:
    """What a rule says, its places left open: "Tử số … lớn hơn mẫu số …"."""
    return _shown(CATALOGUE[code].text).rstrip(".")


def _shown(text: str) -> str:
    """A sentence with its places left open."""
    return re.sub(r"\{\w+\}", "…", text)
