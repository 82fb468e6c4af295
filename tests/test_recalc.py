"""The sheet "Tính lại": LibreOffice reckons its formulas anew, and they come to what was worked out by hand."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from pipeline import run
from pipeline.model import Plan, Submission
from pipeline.report import recalc
from tests.drawing import ROOT, fill, resave, template
from tests.office import Office, one
from tests.outputs import NO_LOG
from tests.registries import workbook_of
from tests.rendering import needs_libreoffice
from tests.second_office import office as any_office
from tests.second_office import write

STAMP = datetime(2022, 9, 14)
SHEET, MERGED = "Tính lại", "Dữ liệu gộp"
BOTH = {"reporters": "VP; TCCB"}
DONG = 10**15
FACTORS = [[None, 0, 0, 1, 1, 2], [None, 1, 0, 0, 1, 0]]  # 3 of 4 and 1 of 2 are content
FUNCTIONS = {  # all of them older than Excel 2010 and known to every spreadsheet
    "SUMIFS", "COUNTIFS", "COUNTIF", "COUNT", "SUM", "IF", "AND", "OR", "MIN", "MAX", "SMALL", "AVERAGE", "ROUND",
    "ABS", "ROWS", "LEFT", "LEN",
}  # fmt: skip

Row = dict[str, Any]

# --- the desk -------------------------------------------------------------------------------------


def workbook(
    plan: Plan, submissions: tuple[Submission, ...], path: Path, period: str = "2022-09", as_of: date | None = None
) -> Path:
    """The summary workbook of what was sent."""
    window = plan.calendar[period]
    results, table = run.compute(plan, window, as_of or window.end, submissions)
    path.write_bytes(workbook_of(results, table, STAMP))
    return path


def book_of(desk: Office, path: Path, period: str = "2022-09", as_of: date | None = None) -> Path:
    return workbook(desk.plan, desk.submissions(), path, period, as_of)


@cache
def rows_of(path: Path, sheet: str = SHEET) -> list[Row]:
    """The rows of a table by heading, as a program shows them that does not reckon."""
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    lines = [[None if v == "" else v for v in line] for line in page.iter_rows(values_only=True)]
    top = next(n for n, line in enumerate(lines) if line[1] in ("Mã", "Nhiệm vụ"))
    return [dict(zip(map(str, lines[top]), line, strict=True)) for line in lines[top + 1 :]]


def reckoned(rows: list[Row], code: str | None, step: str, key: str = "Tính lại") -> list[Any]:
    """What a step of a measure or task comes to, as often as it stands there."""
    return [row[key] for row in rows if row["Mã"] == code and row["Bước tính"] == step]


def checks(rows: list[Row]) -> set[Any]:
    return {row["Đối chiếu"] for row in rows}


def changed(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target


def without_values(source: Path, target: Path) -> Path:
    """A copy whose formulas have no values: whoever shows one must have reckoned it."""
    count = 0

    def bare(name: str, part: bytes) -> bytes:
        nonlocal count
        part, here = re.subn(rb"</f><v>[^<]*</v>", b"</f>", part)
        count += here
        return part

    changed(source, target, bare)
    assert count > 20
    return target


def with_number(source: Path, target: Path, place: str, number: str) -> Path:
    """A copy with another number in a cell of the merged rows."""
    at = openpyxl.load_workbook(source).sheetnames.index(MERGED) + 1

    def edit(name: str, part: bytes) -> bytes:
        if name != f"xl/worksheets/sheet{at}.xml":
            return part
        pattern = rb'(<c r="' + place.encode() + rb'"[^>]*><v>)[^<]*'
        edited, here = re.subn(pattern, rb"\g<1>" + number.encode(), part)
        assert here == 1
        return edited

    return changed(source, target, edit)


def merged_cell(path: Path, heading: str, **wanted: Any) -> str:
    """Where a merged row has a column; rows are told by other columns."""
    page = openpyxl.load_workbook(path)[MERGED]
    head, *lines = page.iter_rows()
    names = [str(c.value) for c in head]
    keys = {"measure": "Chỉ tiêu", "unit": "Đơn vị", "period": "Kỳ"}
    found = [
        line[names.index(heading)].coordinate
        for line in lines
        if all(line[names.index(keys[k])].value == v for k, v in wanted.items())
    ]
    assert len(found) == 1
    return str(found[0])


# --- an office of every kind ----------------------------------------------------------------------


def every_kind() -> Office:
    """One task a kind, and answers whose sums are easily worked out by hand."""
    desk = Office(
        {"target": "50%", **BOTH},
        {"task": "T.1", "code": "T.1.2", "same_as": "T.1.1", "target": "75%", **BOTH},
        {"task": "T.2", "kind": "số lượng", "target": 10, **BOTH},
        {"task": "T.3", "kind": "so với năm trước", "op": "<", "target": "năm 2021", **one()},
        {"task": "T.4", "kind": "văn bản", "target": 3, **BOTH},
        {"task": "T.5", "kind": "danh mục", "target": "50%", **one()},
        {"task": "T.6", "kind": "giải ngân", "uom": "đồng", **BOTH},
        {"task": "T.7", "kind": "khảo sát", "op": ">", "target": "60%", **one()},
        {"task": "T.8", "kind": "hồ sơ", "op": ">", "target": "năm 2021", **one()},
        {"task": "T.9", "kind": "số lượng", "target": 2, "if_any": "x", "reporters": "từng: VP; TCCB; CCHC"},
        {"task": "T.10", "same_as": "T.1.1", "target": "30%", **one()},
        {"task": "T.11", "if_any": "x", **one()},
        {"task": "T.12", **one()},
        {"task": "T.13", "target": "UBND tỉnh giao", **one()},
        {"task": "T.14", "kind": "số lượng", "target": "1/tháng", "nature": "trong kỳ", **one()},
        {"task": "T.15", **BOTH},
        {"task": "T.16", **one()},
        {"task": "T.16", "code": "T.16.2", "same_as": "T.16.1", "target": "45%", "due": date(2022, 9, 1), **one()},
        items=("Ghế", "Bàn"),
    )  # fmt: skip
    desk.send(numerator=1, denominator=4).send("TCCB", numerator=2, denominator=4)
    desk.send(task="T.2", count=3).send("TCCB", task="T.2", count=4)
    desk.send(task="T.3", current=5, baseline=7)
    desk.send(task="T.4", rows=[["5/KH", date(2022, 9, 1), "Kế hoạch"], ["6/KH", date(2022, 9, 2), "Kế hoạch"]])
    desk.send("TCCB", task="T.4", rows=[["05/KH", date(2022, 9, 1), "Kế hoạch chung"]])
    desk.send(task="T.5", rows=[[None, "Có"], [None, "Không"]])
    desk.send(task="T.6", rows=[["Cầu", DONG - 1, DONG // 2 - 1]])
    desk.send("TCCB", task="T.6", rows=[["Đường", 1, 1]])
    desk.send(task="T.7", rows=FACTORS)
    got, due, late = date(2022, 8, 1), date(2022, 8, 10), date(2022, 8, 11)
    cases = [[f"H{n}", got, due, back] for n, back in enumerate((due, due, late, None))]
    desk.send(task="T.8", rows=cases, baseline_numerator=1, baseline_denominator=2)
    desk.send(task="T.9", count=3).send("TCCB", task="T.9", count=1).send("CCHC", task="T.9", nil="Có")
    desk.send(task="T.11", nil="Có")
    desk.send(task="T.13", numerator=1, denominator=2)
    desk.send(task="T.14", count=2)
    desk.send(task="T.15", numerator=4, denominator=4)
    desk.send(task="T.16", period="2022-08", numerator=1, denominator=10).send(task="T.16", numerator=9, denominator=10)
    return desk


BY_HAND: dict[tuple[str | None, str], list[Any]] = {
    ("T.1.1", "Số đạt được"): [3], ("T.1.1", "Tổng số"): [8], ("T.1.1", "Tỷ lệ"): [0.375],
    ("T.1.1", "Đánh giá mục tiêu"): ["chưa đến hạn"], ("T.1.1", "Hoàn thành chỉ tiêu"): [0.75],
    ("T.1.2", "Tỷ lệ"): [0.375], ("T.1.2", "Hoàn thành chỉ tiêu"): [0.5],
    ("T.1", "Hoàn thành nhiệm vụ"): [0.625], ("T.1", "Tình trạng nhiệm vụ"): ["chưa hoàn thành"],
    ("T.2.1", "Số lượng"): [7], ("T.2.1", "Hoàn thành chỉ tiêu"): [0.7],
    ("T.3.1", "Số lượng"): [5], ("T.3.1", "Số năm 2021"): [7], ("T.3.1", "Đánh giá mục tiêu"): ["đạt"],
    ("T.4.1", "Số lượng"): [2], ("T.4.1", "Hoàn thành chỉ tiêu"): [2 / 3],
    ("T.5.1", "Tỷ lệ"): [0.5], ("T.5.1", "Đánh giá mục tiêu"): ["đạt"],
    ("T.6.1", "Số đạt được"): [DONG // 2], ("T.6.1", "Tổng số"): [DONG], ("T.6.1", "Tỷ lệ"): [0.5],
    ("T.7.1", "Số đạt được"): [4], ("T.7.1", "Tổng số"): [6], ("T.7.1", "Tỷ lệ"): [4 / 6],
    ("T.8.1", "Tỷ lệ"): [2 / 3], ("T.8.1", "Số năm 2021"): [0.5], ("T.8.1", "Hoàn thành chỉ tiêu"): [1],
    ("T.9.1", "Đơn vị"): [3, 1, None], ("T.9.1", "Số đơn vị được tính"): [2], ("T.9.1", "Số đơn vị đạt"): [1],
    ("T.9.1", "Tỷ lệ đơn vị đạt"): [0.5], ("T.9", "Hoàn thành nhiệm vụ"): [0.5],
    ("T.10.1", "Tỷ lệ"): [0.375], ("T.10", "Tình trạng nhiệm vụ"): ["hoàn thành"],
    ("T.11.1", "Tỷ lệ"): [None], ("T.11.1", "Đơn vị báo không phát sinh"): [1],
    ("T.11.1", "Hoàn thành chỉ tiêu"): [None], ("T.11", "Tình trạng nhiệm vụ"): ["không phát sinh"],
    ("T.12.1", "Số đạt được"): [None], ("T.12.1", "Tỷ lệ"): [None], ("T.12.1", "Hoàn thành chỉ tiêu"): [0],
    ("T.12", "Tình trạng nhiệm vụ"): ["chưa đủ số liệu"],
    ("T.13.1", "Tỷ lệ"): [0.5], ("T.13.1", "Hoàn thành chỉ tiêu"): [], ("T.13", "Tình trạng nhiệm vụ"): ["theo dõi"],
    ("T.14.1", "Số lượng"): [2], ("T.14.1", "Hoàn thành mục tiêu"): [1 / 8],  # one of eight months: 2 to 9
    ("T.15.1", "Tỷ lệ"): [1], ("T.15.1", "Đánh giá mục tiêu"): ["chưa đến hạn"],  # a unit is silent
    ("T.16.1", "Số đạt được"): [9], ("T.16.1", "Tổng số"): [10],  # the month before is replaced
    ("T.16.2", "Đánh giá mục tiêu"): ["đạt"], ("T.16", "Hoàn thành nhiệm vụ"): [0.95],
    (None, "Nhiệm vụ không phát sinh"): [1, 1], (None, "Nhiệm vụ chỉ theo dõi"): [1, 1],
    (None, "Nhiệm vụ được đánh giá"): [14, 14], (None, "Nhiệm vụ hoàn thành"): [5, 5],  # T.3, T.5, T.7, T.8, T.10
    (None, "Mức hoàn thành"): [(0.625 + 0.7 + 1 + 2 / 3 + 1 + 0.5 + 1 + 1 + 0.5 + 1 + 0 + 1 / 8 + 1 + 0.95) / 14] * 2,
}  # fmt: skip
SEEDS = {11: {}, 12: {"survey_method": "trung bình các nhân tố"}}
RANDOM = [(seed, period) for seed in SEEDS for period in ("2022-09", "2022-Q3", "2023-01")]


def random_office(seed: int) -> Office:
    """Letters that nobody chose."""
    chance, desk = Random(seed), any_office(**SEEDS[seed])
    tasks = tuple(f"T.{n}" for n in range(1, 19) if n != 13)
    for _ in range(24):
        write(desk, chance, tasks)
    return desk


def factors_averaged() -> Office:
    survey = {"kind": "khảo sát", "op": ">", "target": "60%", **one()}
    desk = Office(survey, items=("Ghế", "Bàn"), survey_method="trung bình các nhân tố")
    return desk.send(rows=FACTORS)


def numeric_codes() -> Office:
    """Codes that a spreadsheet takes for one and the same number."""
    desk = Office({"task": "1", "code": "1.1", **one()}, {"task": "1", "code": "1.10", **one()})
    typed = {"in_1_1_numerator": 1, "in_1_1_denominator": 2, "in_1_10_numerator": 3, "in_1_10_denominator": 4}
    return desk.take(fill(template(desk.plan, "1", "VP", "2022-09"), **typed))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Workbooks as they were written, and as LibreOffice reckons them from their formulas alone."""
    folder = tmp_path_factory.mktemp("books")
    (folder / "bare").mkdir()
    kinds = every_kind()
    written = {"kinds": book_of(kinds, folder / "kinds.xlsx")}
    written["means"] = book_of(factors_averaged(), folder / "means.xlsx")
    written["after"] = book_of(kinds, folder / "after.xlsx", as_of=date(2023, 1, 15))
    written["codes"] = book_of(numeric_codes(), folder / "codes.xlsx")
    written["nothing"] = book_of(Office(one()), folder / "nothing.xlsx")
    place = merged_cell(written["kinds"], "Số đạt được / số lượng", measure="T.1.1", unit="VP")
    written["edited"] = with_number(written["kinds"], folder / "edited.xlsx", place, "3")
    place = merged_cell(written["kinds"], "Số đạt được / số lượng", measure="T.6.1", unit="TCCB")
    written["money"] = with_number(written["kinds"], folder / "money.xlsx", place, "0")
    desks = {seed: random_office(seed) for seed in SEEDS}
    for seed, period in RANDOM:
        written[f"{seed} {period}"] = book_of(desks[seed], folder / f"r{seed}-{period}.xlsx", period)
    shutil.copytree(ROOT / "examples" / "2022-09" / "inbox", folder / "inbox", ignore=NO_LOG)
    plan = run.load_plan(ROOT / "input_templates" / "ke-hoach.xlsx")
    sent = run.taken(run.receive(folder / "inbox", STAMP), plan).submissions
    written["example"] = workbook(plan, sent, folder / "example.xlsx")
    bare = {name: without_values(path, folder / "bare" / path.name) for name, path in written.items()}
    made = dict(zip(bare, resave(list(bare.values()), folder), strict=True))
    return {name: (written[name], made[name]) for name in written}


