"""A small invented agency, from its plan in Word to its first report without a line of code."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

from pipeline import planning, run
from pipeline.conform.check import conform
from pipeline.plan_file import check_plan
from pipeline.progress import SILENT
from pipeline.vietnamese import VIETNAM
from tests.drawing import ROOT

HERE = ROOT / "examples" / "ban-di-tich-2023"
NOW = datetime(2023, 2, 20, 8, 0, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The example's own script: it knows what README tells the person to change."""
    spec = importlib.util.spec_from_file_location("make_small", HERE / "make_example.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The first report, on a copy of the inbox."""
    folder = tmp_path_factory.mktemp("nho")
    shutil.copytree(HERE / "inbox", folder / "inbox")
    run.make_report(HERE / "ke-hoach.xlsx", folder / "inbox", None, folder / "out", None, NOW, SILENT)
    yield {
        **json.loads((folder / "out" / "2023-02" / "ket-qua-2023-02.json").read_text("utf-8")),
        "folder": folder / "out" / "2023-02",
    }


def cells(path: Path) -> dict[tuple[str, str], Any]:
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None
    }  # fmt: skip


def test_the_import_and_the_changes_named_in_the_readme_give_the_shipped_workbook(
    maker: ModuleType, tmp_path: Path
) -> None:
    planning.import_plan(HERE / "ke-hoach.docx", None, tmp_path / "nhap.xlsx")
    maker.confirm(tmp_path / "nhap.xlsx", tmp_path / "ke-hoach.xlsx")
    draft, confirmed = cells(tmp_path / "nhap.xlsx"), cells(tmp_path / "ke-hoach.xlsx")
    assert confirmed == cells(HERE / "ke-hoach.xlsx")
    changed = {place for place, value in confirmed.items() if draft.get(place) != value}
    assert len(changed) == len(list(maker.changes())) == 7


def test_everything_the_person_changes_was_listed_as_not_read_word_for_word(maker: ModuleType, tmp_path: Path) -> None:
    planning.import_plan(HERE / "ke-hoach.docx", None, tmp_path / "nhap.xlsx")
    book = openpyxl.load_workbook(tmp_path / "nhap.xlsx")
    lines = [[c.value for c in row] for row in book["Đối chiếu"].iter_rows(min_row=5)]
    listed = {(line[0], line[1]) for line in lines if line[4] != "đọc nguyên văn"}
    for sheet, row_name, heading, _ in maker.changes():
        heads = next(r for r in book[sheet].iter_rows() if any(c.value == heading for c in r))
        column = next(c.column for c in heads if c.value == heading)
        rows = (r for r in book[sheet].iter_rows(min_row=5) if r[0].value == row_name)
        places = {(sheet, r[column - 1].coordinate) for r in rows}
        assert places and places <= listed, (sheet, row_name, heading)


def test_the_confirmed_plan_is_sound() -> None:
    plan, findings = check_plan(HERE / "ke-hoach.xlsx")
    assert plan is not None and findings == ()
    assert {u.name for u in plan.units.values()} == {"Văn phòng", "Phòng Nghiệp vụ", "Đội Bảo vệ di tích"}
    assert list(plan.tasks) == ["I.1", "I.2", "I.3", "II.1", "II.2"]


def measure(results: dict[str, Any], code: str) -> dict[str, Any]:
    return dict(next(m for m in results["measures"] if m["code"] == code))


def test_the_first_report_says_what_was_reckoned_by_hand(results: dict[str, Any]) -> None:
    """README's last table: 250 of 6.500 triệu đồng, 150 of 1.500, two news, the rest to come."""
    assert results["period"]["key"] == "2023-02"  # the latest period with answers, found by itself
    spent = measure(results, "I.1.1")
    assert Fraction(spent["numerator"], spent["denominator"]) == Fraction(250, 6500)
    assert Fraction(measure(results, "I.2.1")["value"]) == Fraction(1, 10)
    assert measure(results, "I.3.1")["value"] is None
    assert [t["status"] for t in measure(results, "II.1.1")["targets"]] == ["in_progress"]
    assert measure(results, "II.1.1")["completion"] == "1"
    assert [t["status"] for t in measure(results, "II.2.1")["targets"]] == ["in_progress"]
    assert [(m["task"], m["unit"]) for m in results["missing"]] == [("I.3", "DBVDT")]


def test_two_bundles_and_a_form_are_three_files(results: dict[str, Any]) -> None:
    told = {s["file"]: (s["task"], s["state"], len(s.get("parts", ()))) for s in results["submissions"]}
    assert told == {
        "VP__2023-02.xlsx": (None, "accepted", 2),
        "PNV__2023-02.xlsx": (None, "accepted", 2),
        "Doi BV - I.2 thang 2.xlsx": ("I.2", "accepted", 0),
    }


def test_the_first_report_keeps_the_decree(results: dict[str, Any]) -> None:
    for name in ("bao-cao-2023-02.docx", "don-doc-2023-02.docx"):
        assert conform(results["folder"] / name) == ()


def test_a_run_changes_nothing_of_the_example(results: dict[str, Any]) -> None:
    by_file = {s["file"]: s["sha256"] for s in results["submissions"]}
    for name, digest in by_file.items():
        assert hashlib.sha256((HERE / "inbox" / name).read_bytes()).hexdigest() == digest
