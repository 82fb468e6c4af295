"""One run over a tree of agencies: each one's own report, and what all of them come to."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from pipeline import run
from pipeline.agencies import each as each_module
from pipeline.agencies import gather as gathering
from pipeline.agencies.each import each
from pipeline.agencies.gather import Gathered, Wanted, gather
from pipeline.agencies.tree import find_agencies
from pipeline.model import PipelineError
from pipeline.progress import SILENT
from tests.commands import Cli, runner
from tests.drawing import NOON
from tests.office import Office, one
from tests.wellformed import Expected, findings

PERIOD = "2022-09"
WORKBOOK, PAGE = f"tong-hop-{PERIOD}.xlsx", f"tong-quan-{PERIOD}.html"
CLINIC, WARD, VILLAGE = "so-y-te", "huyen/xa-tan", "huyen/xa-lap"


def agency(folder: Path, name: str, target: str, *sent: dict[str, Any]) -> None:
    """An agency with two measures of its own office: a rate with a target, a count."""
    office = Office(one(target=target), one(kind="số lượng", uom="buổi", target="10"), name=name)
    for report in sent:
        office.send(**report)
    lay_out(office, folder)


def lay_out(office: Office, folder: Path) -> None:
    """An office's plan workbook and what was sent to it."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "ke-hoach.xlsx").write_bytes(office.workbook)
    for received in office.sent:
        (folder / "inbox" / received.arrival.name).write_bytes(received.data)


def drawn(tree: Path) -> Path:
    """Three agencies; the village aims lower than the others, the ward owes a report."""
    agency(tree / CLINIC, "SỞ Y TẾ", "90%", {"numerator": 8046, "denominator": 9000}, {"task": "T.2", "count": 4})
    agency(tree / WARD, "UBND XÃ TÂN", "90%", {"numerator": 950, "denominator": 1000})
    agency(tree / VILLAGE, "UBND XÃ LẬP", "80%", {"numerator": 1, "denominator": 3}, {"task": "T.2", "count": 7})
    return tree


def gathered(tree: Path, out: Path, processes: int = 2) -> Gathered:
    return gather(tree, Wanted(PERIOD, out, None, NOON), SILENT, processes=processes)


