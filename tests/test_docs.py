"""What the documents point to is there: tests by name, files, commands."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from pipeline.cli import cli
from pipeline.version import PROGRAM
from tests.drawing import ROOT

PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(ROOT.glob("examples/*/README.md")),
]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_test_that_shows_a_clause_exists() -> None:
    page = (ROOT / "docs" / "nghi-dinh-30.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+)\.py::(test_\w+)`|`…::(test_\w+)`", page)
    assert len(named) > 20
    last = ""
    for file, test, same_file in named:
        last = file or last
        source = (ROOT / "tests" / f"{last}.py").read_text(encoding="utf-8")
        assert f"def {test or same_file}(" in source, (last, test or same_file)


def test_the_house_names_every_module_once() -> None:
    """A row names a package once, its modules behind it; what stands alone lies in `pipeline/` itself."""
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("| module | does |")[1].split("\n\n")[0]
    named = []
    for row in table.splitlines()[2:]:
        for part in re.split(r"[;,] ", row.split(" | ")[0]):
            package = re.search(r"`(\w+/)`", part)
            named += [(package[1] if package else "") + name for name in re.findall(r"`([\w*]+)`", part)]
    inner = {path.relative_to(ROOT / "pipeline").as_posix()[:-3] for path in (ROOT / "pipeline").rglob("*.py")}
    modules = {name for name in inner if not name.rpartition("/")[2].startswith(("__", "judge_"))}
    assert sorted(name for name in named if name != "conform/judge_*") == sorted(modules)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_and_pictures_lead_to_files(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"", text)
    for target in (a or b for a, b in targets):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def _anchors(page: Path) -> set[str]:
    """The names under which GitHub finds the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_to_a_heading_lead_there(page: Path) -> None:
    for file, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8")):
        assert anchor in _anchors(page.parent / file if file else page), (file, anchor)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_make_targets_that_are_named_exist(page: Path) -> None:
    named = set(re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8")))
    assert named <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_that_are_named_exist(page: Path) -> None:
    for line in re.findall(r"`(?:bao-cao|python -m pipeline) ([a-z][^`]*)`", page.read_text(encoding="utf-8")):
        command: click.Command = cli
        for word in line.split():
            if not isinstance(command, click.Group) or word not in command.commands:
                break
            command = command.commands[word]
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert command is not cli and set(re.findall(r"(?<!\S)--[a-z-]+", line)) <= known, line


def test_the_changelog_begins_with_the_version_of_the_program() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.fullmatch(rf"\[{re.escape(PROGRAM)}\] - \d{{4}}-\d\d-\d\d", headings[0])


def test_every_pinned_library_has_its_reason_and_licence() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = readme.split("## Dependencies")[1].split("## Tests")[0].split("For development")[0]
    files = [ROOT / "requirements.txt", ROOT / "requirements-cluster.txt"]
    pins = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    names = {line.split("==")[0] for line in pins if "==" in line}
    assert len(names) > 10 and {name for name in names if name.lower() not in told.lower()} == set()


def test_every_command_has_its_make_target() -> None:
    wrapped = {"plan": "plan-check"}
    assert {wrapped.get(name, name) for name in cli.commands} <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
