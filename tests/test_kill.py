"""A report that is killed at any moment: the former output or the new one, and after the next run all as ever."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline import writing
from pipeline.intake.register import FILE_NAME, RUN_LOG
from pipeline.model import PipelineError
from pipeline.writing import write_file, write_whole
from tests import killing
from tests.desks import Desk
from tests.office import Office

Files = dict[str, bytes]
KEY = "2022-09"
OWN = {"ghi chú của Văn phòng.docx": b"own", "bản đã ký/bao-cao-2022-09.pdf": b"signed"}
NEWCOMERS = ("TCCB", "CCHC")


def report(folder: str) -> None:
    """The run that is killed."""
    Desk(Path(folder)).make(KEY)


def contents(folder: Path) -> Files:
    """Every file below a folder by its path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def output(folder: Path) -> Files:
    """What stands in the report's folder but for the office's own files."""
    return {name: data for name, data in contents(folder / "ra" / KEY).items() if name not in OWN}


def received(folder: Path) -> Files:
    """The units' files as they lie in the inbox."""
    return {n: data for n, data in contents(folder / "inbox").items() if not n.startswith((FILE_NAME, RUN_LOG))}


def rows(folder: Path) -> list[list[tuple[object, ...]]]:
    """The register of receipts and the log of runs, row by row."""
    found = []
    for name, table in ((FILE_NAME, "arrivals"), (RUN_LOG, "runs")):
        with closing(sqlite3.connect(folder / "inbox" / name)) as book:
            found.append(book.execute(f"SELECT * FROM {table} ORDER BY position").fetchall())
    return found


class Ground:
    """A desk as it stands before the run that is killed, and as an undisturbed run leaves it."""

    def __init__(self, runs: killing.Runs, before: Path, after: Path) -> None:
        self.runs, self.before = runs, before
        self.former = output(before)
        self.sent = received(before)
        shutil.copytree(before, after)
        runs.run(report, str(after))
        self.new, self.rows = output(after), rows(after)
        assert self.new and self.new != self.former
        counted = self.copy(after.with_name("dem"))
        self.moments = runs.moments(report, str(counted), folder=counted)

    def copy(self, folder: Path) -> Path:
        return Path(shutil.copytree(self.before, folder))

    def check_killed(self, folder: Path) -> None:
        """Right after a kill: one of the two outputs, or on the way from one to the other and known to be."""
        assert received(folder) == self.sent
        assert {name: (folder / "ra" / KEY / name).read_bytes() for name in self.own} == self.own
        there = output(folder)
        if there not in (self.former, self.new):
            assert there.items() < self.former.items() or there.items() < self.new.items(), "old and new side by side"
            assert (folder / "ra" / f".dang-viet-{KEY}" / "moi").is_dir()

    @property
    def own(self) -> Files:
        return OWN if self.former else {}

    def check_run_again(self, folder: Path) -> None:
        """After the next run: as if nothing had been."""
        self.runs.run(report, str(folder))
        assert output(folder) == self.new
        assert rows(folder) == self.rows
        assert received(folder) == self.sent
        assert {name: (folder / "ra" / KEY / name).read_bytes() for name in self.own} == self.own
        assert [p.name for p in (folder / "ra").iterdir()] == [KEY]
        assert {p.name for p in (folder / "inbox").iterdir()} == {FILE_NAME, RUN_LOG, *self.sent}


def _office(*units: str) -> Office:
    office = Office({"kind": "tỷ lệ", "reporters": "chủ trì"})
    for number, unit in enumerate(units, 1):
        office.send(unit, numerator=number, denominator=9)
    return office


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[killing.Runs]:
    folder = tmp_path_factory.mktemp("am")
    Desk.of(_office("VP"), folder)
    with killing.Runs(report, str(folder)) as runs:
        yield runs


@pytest.fixture(scope="module")
def first(runs: killing.Runs, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Nothing was reported yet: no output, no register, no log."""
    folder = tmp_path_factory.mktemp("lan-dau")
    Desk.of(_office("VP"), folder / "truoc")
    return Ground(runs, folder / "truoc", folder / "sau")


@pytest.fixture(scope="module")
def again(runs: killing.Runs, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """A report, a letter and a PDF are there; since then the last units have answered, so that no letter is due."""
    folder = tmp_path_factory.mktemp("lan-sau")
    desk = Desk.of(_office("VP"), folder / "truoc")
    desk.make(KEY)
    write_file(desk.folder / "ra" / KEY / f"bao-cao-{KEY}.pdf", b"%PDF-")
    for name, data in OWN.items():
        write_file(desk.folder / "ra" / KEY / name, data)
    for sent in _office("VP", *NEWCOMERS).sent[1:]:
        write_file(desk.inbox / sent.arrival.name, sent.data)
    ground = Ground(runs, folder / "truoc", folder / "sau")
    assert {f"don-doc-{KEY}.docx", f"bao-cao-{KEY}.pdf"} <= ground.former.keys() - ground.new.keys()
    return ground


@pytest.fixture(params=["first", "again"])
def ground(request: pytest.FixtureRequest) -> Ground:
    found: Ground = request.getfixturevalue(request.param)
    return found


# --- killed ----------------------------------------------------------------------------------------


def test_killed_before_anything_it_does_to_the_disk(ground: Ground, tmp_path: Path) -> None:
    for moment in killing.spread(75, ground.moments, seed=11):
        folder = ground.copy(tmp_path / str(moment))
        ground.runs.kill_at(moment, report, str(folder), folder=folder)
        ground.check_killed(folder)
        ground.check_run_again(folder)
        shutil.rmtree(folder)


def test_killed_in_the_midst_of_a_file(ground: Ground, tmp_path: Path) -> None:
    sizes = [0, 1, 100, 512, 1_000, 4_096, 5_000, 8_192, 10_000, 12_288, 16_000, 20_000, 30_000, 40_000]
    killed = 0
    for size in sizes:
        folder = ground.copy(tmp_path / str(size))
        killed += ground.runs.kill_in_file(size, report, str(folder))
        ground.check_killed(folder)
        ground.check_run_again(folder)
    assert killed > len(sizes) / 2
