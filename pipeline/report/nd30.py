"""The decree's layout as data: nothing comes in, a table of rules and its small wordings go out.

NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I. Each rule names its clause; a rule without one is the house's
own choice where the decree is silent. What prints a document and what checks one read this table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right", "both"]

FONT = "Times New Roman"  # Mục I, khoản 4
COLOR = "000000"  # Mục I, khoản 4: màu đen

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
    line drawn below as a share of the text's length. `title` is the name a reader meets where the
    style's is Word's own; `first_lines`, `lines` and `between` (pt from one paragraph to the next)
    are what the decree allows beside the values we print.
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
    title: str = ""
    first_lines: tuple[float, ...] = ()
    lines: Span | None = None
    between: float | None = None

    @property
    def reader_name(self) -> str:
        return self.title or self.name


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
    Element("Number", "Số và ký hiệu", "Mục II, khoản 3", _NUMBER, align="center", before=6,
            title="Số, ký hiệu"),
    Element("LetterAbstract", "Trích yếu công văn", "Mục II, khoản 5", _SMALL,
            align="center", before=6),
    Element("PlaceDate", "Địa danh và thời gian ban hành", "Mục II, khoản 4", _LARGE,
            italic=True, align="center", before=6),
    Element("TypeName", "Tên loại văn bản", "Mục II, khoản 5", _LARGE,
            bold=True, upper=True, align="center", before=18, keep_next=True),
    Element("Abstract", "Trích yếu nội dung", "Mục II, khoản 5", _LARGE,
            bold=True, align="center", keep_next=True, drawn=_PART),
    Element("Addressee", "Kính gửi", "Mục II, khoản 9", _LARGE,
            indent=40, keep_next=True),
    Element("Heading1", "heading 1", "Mục II, khoản 6", _LARGE, bold=True, upper=True,
            before=6, after=6, first_line=12.7, keep_next=True, outline=0,
            title="Tiêu đề phần, mục"),
    Element("Heading2", "heading 2", "Mục II, khoản 6", _LARGE, bold=True,
            before=6, after=6, first_line=12.7, keep_next=True, outline=1,
            title="Tiêu đề khoản"),
    Element("BodyText", "Body Text", "Mục II, khoản 6", _LARGE,
            align="both", after=6, line=1.1, first_line=12.7, title="Lời văn",
            first_lines=(10, 12.7), lines=Span(1, 1.5, 1.1), between=6),
    Element("SignerPost", "Quyền hạn và chức vụ của người ký", "Mục II, khoản 7", _LARGE,
            bold=True, upper=True, align="center", title="Quyền hạn, chức vụ của người ký"),
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
    Element("Figure", "Biểu đồ", "", _CAPTION, align="center", before=6, keep_next=True),
    Element("FigureCaption", "Tên biểu đồ", "", _CAPTION, bold=True, align="center", before=4, after=8),
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


TYPES: dict[str, str] = {  # tên loại → its letters in the symbol (Phụ lục III)
    "NGHỊ QUYẾT": "NQ", "QUYẾT ĐỊNH": "QĐ", "CHỈ THỊ": "CT", "QUY CHẾ": "QC", "QUY ĐỊNH": "QyĐ",
    "THÔNG CÁO": "TC", "THÔNG BÁO": "TB", "HƯỚNG DẪN": "HD", "CHƯƠNG TRÌNH": "CTr",
    "KẾ HOẠCH": "KH", "PHƯƠNG ÁN": "PA", "ĐỀ ÁN": "ĐA", "DỰ ÁN": "DA", "BÁO CÁO": "BC",
    "BIÊN BẢN": "BB", "TỜ TRÌNH": "TTr", "HỢP ĐỒNG": "HĐ", "CÔNG ĐIỆN": "CĐ",
    "BẢN GHI NHỚ": "BGN", "BẢN THỎA THUẬN": "BTT", "GIẤY ỦY QUYỀN": "GUQ", "GIẤY MỜI": "GM",
    "GIẤY GIỚI THIỆU": "GGT", "GIẤY NGHỈ PHÉP": "GNP", "PHIẾU GỬI": "PG", "PHIẾU CHUYỂN": "PC",
    "PHIẾU BÁO": "PB", "THƯ CÔNG": "",
}  # fmt: skip
LIST_LETTERS = "abcdđeghiklmnopqrstuvxy"  # Mục II, khoản 6: thứ tự bảng chữ cái tiếng Việt
SIGNING_FORMS = ("TM.", "KT.", "TL.", "TUQ.", "Q.")  # Mục II, khoản 7
COLLECTIVE = ("UBND", "ỦY BAN", "HĐND", "HỘI ĐỒNG", "BAN ", "CHÍNH PHỦ", "ĐOÀN ", "TẬP THỂ")  # who signs TM.
AS_ABOVE, ARCHIVE = "- Như trên;", "- Lưu:"

# How far a measured value may be off before it counts: programs round, hands draw.
TOLERANCE_MM, TOLERANCE_LINES, DRAWN_TOLERANCE_MM = 0.15, 0.02, 3.0


# --- rules ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing the decree asks: where it says so, of which element, and what it allows."""

    key: str
    clause: str
    element: str
    allowed: str