@dataclass(frozen=True)
class Made:
    tree: Path
    out: Path
    done: Gathered

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        """A table of the workbook, each row by its headings."""
        heads, *rows = openpyxl.load_workbook(self.out / WORKBOOK, read_only=True)[sheet].iter_rows(values_only=True)
        return [dict(zip(heads, row, strict=True)) for row in rows]

    @property
    def page(self) -> str:
        return (self.out / PAGE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("tree")
    tree = drawn(folder / "cay")
    shutil.copytree(tree, folder / "cay-2")  # as it was before anything ran
    return Made(tree, folder / "ra", gathered(tree, folder / "ra"))


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return runner(capsys)


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- the reports of the agencies -----------------------------------------------------------------


def test_every_agency_has_the_files_that_a_run_by_itself_would_write(made: Made, tmp_path: Path) -> None:
    for path in (CLINIC, WARD, VILLAGE):
        own = tmp_path / "mot-minh" / path
        shutil.copytree(made.tree.with_name("cay-2") / path, own)
        alone = tmp_path / path
        run.make_report(own / "ke-hoach.xlsx", own / "inbox", PERIOD, alone, None, NOON, SILENT)
        assert files(alone / PERIOD) == files(made.out / path / PERIOD)


def test_the_number_of_processes_changes_no_byte(made: Made, tmp_path: Path) -> None:
    tree = shutil.copytree(made.tree.with_name("cay-2"), tmp_path / "noi-khac")
    gathered(tree, tmp_path / "ra", processes=1)
    assert files(tmp_path / "ra") == files(made.out)


# --- what all of them come to --------------------------------------------------------------------


def test_equal_measures_are_added_up_and_others_stand_apart(made: Made) -> None:
    told = {(r["Chỉ tiêu"], r["Mục tiêu"]): r for r in made.rows("Chỉ tiêu")}
    ninety, eighty = told["T.1.1", "tối thiểu 90%"], told["T.1.1", "tối thiểu 80%"]
    assert (ninety["Cơ quan có chỉ tiêu"], ninety["Tổng số đạt được"], ninety["Tổng số"]) == (2, 8996, 10000)
    assert (ninety["Đạt"], ninety["Chưa đến hạn"], ninety["Chưa đạt"]) == (1, 1, 0)
    assert (eighty["Cơ quan có chỉ tiêu"], eighty["Tổng số đạt được"], eighty["Tổng số"]) == (1, 1, 3)
    sessions = told["T.2.1", "tối thiểu 10 buổi"]
    assert (sessions["Cơ quan có chỉ tiêu"], sessions["Cơ quan có số liệu"], sessions["Tổng số lượng"]) == (3, 2, 11)


def test_a_rate_of_all_is_never_rounded_across_the_target(made: Made) -> None:
    """8 996 of 10 000 against 90 %: with one decimal it would read as met."""
    row = next(r for r in made.rows("Chỉ tiêu") if r["Tổng số"] == 10000)
    assert row["Tỷ lệ chung"] == pytest.approx(0.8996, abs=1e-12)
    assert "89,96%" in made.page and "90,0%" not in made.page


def test_each_agency_keeps_the_rate_of_its_own_report(tmp_path: Path) -> None:
    """A survey may be the mean of its factors (75 %), or of all answers (55 %), as the sum is."""
    survey = one(kind="khảo sát", op=">", target="83%")
    for name, method in (("a", "trung bình các nhân tố"), ("b", "gộp các nhân tố")):
        office = Office(survey, items=("A", "B"), survey_method=method, name=f"SỞ {name}")
        lay_out(office.send(rows=[[None, 0, 0, 0, 10, 0], [None, 45, 0, 0, 45, 0]]), tmp_path / "cay" / name)
    done = Made(tmp_path / "cay", tmp_path / "ra", gathered(tmp_path / "cay", tmp_path / "ra"))
    assert {r["Thư mục"]: r["Tỷ lệ"] for r in done.rows("Chỉ tiêu theo cơ quan")} == {"a": 0.75, "b": 0.55}
    (both,) = done.rows("Chỉ tiêu")
    assert (both["Tổng số đạt được"], both["Tổng số"], both["Tỷ lệ chung"]) == (110, 200, 0.55)
    assert "(75%)" in done.page and "(55%)" in done.page


def test_reports_and_tasks_are_counted_over_agencies(made: Made) -> None:
    *rows, total = made.rows("Cơ quan")
    asked = ("Báo cáo phải nộp", "Đã nhận", "Hợp lệ", "Phải sửa", "Chưa gửi")
    assert {r["Thư mục"]: tuple(r[h] for h in asked) for r in rows} == {
        VILLAGE: (2, 2, 2, 0, 0), WARD: (2, 1, 1, 0, 1), CLINIC: (2, 2, 2, 0, 0),
    }  # fmt: skip
    assert tuple(total[h] for h in asked) == (6, 5, 5, 0, 1)
    assert (total["Nhiệm vụ hoàn thành"], total["Nhiệm vụ được đánh giá"]) == (1, 6)
    (section,) = made.rows("Mục")
    assert (section["Cơ quan có mục này"], section["Nhiệm vụ hoàn thành"], section["Nhiệm vụ được đánh giá"]) == (
        3,
        1,
        6,
    )


# --- down to the cell ----------------------------------------------------------------------------


def at(told: dict[str, Any], place: str) -> Fraction | str:
    """What stands at a place that the workbook names in an agency's JSON."""
    if place == "submissions":
        return Fraction(len(told["submissions"]))
    if match := re.fullmatch(r"hand_in\[\*\]\.(.*)", place):
        return Fraction(sum(unit[name] for unit in told["hand_in"] for name in match[1].split(" + ")))
    if match := re.fullmatch(r"plan\.(\w+)", place):
        return Fraction(told["plan"][match[1]])
    match = re.fullmatch(r"(\w+)\[([^\]]+)\]\.(.*)", place)
    assert match, place
    found = next(entry for entry in told[match[1]] if entry["code"] == match[2])
    if target := re.fullmatch(r"targets\[(\d+)\]\.status", match[3]):
        return str(found["targets"][int(target[1]) - 1]["status"])
    return Fraction(found[match[3]])


STATUS_WORDS = {"met": "đạt", "in_progress": "chưa đến hạn", "no_data": "chưa đủ số liệu"}


def test_every_sum_is_the_sum_of_what_the_agencies_own_results_say(made: Made) -> None:
    told = {
        path: json.loads((made.out / path).read_bytes()) for path in {r["Kết quả JSON"] for r in made.rows("Nguồn")}
    }
    assert len(told) == 3
    parts: dict[str, list[Fraction]] = {}
    for row in made.rows("Nguồn"):
        value = Fraction(row["Giá trị chính xác"])
        said = at(told[row["Kết quả JSON"]], row["Nơi trong kết quả JSON"])
        if isinstance(said, str):
            assert value == 1 and row["Nội dung"].endswith(f"cơ quan {STATUS_WORDS[said]}")
        else:
            assert value == said, row
        parts.setdefault(row["Mã số liệu"], []).append(value)
    sums = made.rows("Tổng số")
    assert len(sums) > 20 and [r["Mã số liệu"] for r in sums] == [f"TH{n}" for n in range(1, len(sums) + 1)]
    assert {r["Mã số liệu"]: Fraction(r["Giá trị chính xác"]) for r in sums} == {k: sum(v) for k, v in parts.items()}
    assert {r["Mã số liệu"]: r["Số cơ quan"] for r in sums} == {k: len(v) for k, v in parts.items()}


def test_every_figure_of_a_measure_leads_to_its_cell(made: Made) -> None:
    """From the roll-up by way of the agency's registry to the file that its unit sent."""
    led = 0
    for row in made.rows("Nguồn"):
        if not row["Nội dung"].endswith(("số đạt được", "tổng số", "số lượng")):
            continue
        registry = json.loads((made.out / row["Kết quả JSON"]).read_bytes())["registries"][0]
        entry = next(e for e in registry["figures"] if e["id"] == row["Mã trong báo cáo"])
        assert Fraction(entry["exact"]) == Fraction(row["Giá trị chính xác"])
        file, sheet, cell = row["Ô nguồn"].split(" · ")
        sent = openpyxl.load_workbook(made.tree / row["Thư mục"] / "inbox" / file)
        assert Fraction(str(sent[sheet][cell].value)) == Fraction(row["Giá trị chính xác"])
        led += 1
    assert led == 8  # three rates of two numbers each, two counts


def test_trace_goes_on_where_the_workbook_ends(made: Made, cli: Cli) -> None:
    row = next(r for r in made.rows("Nguồn") if r["Thư mục"] == WARD and r["Nội dung"].endswith("số đạt được"))
    done = cli("trace", row["Mã trong báo cáo"], "--report", made.out / row["Báo cáo"])
    file, _, cell = row["Ô nguồn"].split(" · ")
    assert done.code == 0 and file in done.out and cell in done.out and "950" in done.out


def test_the_files_that_were_added_up_are_named_by_their_hash(made: Made) -> None:
    for row in made.rows("Tệp của cơ quan"):
        for name in ("báo cáo", "kết quả"):
            heading = "Kết quả JSON" if name == "kết quả" else "Báo cáo"
            assert hashlib.sha256((made.out / row[heading]).read_bytes()).hexdigest() == row[f"SHA-256 {name}"]
        plan = made.tree / row["Thư mục"] / "ke-hoach.xlsx"
        assert hashlib.sha256(plan.read_bytes()).hexdigest() == row["SHA-256 tệp kế hoạch"]


def test_the_workbook_is_sound_and_named_after_the_level_above(made: Made) -> None:
    path = made.out / WORKBOOK
    assert findings(path.read_bytes(), Expected("UBND TỈNH HÒA BÌNH MINH", datetime(2022, 9, 14))) == []
    assert list(OpenXmlValidator().validate(path).errors) == []
    assert "<span>UBND TỈNH HÒA BÌNH MINH</span>" in made.page


def test_the_page_says_what_the_workbook_says(made: Made) -> None:
    exact = {r["Mã số liệu"]: r["Giá trị chính xác"] for r in made.rows("Tổng số")}
    told = re.findall(r'<data value="([^"]*)" data-so="(TH\d+)">', made.page)
    assert len({number for _, number in told}) > 15
    assert all(exact[number] == value for value, number in told)
    for link in re.findall(r'<a href="([^"#]*)"', made.page):
        assert (made.out / unquote(link)).is_file()


# --- what is wrong with one ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def hurt(tmp_path_factory: pytest.TempPathFactory, made: Made) -> Made:
    """The same tree, and beside it agencies of which no report can be made."""
    folder = tmp_path_factory.mktemp("hurt")
    tree = shutil.copytree(made.tree.with_name("cay-2"), folder / "cay")
    broken = tree / "hong-ke-hoach"
    (broken / "inbox").mkdir(parents=True)
    (broken / "ke-hoach.xlsx").write_bytes(b"not a workbook")
    unread = shutil.copytree(tree / WARD, tree / "hong-hop-nhan")
    (unread / "inbox" / "so-tiep-nhan.sqlite").write_bytes(b"not a book of receipts" * 100)
    (tree / "chua-co-gi").mkdir()
    shutil.copy(tree / WARD / "ke-hoach.xlsx", tree / "chua-co-gi")
    return Made(tree, folder / "ra", gathered(tree, folder / "ra"))


def test_an_agency_that_is_broken_costs_itself_alone(made: Made, hurt: Made) -> None:
    said = {r["Thư mục"]: (r["Báo cáo"], r["Việc cần làm"]) for r in hurt.rows("Cần xử lý")}
    assert set(said) == {"hong-ke-hoach", "hong-hop-nhan", "chua-co-gi"}
    assert {state for state, _ in said.values()} == {"chưa lập được"}
    assert "Lưu lại dạng .xlsx" in said["hong-ke-hoach"][1] and "Thiếu thư mục inbox" in said["chua-co-gi"][1]
    assert all(path in hurt.page for path in said)
    assert [(r["Mã số liệu"], r["Giá trị chính xác"]) for r in hurt.rows("Tổng số")] == [
        (r["Mã số liệu"], r["Giá trị chính xác"]) for r in made.rows("Tổng số")
    ]
    for path in (CLINIC, WARD, VILLAGE):
        assert files(hurt.out / path) == files(made.out / path)


def test_what_is_said_of_a_broken_agency_does_not_depend_on_where_the_tree_lies(hurt: Made) -> None:
    assert str(hurt.tree) not in hurt.page
    assert not [r for r in hurt.rows("Cần xử lý") if str(hurt.tree) in r["Việc cần làm"]]


def test_an_agency_that_is_there_twice_is_said(tmp_path: Path, made: Made, cli: Cli) -> None:
    tree = shutil.copytree(made.tree.with_name("cay-2"), tmp_path / "cay")
    shutil.copytree(tree / WARD, tree / "huyen" / "xa-tan-ban-sao")
    done = cli("agencies", tree, "--period", PERIOD, "--out", tmp_path / "ra", "--workers", "2")
    assert done.code == 1
    (line,) = [line for line in done.err.splitlines() if "Trùng tên" in line]
    assert line.startswith("  huyen/xa-tan-ban-sao (UBND XÃ TÂN)") and "“huyen/xa-tan”" in line
    assert (tmp_path / "ra" / "huyen" / "xa-tan-ban-sao" / PERIOD / f"bao-cao-{PERIOD}.docx").is_file()


def test_a_mistake_of_the_programs_costs_its_agency_alone(
    tmp_path: Path, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run.make_report

    def stumbling(plan: Path, *args: Any, **more: Any) -> run.Report:
        if WARD in plan.as_posix():
            raise ValueError("chưa lường trước")
        return whole(plan, *args, **more)

    monkeypatch.setattr(gathering, "make_report", stumbling)
    tree = shutil.copytree(made.tree.with_name("cay-2"), tmp_path / "cay")
    done = gathered(tree, tmp_path / "ra")
    assert [a.path for a in done.rollup.agencies] == [VILLAGE, CLINIC]
    (trouble,) = done.rollup.troubles
    assert trouble.path == WARD and "ValueError: chưa lường trước" in trouble.words


def _dies_at_two(number: int) -> int:
    if number == 2:
        os._exit(1)
    return number * 10


def test_a_process_that_dies_costs_its_piece_alone() -> None:
    assert dict(each(_dies_at_two, range(5), 2)) == {0: 0, 1: 10, 2: None, 3: 30, 4: 40}


def _process_of(piece: int) -> int:
    return os.getpid()


def test_processes_are_begun_anew_so_that_they_do_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(each_module, "ROUND", 2)
    done = dict(each(_process_of, range(7), 1))
    assert sorted(done) == list(range(7))
    assert [len([n for n in done if done[n] == process]) for process in dict.fromkeys(done.values())] == [2, 2, 2, 1]


# --- the tree and the command --------------------------------------------------------------------


def found(tree: Path) -> Iterator[tuple[str, bool]]:
    return ((place.path, not place.lack) for place in find_agencies(tree))


def test_agencies_are_found_at_any_depth_but_not_in_inboxes(tmp_path: Path) -> None:
    for path in (".", "a/b/c", "a", ".an", "a/inbox/gui-nham", "d"):
        (tmp_path / path / "inbox").mkdir(parents=True, exist_ok=True)
        (tmp_path / path / "ke-hoach.xlsx").touch()
    (tmp_path / "d" / "ke-hoach.xlsx").unlink()
    assert list(found(tmp_path)) == [("", True), ("a", True), ("a/b/c", True), ("d", False)]


def test_the_tree_itself_may_be_an_agency(tmp_path: Path) -> None:
    agency(tmp_path / "cay", "SỞ Y TẾ", "90%", {"numerator": 1, "denominator": 2})
    done = gathered(tmp_path / "cay", tmp_path / "ra")
    assert [a.report.path for a in done.rollup.agencies] == [f"{PERIOD}/bao-cao-{PERIOD}.docx"]
    assert (tmp_path / "ra" / WORKBOOK).is_file() and not done.rollup.troubles


def test_where_there_is_no_agency_it_is_said(tmp_path: Path, cli: Cli) -> None:
    with pytest.raises(PipelineError, match="chưa có cơ quan nào"):
        find_agencies(tmp_path)
    assert cli("agencies", tmp_path, "--period", PERIOD).code == 3
    assert cli("agencies", tmp_path / "khong-co", "--period", PERIOD).code == 3
    assert cli("agencies", tmp_path).code == 2


def test_names_of_agencies_stay_texts(tmp_path: Path) -> None:
    folder = tmp_path / "cay" / "xã 'A' & B#1 100%"
    agency(folder, "SỞ <script>alert(1)</script>", "90%", {"numerator": 1, "denominator": 2})
    done = Made(tmp_path / "cay", tmp_path / "ra", gathered(tmp_path / "cay", tmp_path / "ra"))
    assert "<script" not in done.page and "SỞ &lt;script&gt;" in done.page
    (link,) = set(re.findall(r'<a href="([^"]*docx)"', done.page))
    assert (done.out / unquote(link)).is_file()
