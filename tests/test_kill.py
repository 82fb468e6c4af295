"""A report that is killed at any moment: the former output or the new one, and after the next run all as ever."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from pipeline import alone as alone_module
from pipeline import writing
from pipeline.alone import alone
from pipeline.cli import main
from pipeline.intake.register import FILE_NAME, READINGS, RUN_LOG
from pipeline.model import PipelineError
from pipeline.writing import write_file, write_whole
from tests import killing
from tests.amount import THOROUGH, some
from tests.desks import Desk
from tests.office import Office

Files = dict[str, bytes]
KEY = "2022-09"
OWN = {"ghi chú của Văn phòng.txt": b"own", "bản đã ký/bao-cao-2022-09.pdf": b"signed"}
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
    return {
        n: data for n, data in contents(folder / "inbox").items() if not n.startswith((FILE_NAME, RUN_LOG, READINGS))
    }


def rows(folder: Path) -> list[list[tuple[object, ...]]]:
    """The register of receipts and the log of runs, row by row."""
    found = []
    for name, table in ((FILE_NAME, "arrivals"), (RUN_LOG, "runs")):
        with closing(sqlite3.connect(folder / "inbox" / name)) as book:
            found.append(book.execute(f"SELECT * FROM {table} ORDER BY position").fetchall())
    return found


def is_promised(room: Path) -> bool:
    """Whether the next run will know that it has to move the new files in."""
    return (room / "moi").is_dir() or (room / "vao").is_dir()


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
            assert is_promised(folder / "ra" / f".dang-viet-{KEY}")

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
        assert {p.name for p in (folder / "inbox").iterdir()} == {FILE_NAME, RUN_LOG, READINGS, *self.sent}


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


# --- a report that is killed ------------------------------------------------------------------------


def test_killed_before_anything_it_does_to_the_disk(ground: Ground, tmp_path: Path) -> None:
    for moment in killing.spread(74 if THOROUGH else 24, ground.moments, seed=11):
        folder = ground.copy(tmp_path / str(moment))
        assert ground.runs.kill_at(moment, report, str(folder), folder=folder)
        ground.check_killed(folder)
        ground.check_run_again(folder)
        shutil.rmtree(folder)


def test_killed_in_the_midst_of_a_file(ground: Ground, tmp_path: Path) -> None:
    sizes = [0, 1, 100, 512, 1_000, 4_096, 5_000, 8_192, 10_000, 12_288, 16_000, 20_000, 30_000, 40_000]
    sizes = sizes[:: 1 if THOROUGH else 3]
    killed = 0
    for size in sizes:
        folder = ground.copy(tmp_path / str(size))
        killed += ground.runs.kill_in_file(size, report, str(folder))
        ground.check_killed(folder)
        ground.check_run_again(folder)
        shutil.rmtree(folder)
    assert killed > len(sizes) / 2


def test_killed_at_any_time(ground: Ground, tmp_path: Path) -> None:
    for number in range(some(12)):
        folder = ground.copy(tmp_path / str(number))
        ground.runs.kill_after(random.Random(number).uniform(0, 0.25), report, str(folder))
        ground.check_killed(folder)
        ground.check_run_again(folder)
        shutil.rmtree(folder)


INSERTING = """
import os, sqlite3, sys
book = sqlite3.connect(sys.argv[1], isolation_level=None)
book.execute("PRAGMA cache_size = 2")  # so that the file itself is changed before the end
book.execute("BEGIN IMMEDIATE")
for n in range(500):
    book.execute("INSERT INTO arrivals (name, sha256, size, received) VALUES (?, ?, 1, '')", (str(n) * 999, str(n)))
