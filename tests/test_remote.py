"""Inbox and output on an S3 store: a real server, that fails and dawdles; the same report as in folders."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model import PipelineError
from pipeline.remote.mirror import MARKER, mirrored
from pipeline.remote.names import local_names
from tests import bucket as buckets
from tests.bucket import Bucket
from tests.commands import Cli, runner


@pytest.fixture(scope="module")
def store() -> Iterator[Bucket]:
    with buckets.s3() as server:
        yield server


@pytest.fixture(autouse=True)
def _desk(store: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    buckets.use(monkeypatch, store)
    monkeypatch.setenv("BAO_CAO_CACHE", str(tmp_path / "ban-sao"))
    monkeypatch.setattr("pipeline.remote.store._PAUSES", (0, 0, 0, 0, 0))
    store.fails_each, store.waits = 0, 0.0


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return runner(capsys)


def say(text: str) -> None:
    pass


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def on(store: Bucket, url: str) -> dict[str, bytes]:
    return {key: store.get(f"{url}/{key}") for key in store.keys(url)}


FILES = {"VP/tệp một.xlsx": b"mot", "VP/b.xlsx": b"hai", "a+b&c %41.txt": b"ba", ".gitkeep": b"", "rỗng": b""}


def filled(store: Bucket, files: dict[str, bytes] = FILES) -> str:
    url = store.new() + "/so/inbox"
    for key, data in files.items():
        store.put(f"{url}/{key}", data)
    return url


# --- the copy -------------------------------------------------------------------------------------


def test_a_copy_holds_every_file_and_is_fetched_once(store: Bucket, tmp_path: Path) -> None:
    url = filled(store)
    store.put(url + "-khac/x.xlsx", b"another folder")
    with mirrored(url, tmp_path, say) as mirror:
        assert contents(mirror.place) == FILES
    store.asked.clear()
    with mirrored(url, tmp_path, say) as mirror:
        assert contents(mirror.place) == FILES
    assert len(store.asked) == 1, "one listing"


def test_what_changed_there_is_seen_here(store: Bucket, tmp_path: Path) -> None:
    url = filled(store)
    with mirrored(url, tmp_path, say):
        pass
    store.put(url + "/VP/b.xlsx", b"HAI")
    store.put(url + "/moi/c.xlsx", b"c")
    store.remove(url + "/.gitkeep")
    with mirrored(url, tmp_path, say) as mirror:
        wanted = FILES | {"VP/b.xlsx": b"HAI", "moi/c.xlsx": b"c"}
        assert contents(mirror.place) == {name: data for name, data in wanted.items() if name != ".gitkeep"}


def test_what_the_work_changed_is_carried_back_and_nothing_else(store: Bucket, tmp_path: Path) -> None:
    url = filled(store)
    with mirrored(url, tmp_path, say) as mirror:
        (mirror.place / "VP" / "b.xlsx").write_bytes(b"HAI")
        (mirror.place / "moi").mkdir()
        (mirror.place / "moi" / "c.xlsx").write_bytes(b"c")
        (mirror.place / "rỗng").unlink()
        (mirror.place / "VP" / "tệp một.xlsx").write_bytes(b"mot")  # written anew, the same
        for own in (".dang-viet", "da-doc.sqlite", "so-tiep-nhan.sqlite-journal", "so-tiep-nhan.khoa"):
            (mirror.place / own).write_bytes(b"of this machine")
        store.asked.clear()
    assert {line.partition("/")[2] for line in store.asked if line.startswith(("PUT", "DELETE"))} == {
        "so/inbox/VP/b.xlsx", "so/inbox/moi/c.xlsx", "so/inbox/rỗng".encode().decode("latin-1"),
    }  # fmt: skip
    wanted = FILES | {"VP/b.xlsx": b"HAI", "moi/c.xlsx": b"c"}
    del wanted["rỗng"]
    assert on(store, url) == wanted


def test_what_a_killed_run_left_in_the_copy_does_not_count(store: Bucket, tmp_path: Path) -> None:
    url = filled(store)
    killed = f"""
import os, pathlib
from pipeline.remote.mirror import mirrored
with mirrored({url!r}, pathlib.Path({str(tmp_path)!r}), print) as mirror:
    (mirror.place / "VP" / "b.xlsx").write_bytes(b"dang do")
    (mirror.place / "c.xlsx").write_bytes(b"dang do")
    (mirror.place / "rỗng").unlink()
    os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == 9
    with mirrored(url, tmp_path, say) as mirror:
        assert contents(mirror.place) == FILES
    assert on(store, url) == FILES


