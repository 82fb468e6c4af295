"""The guides say what the program says: commands are run, pictures compared, names looked up, pages measured."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import click
import openpyxl
import pytest
from lxml import html

from pipeline.cli import cli
from tests.amount import long_walk
from tests.drawing import ROOT
from tests.pictures import FOLDER, PAPER, PICTURES, as_html
from tests.rendering import needs_libreoffice, read_pages
from tests.screens import SCREENS, screen
from tests.walk import CALLS, answers, arguments, walked

DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS, *sorted(ROOT.glob("examples/*/README.md"))]
IMAGES = re.compile(r"!\[([^\]]*)\]\((?:docs/)?hinh/([^)]+)\)|<img src=\"(?:docs/)?hinh/([^\"]+)\" alt=\"([^\"]*)\"")


@long_walk
def test_the_month_of_the_guides_goes_as_they_tell(tmp_path: Path) -> None:
    seen = set()
    for step, told, code in walked(tmp_path):
        if step.picture:
            seen.add(step.picture)
            made = (FOLDER / step.picture).read_text(encoding="utf-8")
            assert made == screen(step.picture, told), f"{step.picture}: make pictures"
        else:
            assert answers(step.output, told), (step.command, told)
        may_fail = {"bao-cao doctor": 3} | ({step.command: 1} if step.picture else {})  # what it looks at is not well
        assert code in (0, may_fail.get(step.command)), (step.command, told)
    assert seen == set(SCREENS)


def _images() -> list[tuple[str, str, str]]:
    """Page, picture and what is said of it to those who do not see it."""
    found = []
    for page in PAGES:
        for alt, name, other, its_alt in IMAGES.findall(page.read_text(encoding="utf-8")):
            found.append((page.name, name or other, alt or its_alt))
    return found


def test_every_picture_is_made_shown_and_there() -> None:
    made, there = {*PICTURES, *SCREENS}, {path.name for path in FOLDER.iterdir()}
    assert made == there == {name for _, name, _ in _images()}
    assert {name for name in there if (FOLDER / name).stat().st_size > 150_000} == set()


@pytest.mark.parametrize(("page", "name", "alt"), _images())
def test_a_picture_is_told_to_who_does_not_see_it(page: str, name: str, alt: str) -> None:
    assert len(alt.split()) >= 5, name
    assert page == "README.md" or not alt.isascii(), name


# --- commands that are named but not run ------------------------------------------------------------

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
MADE = dict(re.findall(r"^([A-Z_]+) = (.*)$", MAKEFILE, re.MULTILINE))  # what recipes share


def _commands(page: Path, calls: str) -> list[str]:
    """The command lines of a guide that begin with one of `calls`: in words, in blocks, behind other commands."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL))
    parts = [part for line in lines for part in re.split(r" && | >> |  +#|^\$ ", line)]
    return [part.strip() for part in parts if re.match(rf"(?:{calls}) [a-z-]", part)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_variable_that_make_is_given_is_used_by_its_target(page: Path) -> None:
    for line in _commands(page, "make"):
        target, *words = line.split()[1:]
        recipe = re.search(rf"^{target}: .*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
        assert recipe, line
        told = recipe[1]
        for name, shared in MADE.items():
            told += shared if f"$({name})" in told else ""
        for variable in (w.split("=")[0] for w in words if re.match(r"[A-Z]+=", w)):
            assert re.search(rf"\$\({variable}\)|origin {variable}\b", told) or variable == "PYTHON", (line, variable)


def _called(line: str) -> tuple[click.Command, list[str]]:
    """The command that a command line means, and what it is called with."""
    command: click.Command = cli
    words = shlex.split(re.sub(r"^(bao-cao(\.bat)?|python -m pipeline) ", "", line))
    while words and isinstance(command, click.Group) and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    return command, words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_option_of_a_command_is_one_of_its_own(page: Path) -> None:
    for line in _commands(page, r"bao-cao(?:\.bat)?|python -m pipeline"):
        command, words = _called(line)
        known = {option for parameter in command.params for option in parameter.opts} | {"--help", "--version"}
        assert command is not cli or words[0].startswith("--"), line
        assert {word for word in words if re.match(r"--[a-z]", word)} <= known, line


USUAL = re.compile(r"--plan input_templates/ke-hoach\.xlsx |--out output(/mau/[\w-]+)? ")  # what make says anyway


def _options(command: click.Command) -> set[str]:
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    own = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return own.union({"--help"}, *map(_options, inner))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_may_be_added_to_a_command_is_known(page: Path) -> None:
    """A variable or an option that stands alone in a guide."""
    alone = re.findall(r"`(?:([A-Z]+)=[^`]*|(--[a-z-]+)[^`]*)`", page.read_text(encoding="utf-8"))
    assert {variable for variable, _ in alone if variable} <= set(re.findall(r"[@($ ]([A-Z]+)\b", MAKEFILE))
    assert {option for _, option in alone if option} <= _options(cli) | NOT_OURS


def _meant(words: Sequence[str]) -> tuple[str | None, dict[str, object]]:
    """A command and what it is given."""
    command, rest = _called(USUAL.sub("", f"{shlex.join(words)} "))
    given, _, _ = command.make_parser(click.Context(command)).parse_args(args=list(rest))
    return command.name, {name: value for name, value in given.items() if value is not None}


def _pairs() -> list[tuple[str, str]]:
    """What stands side by side in the tables: the same with make and with bao-cao."""
    found = []
    for page in DOCS:
        for row in page.read_text(encoding="utf-8").splitlines():
            cells = [re.findall(r"`([^`]+)`", cell) for cell in row.split("|")]
            for left, right in pairwise(cells):
                if left and len(left) == len(right) and all(c.startswith("make ") for c in left):
                    found += [(a, b) for a, b in zip(left, right, strict=True) if b.startswith(CALLS)]
    return found


@pytest.mark.parametrize(("by_make", "alone"), _pairs())
def test_make_and_bao_cao_mean_the_same(by_make: str, alone: str) -> None:
    assert _meant(arguments(by_make)) == _meant(arguments(alone))


# --- words that are quoted ------------------------------------------------------------------------

NOT_OURS = {  # said by Word, by units, by Dask, by plans, or an example of what may stand there
    "(Kèm theo Báo cáo số…)", "100% hồ sơ được số hóa", "14/51 nhiệm vụ", "Không có khó khăn", "mẫu phiên bản 1",
    "Ông Lê Văn Tám, Chánh Văn phòng", "ít nhất 02 hình thức", "9 vấn đề", "5. Cải cách tài chính công", "tệp 108",
    "2021 - 2025", "Quý III/2023", "cần xác nhận: mục tiêu năm 2022 là ≥ 90% đến 31/12/2022", "so với năm 2022",
    "A chủ trì; B, C phối hợp", "A/B", "Chủ trì: A. Phối hợp: B", "CẢI CÁCH THỂ THẾ", "Sai, đã đánh dấu",
    "Tháng 3, 5, 10", "UBND tính giao", "bảng 3, dòng 4, cột 5", "kip thời", "sai, không đánh dấu",
    "Hình N.", "may.key", "--no-nanny", "--protocol",
    "Lưu: VT, VP", "- Lưu: VT, …",
}  # fmt: skip


@cache
def _texts() -> list[str]:
    """What the program, its scripts and the plan can say: each text in one line, a gap where a value is put in."""
    said = [(ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", "bao-cao.bat")]
    for path in (ROOT / "pipeline").rglob("*"):
        if path.suffix in (".html", ".js"):
            said.append(path.read_text(encoding="utf-8"))
        elif path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    said.append(node.value)
                elif isinstance(node, ast.JoinedStr):
                    said.append("".join(str(v.value) if isinstance(v, ast.Constant) else "\0" for v in node.values))
    for sheet in openpyxl.load_workbook(ROOT / "input_templates" / "ke-hoach.xlsx", read_only=True):
        said += [sheet.title, *(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)]
    return [" ".join(text.split()).lower() for text in said]


GUIDES = [page for page in DOCS if page.name != "quy-mo.md"]  # which quotes the heads of its own tables


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_what_is_quoted_is_still_said(page: Path) -> None:
    words = re.sub(r"^ *```.*?^ *```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    lost = []
    for quoted in set(re.findall(r"“([^”]+)”", words)) - NOT_OURS:
        pieces = [p.strip() for p in re.split(r"…|\[…\]|<[^>]+>|[`*]", " ".join(quoted.split()).lower())]
        pattern = re.compile(".*".join(map(re.escape, pieces)))
        if not any(pattern.search(text) for text in _texts()):
            lost.append(quoted)
    assert lost == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_files_and_variables_that_are_named_are_still_ours(page: Path) -> None:
    words = page.read_text(encoding="utf-8")
    named = set(re.findall(r"\bBAO_CAO_[A-Z_]*[A-Z]\b|[\w-]+\.(?:sqlite|key|goc)\b", words))
    named |= set(re.findall(r"([\w-]+-)(?:<kỳ>|\d{4}-\d\d)\.(?:docx|xlsx|json|html)\b", words))
    said = "\n".join(_texts())
    assert {name for name in named if name.lower() not in said} - NOT_OURS == set()


# --- the guide of the units on paper ------------------------------------------------------------------


@needs_libreoffice
def test_the_units_have_their_guide_on_two_pages() -> None:
    """What is printed says what the guide says, so that it is made anew with it."""
    pages = read_pages(FOLDER.parent / PAPER)
    assert [(round(page.width), round(page.height)) for page in pages] == [(210, 297)] * 2
    told = html.fromstring(as_html(FOLDER.parent / PAPER.replace(".pdf", ".md"))).text_content()
    assert sorted("".join(page.text for page in pages).replace(" ", "")) == sorted("".join(told.split()))