SOUND = ["kinds", "means", "after", "codes", "nothing", "example", *(f"{seed} {period}" for seed, period in RANDOM)]


@needs_libreoffice
@pytest.mark.parametrize("step", BY_HAND, ids=str)
def test_a_spreadsheet_comes_to_what_the_hand_does(
    books: dict[str, tuple[Path, Path]], step: tuple[str | None, str]
) -> None:
    told, wanted = reckoned(rows_of(books["kinds"][1]), *step), BY_HAND[step]
    assert told == [pytest.approx(v, rel=1e-14) if isinstance(v, float) else v for v in wanted]


@needs_libreoffice
def test_the_mean_of_factors_where_the_plan_says_so(books: dict[str, tuple[Path, Path]]) -> None:
    rows = rows_of(books["means"][1])
    assert reckoned(rows, "T.1.1", "Nhân tố") == [0.75, 0.5]
    assert reckoned(rows, "T.1.1", "Tỷ lệ") == [0.625]  # pooled it would be 4/6


@needs_libreoffice
def test_after_the_due_day_what_lacks_a_unit_is_not_judged(books: dict[str, tuple[Path, Path]]) -> None:
    rows = rows_of(books["after"][1])
    assert reckoned(rows, "T.15.1", "Đánh giá mục tiêu") == ["chưa đủ số liệu"]
    assert reckoned(rows, "T.15.1", "Hoàn thành chỉ tiêu") == [0]
    assert reckoned(rows, "T.1.1", "Đánh giá mục tiêu") == ["chưa đạt"]


