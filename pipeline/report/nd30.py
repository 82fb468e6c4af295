"""The decree's layout as data: nothing comes in, a table of rules and its small wordings go out.

NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I. Each rule names its clause; a rule without one is the house's
own choice where the decree is silent. What prints a document and what checks one read this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right", "both"]

FONT = "Times New Roman"  # Mục I, khoản 4
COLOR = "000000"  # Mục I, khoản 4: màu đen
LANGUAGE = "vi-VN"

NATIONAL_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
END_MARK = "./."
BLANK = " " * 5  # the văn thư writes the number, the day and the month here


@dataclass(frozen=True, slots=True)
class Span:
    """What the decree allows, `low` to `high`, and `house`, the value we print."""

    low: float
    high: float
    house: float


@dataclass(frozen=True, slots=True)
class Page:
    """Paper and margins in mm, portrait; `header` is the page number's distance from the edge."""

    clause: str
    width: float
    height: float
    top: Span
    bottom: Span
    left: Span
    right: Span
    header: float

    @property
    def text_width(self) -> float:
        return self.width - self.left.house - self.right.house

    @property
    def landscape_text_width(self) -> float:
        return self.height - self.left.house - self.right.house


@dataclass(frozen=True, slots=True)
class Element:
    """How one thành phần thể thức looks. It is printed in the paragraph style `style`.

    Sizes, `before` and `after` in pt, indents in mm, `line` in lines, `drawn` the length of the
    line drawn below as a share of the text's length.
    """

    style: str
    name: str
    clause: str
    size: Span
    bold: bool = False
    italic: bool = False
    upper: bool = False
    align: Align = "left"
    before: float = 0
    after: float = 0
    line: float = 1
    indent: float = 0
    first_line: float = 0
    keep_next: bool = False
    outline: int | None = None
    drawn: Span | None = None


PAGE = Page(
    "Mục I, khoản 1 và khoản 3",
    width=210,
    height=297,
    top=Span(20, 25, 20),
    bottom=Span(20, 25, 20),
    left=Span(30, 35, 30),
    right=Span(15, 20, 15),
    header=10,
)
HEADER_COLUMNS = (65.0, 100.0)  # mm; the right one holds the Quốc hiệu of 13 pt on one line
SIGNATURE_COLUMNS = (80.0, 85.0)  # mm
DRAWN_LINE_PT = 0.75

_SMALL, _LARGE = Span(12, 13, 13), Span(13, 14, 14)
_NUMBER = Span(13, 13, 13)
_LABEL, _LIST = Span(12, 12, 12), Span(11, 11, 11)
_APPENDIX = Span(14, 14, 14)
_CAPTION, _TABLE = Span(13, 14, 13), Span(11, 12, 12)
_DENSE = Span(11, 12, 11)
_FULL, _PART = Span(1, 1, 1), Span(1 / 3, 1 / 2, 0.42)