os._exit(9)
"""


def test_a_receipt_that_was_stopped_in_its_midst_is_taken_back_by_whoever_reads_the_register(
    again: Ground, tmp_path: Path
) -> None:
    folder = again.copy(tmp_path / "x")
    register = folder / "inbox" / FILE_NAME
    size = register.stat().st_size
    assert subprocess.run([sys.executable, "-c", INSERTING, str(register)], check=False).returncode == 9
    assert register.stat().st_size > size  # half of it stands in the file
    again.check_run_again(folder)


def test_a_report_that_was_never_finished_bears_no_witness_against_the_log(
    again: Ground, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = again.copy(tmp_path / "x")
    for name, data in again.new.items():  # a run of which nothing is in the log
        write_file(folder / "ra" / f".dang-viet-{KEY}" / "tmp123" / name, data)
    with pytest.raises(SystemExit) as ended:
        main(["verify", "--chain", "--inbox", str(folder / "inbox"), "--out", str(folder / "ra")])
    assert ended.value.code in (0, None) and "nguyên vẹn" in capsys.readouterr().out


# --- a folder that is written whole --------------------------------------------------------------------

OLD = {"a.txt": b"old a", "b.txt": b"old b", "c/1.eml": b"old 1", "c/2.eml": b"old 2", "d.txt": b"old d", "x/own": b"x"}
NEW = {"a.txt": b"new a", "b.txt": b"new b", "c/1.eml": b"new 1", "c/sub/3.eml": b"new 3", "e.txt": b"new e"}
OWNED = ("a.txt", "b.txt", "c", "d.txt", "e.txt")


def lay(folder: Path, files: Files) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def write_new(folder: str) -> None:
    """Puts the new files in the place of the old ones."""
    write_whole(Path(folder) / "ra", lambda place: void(lay(place, NEW)), OWNED)


def write_over_an_open_file(folder: str) -> None:
    """The same where one of the old files is open in another program, as Windows keeps it."""
    _write_while_held(folder, "ra")


def write_what_is_looked_at(folder: str) -> None:
    """The same where one of the new files is looked at by another program, as Windows keeps it."""
    _write_while_held(folder, "vao")


def _write_while_held(folder: str, place: str) -> None:
    move = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.parent.name == place and self.name == "b.txt":
            raise PermissionError(13, "Permission denied")
        return move(self, target)

    Path.replace = replace  # type: ignore[method-assign, assignment]
    with pytest.raises(PipelineError, match=r"ra/b\.txt.*đang mở"):
        write_new(folder)


def void(*_: object) -> None:
    """Nothing, whatever was done."""


KEPT = {"x/own": b"x"}
WANTED = NEW | KEPT


@pytest.fixture
def place(tmp_path: Path) -> Path:
    lay(tmp_path / "day" / "ra", OLD)
    return tmp_path / "day"


def again_from(place: Path, number: object) -> Path:
    return Path(shutil.copytree(place, place.with_name(f"{place.name}-{number}")))


def is_whole_or_promised(folder: Path) -> bool:
    there = contents(folder / "ra")
    assert there["x/own"] == b"x"
    mixed = there.items() & (OLD.items() - KEPT.items()) and there.items() & NEW.items()
    assert not mixed, "old and new side by side"
    return there in (OLD, WANTED) or is_promised(folder / ".dang-viet-ra")


def test_files_and_folders_are_replaced_and_outdated_ones_go_and_the_own_ones_stay(place: Path) -> None:
    own = (place / "ra" / "x").stat().st_ino, (place / "ra").stat().st_ino
    write_new(str(place))
    assert contents(place / "ra") == WANTED and [p.name for p in place.iterdir()] == ["ra"]
    assert ((place / "ra" / "x").stat().st_ino, (place / "ra").stat().st_ino) == own  # never moved at all


HELD = [write_over_an_open_file, write_what_is_looked_at]


@pytest.mark.parametrize("job", HELD)
def test_what_cannot_be_moved_leaves_all_as_it_was(
    place: Path, monkeypatch: pytest.MonkeyPatch, job: Callable[[str], None]
) -> None:
    monkeypatch.setattr(Path, "replace", Path.replace)  # what the run does to it is undone
    job(str(place))
    assert contents(place) == {f"ra/{name}": data for name, data in OLD.items()}


@pytest.mark.parametrize("job", [write_new, *HELD])
def test_killed_at_any_moment_and_the_next_run_at_any_moment_too(
    runs: killing.Runs, place: Path, job: Callable[[str], None]
) -> None:
    count = again_from(place, "dem")
    moments = runs.moments(job, str(count), folder=count)
    for first_moment in killing.spread(moments, moments, seed=5):
        killed = again_from(place, first_moment)
        assert runs.kill_at(first_moment, job, str(killed), folder=killed)
        assert is_whole_or_promised(killed)
        for second in random.Random(first_moment).sample(range(1, 60), 1):
            twice = again_from(killed, second)
            runs.kill_at(second, write_new, str(twice), folder=twice)
            assert is_whole_or_promised(twice)
            runs.run(write_new, str(twice))
            assert contents(twice / "ra") == WANTED and [p.name for p in twice.iterdir()] == ["ra"]


def test_what_a_killed_run_began_beside_it_is_cleared_by_any_later_run(runs: killing.Runs, place: Path) -> None:
    other = lay(place / "khac", {"a.txt": b"other"})
    for moment in range(1, runs.moments(write_new, str(again_from(place, "dem")), folder=place) + 1, 7):
        runs.kill_at(moment, write_new, str(place), folder=place)
        write_whole(other, lambda at: void(lay(at, {"a.txt": b"anew"})), ["a.txt"])
        assert sorted(p.name for p in place.iterdir()) == ["khac", "ra"]
        assert contents(place / "ra") in (OLD, WANTED)


def test_the_room_of_a_run_that_still_lives_is_left_alone_and_the_second_one_waits(place: Path) -> None:
    begun, may_go_on = threading.Event(), threading.Event()
    seen: list[Files] = []

    def slowly(at: Path) -> None:
        lay(at, {"a.txt": b"slow"})
        begun.set()
        assert may_go_on.wait(30)

    def second(at: Path) -> None:
        seen.append(contents(place / "ra"))
        lay(at, {"a.txt": b"second"})

    with ThreadPoolExecutor(2) as pool:
        running = pool.submit(write_whole, place / "ra", slowly, OWNED)
        assert begun.wait(30)
        write_whole(place / "khac", lambda at: void(lay(at, {"a.txt": b"other"})))
        assert (place / ".dang-viet-ra").is_dir() and contents(place / "ra") == OLD
        waiting = pool.submit(write_whole, place / "ra", second, OWNED)
        may_go_on.set()
        running.result(), waiting.result()
    assert seen == [{"a.txt": b"slow"} | KEPT]  # it began when the first had ended
    assert contents(place / "ra") == {"a.txt": b"second"} | KEPT
    assert sorted(p.name for p in place.iterdir()) == ["khac", "ra"]


def test_a_run_that_has_waited_long_enough_says_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 0.2)
    with (
        alone(place / ".dang-viet-ra.khoa", 0),
        pytest.raises(PipelineError, match=r"Một lần chạy khác đang ghi vào “.*ra”"),
    ):
        write_new(str(place))
    assert contents(place / "ra") == OLD


def test_never_do_two_hold_the_same_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also not where one has opened the lock's file just before another takes it away."""
    monkeypatch.setattr(alone_module, "_PAUSE", 0.0001)
    inside, most = [0], [0]

    def hold(_: int) -> None:
        with alone(tmp_path / "khoa", 60):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.0002)
            inside[0] -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(hold, range(600)))
    assert most == [1] and list(tmp_path.iterdir()) == []


