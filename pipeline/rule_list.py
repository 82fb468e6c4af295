"""The list of all rules for people: the catalogue of messages comes in, a page of Markdown goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.message import Message
from pipeline.messages import CATALOGUE
from pipeline.vietnamese import show_date, upper_first
from pipeline.wording import SEVERITY

SUBJECTS = {  # by the first word of a code, in the order in which a file meets them
    "MAIL": "Thư điện tử và tệp nén",
    "GATE": "Tệp gửi đến có đọc được không",
    "ID": "Tệp của ai, nhiệm vụ nào, kỳ nào",
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
    "PLAN": "Tệp kế hoạch",
}
_HEAD = """# Danh sách quy tắc kiểm tra

Trang này được lập tự động từ danh mục quy tắc của chương trình (`make rules`); không sửa bằng tay.

- *Lỗi*: báo cáo chưa được tổng hợp, đơn vị sửa và gửi lại. Với tệp kế hoạch: tệp chưa dùng được.
- *Lưu ý*: số liệu vẫn được tổng hợp, cần xem lại hoặc giải thích.
- *Thông tin*: để biết, không phải làm gì.
- *Được miễn*: quy tắc ghi “có” được miễn áp dụng bằng một dòng ở trang “Miễn áp dụng” của tệp kế hoạch;
  quy tắc bảo đảm đúng đơn vị, đúng kỳ, đúng số liệu thì không được miễn.
- Dấu … là chỗ chương trình ghi nội dung thực tế, kèm trang, ô và nhãn của ô.
"""
_TABLE = "| Mã | Mức | Nội dung | Cách sửa | Ví dụ | Được miễn |\n|---|---|---|---|---|---|\n"


def rule_list() -> str:
    """The page: a table of rules for each subject."""
    return _HEAD + "".join(_subject(first, title) for first, title in SUBJECTS.items())


def _subject(first: str, title: str) -> str:
    rows = "".join(_row(code, message) for code, message in _rules(first))
    return f"\n## {title}\n\n{_TABLE}{rows}"


def _rules(first: str) -> Iterator[tuple[str, Message]]:
    return ((code, message) for code, message in CATALOGUE.items() if code.partition("_")[0] == first)


def _row(code: str, message: Message) -> str:
    cells = (
        f"`{code}`", severity_words(message), _shown(message.text), _shown(message.advice),
        upper_first(message.example), "có" if message.waivable else "",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |\n"


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