def test_what_another_machine_changed_meanwhile_is_not_overwritten(store: Bucket, tmp_path: Path) -> None:
    url = filled(store)
    refused = pytest.raises(PipelineError, match=r"Máy khác vừa thay đổi “VP/b\.xlsx”")
    with refused, mirrored(url, tmp_path, say) as mirror:
        (mirror.place / "VP" / "b.xlsx").write_bytes(b"cua may nay")
        store.put(url + "/VP/b.xlsx", b"cua may khac")
    assert store.get(url + "/VP/b.xlsx") == b"cua may khac"


HOSTILE = [
    "VP/../../../thoat.xlsx", "/tuyet-doi.xlsx", "a//b.xlsx", "a/./c.xlsx", "C:\\x.xlsx", "..", "VP/con.xlsx",
    "VP/*.xlsx", "VP/[ab]?.xlsx", "tên có\tô trống.xlsx", "d" * 300 + ".xlsx", "VP/ket-thuc. ", "A.xlsx", "a.xlsx",
    "la-tep", "la-tep/va-thu-muc.xlsx",
]  # fmt: skip


def test_names_that_would_lead_elsewhere_stay_in_the_copy_and_no_file_is_lost(store: Bucket, tmp_path: Path) -> None:
    names = local_names(HOSTILE)
    assert len(set(names.values())) == len(HOSTILE)
    assert all(".." not in n.split("/") and not n.startswith("/") and "\\" not in n for n in names.values())
    url, files = store.new() + "/so/inbox", {key: key.encode() for key in HOSTILE}
    for key, data in files.items():
        store.put_whatever(f"{url}/{key}", data)
    before = sorted(tmp_path.iterdir())
    with mirrored(url, tmp_path / "c", say) as mirror:
        assert sorted(contents(mirror.place).values()) == sorted(files.values())
    assert sorted(tmp_path.iterdir()) == [*before, tmp_path / "c"]


def test_a_file_by_its_url_and_a_folder_of_this_machine_by_one(store: Bucket, tmp_path: Path) -> None:
    url = filled(store)
    with mirrored(url + "/VP/tệp một.xlsx", tmp_path / "c", say) as mirror:
        assert mirror.place.name == "tệp một.xlsx" and mirror.place.read_bytes() == b"mot"
    folder = tmp_path / "chung"
    with mirrored(folder.as_uri(), tmp_path / "c", say, sets=True) as mirror:
        (mirror.place / "2022-09").mkdir(parents=True)
        (mirror.place / "2022-09" / "x.docx").write_bytes(b"x")
    assert set(contents(folder)) == {"2022-09/x.docx", f"2022-09/{MARKER}"}


# --- sets -----------------------------------------------------------------------------------------


def test_the_list_of_a_set_goes_last_and_is_taken_away_first(store: Bucket, tmp_path: Path) -> None:
    url = store.new() + "/ra"
    first, second = {"a": b"1", "b": b"1", "s.sqlite": b"1"}, {"a": b"2", "c": b"2", "s.sqlite": b"2"}
    for files, order in ((first, ["a", "b", "s.sqlite"]), (second, ["a", "c", "b", "s.sqlite"])):
        store.asked.clear()
        with mirrored(url, tmp_path, say, sets=True) as mirror:
            folder = mirror.place / "2022-09"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "b").unlink(missing_ok=True)
            for name, data in files.items():
                (folder / name).write_bytes(data)
        writes = [line.rpartition("/")[2] for line in store.asked if line.startswith(("PUT", "DELETE"))]
        assert writes == [MARKER, *order, MARKER]
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        assert json.loads(store.get(f"{url}/2022-09/{MARKER}")) == {"schema": 1, "files": hashes}
        assert on(store, url + "/2022-09").keys() == files.keys() | {MARKER}