ELEMENTS: tuple[Element, ...] = (
    Element("PageNumber", "Số trang văn bản", "Mục I, khoản 7", _LARGE, align="center"),
    Element("NationalName", "Quốc hiệu", "Mục II, khoản 1, điểm a", _SMALL,
            bold=True, upper=True, align="center"),
    Element("Motto", "Tiêu ngữ", "Mục II, khoản 1, điểm b", _LARGE,
            bold=True, align="center", drawn=_FULL),
    Element("ParentAgency", "Tên cơ quan chủ quản", "Mục II, khoản 2", _SMALL,
            upper=True, align="center"),
    Element("Agency", "Tên cơ quan ban hành", "Mục II, khoản 2", _SMALL,
            bold=True, upper=True, align="center", drawn=_PART),
    Element("Number", "Số, ký hiệu", "Mục II, khoản 3", _NUMBER, align="center", before=6),
    Element("PlaceDate", "Địa danh và thời gian ban hành", "Mục II, khoản 4", _LARGE,
            italic=True, align="center", before=6),
    Element("TypeName", "Tên loại văn bản", "Mục II, khoản 5", _LARGE,
            bold=True, upper=True, align="center", before=18, keep_next=True),
    Element("Abstract", "Trích yếu nội dung", "Mục II, khoản 5", _LARGE,
            bold=True, align="center", keep_next=True, drawn=_PART),
    Element("Addressee", "Kính gửi", "Mục II, khoản 9", _LARGE,
            indent=40, keep_next=True),
    Element("Heading1", "heading 1", "Mục II, khoản 6", _LARGE, bold=True, upper=True,
            before=6, after=6, first_line=12.7, keep_next=True, outline=0),
    Element("Heading2", "heading 2", "Mục II, khoản 6", _LARGE, bold=True,
            before=6, after=6, first_line=12.7, keep_next=True, outline=1),
    Element("BodyText", "Body Text", "Mục II, khoản 6", _LARGE,
            align="both", after=6, line=1.1, first_line=12.7),
    Element("SignerPost", "Quyền hạn, chức vụ của người ký", "Mục II, khoản 7", _LARGE,
            bold=True, upper=True, align="center"),
    Element("SignerName", "Họ tên của người ký", "Mục II, khoản 7", _LARGE,
            bold=True, align="center", before=72),
    Element("RecipientsLabel", "Nơi nhận", "Mục II, khoản 9", _LABEL, bold=True, italic=True),
    Element("Recipients", "Danh sách nơi nhận", "Mục II, khoản 9", _LIST),
    Element("AppendixLabel", "Phụ lục", "Mục III, khoản 1", _APPENDIX,
            bold=True, align="center", keep_next=True),
    Element("AppendixTitle", "Tên phụ lục", "Mục III, khoản 1", _LARGE,
            bold=True, upper=True, align="center", keep_next=True),
    Element("AppendixNote", "Chỉ dẫn kèm theo", "Mục III, khoản 1", _LARGE,
            italic=True, align="center", after=12, keep_next=True),
    Element("Caption", "caption", "", _CAPTION, bold=True, align="center",
            before=6, after=4, keep_next=True),
    Element("TableHead", "Đầu bảng", "", _TABLE, bold=True, align="center",
            before=2, after=2, keep_next=True),
    Element("TableGroup", "Dòng nhóm của bảng", "", _TABLE, bold=True,
            before=2, after=2, keep_next=True),
    Element("TableText", "Nội dung bảng", "", _TABLE, before=1, after=1),
    Element("AppendixTableHead", "Đầu bảng của phụ lục", "", _DENSE, bold=True, align="center",
            before=2, after=2, keep_next=True),
    Element("AppendixTableGroup", "Dòng nhóm của phụ lục", "", _DENSE, bold=True,
            before=2, after=2, keep_next=True),
    Element("AppendixTableText", "Nội dung bảng của phụ lục", "", _DENSE, before=1, after=1),
)  # fmt: skip
BY_STYLE: dict[str, Element] = {element.style: element for element in ELEMENTS}


# --- wordings -------------------------------------------------------------------------------


def number(value: int) -> str:
    """The number of a document, with a leading zero below 10 (Mục II, khoản 3)."""
    return f"{value:02d}"


def day(value: int) -> str:
    """A day of the month, with a leading zero below 10 (Mục II, khoản 4)."""
    return f"{value:02d}"


def month(value: int) -> str:
    """A month, with a leading zero for 1 and 2 only (Mục II, khoản 4)."""
    return f"{value:02d}" if value < 3 else str(value)


def date_text(when: date) -> str:
    """As in "ngày 05 tháng 8 năm 2022" (Mục II, khoản 4)."""
    return f"ngày {day(when.day)} tháng {month(when.month)} năm {when.year}"


def open_date(year: int) -> str:
    """The date before signing: the văn thư fills in day and month (Mục II, khoản 4)."""
    return f"ngày{BLANK}tháng{BLANK}năm {year}"


def symbol(agency: str, *, kind: str = "", drafter: str = "") -> str:
    """What follows the number: "/BC-SVHTT", and without a kind the công văn's "/SVHTT-VP"."""
    return "/" + "-".join(part for part in (kind, agency, "" if kind else drafter) if part)


def roman(value: int) -> str:
    """A Roman numeral from 1 up, as appendices and level I headings carry it."""
    digits = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
    text = ""
    for letters, worth in digits:
        text += letters * (value // worth)
        value %= worth
    return text


def appendix_label(position: int, total: int) -> str:
    """As in "Phụ lục II"; a single appendix has no number (Mục III, khoản 1). Counts from 1."""
    return f"Phụ lục {roman(position)}" if total > 1 else "Phụ lục"


def end_of_text(text: str) -> str:
    """The last paragraph closed by "./." in place of its own stop (Mục II, khoản 6)."""
    return text if text.endswith(END_MARK) else text.rstrip(" .;,/") + END_MARK
