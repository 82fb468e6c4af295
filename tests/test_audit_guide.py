"""The auditor's guide says what the program says: its commands are run on the example, in its order, and compared.

In the guide `[…]` stands for what it leaves out: alone on a line any lines, within a line any words.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import zipfile
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from tests.drawing import ROOT

PAGE = (ROOT / "docs" / "kiem-toan.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
EXAMPLE = ROOT / "examples" / "2022-09" / "inbox"
PLAN = ROOT / "input_templates" / "ke-hoach.xlsx"
OURS = "KHTC/A.VII.1 giải ngân KHTC - bản cuối.xlsx"
LEFT_OUT = "[…]"
CALL = "python -m pipeline "


def _shown() -> list[tuple[str, str]]:
    """The commands of the guide with what it shows of their output."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = piece.partition("\n")
            found.append((command, output))
    return found


def _pattern(output: str) -> str:
    lines = (
        "(?:.*\n)*" if line == LEFT_OUT else ".*".join(map(re.escape, line.split(LEFT_OUT))) + "\n"
        for line in output.splitlines()
    )
    return "".join(lines)


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


def test_the_guide_shows_what_the_program_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    desk = tmp_path / "kiem-toan"
    shutil.copytree(EXAMPLE, desk / "inbox", ignore=shutil.ignore_patterns("nhat-ky-bao-cao.sqlite*"))
    shutil.copy(PLAN, desk)
    shown = _shown()
    assert len(shown) >= 10
    for number, (command, output) in enumerate(shown):
        assert command.startswith(CALL), command
        done = CliRunner().invoke(cli, shlex.split(command)[3:], catch_exceptions=False)
        assert re.fullmatch(_pattern(output), done.stdout), (command, done.stdout)
        assert done.exit_code == (1 if " khác biệt.\n" in output else 0), command
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


@pytest.mark.parametrize("line", re.findall(rf"`{CALL}([^`]+)`", PAGE))
def test_commands_in_tables_exist_with_their_options(line: str) -> None:
    name, *words = line.split()
    options = {text for parameter in cli.commands[name].params for text in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= options


@pytest.mark.parametrize("line", re.findall(r"`make ([^`]+)`", PAGE))
def test_make_targets_take_the_variables_that_are_named(line: str) -> None:
    target, *given = line.split()
    recipe = re.search(rf"^{target}: .*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert recipe
    for variable in (word.split("=")[0] for word in given):
        assert f"$({variable})" in recipe[1], (target, variable)


def test_every_option_of_the_auditors_commands_is_in_the_guide() -> None:
    for name in ("verify", "trace", "diff"):
        for parameter in cli.commands[name].params:
            if isinstance(parameter, click.Option):
                assert any(option in PAGE for option in parameter.opts), (name, parameter.name)
