"""Rows for a plan workbook that is begun from nothing: a year, the plan's sections come in, rows go out.

Everything here is a sample that the agency confirms; what nobody can know (names, place, signer,
legal bases) is left blank. Rows are as `plan_writer.write_plan` takes them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import takewhile

from pipeline.plan_sheets import AGENCY_FIELDS, SIGNING_DIRECTLY, Cells, CellValue
from pipeline.vietnamese import fold, upper_first

SAMPLE = "mẫu, cần cơ quan xác nhận"
OBJECTIVES = "MT"  # code of the section that holds the plan's objectives


def sample(note: str = "", /, **cells: CellValue) -> Cells:
    """A row that says of itself that it is a sample."""
    return {**cells, "basis": "; ".join(filter(None, (SAMPLE, note)))}


# --- the agency -------------------------------------------------------------------------------


def agency_rows(year: int) -> list[Cells]:
    """Every field of the agency sheet, in its order; blank where only the agency can know."""
    given: Cells = {
        "drafter": "VP",
        "signer_form": SIGNING_DIRECTLY,
        "signer_head": "GIÁM ĐỐC",
        "addressed": "Có",
        "addressees": "Sở Nội vụ",
        "recipients": "UBND tỉnh (báo cáo)\nLãnh đạo cơ quan\nCác phòng chuyên môn, đơn vị trực thuộc",
        "archive": "VT, VP",
        "plan_id": f"KH-CCHC-{year}",
        "plan_title": f"Kế hoạch cải cách hành chính năm {year}",
        "report_abstract": "Kết quả công tác cải cách hành chính {kỳ}",
        "year": str(year),
        "counted_from": _window_start(year, 1),
        "survey_method": "gộp các nhân tố",
        "medium": "văn bản giấy",
        "letter_abstract": "đôn đốc báo cáo kết quả cải cách hành chính {kỳ}",
        "letter_recipients": "Lãnh đạo cơ quan (báo cáo)",
        "letter_reply": "trong 02 ngày làm việc kể từ ngày nhận được công văn này",
        "doubtful": "nhận, kèm lưu ý",
    }
    return [sample(f.help, key=f.key, value=given.get(f.key)) for f in AGENCY_FIELDS]


# --- the calendar -----------------------------------------------------------------------------

_FIXED_HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 2)}  # month, day; those by the moon are not known here
_QUARTERS = ("I", "II", "III", "IV")
_DECREE = "Điều 12 Nghị định số 09/2019/NĐ-CP"
_NO_REPORT = "không có báo cáo riêng; dùng để tính mục tiêu theo quý và tháng hỏi"
_MONTHLY = "báo cáo nội bộ hằng tháng"
_AFTER = "sau năm kế hoạch: chỉ hỏi nhiệm vụ còn mục tiêu chưa đến hạn"


def calendar_rows(year: int) -> list[Cells]:
    """The windows of NĐ 09/2019/NĐ-CP Điều 12, from the 15th of a month to the 14th of another.

    The year's months, the two after it (for targets due on 31 December and 31 January), its
    quarters, 6 tháng, 9 tháng and the year. Units hand in two working days after a window.
    """
    months = [_window(f"{year}-{m:02d}", "tháng", year, m, m, month_title(year, m), _MONTHLY) for m in range(1, 13)]
    after = [_window(f"{year + 1}-{m:02d}", "tháng", year + 1, m, m, month_title(year + 1, m), _AFTER) for m in (1, 2)]
    quarters = [
        _window(f"{year}-Q{n}", "quý", year, 3 * n - 2, 3 * n, f"quý {name} năm {year}",
                _DECREE if name in ("I", "III") else _NO_REPORT)
        for n, name in enumerate(_QUARTERS, 1)
    ]  # fmt: skip
    longer = [
        _window(f"{year}-6T", "6 tháng", year, 1, 6, f"6 tháng đầu năm {year}", _DECREE),
        _window(f"{year}-9T", "9 tháng", year, 1, 9, f"9 tháng năm {year}", "quy định của tỉnh"),
        _window(str(year), "năm", year, 1, 12, f"năm {year}", _DECREE),
    ]
    return [*months, *after, *quarters, *longer]


def month_title(year: int, month: int) -> str:
    """As documents write a month: a leading zero for January and February only."""
    return f"tháng {month:02d} năm {year}" if month < 3 else f"tháng {month} năm {year}"


def working_days_after(day: date, count: int) -> date:
    """The day that lies `count` working days after another; holidays of a fixed date are no working days."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Whether offices work on a day, as far as the solar calendar tells."""
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS


