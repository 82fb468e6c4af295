"""Several machines at one inbox: its files on an S3 store, its register on PostgreSQL. The reports have the same bytes
as those of one machine with folders.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.intake.register import FILE_NAME, READINGS, RUN_LOG
from pipeline.remote.mirror import MARKER
from tests import bucket as buckets
from tests import postgres
from tests.amount import long_walk
from tests.bucket import Bucket
from tests.commands import Cli, runner
from tests.outputs import NO_LOG
from tests.postgres import needs_postgres
from tests.test_example import INBOX, PLAN

pytestmark = long_walk

PERIOD = "2022-09"


@pytest.fixture(scope="module")
def machine() -> Iterator[postgres.Server]:
    with postgres.postgres() as server:
        yield server


@pytest.fixture(scope="module")
def store() -> Iterator[Bucket]:
    with buckets.s3() as server:
        yield server


@pytest.fixture(autouse=True)
def _desk(store: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    buckets.use(monkeypatch, store)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return runner(capsys)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's inbox as it is committed."""
    return shutil.copytree(INBOX, tmp_path_factory.mktemp("vi-du") / "inbox", ignore=NO_LOG)


@pytest.fixture(scope="module")
def alone(example: Path) -> dict[str, bytes]:
    """What one machine makes of it."""
    inbox = shutil.copytree(example, example.parent / "mot-may" / "inbox")
    asked = ["report", "--plan", PLAN, "--inbox", inbox, "--period", PERIOD, "--out", inbox.parent / "ra"]
    subprocess.run([sys.executable, "-m", "pipeline", *map(str, asked)], check=True, capture_output=True)
    made = contents(inbox.parent / "ra" / PERIOD)
    assert len(made) > 10
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def on(store: Bucket, url: str) -> dict[str, bytes]:
    return {key: store.get(f"{url}/{key}") for key in store.keys(url)}


def put_all(store: Bucket, url: str, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        store.put(f"{url}/{name}", data)


def test_inbox_and_output_on_a_store_that_fails_each_tenth_time_give_the_same_bytes(
    store: Bucket, cli: Cli, example: Path, alone: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = store.new()
    sent = contents(example)
    put_all(store, f"{url}/inbox", sent)
    for name in ("may-a", "may-b"):
        monkeypatch.setenv("BAO_CAO_CACHE", str(tmp_path / name))
        store.fails_each = 10
        done = cli("report", "--plan", PLAN, "--inbox", f"{url}/inbox", "--period", PERIOD, "--out", f"{url}/ra")
        store.fails_each = 0
        assert done.code == 0, done.err
        assert f"{url}/ra/{PERIOD}/bao-cao-{PERIOD}.docx" in done.out and str(tmp_path) not in done.out + done.err
        made = on(store, f"{url}/ra/{PERIOD}")
        marked = json.loads(made.pop(MARKER))["files"]
        assert made == alone
        assert marked == {file: hashlib.sha256(data).hexdigest() for file, data in alone.items()}
        lying = on(store, f"{url}/inbox")
        assert READINGS not in lying and lying.pop(RUN_LOG) and lying == sent
    assert f"Đã chép 1 tệp lên {url}/inbox" not in done.err, "the second machine made the same run"
    assert cli("verify", f"{url}/ra/{PERIOD}/bao-cao-{PERIOD}.docx", "--plan", PLAN, "--inbox", f"{url}/inbox",
               "--chain").code == 0  # fmt: skip


@needs_postgres
def test_a_register_on_a_server_gives_the_same_bytes_on_every_machine(
    machine: postgres.Server, cli: Cli, example: Path, alone: dict[str, bytes], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setenv("BAO_CAO_REGISTER", machine.new_book())
    assert cli("register", "copy", "--inbox", example).code == 0
    again = cli("register", "copy", "--inbox", example)
    assert again.code == 3 and "đã có dữ liệu" in again.err
    for name in ("may-a", "may-b"):
        inbox = shutil.copytree(example, tmp_path / name / "inbox", ignore=shutil.ignore_patterns("*.sqlite", "*.goc"))
        before = contents(inbox)
        out = tmp_path / name / "ra"
        done = cli("report", "--plan", PLAN, "--inbox", inbox, "--period", PERIOD, "--out", out)
        assert done.code == 0, done.err
        assert contents(out / PERIOD) == alone
        assert contents(inbox).keys() - before.keys() == {READINGS}


KILLED = """
import os, sys
from pipeline.cli import main
from pipeline.intake import ledger
from pipeline.reading import inbox
if sys.argv[1] == "at the entry":
    enter = ledger._enter
    ledger._enter = lambda *asked: (enter(*asked), os._exit(9))
else:
    inbox.read_all = lambda files, plan: os._exit(9)
main(sys.argv[2:])
"""


def killed(when: str, place: Path, *asked: object) -> bool:
    """Runs a command on a machine of its own that is killed in the midst of it."""
    command = [sys.executable, "-c", KILLED, when, *map(str, asked)]
    return subprocess.run(command, env=os.environ | {"BAO_CAO_CACHE": str(place)}, check=False).returncode == 9


@needs_postgres
def test_what_a_killed_machine_had_entered_is_laid_by_the_next_one(
    machine: postgres.Server, store: Bucket, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    inbox = store.new() + "/inbox"
    address = machine.new_book()
    monkeypatch.setenv("BAO_CAO_REGISTER", address)
    (tmp_path / "báo cáo.xlsx").write_bytes(b"mot bao cao")
    asked = ["collect", str(tmp_path / "báo cáo.xlsx"), "--inbox", inbox]
    assert killed("at the entry", tmp_path / "may-a", *asked) and "tep/báo cáo.xlsx" not in store.keys(inbox)
    monkeypatch.setenv("BAO_CAO_CACHE", str(tmp_path / "may-b"))
    assert cli("register", "--inbox", inbox, "--plan", PLAN).code == 0
    assert {k: v for k, v in on(store, inbox).items() if not k.startswith("so-tiep-nhan")} == {
        "tep/báo cáo.xlsx": b"mot bao cao"
    }
    assert not [key for key in store.keys(inbox) if "/cho-dat/" in key]
    again = cli(*asked)
    assert again.code == 0 and machine.run("SELECT name FROM arrivals", address.rpartition("/")[2]) == [
        ("tep/báo cáo.xlsx",)
    ]


def test_an_entry_is_on_the_store_before_the_command_goes_on(store: Bucket, tmp_path: Path) -> None:
    inbox = store.new() + "/inbox"
    store.put(f"{inbox}/a.xlsx", b"a")
    assert killed("behind it", tmp_path, "register", "--inbox", inbox, "--plan", PLAN)
    assert store.keys(inbox) == {"a.xlsx", FILE_NAME}