@needs_libreoffice
def test_codes_that_look_like_one_number_stay_two(books: dict[str, tuple[Path, Path]]) -> None:
    rows = rows_of(books["codes"][1])
    assert reckoned(rows, "1.1", "Tỷ lệ") == [0.5] and reckoned(rows, "1.10", "Tỷ lệ") == [0.75]


@needs_libreoffice
@pytest.mark.parametrize("name", SOUND)
def test_every_step_agrees_with_the_report(books: dict[str, tuple[Path, Path]], name: str) -> None:
    rows = rows_of(books[name][1])
    assert checks(rows) <= {"khớp", "lấy từ kết quả", None}
    assert openpyxl.load_workbook(books[name][1], data_only=True)[SHEET]["E2"].value == 0
    for row in rows:
        if row["Đối chiếu"] == "khớp" and isinstance(row["Báo cáo"], int | float):
            assert row["Tính lại"] == pytest.approx(row["Báo cáo"], rel=1e-12)


@needs_libreoffice
@pytest.mark.parametrize("name", SOUND)
def test_a_program_that_does_not_reckon_shows_the_same(books: dict[str, tuple[Path, Path]], name: str) -> None:
    shown, again = map(rows_of, books[name])
    assert len(shown) == len(again)
    for mine, theirs in zip(shown, again, strict=True):
        for key, value in mine.items():
            told = theirs[key]
            alike = told == pytest.approx(value, rel=1e-13) if isinstance(value, int | float) else told == value
            assert alike, (mine["Mã"], mine["Bước tính"], key, value, told)


