"""Each hostile file gets one verdict with the right words, within bounds; the run goes on and keeps every byte."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.intake.register import FILE_NAME, READINGS, RUN_LOG
from tests.amount import THOROUGH, long_walk, some
from tests.drawing import ROOT, codes, draw_plan, read, small_plan, values_of
from tests.hostile import books, containers, formats
from tests.hostile.builders import CASES, COUNT, Case, good

if sys.platform != "win32":
    import resource

SECONDS = 10
BYTES = 1_000_000_000
READ = {("I.2.1", "count", None): COUNT}  # what the good form says
NAMES = [c.make.__name__ for c in CASES]


def spent() -> float:
    """Seconds of the processor that this process and the ones it waited for have used."""
    if sys.platform == "win32":
        return 0.0
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every hostile file in a folder of its own below one inbox, and a good one beside them."""
    inbox = tmp_path_factory.mktemp("hostile") / "inbox"
    files = {}
    for case in CASES:
        path = inbox / case.make.__name__ / case.name
        path.parent.mkdir(parents=True)
        path.write_bytes(case.make())
        files[case.make.__name__] = path
    for percent in range(1, 100, 1 if THOROUGH else 4):
        (inbox / f"cut-{percent:02}.xlsx").write_bytes(cut(percent))
    (inbox / "good.xlsx").write_bytes(good() + b"")
    return files


def cut(percent: int) -> bytes:
    """The first so many hundredths of the good form."""
    return good()[: len(good()) * percent // 100]


def test_the_set_is_large_and_no_case_stands_twice() -> None:
    assert len(CASES) >= 60 and len(set(NAMES)) == len(CASES)
    assert {containers.__name__, books.__name__, formats.__name__} == {c.make.__module__ for c in CASES}


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_each_file_gets_its_one_verdict_within_bounds(case: Case, made: dict[str, Path]) -> None:
    data = made[case.make.__name__].read_bytes()
    before = spent()
    submission = read(data, small_plan(), case.name)
    assert spent() - before < SECONDS
    assert tuple(codes(submission.findings)) == case.codes
    if any(f.severity == "error" for f in submission.findings):
        assert submission.state == "rejected" and not submission.facts
    else:
        assert values_of(submission) == READ
    assert all(case.said in f.message for f in submission.findings)


@pytest.mark.parametrize("percent", range(0, 100, 1 if THOROUGH else 4))
def test_a_file_cut_off_anywhere_is_said_to_be_damaged(percent: int) -> None:
    submission = read(cut(percent), small_plan())
    assert codes(submission.findings) == ["GATE_DAMAGED" if percent else "GATE_EMPTY"]


def flipped(data: bytes, chance: random.Random, start: int = 0) -> bytes:
    """The bytes from `start` on with some bits turned over."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 40))):
        spoilt[chance.randrange(start, len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def refused_or_sound(data: bytes) -> bool:
    """Whether there is one verdict, and the figures are those of the good form where they are read."""
    submission = read(data, small_plan())
    if submission.state == "rejected":
        return len(submission.findings) == 1 and submission.findings[0].code.startswith(("GATE_", "ID_"))
    return values_of(submission) == READ


@pytest.mark.parametrize("seed", range(some(200)))
def test_flipped_bytes_never_change_a_figure(seed: int) -> None:
    assert refused_or_sound(flipped(good(), random.Random(seed)))


@pytest.mark.parametrize("percent", range(4, 100, 5 if THOROUGH else 15))
@pytest.mark.parametrize("make", [formats.ods, formats.xls, formats.xlsb])
def test_a_file_of_another_kind_cut_off_anywhere_is_said_to_be_damaged(make: Callable[[], bytes], percent: int) -> None:
    submission = read(make()[: len(make()) * percent // 100], small_plan())
    assert codes(submission.findings) == ["GATE_DAMAGED"]


@pytest.mark.parametrize("seed", range(some(60)))
@pytest.mark.parametrize("make", [formats.ods, formats.xlsb])
def test_flipped_bytes_of_another_kind_never_change_a_figure(make: Callable[[], bytes], seed: int) -> None:
    assert refused_or_sound(flipped(make(), random.Random(seed)))


@pytest.mark.parametrize("seed", range(some(40)))
def test_flipped_bytes_around_the_cells_of_an_xls_never_change_a_figure(seed: int) -> None:
    """The tables that say which sector follows which, the directory, the properties."""
    stream = 512 + len(formats.xls_stream(formats.form()))
    assert refused_or_sound(flipped(formats.xls(), random.Random(seed), stream + -stream % 512))


@pytest.mark.parametrize("seed", range(some(60)))
def test_flipped_bytes_among_the_cells_of_an_xls_end_in_one_verdict(seed: int) -> None:
    """An .xls has no checksum: that a digit is another one nobody can tell, but nothing breaks."""
    submission = read(flipped(formats.xls(), random.Random(seed)), small_plan())
    assert submission.state == "rejected" or "GATE_XLS" in codes(submission.findings)


@long_walk
def test_a_run_over_all_of_them_completes_and_keeps_every_byte(made: dict[str, Path], tmp_path: Path) -> None:
    inbox = next(iter(made.values())).parent.parent
    plan = tmp_path / "ke-hoach.xlsx"
    plan.write_bytes(draw_plan())
    before = _digests(inbox)
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "report", "--plan", plan, "--inbox", inbox, "--period", "2022-09",
         "--out", tmp_path / "out"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert _digests(inbox) == before
    if sys.platform != "win32":
        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < BYTES
    told = json.loads((tmp_path / "out" / "2022-09" / "ket-qua-2022-09.json").read_text(encoding="utf-8"))
    by_file = Counter(s["file"] for s in told["submissions"])
    assert by_file == Counter(dict.fromkeys(before, 1))
    said = {s["file"]: s for s in told["submissions"]}
    for case in CASES:
        part = said[made[case.make.__name__].relative_to(inbox).as_posix()]
        refused = any(f["severity"] == "error" for f in part["findings"])
        assert set(case.codes) <= {f["code"] for f in part["findings"]}
        assert refused == (part["state"] == "rejected") or part["state"] in ("superseded", "duplicate")


def _digests(inbox: Path) -> dict[str, str]:
    """What lies in the inbox, the register's own files apart."""
    return {
        path.relative_to(inbox).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(inbox.rglob("*"))
        if path.is_file() and not path.name.startswith((FILE_NAME, RUN_LOG, READINGS))
    }