def show(value: float) -> str:
    """A measured number with a decimal comma, rounded as a reader wants it."""
    return f"{round(value, 2):g}".replace(".", ",")


def _range(span: Span, unit: str) -> str:
    low, high = show(span.low), show(span.high)
    return f"{low} {unit}" if low == high else f"{low} – {high} {unit}"


ALIGNED = {"left": "canh trái", "center": "canh giữa", "right": "canh phải", "both": "canh đều hai lề"}


def _look_rules(element: Element) -> Iterator[Rule]:
    """The rules that the looks of an element make: one for each thing that can be wrong with it."""

    def rule(aspect: str, allowed: str) -> Rule:
        return Rule(f"{element.style}.{aspect}", element.clause, element.reader_name, allowed)

    yield rule("missing", f"phải có {element.reader_name}")
    yield rule("size", f"cỡ chữ {_range(element.size, 'pt')}")
    yield rule("bold", "chữ đậm" if element.bold else "chữ không đậm")
    yield rule("italic", "chữ nghiêng" if element.italic else "chữ đứng")
    yield rule("upper", "chữ in hoa" if element.upper else "chữ in thường")
    yield rule("align", ALIGNED[element.align])
    if element.drawn:
        share = "dài bằng dòng chữ" if element.drawn.low == 1 else "dài từ 1/3 đến 1/2 dòng chữ"
        yield rule("drawn", f"bên dưới có đường kẻ vẽ, nét liền, {share}")
    if element.first_lines:
        choices = " hoặc ".join(f"{show(mm / 10)} cm" for mm in element.first_lines)
        yield rule("first_line", f"chữ đầu đoạn lùi vào {choices}, các dòng sau sát lề")
    if element.lines:
        yield rule("line", f"cách dòng từ {show(element.lines.low)} (dòng đơn) đến {show(element.lines.high)} dòng")
    if element.between:
        yield rule("between", f"các đoạn cách nhau ít nhất {show(element.between)} pt")


_NUMBERED = BY_STYLE["PageNumber"]
_PAGE_RULES = (
    Rule("paper", "Mục I, khoản 1", "Khổ giấy", f"A4 ({show(PAGE.width)} × {show(PAGE.height)} mm)"),
    Rule("orientation", "Mục I, khoản 2", "Kiểu trình bày", "theo chiều dài của khổ giấy; "
         "chỉ theo chiều rộng khi có bảng, biểu hoặc là phụ lục"),
    Rule("margin.top", "Mục I, khoản 3", "Lề trên", _range(PAGE.top, "mm")),
    Rule("margin.bottom", "Mục I, khoản 3", "Lề dưới", _range(PAGE.bottom, "mm")),
    Rule("margin.left", "Mục I, khoản 3", "Lề trái", _range(PAGE.left, "mm")),
    Rule("margin.right", "Mục I, khoản 3", "Lề phải", _range(PAGE.right, "mm")),
    Rule("font", "Mục I, khoản 4", "Phông chữ", FONT),
    Rule("colour", "Mục I, khoản 4", "Màu chữ", "màu đen"),
    Rule("number.place", _NUMBERED.clause, _NUMBERED.name, "đặt ở lề trên của trang"),
    Rule("number.form", _NUMBERED.clause, _NUMBERED.name, "chữ số Ả Rập"),
    Rule("number.start", _NUMBERED.clause, _NUMBERED.name, "đánh liên tục từ số 1"),
    Rule("number.first", _NUMBERED.clause, _NUMBERED.name, "không hiển thị số trang thứ nhất"),
)  # fmt: skip


def _element_rule(aspect: str, style: str, allowed: str, clause: str = "") -> Rule:
    element = BY_STYLE[style]
    return Rule(f"{style}.{aspect}", clause or element.clause, element.reader_name, allowed)


