"""The auditor's guide says what the program says: its commands are run on the example, in its order, and compared."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from pathlib import Path

import click
import openpyxl

from pipeline.cli import cli
from tests.amount import long_walk
from tests.drawing import ROOT
from tests.walk import answer, answers, steps

PAGE = (ROOT / "docs" / "kiem-toan.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "examples" / "2022-09" / "inbox"
PLAN = ROOT / "input_templates" / "ke-hoach.xlsx"
OURS = "KHTC/A.VII.1 giải ngân KHTC - bản cuối.xlsx"


def _set_cell(file: Path, value: int) -> None:
    book = openpyxl.load_workbook(file)
    book["Nhập liệu"]["D17"] = value
    book.save(file)


def _with_one_digit_changed(report: Path, copy: Path) -> None:
    with zipfile.ZipFile(report) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                head, anchor, tail = part.decode().partition('w:name="S142_142"')
                part = (head + anchor + tail.replace("61%", "71%", 1)).encode()
            new.writestr(name, part)


def _prepare(desk: Path) -> None:
    """What the guide asks its reader to copy and to change."""
    _with_one_digit_changed(desk / "2022-09" / "bao-cao-2022-09.docx", desk / "ban-sua.docx")
    shutil.copytree(desk / "inbox", desk / "inbox-thu")
    _set_cell(desk / "inbox-thu" / OURS, 12842350000)
    shutil.copytree(desk / "inbox", desk / "inbox-moi")
    corrected = shutil.copy(desk / "inbox-moi" / OURS, desk / "inbox-moi" / "KHTC" / "A.VII.1 đính chính.xlsx")
    _set_cell(Path(corrected), 12842350000)


@long_walk
def test_the_guide_shows_what_the_program_answers(tmp_path: Path) -> None:
    desk = tmp_path / "kiem-toan"
    shutil.copytree(EXAMPLE, desk / "inbox", ignore=shutil.ignore_patterns("nhat-ky-bao-cao.sqlite*"))
    shutil.copy(PLAN, desk)
    shown = steps(PAGE)
    assert len(shown) >= 10
    for number, step in enumerate(shown):
        told, code = answer(step.command, tmp_path)
        assert answers(step.output, told), (step.command, told)
        assert code == (1 if " khác biệt.\n" in step.output else 0), step.command
        if not number:
            _prepare(desk)
    both = (desk / "2022-09", desk / "lap-lai" / "2022-09")
    first, again = ({f.relative_to(d): f.read_bytes() for f in d.rglob("*") if f.is_file()} for d in both)
    assert len([f for f in first if f.parent == Path()]) == 5 and first == again
    _adds_up(desk / "2022-09" / "tong-hop-2022-09.xlsx")


def _adds_up(summary: Path) -> None:
    """What the guide lets its reader add up in Excel."""
    rows = openpyxl.load_workbook(summary)["Dữ liệu gộp"].iter_rows(values_only=True)
    head = next(rows)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    counted = [row for row in told if row["Chỉ tiêu"] == "A.VII.1.1" and row["Được tính"] == "x"]
    for column, total in (("Số đạt được / số lượng", 43_041_860_500), ("Tổng số", 70_570_000_000)):
        assert sum(row[column] or 0 for row in counted) == total
        assert f"cột “{column}” ra {total:,}".replace(",", ".") in PAGE
    assert "60,991725%" in PAGE and round(43_041_860_500 / 70_570_000_000 * 100, 6) == 60.991725


def test_the_file_whose_hash_is_compared_has_it() -> None:
    assert hashlib.sha256((EXAMPLE / OURS).read_bytes()).hexdigest() in PAGE
    named = re.findall(r'`(?:certutil|Get-FileHash|sha256sum|shasum)[^"`]*"([^"]+)"', PAGE)
    assert {name.replace("\\", "/") for name in named} == {f"kiem-toan/inbox/{OURS}"} and len(named) == 4


def test_every_option_of_the_auditors_commands_is_in_the_guide() -> None:
    for name in ("verify", "trace", "diff"):
        for parameter in cli.commands[name].params:
            if isinstance(parameter, click.Option):
                assert any(option in PAGE for option in parameter.opts), (name, parameter.name)
