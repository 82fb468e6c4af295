"""`tong-hop-<period>.xlsx` of a tree: a roll-up comes in; tables by agency, section and target, and of every sum where
it comes from, go out.

Texts of agencies are always written as text. The exact value of every sum stands beside the number that Excel holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from pipeline.agencies.reduced import Agency, Key, MeasureOf, SectionOf, TargetOf
from pipeline.agencies.summed import STATUSES, RollUp
from pipeline.agencies.words import (
    CONCEPT,
    SHARE_LIMITS,
    about,
    aim_without_day,
    done_rate,
    ids,
    is_share,
    measure_limits,
    place_words,
    what,
    windows,
)
from pipeline.fitting import row_height
from pipeline.plan_sheets import KINDS
from pipeline.report.pen import Pen
from pipeline.report.sheet_rows import Head, Value
from pipeline.report.words import shown_share
from pipeline.vietnamese import upper_first
from pipeline.wording import TARGET_STATUS
from pipeline.xlsx.drawn import Workbook

_KIND_WORDS = {kind: word for word, kind in KINDS.items()}
_MOST_ROWS = 1_000_000  # of a sheet; Excel holds 1,048,576
_BOLD = 0.75  # of its width a column of bold words holds in letters
_TASKS = ("tasks_complete", "tasks", "nothing_arose", "tracked")
_ASKED = ("due", "received", "accepted", "refused", "quarantined", "missing", "waived", "files")


def write_workbook(rollup: RollUp, path: Path) -> None:
    """Writes the workbook. It says the day of evaluation for its time of creation: no clock is read."""
    day = max((a.as_of for a in rollup.agencies), default=None)
    with Workbook() as book:
        stamp = datetime(day.year, day.month, day.day) if day else datetime(2000, 1, 1)
        title = f"Tổng hợp nhiều cơ quan {rollup.title}"
        book.set_properties({"title": title, "author": rollup.above, "company": rollup.above, "created": stamp})
        pen = Pen(book)
        _overview(pen, rollup)
        _table(pen, "Cần xử lý", _TROUBLE_HEADS, _trouble_rows(rollup))
        _table(pen, "Cơ quan", _AGENCY_HEADS, _agency_rows(rollup))
        _table(pen, "Mục", _SECTION_HEADS, _section_rows(rollup))
        _table(pen, "Chỉ tiêu", _TARGET_HEADS, _target_rows(rollup))
        _table(pen, "Mục theo cơ quan", _SECTION_OWN_HEADS, _section_own_rows(rollup))
        _table(pen, "Chỉ tiêu theo cơ quan", _TARGET_OWN_HEADS, _target_own_rows(rollup))
        _table(pen, "Tệp của cơ quan", _FILE_HEADS, _file_rows(rollup))
        _table(pen, "Tổng số", _SUM_HEADS, _sum_rows(rollup))
        _table(pen, "Nguồn", _SOURCE_HEADS, _source_rows(rollup))
    path.write_bytes(pen.bound().packed())


def _table(pen: Pen, name: str, heads: Sequence[Head], rows: Iterator[Sequence[Value]]) -> None:
    """A table; one that is longer than a sheet can hold goes on on the next."""
    number = 1
    while (own := list(islice(rows, _MOST_ROWS))) or number == 1:
        page = pen.sheet(name if number == 1 else f"{name} ({number})", heads, own)
        page.set_row(0, row_height((heading, width * _BOLD) for heading, width, _ in heads))
        number += 1


# --- overview ------------------------------------------------------------------------------------


def _overview(pen: Pen, rollup: RollUp) -> None:
    page = pen.book.add_worksheet("Tổng quan")
    page.hide_gridlines(2)
    for column, width in enumerate((40, 16, 22, 90)):
        page.set_column(column, column, width)
    page.write_string(0, 0, f"TỔNG HỢP NHIỀU CƠ QUAN, {rollup.title.upper()}", pen.title)
    said = f"{len(rollup.agencies)} cơ quan đã lập báo cáo, {len(rollup.failed)} cơ quan chưa lập được"
    page.write_string(1, 0, f"{said}. {windows(rollup)}", pen.plain)
    for column, heading in enumerate(("Nội dung", "Cộng các cơ quan", "Mã số liệu")):
        page.write_string(3, column, heading, pen.head)
    row = 4
    for concept in (*_TASKS, *_ASKED):
        found = rollup.of(concept)
        if found:
            pen.write(page, row, 0, upper_first(CONCEPT[concept]), "text")
            pen.write(page, row, 1, found.total, "number")
            pen.write(page, row, 2, found.id, "text")
            row += 1
    notes = (
        "Mỗi số cộng có mã TH…: trang “Tổng số” ghi giá trị chính xác, trang “Nguồn” ghi từng cơ quan đã cộng, nơi "
        "trong tệp kết quả JSON của cơ quan (mục tiêu đếm từ 1), mã số liệu S… trong báo cáo của cơ quan và các ô "
        "nguồn.",
        "Đủ mọi ô của một số: lệnh trace S… --report <tệp báo cáo của cơ quan> (make trace WHAT=S… FILE=…).",
        "Chỉ tiêu chỉ được cộng khi các kế hoạch ghi giống nhau: mã, tên, loại, đơn vị tính, cách lấy số, mục tiêu, "
        "thời hạn. Tỷ lệ chung là tổng số đạt được chia tổng số, không phải bình quân các tỷ lệ.",
    )  # fmt: skip
    for number, note in enumerate(notes, row + 1):
        page.write_string(number, 0, note, pen.plain)
    pen.print_on_a4(page, heading=False)


# --- by agency -----------------------------------------------------------------------------------

_AGENCY_HEADS: tuple[Head, ...] = (
    ("TT", 6, "number"), ("Cơ quan", 44, "wrap"), ("Ký hiệu", 12, "text"), ("Thư mục", 30, "wrap"),
    ("Nhiệm vụ hoàn thành", 12, "number"), ("Nhiệm vụ được đánh giá", 12, "number"), ("Không phát sinh", 10, "number"),
    ("Theo dõi", 9, "number"), ("Tỷ lệ hoàn thành", 12, "share"), ("Mức hoàn thành bình quân", 13, "share"),
    ("Báo cáo phải nộp", 10, "number"), ("Đã nhận", 9, "number"), ("Hợp lệ", 9, "number"), ("Phải sửa", 9, "number"),
    ("Chờ xác minh", 10, "number"), ("Chưa gửi", 9, "number"), ("Được miễn", 9, "number"),
    ("Tệp đã nhận", 9, "number"), ("Đánh giá đến ngày", 13, "date"), ("Tình trạng", 26, "wrap"),
)  # fmt: skip
_MADE, _TODO, _FAILED = "đã lập báo cáo", "đã lập, có việc cần xử lý", "chưa lập được báo cáo"


def _agency_rows(rollup: RollUp) -> Iterator[Sequence[Value]]:
    """One row an agency, those without a report too, and the sum."""
    troubled = {t.path for t in rollup.troubles}
    rows = [*((a.path, a) for a in rollup.agencies), *((t.path, None) for t in rollup.failed)]
    for number, (path, agency) in enumerate(sorted(rows, key=lambda row: row[0].split("/")), 1):
        if agency is None:
            yield (number, "", "", place_words(path), *[None] * 15, _FAILED)
            continue
        tasks, asked = ([agency.count(c) for c in group] for group in (_TASKS, _ASKED))
        yield (
            number, agency.name, agency.symbol, place_words(path), *tasks,
            shown_share(done_rate(*tasks[:2]), SHARE_LIMITS), shown_share(agency.completion), *asked, agency.as_of,
            _TODO if path in troubled else _MADE,
        )  # fmt: skip
    tasks_sum, asked_sum = ([rollup.total(c) for c in group] for group in (_TASKS, _ASKED))
    rate = shown_share(done_rate(*tasks_sum[:2]), SHARE_LIMITS)
    yield (None, "Cộng các cơ quan", "", "", *tasks_sum, rate, None, *asked_sum, None, "")


_FILE_HEADS: tuple[Head, ...] = (
    ("Thư mục", 30, "wrap"), ("Cơ quan", 44, "wrap"), ("Cơ quan chủ quản", 30, "wrap"), ("Kế hoạch", 20, "text"),
    ("Báo cáo", 50, "wrap"), ("SHA-256 báo cáo", 68, "text"), ("Kết quả JSON", 50, "wrap"),
    ("SHA-256 kết quả", 68, "text"), ("SHA-256 tệp kế hoạch", 68, "text"),
)  # fmt: skip


def _file_rows(rollup: RollUp) -> Iterator[Sequence[Value]]:
    for a in rollup.agencies:
        yield (
            place_words(a.path), a.name, a.parent, a.plan_id, a.report.path, a.report.sha256, a.result.path,
            a.result.sha256, a.plan_sha256,
        )  # fmt: skip


# --- by section ----------------------------------------------------------------------------------

_SECTION_HEADS: tuple[Head, ...] = (
    ("Mục", 8, "text"), ("Tên mục", 60, "wrap"), ("Cơ quan có mục này", 10, "number"),
    ("Nhiệm vụ hoàn thành", 12, "number"), ("Nhiệm vụ được đánh giá", 12, "number"), ("Không phát sinh", 10, "number"),
    ("Theo dõi", 9, "number"), ("Tỷ lệ hoàn thành", 12, "share"), ("Mã số liệu", 30, "wrap"),
)  # fmt: skip


def _section_rows(rollup: RollUp) -> Iterator[Sequence[Value]]:
    for of in rollup.sections:
        tasks = [rollup.total(c, of) for c in _TASKS]
        rate = shown_share(done_rate(*tasks[:2]), SHARE_LIMITS)
        named = ids(*(rollup.of(c, of) for c in _TASKS))
        yield (of.code, of.title, rollup.having(of), *tasks, rate, named)


_SECTION_OWN_HEADS: tuple[Head, ...] = (
    ("Mục", 8, "text"), ("Tên mục", 60, "wrap"), ("Thư mục", 30, "wrap"), ("Cơ quan", 44, "wrap"),
    ("Nhiệm vụ hoàn thành", 12, "number"), ("Nhiệm vụ được đánh giá", 12, "number"), ("Không phát sinh", 10, "number"),
    ("Theo dõi", 9, "number"), ("Tỷ lệ hoàn thành", 12, "share"),
)  # fmt: skip


def _section_own_rows(rollup: RollUp) -> Iterator[Sequence[Value]]:
    for of in rollup.sections:
        for agency in _having(rollup, of):
            tasks = [agency.count(c, of) for c in _TASKS]
            rate = shown_share(done_rate(*tasks[:2]), SHARE_LIMITS)
            yield (of.code, of.title, place_words(agency.path), agency.name, *tasks, rate)


def _having(rollup: RollUp, of: SectionOf) -> Iterator[Agency]:
    found = rollup.of("tasks", of)
    return (agency for agency, _ in found.parts) if found else iter(())


# --- by target -----------------------------------------------------------------------------------

_TARGET_HEADS: tuple[Head, ...] = (
    ("Chỉ tiêu", 12, "text"), ("Tên chỉ tiêu", 46, "wrap"), ("Loại", 14, "text"), ("Đơn vị tính", 12, "wrap"),
    ("Mục tiêu", 26, "wrap"), ("Thời hạn", 13, "date"), ("Cơ quan có chỉ tiêu", 10, "number"),
    *((upper_first(TARGET_STATUS[s]), 11, "number") for s in STATUSES),
    ("Cơ quan có số liệu", 10, "number"), ("Có số tạm tính", 10, "number"),
    ("Tổng số đạt được", 17, "number"), ("Tổng số", 17, "number"), ("Tỷ lệ chung", 11, "share"),
    ("Tổng số lượng", 14, "number"), ("Mã số liệu", 24, "wrap"),
)  # fmt: skip


def _target_rows(rollup: RollUp) -> Iterator[Sequence[Value]]:
    """One row a target; a measure without targets has one row."""
    for of in rollup.measures:
        told = rollup.of("numerator", of), rollup.of("denominator", of), rollup.of("value", of)
        part, whole, count = told
        given = max((len(s.parts) for s in told if s), default=0)
        provisional = rollup.of("provisional", of)
        rate = rollup.rate(of)
        tail = (
            given, provisional.total if provisional else 0,
            part.total if part else None, whole.total if whole else None,
            shown_share(rate, measure_limits(of)) if is_share(of) else None, count.total if count else None,
        )  # fmt: skip
        lead = (of.code, of.name, _KIND_WORDS[of.kind], of.uom)
        for target in _targets(of):
            aim = aim_without_day(target) if isinstance(target, TargetOf) else "chỉ theo dõi"
            due = target.target.due if isinstance(target, TargetOf) else None
            found = [rollup.of(status, target) for status in STATUSES]
            counts = [s.total if s else 0 for s in found]
            yield (*lead, aim, due, rollup.having(of), *counts, *tail, ids(*told, provisional, *found))


def _targets(of: MeasureOf) -> Sequence[TargetOf | MeasureOf]:
    """The targets of a measure; the measure itself where it has none."""
    return [TargetOf(of, n) for n in range(1, len(of.targets) + 1)] or [of]


_TARGET_OWN_HEADS: tuple[Head, ...] = (
    ("Chỉ tiêu", 12, "text"), ("Tên chỉ tiêu", 50, "wrap"), ("Mục tiêu", 34, "wrap"), ("Thời hạn", 13, "date"),
    ("Thư mục", 30, "wrap"), ("Cơ quan", 44, "wrap"), ("Đánh giá", 18, "text"), ("Số đạt được", 18, "number"),
    ("Tổng số", 18, "number"), ("Tỷ lệ", 11, "share"), ("Số lượng", 14, "number"), ("Tạm tính", 9, "text"),
    ("Mã số liệu trong báo cáo", 20, "text"), ("Báo cáo", 50, "wrap"),
)  # fmt: skip


def _target_own_rows(rollup: RollUp) -> Iterator[Sequence[Value]]:
    """One row a target and agency."""
    for of in rollup.measures:
        for target in _targets(of):
            aim = aim_without_day(target) if isinstance(target, TargetOf) else "chỉ theo dõi"
            due = target.target.due if isinstance(target, TargetOf) else None
            judged = (
                (agency, s.key.concept, own.id)
                for c in STATUSES
                if (s := rollup.of(c, target))
                for agency, own in s.parts
            )
            for agency, status, named in sorted(judged, key=lambda j: j[0].path.split("/")):
                yield (
                    of.code, of.name, aim, due, place_words(agency.path), agency.name,
                    TARGET_STATUS[status], *_own_figures(agency, of), named, agency.report.path,  # type: ignore[index]
                )  # fmt: skip


def _own_figures(agency: Agency, of: MeasureOf) -> Iterator[Value]:
    part, whole, count = (
        own.value if (own := agency.figures.get(Key(of, c))) else None for c in ("numerator", "denominator", "value")
    )
    yield part
    yield whole
    yield agency.rates.get(of)
    yield count
    yield "x" if agency.count("provisional", of) else ""


# --- what is to be done, and where figures come from ----------------------------------------------

_TROUBLE_HEADS: tuple[Head, ...] = (
    ("Thư mục", 36, "wrap"), ("Cơ quan", 44, "wrap"), ("Báo cáo", 18, "text"), ("Việc cần làm", 110, "wrap"),
)  # fmt: skip


def _trouble_rows(rollup: RollUp) -> Iterator[Sequence[Value]]:
    for t in rollup.troubles:
        yield (place_words(t.path), t.name, "đã lập" if t.made else "chưa lập được", t.words)


_SUM_HEADS: tuple[Head, ...] = (
    ("Mã số liệu", 11, "text"), ("Về", 70, "wrap"), ("Nội dung", 34, "wrap"), ("Cộng các cơ quan", 20, "number"),
    ("Giá trị chính xác", 24, "text"), ("Số cơ quan", 9, "number"),
)  # fmt: skip


def _sum_rows(rollup: RollUp) -> Iterator[Sequence[Value]]:
    for s in rollup.sums:
        yield (s.id, about(s.key), what(s.key), s.total, str(s.total), len(s.parts))


_SOURCE_HEADS: tuple[Head, ...] = (
    ("Mã số liệu", 11, "text"), ("Nội dung", 60, "wrap"), ("Thư mục", 30, "wrap"), ("Cơ quan", 40, "wrap"),
    ("Số của cơ quan", 18, "number"), ("Giá trị chính xác", 22, "text"), ("Nơi trong kết quả JSON", 40, "wrap"),
    ("Kết quả JSON", 46, "wrap"), ("Mã trong báo cáo", 11, "text"), ("Báo cáo", 46, "wrap"), ("Ô nguồn", 70, "wrap"),
)  # fmt: skip


def _source_rows(rollup: RollUp) -> Iterator[Sequence[Value]]:
    """Of every sum each agency's own figure."""
    for s in rollup.sums:
        words, at = f"{about(s.key)}: {what(s.key)}", s.key.at
        for agency, own in s.parts:
            cells = "\n".join((*own.cells, *([f"và {own.more} ô khác"] if own.more else [])))
            yield (
                s.id, words, place_words(agency.path), agency.name, own.value, str(own.value), at, agency.result.path,
                own.id, agency.report.path, cells,
            )  # fmt: skip
