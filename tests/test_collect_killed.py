"""`collect` may be killed at any moment: whoever comes next finishes, and it is as if nothing had happened."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.collecting import collect as collecting
from pipeline.collecting.address import read_address
from pipeline.collecting.collect import Source
from pipeline.intake import ledger, post
from pipeline.intake.register import FILE_NAME, receive
from pipeline.progress import SILENT
from tests.amount import long_walk, some
from tests.killing import spread
from tests.mails import MORNING, NOW, everything, laid, letter, lying, report
from tests.postbox import MISSING, PASSWORD, Postbox, postbox

pytestmark = [long_walk, pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")]
LATER = NOW + timedelta(days=7)  # whoever finishes comes later; what was entered keeps its time
TO_THE_DISK = ("replace", "link", "unlink", "mkdir", "fsync", "sync")

Run = Callable[[Path], None]


def folder_run(sent: Path) -> Run:
    """The command on a folder, in small heaps so that there are several."""
    return lambda inbox: _collect(inbox, Source(path=sent))


def _collect(inbox: Path, source: Source) -> None:
    (outcome,) = collecting.collect(inbox, [source], NOW, SILENT)
    assert not outcome.problem


def contents(inbox: Path) -> tuple[dict[str, bytes], dict[str, list[tuple[Any, ...]]]]:
    """All that a run leaves: files with their bytes, and every row of the register."""
    files = {n: d for n, d in lying(inbox).items() if n != FILE_NAME}
    with closing(sqlite3.connect(inbox / FILE_NAME)) as book:
        tables = [name for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return files, {name: book.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


@pytest.fixture
def desk() -> Iterator[Path]:
    """A folder in memory where there is one: killing is the matter here, and a disk would be waited for."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="bi-ngat-", dir=memory if os.access(memory, os.W_OK) else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def small_heaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_HEAP", 4)


def in_child(work: Callable[[], object], kill_after: float | None = None) -> int:
    """Runs in a process of its own, perhaps killed after some time; the signal that ended it, 0 for none."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:
            os._exit(99)
        os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def die_at(step: int) -> Callable[[], int]:
    """From now on this process dies at its n-th move on the disk: before it, after it, or in the midst of writing."""
    count = 0

    def moved() -> bool:
        nonlocal count
        count += 1
        return count == step

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def wrap(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            if moved():
                die()
            answer = real(*args, **more)
            if moved():
                die()
            return answer

        return call

    for name in TO_THE_DISK:
        setattr(os, name, wrap(getattr(os, name)))
    write = Path.write_bytes

    def write_half(path: Path, data: bytes) -> int:
        if moved():
            write(path, data[: len(data) // 2])
            die()
        return write(path, data)

    Path.write_bytes = write_half  # type: ignore[method-assign, assignment]
    ledger.enter = wrap(ledger.enter)
    return lambda: count


def finish(inbox: Path, run: Run, expected: tuple[object, object], sound: set[bytes]) -> None:
    """A report first reads what there is, then the command is run again to its end."""
    if inbox.exists():
        assert set(laid(inbox).values()) <= sound, "something half-written was laid"
        for found in receive(inbox, LATER):
            assert found.data in sound and found.arrival.received != LATER, "a file without its receipt"
        assert {f.name for f in post.collected(inbox)} <= set(laid(inbox)), "entered, but not laid"
    run(inbox)
    files, rows = contents(inbox)
    assert files == expected[0]
    assert rows == expected[1]


def undisturbed(desk: Path, run: Run) -> tuple[tuple[object, object], set[bytes]]:
    inbox = desk / "khong-bi-ngat"
    run(inbox)
    return contents(inbox), set(laid(inbox).values())


def steps_of(desk: Path, run: Run) -> int:
    """How many moves on the disk the whole run makes."""
    told = desk / "so-buoc"

    def work() -> None:
        count = die_at(0)
        run(desk / "dem")
        with told.open("w") as file:
            file.write(str(count()))

    assert in_child(work) == 0
    return int(told.read_text())


def test_killed_at_every_move_on_the_disk_nothing_is_lost_or_doubled(desk: Path) -> None:
    sent = desk / "gui"
    everything(sent)
    run = folder_run(sent)
    expected, sound = undisturbed(desk, run)
    steps = steps_of(desk, run)
    assert steps > 100
    for step in spread(steps, steps, 3):
        inbox = desk / f"hop-{step}"

        def work(inbox: Path = inbox, step: int = step) -> None:
            die_at(step)
            run(inbox)

        assert in_child(work) == signal.SIGKILL, step
        finish(inbox, run, expected, sound)
        shutil.rmtree(inbox)


def test_killed_twice_in_a_row_it_still_ends_well(desk: Path) -> None:
    sent = desk / "gui"
    everything(sent)
    run = folder_run(sent)
    expected, sound = undisturbed(desk, run)
    chance = random.Random(14)
    for number in range(some(15)):
        inbox = desk / f"hop-{number}"
        for _ in range(2):
            step = chance.randrange(1, 60)

            def work(inbox: Path = inbox, step: int = step) -> None:
                die_at(step)
                run(inbox)

            in_child(work)
        finish(inbox, run, expected, sound)


def test_killed_at_any_time_nothing_is_lost_or_doubled(desk: Path) -> None:
    sent = desk / "gui"
    everything(sent)
    run = folder_run(sent)
    began = time.perf_counter()
    expected, sound = undisturbed(desk, run)
    whole = time.perf_counter() - began
    chance = random.Random(9)
    for number in range(some(40)):
        inbox = desk / f"hop-{number}"
        in_child(lambda inbox=inbox: run(inbox), kill_after=whole * chance.random())  # type: ignore[misc]
        finish(inbox, run, expected, sound)


@pytest.fixture
def server() -> Iterator[Postbox]:
    with postbox() as running:
        yield running


@pytest.mark.skipif(bool(MISSING), reason=MISSING or "nothing is missing")
def test_killed_while_it_takes_mails_from_a_server_it_goes_on_from_there(server: Postbox, desk: Path) -> None:
    server.put(*(letter((f"{n}.xlsx", report(n % 4)), number=n).as_bytes() for n in range(30)), arrived=MORNING)
    before = server.state()
    source = Source(address=read_address(server.address()), password=PASSWORD)

    def run(inbox: Path) -> None:
        _collect(inbox, source)

    began = time.perf_counter()
    expected, sound = undisturbed(desk, run)
    whole = time.perf_counter() - began
    chance = random.Random(4)
    for number in range(some(15)):
        inbox = desk / f"hop-{number}"
        in_child(lambda inbox=inbox: run(inbox), kill_after=whole * chance.random())  # type: ignore[misc]
        finish(inbox, run, expected, sound)
    assert server.state() == before