_WORDING_RULES = (
    _element_rule("text", "NationalName", f"“{NATIONAL_NAME}”"),
    _element_rule("one_line", "NationalName", "trình bày trên một dòng"),
    _element_rule("place", "NationalName", "ở phía trên, bên phải, ngang hàng với tên cơ quan", "Mục IV"),
    _element_rule("text", "Motto", f"“{MOTTO}”, gạch nối có cách chữ"),
    _element_rule("form", "Number", "“Số: …/ký hiệu”, ví dụ “Số: 05/BC-SVHTT”; số để trống được"),
    _element_rule("zero", "Number", "số nhỏ hơn 10 phải ghi thêm số 0 phía trước"),
    _element_rule("symbol", "Number", "ký hiệu in hoa, các nhóm chữ nối bằng gạch nối không cách chữ"),
    _element_rule("kind", "Number", "ký hiệu bắt đầu bằng chữ viết tắt của tên loại văn bản"),
    _element_rule("letter", "Number", "công văn: chữ viết tắt tên cơ quan, gạch nối, đơn vị soạn thảo; "
                  "không có chữ viết tắt tên loại"),
    _element_rule("form", "PlaceDate", "“Địa danh, ngày … tháng … năm …”; ngày, tháng để trống được"),
    _element_rule("day", "PlaceDate", "ngày nhỏ hơn 10 phải ghi thêm số 0 phía trước"),
    _element_rule("month", "PlaceDate", "tháng 1, tháng 2 ghi thêm số 0 phía trước; các tháng khác không ghi"),
    _element_rule("known", "TypeName", "tên loại văn bản trên một dòng riêng, hoặc “V/v …” nếu là công văn"),
    _element_rule("form", "LetterAbstract", "bắt đầu bằng “V/v”"),
    _element_rule("gap", "LetterAbstract", f"cách số, ký hiệu {show(BY_STYLE['LetterAbstract'].before)} pt"),
    _element_rule("one", "Addressee", "một nơi nhận: ghi cùng dòng với “Kính gửi:”"),
    _element_rule("several", "Addressee", "nhiều nơi nhận: mỗi nơi một dòng, đầu dòng có gạch đầu dòng"),
    _element_rule("stop", "Addressee", "cuối dòng có dấu chấm phẩy, dòng cuối có dấu chấm"),
    _element_rule("order", "Heading1", "đánh số La Mã liên tục: I, II, III…"),
    _element_rule("order", "Heading2", "đánh số Ả Rập liên tục trong từng phần: 1, 2, 3…"),
    _element_rule("letters", "BodyText", "điểm a), b), c), d), đ), e), g)… theo bảng chữ cái tiếng Việt"),
    _element_rule("end", "BodyText", f"kết thúc lời văn bằng “{END_MARK}”, chỉ ở cuối"),
    _element_rule("form", "SignerPost", "chức vụ, hoặc TM., KT., TL., TUQ., Q. rồi đến chức vụ"),
    _element_rule("collective", "SignerPost", "TM. chỉ ghi khi ký thay mặt tập thể"),
    _element_rule("deputy", "SignerPost", "dưới KT., TL., TUQ. phải ghi chức vụ của người ký"),
    _element_rule("title", "SignerName", "không ghi học hàm, học vị, danh hiệu trước họ tên"),
    _element_rule("text", "RecipientsLabel", "“Nơi nhận:”"),
    _element_rule("place", "RecipientsLabel", "ở bên trái, ngang hàng với chức vụ của người ký", "Mục IV"),
    _element_rule("dash", "Recipients", "mỗi nơi nhận một dòng, đầu dòng có “- ”"),
    _element_rule("stop", "Recipients", "cuối dòng có dấu chấm phẩy, dòng cuối có dấu chấm"),
    _element_rule("as_above", "Recipients", f"dòng đầu là “{AS_ABOVE}” khi văn bản có Kính gửi"),
    _element_rule("archive", "Recipients", f"dòng cuối là “{ARCHIVE} VT, …”"),
    _element_rule("pointer", "AppendixLabel", "trong văn bản phải có chỉ dẫn về phụ lục"),
    _element_rule("number", "AppendixLabel", "một phụ lục: “Phụ lục”; từ hai trở lên: “Phụ lục I”, “Phụ lục II”…"),
    _element_rule("restart", "AppendixLabel", "số trang của từng phụ lục đánh riêng, từ 1"),
    _element_rule("form", "AppendixNote", "“(Kèm theo … số … ngày … tháng … năm … của …)”"),
)  # fmt: skip
RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        *_PAGE_RULES,
        *(rule for element in ELEMENTS if element.clause for rule in _look_rules(element)),
        *_WORDING_RULES,
    )
}


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
