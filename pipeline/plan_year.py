"""Moves a text or a day of a plan into a later year: "Trong năm 2022" → "Trong năm 2023".

The plan's year, the one before (what it compares with) and the one after (its last due days) move;
numbers, dates and titles of documents, laws and ranges of years never do. Where a text leaves it
open, the year stays and the reader is asked (`keeps_year`).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

_CLAUSE = re.compile(r"(\n|;|\. )")  # a document named in one clause does not reach into the next
_DOCUMENT = re.compile(
    r"\d[\w.]*(?:-[A-ZĐ]+)?/[\w-]*[A-ZĐ][\w-]*"  # 7760/KH-UBND, 12/CT-TTg, 18-NQ/TW
    r"|\d+/\d{4}/[\w-]+"  # 04/2021/QĐ-UBND, 45/2019/QH14
    r"|\b[Ss]ố[\s.…_]*/[\w-]*[A-ZĐ]"  # its number still to come
    r"|\b(?:Bộ luật|Luật|Hiến pháp|Pháp lệnh)\b"
)
_YEAR = re.compile(
    r"(?P<school>năm học )?(?P<from>\d{4})(?:\s*[-–]\s*| đến (?:năm )?)\d{4}\b"  # a range: 2021 - 2025
    r"|\b(?P<day>\d{1,2})(?P<sep>[/.-])(?P<month>\d{1,2})(?P=sep)(?P<of_date>\d{4})\b"
    r"|\bngày (?P<long_day>\d{1,2}) tháng (?P<long_month>\d{1,2}),? năm (?P<of_long_date>\d{4})\b"
    r"|\b(?:quý|tháng) (?:[IVX]+|\d{1,2})(?:\s*(?:,|-|–|và)\s*(?:[IVX]+|\d{1,2}))*\s*[/-]\s*(?P<of_part>\d{4})\b"
    r"|(?<![\d/.,-])(?P<plain>\d{4})(?![\d/]|[.,]\d)",
    re.IGNORECASE,
)
_DUE = re.compile(  # what stands before a day by which something is to be done
    r"(?:^[\s+•-]*|\b(?:đến|tới|trước|từ|hết|sau|chậm nhất|hạn|hạn cuối|xong)(?: (?:là|hết|cuối|trước|ngày|vào))*)"
    r"[\s:(]*(?:\d{1,2}/\d{1,2}\s*[-–]\s*)?$",
    re.IGNORECASE,
)
_IN_FORCE = re.compile(r"hiệu lực(?: thi hành)?(?: kể)? từ(?: ngày)?\s*$", re.IGNORECASE)
_DURING = re.compile(r"\btrong(?: cả)? năm\s*$", re.IGNORECASE)


def move_text(text: str, year: int, by: int = 1) -> str:
    """A text of the plan of `year`, `by` years later; what belongs to a document stays as it is."""
    return "".join(_move_clause(clause, year, by) for clause in _CLAUSE.split(text))


def keeps_year(text: str, year: int) -> bool:
    """Whether `move_text` leaves the plan's own year standing somewhere: a reader has to look."""
    moved = move_text(text, year)
    return any(moved[m.start() : m.end()] == m[0] for m in re.finditer(rf"(?<!\d){year}(?!\d)", text))


def move_day(day: date, by: int = 1) -> date:
    """The same day of a later year; the last day of February stays the last day of February."""
    if (day.month, day.day) in ((2, 28), (2, 29)) and (day + timedelta(days=1)).month == 3:
        return date(day.year + by, 3, 1) - timedelta(days=1)
    return day.replace(year=day.year + by)


def _move_clause(clause: str, year: int, by: int) -> str:
    document = _DOCUMENT.search(clause)
    told_from = document.start() if document else len(clause)
    moving = range(year - 1, year + 2)
    pieces = [0]
    found = []
    for match in _YEAR.finditer(clause):
        before = clause[: match.start()]
        in_document = match.start() >= told_from and not _DURING.search(before)
        if in_document and not match["of_date"] and not match["of_long_date"]:
            continue
        moved = _moved(match, before, moving, by)
        pieces += [match.start(), match.end()]
        found.append(moved)
    kept = [clause[a:b] for a, b in list(pairwise([*pieces, len(clause)]))[::2]]
    return "".join(k + f for k, f in zip(kept, [*found, ""], strict=True))


def _moved(match: re.Match[str], before: str, moving: range, by: int) -> str:
    """What stands for a matched year in the later plan."""
    text = match[0]
    if match["from"]:
        ours = match["school"] and int(match["from"]) in moving
        return re.sub(r"\d{4}", lambda m: str(int(m[0]) + by), text) if ours else text
    name = next(n for n in ("of_date", "of_long_date", "of_part", "plain") if match[n])
    number = int(match[name])
    dated = name in ("of_date", "of_long_date")
    if number not in moving or (dated and (not _DUE.search(before) or _IN_FORCE.search(before))):
        return text
    cut = match.start(name) - match.start()
    later = text[:cut] + str(number + by) + text[cut + 4 :]
    if dated and (day := _day(match, number)):
        later = re.sub(r"\d+", lambda m: f"{move_day(day, by).day:0{len(m[0])}d}", later, count=1)
    return later


def _day(match: re.Match[str], year: int) -> date | None:
    day, month = (int(match[n] or match[f"long_{n}"]) for n in ("day", "month"))
    try:
        return date(year, month, day)
    except ValueError:  # 31/11: somebody's slip, which stays theirs
        return None