def _window_start(year: int, month: int) -> date:
    return date(year - 1, 12, 15) if month == 1 else date(year, month - 1, 15)


def _window(key: str, kind: str, year: int, first: int, last: int, title: str, note: str) -> Cells:
    end = date(year, last, 14)
    return sample(
        note, key=key, kind=kind, start=_window_start(year, first), end=end,
        deadline=working_days_after(end, 2), title=title,
    )  # fmt: skip


# --- the outline ------------------------------------------------------------------------------

_DIRECTING = ("chỉ đạo", "điều hành", "tuyên truyền")


def outline_rows(sections: Sequence[tuple[str, str]]) -> list[Cells]:
    """The outline of the periodic report for a plan's sections, each (code, title), in their order.

    Sections on direction that open the plan are part I, every other is an item of part II; without
    such sections part I is the overview. Objectives (section MT) stand in part III.
    """
    tasks = [(code, title) for code, title in sections if code != OBJECTIVES]
    directing = [s[0] for s in takewhile(lambda s: any(word in fold(s[1]) for word in _DIRECTING), tasks)]
    if len(directing) == len(tasks):
        directing = []
    named = ("Công tác chỉ đạo, điều hành", "nhiệm vụ") if directing else ("Tình hình chung", "tổng quan")
    results = [(sentence_case(title), "nhiệm vụ", code, "") for code, title in tasks if code not in directing]
    judged = [
        *([("Kết quả thực hiện mục tiêu, nhiệm vụ", "tổng quan", "", "")] if directing else []),
        ("Đánh giá kết quả thực hiện Kế hoạch trong năm", "đánh giá năm", "", "năm"),
        *((("Các mục tiêu của Kế hoạch", "mục tiêu chung", c, "")) for c, _ in sections if c == OBJECTIVES),
        ("Kết quả nổi bật", "kết quả nổi bật", "", ""),
        ("Tồn tại, hạn chế", "tồn tại, hạn chế", "", ""),
        ("Nguyên nhân", "nguyên nhân", "", ""),
    ]
    return [
        _part("I", *named, "; ".join(directing)),
        _part("II", "Kết quả thực hiện các nhiệm vụ"),
        *_items(results),
        _part("III", "Đánh giá chung"),
        *_items(judged),
        _part("IV", "Phương hướng, nhiệm vụ trọng tâm {kỳ tới}", "phương hướng"),
        _part("V", "Kiến nghị, đề xuất", "kiến nghị"),
    ]


def _part(number: str, title: str, content: str = "", sections: str = "") -> Cells:
    return sample(level="1", number=number, title=title, content=content, sections=sections, kinds="")


def _items(listed: Sequence[tuple[str, str, str, str]]) -> list[Cells]:
    return [
        sample(level="2", number=str(n), title=title, content=content, sections=sections, kinds=kinds)
        for n, (title, content, sections, kinds) in enumerate(listed, 1)
    ]


def sentence_case(title: str) -> str:
    """A title in capitals as a heading of the second level: "CẢI CÁCH THỂ CHẾ" → "Cải cách thể chế".

    Abbreviations (a word without a vowel, UBND) keep their capitals; names need the reader's eye.
    """
    if not title.isupper():
        return title
    return upper_first(" ".join(w if _is_abbreviation(w) else w.lower() for w in title.split(" ")))


def _is_abbreviation(word: str) -> bool:
    letters = unicodedata.normalize("NFD", fold(word))
    return "ubnd" in letters or not any(vowel in letters for vowel in "aeiouy")
