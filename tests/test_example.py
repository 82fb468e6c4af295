"""The worked example of September 2022: a real month in, and the results worked out by hand.

The expectation (`examples/2022-09/ky-vong/ky-vong.xlsx`) is a spreadsheet with formulas that
LibreOffice calculated; the program had no part in it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.progress import SILENT
from pipeline.run import make_report
from tests.outputs import NO_LOG

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "2022-09"
INBOX = EXAMPLE / "inbox"
PLAN = ROOT / "input_templates" / "ke-hoach.xlsx"
REGISTER = "so-tiep-nhan.sqlite"
RUN_LOG = "nhat-ky-bao-cao.sqlite"  # git does not keep it
READ = "da-doc.sqlite"  # nor this
VIETNAM = timezone(timedelta(hours=7))
HALF_A_STEP = Decimal("0.00000000006")  # results are rounded at ten places


@dataclass(frozen=True)
class Run:
    inbox: Path
    files: dict[str, bytes]
    result: dict[str, Any]


def _run(place: Path, now: datetime) -> Run:
    inbox = shutil.copytree(INBOX, place / "inbox", ignore=NO_LOG)
    made = make_report(PLAN, inbox, None, place / "out", None, now, SILENT)
    assert made.disagreements == ()
    files = {path.name: path.read_bytes() for path in made.files}
    result = json.loads(files["ket-qua-2022-09.json"])
    return Run(inbox, files, result)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return _run(tmp_path_factory.mktemp("first"), datetime(2022, 9, 22, 8, 0, tzinfo=VIETNAM))


@pytest.fixture(scope="module")
def later_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return _run(tmp_path_factory.mktemp("second"), datetime(2026, 3, 1, 23, 59, tzinfo=VIETNAM))


@pytest.fixture(scope="module")
def expected() -> dict[str, list[dict[str, Any]]]:
    return read_expectation()


def read_expectation() -> dict[str, list[dict[str, Any]]]:
    """The calculated sheets: sheet → rows by heading (row 1 is a note, row 2 the headings)."""
    book = openpyxl.load_workbook(EXAMPLE / "ky-vong" / "ky-vong.xlsx", data_only=True)
    sheets = {}
    for sheet in book:
        rows = sheet.iter_rows(min_row=2, values_only=True)
        headings = next(rows)
        sheets[sheet.title] = [
            {str(h): (None if v == "" else v) for h, v in zip(headings, row, strict=True)}
            for row in rows
            if row[0] not in (None, "")
        ]
    return sheets


def same_number(got: object, want: object) -> bool:
    if got is None or want is None:
        return got is want
    return abs(Decimal(str(got)) - Decimal(str(want))) <= HALF_A_STEP


def differences(code: str, pairs: dict[str, tuple[object, object]]) -> Iterator[str]:
    """ "A.I.1.1 value: got …, expected …" for every pair (got, expected) that differs."""
    for name, (got, want) in pairs.items():
        numeric = isinstance(want, int | float) or (want is None and name not in ("status", "due"))
        if not (same_number(got, want) if numeric else got == want):
            yield f"{code} {name}: got {got!r}, expected {want!r}"


def by(rows: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows}


def folder_bytes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- the figures --------------------------------------------------------------------------------


def test_every_measure_shows_the_figures_worked_out_by_hand(run: Run, expected: dict[str, Any]) -> None:
    """Value, numerator, denominator, figure of 2021 and completion of all 75 measures."""
    got, want = by(run.result["measures"], "code"), by(expected["Chỉ tiêu"], "Chỉ tiêu")
    assert len(want) == 75
    assert list(got) == list(want)
    wrong = [
        difference
        for code, row in want.items()
        for difference in differences(code, {
            "task": (got[code]["task"], row["Nhiệm vụ"]),
            "kind": (got[code]["kind"], row["Loại"]),
            "value": (got[code]["value"], row["Giá trị"]),
            "numerator": (got[code]["numerator"], row["Tử số"]),
            "denominator": (got[code]["denominator"], row["Mẫu số"]),
            "baseline": (got[code]["baseline"], row["Năm 2021"]),
            "completion": (got[code]["completion"], row["Hoàn thành"]),
        })
    ]  # fmt: skip
    assert not wrong


def test_every_target_has_the_status_the_rules_give(run: Run, expected: dict[str, Any]) -> None:
    """Comparison, target, due day, status and completion of each target at 14/09/2022."""
    got = [(m["code"], t) for m in run.result["measures"] for t in m["targets"]]
    want = expected["Mục tiêu"]
    assert [code for code, _ in got] == [row["Chỉ tiêu"] for row in want]
    wrong = [
        difference
        for (code, target), row in zip(got, want, strict=True)
        for difference in differences(code, {
            "op": (target["op"], row["So sánh"]),
            "target": (target["target"], str(row["Mục tiêu"])),
            "due": (target["due"], row["Thời hạn"] and row["Thời hạn"].date().isoformat()),
            "status": (target["status"], row["Tình trạng"]),
            "completion": (target["completion"], row["Hoàn thành"]),
        })
    ]  # fmt: skip
    assert not wrong


def test_units_that_gave_no_figure_are_named_with_every_measure(run: Run, expected: dict[str, Any]) -> None:
    wrong = []
    for measure in run.result["measures"]:
        rows = [r for r in expected["Đơn vị"] if r["Chỉ tiêu"] == measure["code"]]
        units = measure["units"]
        want = {
            "expected": {r["Đơn vị"] for r in rows},
            "received": {r["Đơn vị"] for r in rows if r["Đã trả lời"]},
            "missing": {r["Đơn vị"] for r in rows if not r["Đã trả lời"]},
        }
        wrong += [
            f"{measure['code']} {name}: got {units[name]}, expected {sorted(want[name])}"
            for name in want
            if set(units[name]) != want[name] or len(units[name]) != len(want[name])
        ]
    assert not wrong


def test_parts_of_the_survey_and_of_the_disbursement_are_its_factors_and_projects(
    run: Run, expected: dict[str, Any]
) -> None:
    measures = by(run.result["measures"], "code")
    factors = [(r["Hài lòng trở lên"], r["Trả lời hợp lệ"]) for r in expected["Khảo sát"]]
    assert [(p["numerator"], p["denominator"]) for p in measures["MT.1.1"]["parts"]] == factors
    projects = {r["Dự án"]: (r["Đã giải ngân"], r["Vốn được giao"]) for r in expected["Giải ngân"] if r["Tính"]}
    parts = measures["A.VII.1.1"]["parts"]
    assert {p["label"]: (p["numerator"], p["denominator"]) for p in parts} == projects


def test_every_task_has_its_status_and_completion(run: Run, expected: dict[str, Any]) -> None:
    got, want = by(run.result["tasks"], "code"), by(expected["Nhiệm vụ"], "Nhiệm vụ")
    assert len(want) == 54
    assert list(got) == list(want)
    wrong = [
        difference
        for code, row in want.items()
        for difference in differences(code, {
            "status": (got[code]["status"], row["Tình trạng"]),
            "completion": (got[code]["completion"], row["Hoàn thành"]),
        })
    ]  # fmt: skip
    assert not wrong


def test_sections_and_the_plan_count_each_task_once(run: Run, expected: dict[str, Any]) -> None:
    got = by(run.result["sections"], "code") | {"Kế hoạch": run.result["plan"]}
    want = by(expected["Mục"], "Mục")
    assert list(got) == list(want)
    wrong = [
        difference
        for code, row in want.items()
        for difference in differences(code, {
            "tasks_complete": (got[code]["tasks_complete"], row["Nhiệm vụ hoàn thành"]),
            "tasks": (got[code]["tasks"], row["Nhiệm vụ được tính"]),
            "nothing_arose": (got[code]["nothing_arose"], row["Không phát sinh"]),
            "tracked": (got[code]["tracked"], row["Theo dõi"]),
            "completion": (got[code]["completion"], row["Hoàn thành"]),
        })
    ]  # fmt: skip
    assert not wrong
    total = run.result["plan"]
    assert total["tasks"] + total["nothing_arose"] + total["tracked"] == 54


def test_every_figure_names_its_source_in_an_accepted_file(run: Run) -> None:
    accepted = {
        (s["file"], s["sha256"])
        for s in run.result["submissions"]
        if s["state"] in ("accepted", "accepted_with_warnings")
    }
    for measure in run.result["measures"]:
        sources = {(s["file"], s["sha256"]) for s in measure["sources"]}
        assert sources <= accepted, measure["code"]
        if measure["value"] not in (None, "0"):
            assert sources, f"{measure['code']} has a figure without a source"
        for source in measure["sources"]:
            assert source["sheet"] and source["cell"], measure["code"]


# --- the files ----------------------------------------------------------------------------------


def test_every_file_has_the_state_and_lateness_it_deserves(run: Run, expected: dict[str, Any]) -> None:
    got, want = by(run.result["submissions"], "file"), by(expected["Tệp"], "Tệp")
    assert set(got) == set(want)

    def period(number: int | None) -> str | None:
        return f"{number // 100}-{number % 100:02}" if number else None

    wrong = [
        difference
        for file, row in want.items()
        for difference in differences(file, {
            "state": (got[file]["state"], row["Trạng thái"]),
            "late_days": (got[file]["late_days"], row["Ngày trễ"]),
            "task": (got[file]["task"] or "", row["Nhiệm vụ"] or ""),
            "unit": (got[file]["unit"] or "", row["Đơn vị"] or ""),
            "period": (got[file]["period"] or "", period(row["Kỳ"]) or ""),
            "received": (got[file]["received"], row["Nhận lúc"].replace(tzinfo=VIETNAM).isoformat()),
        })
    ]  # fmt: skip
    assert not wrong


def test_a_refused_file_says_why_and_a_sound_one_has_no_error(run: Run) -> None:
    for submission in run.result["submissions"]:
        severities = {f["severity"] for f in submission["findings"]}
        assert ("error" in severities) == (submission["state"] == "rejected"), submission["file"]
        if submission["state"] == "accepted_with_warnings":
            assert "warning" in severities, submission["file"]
        if submission["state"] == "accepted":
            assert "warning" not in severities, submission["file"]


def test_reports_that_did_not_come_are_listed_with_their_deadline(run: Run, expected: dict[str, Any]) -> None:
    got = {(m["task"], m["unit"], m["deadline"]) for m in run.result["missing"]}
    want = {(r["Nhiệm vụ"], r["Đơn vị"], r["Hạn nộp"].date().isoformat()) for r in expected["Phải nộp"] if r["Thiếu"]}
    assert got == want
    assert len(run.result["missing"]) == len(want)
    silent = {unit for _, unit, _ in want} - {s["unit"] for s in run.result["submissions"]}
    assert silent == {"DCMNHD", "TTHLKTTT"}


def test_every_file_of_the_inbox_appears_exactly_once(run: Run) -> None:
    listed = [(s["file"], s["sha256"]) for s in run.result["submissions"]]
    lying = {name: digest for name, digest in folder_bytes(run.inbox).items() if name not in (REGISTER, RUN_LOG, READ)}
    assert sorted(listed) == sorted(lying.items())


def test_at_least_ten_files_were_really_saved_by_libreoffice(run: Run) -> None:
    saved = set()
    for path in INBOX.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            if "docProps/app.xml" in archive.namelist() and b"LibreOffice" in archive.read("docProps/app.xml"):
                saved.add(path.relative_to(INBOX).as_posix())
    assert len(saved) >= 10
    kinds = {m["kind"] for m in run.result["measures"] for s in m["sources"] if s["file"] in saved}
    assert kinds == {m["kind"] for m in run.result["measures"]}, "every kind of template is among them"


# --- a run --------------------------------------------------------------------------------------


def test_without_a_period_the_month_of_the_inbox_is_reported(run: Run) -> None:
    period = {"key": "2022-09", "from": "2022-08-15", "to": "2022-09-14"}
    assert run.result["period"] == period
    assert run.result["as_of"] == date(2022, 9, 14).isoformat()


def test_the_same_inbox_gives_the_same_bytes_years_later(run: Run, later_run: Run) -> None:
    names = {"bao-cao-2022-09.docx", "tong-hop-2022-09.xlsx", "ket-qua-2022-09.json", "tong-quan-2022-09.html"}
    assert names <= set(run.files)
    assert set(run.files) == set(later_run.files)
    assert [n for n in names if run.files[n] != later_run.files[n]] == []


def test_a_run_changes_no_file_of_the_inbox(run: Run, later_run: Run) -> None:
    committed = {name: digest for name, digest in folder_bytes(INBOX).items() if name not in (RUN_LOG, READ)}
    for made in (run, later_run):
        kept = folder_bytes(made.inbox)
        assert kept.pop(RUN_LOG), "the run is entered"
        assert kept.pop(READ), "what was read is kept"
        assert kept == committed