def test_many_runs_at_once_leave_one_of_them_whole(place: Path) -> None:
    def version(number: int) -> Files:
        return {name: f"{number}".encode() * 2_000 for name in OWNED if name != "c"} | {"c/1.eml": b"%d" % number}

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: write_whole(place / "ra", lambda at: void(lay(at, version(n))), OWNED), range(24)))
    assert contents(place / "ra") in [version(n) | KEPT for n in range(24)]
    assert [p.name for p in place.iterdir()] == ["ra"]


# --- one file ---------------------------------------------------------------------------------------


def write_one(folder: str) -> None:
    """A file in the place of another."""
    write_file(Path(folder) / "mot.xlsx", b"new" * 50_000)


def test_one_file_is_the_former_or_the_new_one(runs: killing.Runs, tmp_path: Path) -> None:
    path = tmp_path / "mot.xlsx"
    count = lay(tmp_path / "dem", {"mot.xlsx": b"old"})
    for moment in range(1, runs.moments(write_one, str(count), folder=count) + 1):
        path.write_bytes(b"old")
        runs.kill_at(moment, write_one, str(tmp_path), folder=tmp_path)
        assert path.read_bytes() in (b"old", b"new" * 50_000)
        runs.run(write_one, str(tmp_path))
        assert path.read_bytes() == b"new" * 50_000
        assert sorted(p.name for p in tmp_path.iterdir()) == ["dem", "mot.xlsx"]


def test_a_file_that_many_write_at_once_is_one_of_theirs(tmp_path: Path) -> None:
    versions = [b"%d" % n * 100_000 for n in range(10)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda data: write_file(tmp_path / "x.json", data), versions * 3))
    assert (tmp_path / "x.json").read_bytes() in versions
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]