@needs_libreoffice
def test_another_number_in_a_row_shows_where_it_tells(books: dict[str, tuple[Path, Path]]) -> None:
    """VP has 3/4 in the place of 1/4: 5/8 with TCCB, and the target of 50 % is met."""
    rows = rows_of(books["edited"][1])
    figures = {
        ("T.1.1", "Số đạt được"): 5, ("T.1.1", "Tỷ lệ"): 0.625, ("T.1.1", "Hoàn thành chỉ tiêu"): 1,
        ("T.1.2", "Hoàn thành chỉ tiêu"): 0.625 / 0.75, ("T.10.1", "Tỷ lệ"): 0.625,
        ("T.1", "Hoàn thành nhiệm vụ"): (1 + 0.625 / 0.75) / 2,
    }  # fmt: skip
    for step, value in figures.items():
        assert reckoned(rows, *step) == [pytest.approx(value)]
        assert reckoned(rows, *step, "Đối chiếu") == ["KHÁC"]
    assert reckoned(rows, "T.1.1", "Đánh giá mục tiêu") == ["đạt"]
    assert reckoned(rows, "T.1.1", "Tổng số", "Đối chiếu") == ["khớp"]
    assert reckoned(rows, None, "Mức hoàn thành", "Đối chiếu") == ["KHÁC", "KHÁC"]
    different = [row for row in rows if row["Đối chiếu"] == "KHÁC"]
    assert {row["Mã"] for row in different} == {"T.1.1", "T.1.2", "T.1", "T.10.1", None}
    assert openpyxl.load_workbook(books["edited"][1], data_only=True)[SHEET]["E2"].value == len(different)


