"""The product of a task comes in as one text, its clauses go out: what is promised, point by point."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.drafting.passage import BULLET
from pipeline.vietnamese import fold, read_date, upper_first

_SENTENCE = re.compile(r"(?<=[^\d\W])\.\s+(?=[A-ZĐÀ-Ỹ])")
_FURTHER = re.compile(
    r"\s*,?\s+và\s+(?=(?:có )?(?:ít nhất|tối thiểu)\s+\d)|\s*,\s*(?=(?:tăng|giảm)(?: dần)?\s+(?:tỷ lệ|tỉ lệ|số))", re.I
)
_DAY = r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})"
_UNTIL = re.compile(rf"(trước|đến hết|đến|chậm nhất|trong)\s+(?:là\s+)?(?:ngày\s+)?{_DAY}", re.I)
_AND = r"\s*(?:,|-|–|và|đến|;)\s*"
_QUARTER = re.compile(
    rf"quý\s+(?P<more>(?:(?:IV|III|II|I|[1-4]){_AND}(?:quý\s+)?)*)(?P<last>IV|III|II|I|[1-4])\b"
    r"(?:\s*[/,.\s]\s*(?:năm\s+)?(?P<year>20\d\d))?",
    re.IGNORECASE,
)
_MONTH = re.compile(
    rf"tháng\s+(?P<more>(?:\d{{1,2}}{_AND}(?:tháng\s+)?)*)(?P<last>1[0-2]|0?[1-9])\b(?!\s*/\s*(?!20)\d)"
    r"(?:\s*(?:/|năm)\s*(?P<year>20\d\d))?",
    re.IGNORECASE,
)
_DAY_IN_WORDS = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(20\d\d))?", re.IGNORECASE)
_DAY_OF_YEAR = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})(?![\d/]|[.-]\d{4})")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
CHECKLIST = re.compile(r"(yêu cầu|điều kiện|nội dung|tiêu chí|các mục)(?: sau)?(?: đây)?\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Due:
    day: date | None
    why: str  # how it was inferred; "" where it stands there
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Clauses:
    """What a product promises. `items` are the points under a heading such as "các yêu cầu:"."""

    points: tuple[str, ...]
    heading: str = ""
    items: tuple[str, ...] = ()


def split_product(product: str) -> Clauses:
    """The clauses of a product text, bullets and full stops away."""
    lines = [line.strip() for line in product.split("\n") if line.strip(" -.;")]
    if len(lines) > 1 and lines[0].rstrip().endswith(":"):
        heading, under = BULLET.sub("", lines[0]).rstrip(" :"), [_plain(line) for line in lines[1:]]
        if CHECKLIST.search(heading) and not any("%" in line for line in under):
            return Clauses((), heading, tuple(item for line in under for item in _items(line)))
        lines = lines[1:]
    points: list[str] = []
    for line in lines:
        for sentence in _SENTENCE.split(_plain(line)):
            for piece in _by_semicolon(sentence):
                points += [p for p in _FURTHER.split(piece) if p.strip()]
    return Clauses(tuple(point.strip(" .;") for point in points if point.strip(" .;")))


def _plain(line: str) -> str:
    return BULLET.sub("", line).strip(" .;")


def _by_semicolon(sentence: str) -> list[str]:
    return [p.strip() for p in re.split(r"\s*;\s*", sentence) if p.strip()]


def _items(line: str) -> list[str]:
    """The things that a point names: "Trang bị đầy đủ máy tính, máy in" are two."""
    match = re.match(r"(?:bố trí|trang bị|có|bảo đảm|đảm bảo)(?: đầy)?(?: đủ)?\s+(?:các\s+)?", line, re.I)
    if not match or "," not in line:
        return [line]
    rest = re.sub(r"\s+(?:cho|để|nhằm|phục vụ)\s.*$", "", line[match.end() :])
    return [upper_first(item) for item in re.split(r"\s*,\s*", rest)]


def due_of(text: str, timing: str, year: int) -> Due:
    """By when a clause is to be met: by its own date, else by the task's time, else at the year's end."""
    for told, where in ((text, "câu của sản phẩm"), (timing, "cột thời gian")):
        source = _in_figures(told, year, told is timing)
        if match := _UNTIL.search(source):
            day = read_date(match[2])
            if day and fold(match[1]) == "trước":
                doubt = f"“{match[0]}” hiểu là chậm nhất ngày {day - timedelta(days=1):%d/%m/%Y}"
                return Due(day - timedelta(days=1), where, doubt)
            if day:
                return Due(day, "")
        if told is timing and (days := list(re.finditer(_DAY, source))) and (day := read_date(days[-1][1])):
            return Due(day, "")
        for pattern in (_QUARTER, _MONTH) if told is timing else ():
            if found := list(pattern.finditer(source)):
                return _end_of(found, pattern is _QUARTER, source, year)
        if told is timing and re.search(r"6 tháng đầu năm", source):
            return Due(date(year, 6, 30), "ngày cuối của 6 tháng đầu năm")
    if re.search(r"theo (hướng dẫn|chỉ đạo|yêu cầu)", fold(timing)):
        return Due(None, "thời gian tùy cấp trên, không đặt thời hạn", f"kế hoạch ghi “{timing}”, không có ngày")
    doubt = (
        ""
        if not timing or re.search(r"năm|thường xuyên|định kỳ|hàng|hằng", fold(timing))
        else f"kế hoạch ghi “{timing}”"
    )
    return Due(date(year, 12, 31), "mặc định ngày cuối năm kế hoạch", doubt)


def _in_figures(text: str, year: int, times: bool) -> str:
    """Days as figures: "ngày 25 tháng 6" is 25/6 of the plan's year; so is 25/6 where times stand (else a share)."""
    text = _DAY_IN_WORDS.sub(lambda m: f"ngày {m[1]}/{m[2]}/{m[3] or year}", text)
    if not times:
        return text
    return _DAY_OF_YEAR.sub(lambda m: f"{m[0]}/{year}" if int(m[2]) <= 12 and int(m[1]) <= 31 else m[0], text)


def _end_of(found: list[re.Match[str]], quarter: bool, timing: str, year: int) -> Due:
    """The last day of the last quarter or month that is named."""
    last = found[-1]
    month = 3 * _QUARTERS[last["last"].casefold()] if quarter else int(last["last"])
    several = (
        len(found) > 1
        or last["more"]
        or re.search(r"trước\s+(?:quý|tháng)|tuần|đầu (?:quý|tháng)|giữa (?:quý|tháng)|ngày", timing, re.IGNORECASE)
    )
    doubt = f"“{timing}”: lấy ngày cuối của mốc sau cùng" if several else ""
    return Due(_last_day(int(last["year"] or year), month), f"ngày cuối của “{last[0]}”", doubt)


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