def test_a_set_whose_carrying_was_stopped_is_made_whole_by_the_next_run(store: Bucket, tmp_path: Path) -> None:
    url = store.new() + "/ra"
    for _ in range(2):
        with mirrored(url, tmp_path, say, sets=True) as mirror:
            (mirror.place / "2022-09").mkdir(parents=True, exist_ok=True)
            (mirror.place / "2022-09" / "a").write_bytes(b"1")
        assert MARKER in on(store, url + "/2022-09")
        store.remove(f"{url}/2022-09/{MARKER}")  # as if the run had been killed just before


def test_of_work_that_fails_no_set_goes_out_but_what_came_is_received(store: Bucket, tmp_path: Path) -> None:
    url = store.new()
    for name, sets in (("ra", True), ("inbox", False)):
        failed = pytest.raises(PipelineError, match=f"không ghi được {url}/{name}/x$")
        with failed, mirrored(f"{url}/{name}", tmp_path, say, sets=sets) as mirror:
            (mirror.place / "2022-09").mkdir(parents=True)
            (mirror.place / "2022-09" / "a").write_bytes(b"1")
            raise PipelineError(f"không ghi được {mirror.place}/x")
    assert store.keys(url) == {"inbox/2022-09/a"}


# --- a store that fails ---------------------------------------------------------------------------


@pytest.mark.parametrize(("fails_each", "waits"), [(10, 0), (3, 0), (0, 0.05)])
def test_a_store_that_fails_or_dawdles_loses_nothing_and_doubles_nothing(
    store: Bucket, tmp_path: Path, fails_each: int, waits: float
) -> None:
    files = {f"VP/{n}.xlsx": b"%d" % n for n in range(25)}
    url = filled(store, files)
    store.fails_each, store.waits = fails_each, waits
    with mirrored(url, tmp_path, say) as mirror:
        assert contents(mirror.place) == files
        for n in range(0, 25, 2):
            (mirror.place / "VP" / f"{n}.xlsx").write_bytes(b"moi %d" % n)
            (mirror.place / f"{n}.xlsx").write_bytes(b"them %d" % n)
        (mirror.place / "VP" / "1.xlsx").unlink()
    store.fails_each, store.waits = 0, 0.0
    wanted = files | {f"VP/{n}.xlsx": b"moi %d" % n for n in range(0, 25, 2)}
    wanted |= {f"{n}.xlsx": b"them %d" % n for n in range(0, 25, 2)}
    del wanted["VP/1.xlsx"]
    assert on(store, url) == wanted
    with mirrored(url, tmp_path / "may-khac", say) as mirror:
        assert contents(mirror.place) == wanted


def test_a_store_that_answers_never_is_given_up_in_one_sentence(store: Bucket, cli: Cli) -> None:
    url = filled(store)
    store.fails_each = 1
    store.asked.clear()
    done = cli("report", "--inbox", url)
    assert done.code == 3 and done.err.startswith(f"Kho “{url}” không đáp ứng (") and done.err.count("\n") == 1
    assert "khoa-bi-mat-cua-kho" not in done.out + done.err
    assert len(store.asked) == 6


def test_a_bucket_that_is_not_there_is_said(store: Bucket, cli: Cli) -> None:
    done = cli("register", "--inbox", "s3://khong-co-kho/inbox")
    assert done.code == 3 and "s3://khong-co-kho/inbox" in done.err and "ban-sao" not in done.err


def test_a_password_in_the_address_is_refused_and_not_repeated(cli: Cli) -> None:
    done = cli("report", "--inbox", "sftp://vp:mat-khau@may/inbox")
    assert done.code == 3 and "Không ghi mật khẩu" in done.err and "mat-khau" not in done.err


def test_without_the_extra_a_url_is_answered_with_what_to_install(tmp_path: Path) -> None:
    blocked = "import sys; sys.modules.update({name: None for name in %r})\nfrom pipeline.cli import main\nmain(%r)"
    register = ["register", "--inbox", str(tmp_path), "--register", "postgresql://vp@may/so"]
    for names, command, extra in (
        (["fsspec"], ["report", "--inbox", "s3://kho/inbox"], "s3"),
        (["s3fs"], ["report", "--inbox", "s3://kho/inbox"], "s3"),
        (["sqlalchemy"], register, "postgres"),
        (["psycopg"], register, "postgres"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", blocked % (names, command)], capture_output=True, text=True, check=False,
            encoding="utf-8", env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        assert done.returncode == 3 and f'pip install "bao-cao[{extra}]"' in done.stderr, done.stderr
        assert done.stderr.count("\n") == 1