@needs_libreoffice
def test_one_dong_in_a_thousand_billions_is_seen(books: dict[str, tuple[Path, Path]]) -> None:
    rows = rows_of(books["money"][1])
    assert reckoned(rows, "T.6.1", "Số đạt được") == [DONG // 2 - 1]
    assert reckoned(rows, "T.6.1", "Số đạt được", "Đối chiếu") == ["KHÁC"]


# --- without a spreadsheet ------------------------------------------------------------------------


def test_each_merged_row_says_whether_it_counts_and_why_not(tmp_path: Path) -> None:
    desk = Office({**BOTH}, {"kind": "văn bản", "target": 3, **BOTH}, {"kind": "số lượng", "nature": "trong kỳ",
                  "target": 1, "if_any": "x", **BOTH})  # fmt: skip
    desk.send(period="2022-08", numerator=1, denominator=2).send(numerator=2, denominator=2)
    paper = ["5/KH", date(2022, 9, 1), "Kế hoạch"]
    desk.send(period="2022-09", task="T.2", rows=[paper, [*paper[:2], "Lại"]]).send("TCCB", task="T.2", rows=[paper])
    desk.send(period="2022-08", task="T.3", count=4).send("TCCB", period="2022-09", task="T.3", nil="Có")
    rows = rows_of(book_of(desk, tmp_path / "a.xlsx"), MERGED)
    keys = ("Chỉ tiêu", "Đơn vị", "Kỳ", "Vai trò", "Được tính", "Lý do không tính")
    told = {tuple(row[k] for k in keys) for row in rows}
    assert told >= {
        ("T.1.1", "VP", "2022-08", "số liệu", None, "đã có số liệu mới hơn"),
        ("T.1.1", "VP", "2022-09", "số liệu", "x", None),
        ("T.2.1", "VP", "2022-09", "số liệu", "x", None),
        ("T.2.1", "TCCB", "2022-09", "số liệu", "đơn vị", "văn bản đã tính cho đơn vị khác"),
        ("T.3.1", "VP", "2022-08", "số liệu", None, "ngoài kỳ báo cáo"),
        ("T.3.1", "TCCB", "2022-09", "không phát sinh", "x", None),
    }
    assert all(bool(row["Được tính"] == "x") != bool(row["Lý do không tính"]) for row in rows)


def test_a_unit_with_figures_of_its_own_did_not_say_that_nothing_arose(tmp_path: Path) -> None:
    desk = Office(one(if_any="x")).send(period="2022-08", nil="Có").send(numerator=1, denominator=2)
    rows = rows_of(book_of(desk, tmp_path / "a.xlsx"), MERGED)
    assert [(r["Vai trò"], r["Được tính"], r["Lý do không tính"]) for r in rows] == [
        ("không phát sinh", None, "đơn vị có số liệu"),
        ("số liệu", "x", None),
    ]


def test_a_document_listed_again_is_told_so(tmp_path: Path) -> None:
    paper = ["5/KH", date(2022, 9, 1), "Kế hoạch"]
    desk = Office(one(kind="văn bản", target=1)).send(
        period="2022-08", task="T.1", rows=[["5/KH", date(2022, 8, 1), "A"]]
    )
    desk.send(rows=[["05/KH", date(2022, 8, 1), "A"], paper])
    rows = rows_of(book_of(desk, tmp_path / "a.xlsx"), MERGED)
    why = [r["Lý do không tính"] for r in rows if r["Dự án, nhân tố, nội dung, văn bản"]]
    assert why == [None, "văn bản đã tính ở dòng khác", None]


def test_words_of_units_never_become_formulas(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x","y")'
    desk = Office({"kind": "văn bản", "target": 1, "name": "=1+1", **one()})
    desk.send(rows=[[evil, date(2022, 9, 1), evil]], result=evil)
    book = openpyxl.load_workbook(book_of(desk, tmp_path / "a.xlsx"))
    for page in book.worksheets:
        for cell in (c for line in page.iter_rows() for c in line if c.data_type == "f"):
            assert page.title == SHEET and cell.column_letter in "EFGHJL"
            bare = re.sub(r'"[^"]*"', "", str(cell.value))
            assert set(re.findall(r"([A-Z][A-Z.]+)\(", bare)) <= FUNCTIONS
            assert "HYPERLINK" not in str(cell.value)
    assert [c.value for line in book[SHEET].iter_rows() for c in line].count("=1+1") == 1


def test_formulas_reach_as_far_as_the_rows_and_no_further(tmp_path: Path) -> None:
    path = book_of(every_kind(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    last = book[MERGED].max_row
    names = {name: d.attr_text for name, d in book.defined_names.items() if name.startswith("gop_")}
    assert len(names) == 7 and all(re.fullmatch(rf"'{MERGED}'!\$\w+\$2:\$\w+\${last}", r) for r in names.values())
    formulas = [str(c.value) for line in book[SHEET].iter_rows() for c in line if c.data_type == "f"]
    assert set(re.findall(r"gop_\w+", " ".join(formulas))) <= set(names)


def test_the_same_letters_give_the_same_bytes(tmp_path: Path) -> None:
    desk = every_kind()
    first, second = (book_of(desk, tmp_path / f"{n}.xlsx").read_bytes() for n in "ab")
    assert first == second and openpyxl.load_workbook(BytesIO(first)).sheetnames[5] == SHEET


def test_the_sheet_is_what_the_library_writes_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = every_kind()
    ours = book_of(desk, tmp_path / "ours.xlsx").read_bytes()
    monkeypatch.setattr(recalc, "_Page", Worksheet)
    theirs = book_of(desk, tmp_path / "theirs.xlsx").read_bytes()
    assert ours == theirs
