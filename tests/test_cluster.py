"""Files read on a Dask cluster, a real scheduler and two worker processes: what they say is what they say here."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import dask
import pytest
import trustme
from distributed import Client, LocalCluster, Security, Worker, WorkerPlugin

from pipeline import run
from pipeline.cli import main
from pipeline.intake.register import READINGS, Received, receive_files
from pipeline.model import PipelineError, Plan
from pipeline.progress import SILENT
from pipeline.reading import cluster, workers
from pipeline.reading.both import Read, read_all, read_both
from pipeline.reading.inbox import read_inbox
from pipeline.vietnamese import VIETNAM
from tests.drawing import ROOT, codes, fill, received, shipped_plan, small_plan, template

NOW = datetime(2022, 9, 16, 8, tzinfo=VIETNAM)
EXAMPLE = ROOT / "examples" / "2022-09" / "inbox"
PLAN = ROOT / "input_templates" / "ke-hoach.xlsx"
QUIET = {"dashboard_address": ":0", "silence_logs": logging.CRITICAL}
killing = pytest.mark.skipif(os.name != "posix", reason="a process cannot be made to die so there")


@pytest.fixture(scope="module", autouse=True)
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where Dask keeps its own files."""
    with dask.config.set({"temporary-directory": str(tmp_path_factory.mktemp("dask"))}):
        yield


@pytest.fixture(scope="module")
def machines(scratch: None) -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", **QUIET) as made:
        yield made


@pytest.fixture
def client(machines: LocalCluster) -> Iterator[Client]:
    with Client(machines.scheduler_address, set_as_default=False) as made:
        yield made


def forms(count: int) -> list[Received]:
    return [
        received(fill(template(small_plan(), "I.2", "VP"), in_I_2_1_count=n + 1), f"{n}.xlsx", n) for n in range(count)
    ]


def told_by(address: str, files: list[Received], plan: Plan, told: list[int] | None = None) -> list[Read]:
    done = [] if told is None else told
    return read_inbox(files, plan, scheduler=address, done=done.append)


class Deadly(WorkerPlugin):  # type: ignore[misc]
    """Every worker dies over files of these names, those that come instead of the dead ones too.

    once: a file that the first to die leaves behind, after which nobody does.
    """

    name = "deadly"

    def __init__(self, names: set[str], once: Path | None = None) -> None:
        self.names, self.once = names, once

    def setup(self, worker: Worker) -> None:
        workers.read_all = self.read  # type: ignore[assignment]

    def teardown(self, worker: Worker) -> None:
        workers.read_all = read_all

    def read(self, files: Sequence[Received], plan: Plan) -> Iterator[Read]:
        if self.names & {file.arrival.name for file in files} and not (self.once and self.once.exists()):
            if self.once:
                self.once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return read_all(files, plan)


# --- the same as here ---------------------------------------------------------------------------------------


def test_a_cluster_says_what_this_machine_says(machines: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "BATCH", 7)
    files = [r for r in receive_files([EXAMPLE], NOW) if "sqlite" not in r.arrival.name]
    told: list[int] = []
    found = told_by(machines.scheduler_address, files, shipped_plan(), told)
    assert found == read_inbox(files, shipped_plan(), processes=1)
    assert len(found) > 100 and told.count(1) == len(found)


def test_a_report_has_the_same_bytes(machines: LocalCluster, tmp_path: Path) -> None:
    found = []
    for way, scheduler in (("đây", None), ("cụm", machines.scheduler_address)):
        inbox, out = tmp_path / way / "inbox", tmp_path / way / "out"
        shutil.copytree(EXAMPLE / "VP", inbox / "tháng 9")
        run.make_report(PLAN, inbox, "2022-09", out, None, NOW, SILENT, processes=1, scheduler=scheduler)
        assert (inbox / READINGS).is_file()
        found.append({p.relative_to(out): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()})
    assert found[0] == found[1] and len(found[0]) > 4


def test_workers_need_not_see_where_files_lie(machines: LocalCluster, client: Client, tmp_path: Path) -> None:
    """They work in another root, as on another machine."""
    (tmp_path / "gửi.xlsx").write_bytes(fill(template(small_plan(), "I.2", "VP"), in_I_2_1_count=7))
    files = list(receive_files([tmp_path / "gửi.xlsx"], NOW))
    expected = read_inbox(files, small_plan(), processes=1)
    client.run(blind)
    try:
        assert told_by(machines.scheduler_address, files, small_plan()) == expected
    finally:
        client.run(blind, False)
    assert [part.state for part in expected[0].parts] == ["accepted"]


def blind(whether: bool = True) -> None:
    """On a worker: whether no file can be opened by its path."""
    real = Received.opened if whether else Received.opened.__wrapped__  # type: ignore[attr-defined]

    def opened(self: Received) -> Received:
        assert not isinstance(self.source, Path)
        return self

    opened.__wrapped__ = real  # type: ignore[attr-defined]
    Received.opened = opened if whether else real  # type: ignore[method-assign]


# --- machines that die --------------------------------------------------------------------------------------


@killing
def test_a_worker_that_is_killed_costs_nothing_but_time(
    machines: LocalCluster, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "BATCH", 4)
    files = forms(30)
    client.register_plugin(Deadly({"17.xlsx"}, once=tmp_path / "died"))
    told: list[int] = []
    try:
        found = told_by(machines.scheduler_address, files, small_plan(), told)
    finally:
        client.unregister_worker_plugin("deadly")
    assert (tmp_path / "died").exists()
    assert found == [read_both(r, small_plan()) for r in files] and told.count(1) == 30


@killing
def test_a_file_over_which_workers_die_costs_itself(
    machines: LocalCluster, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "BATCH", 4)
    monkeypatch.setattr(machines.scheduler, "allowed_failures", 0)  # each death takes a second
    files = forms(12)
    client.register_plugin(Deadly({"5.xlsx"}))
    try:
        found = told_by(machines.scheduler_address, files, small_plan())
    finally:
        client.unregister_worker_plugin("deadly")
    for number, (file, read) in enumerate(zip(files, found, strict=True)):
        if number == 5:
            (part,) = read.parts
            assert (part.arrival, part.state, codes(part.findings)) == (file.arrival, "rejected", ["GATE_DIED"])
        else:
            assert read == read_both(file, small_plan())


# --- clusters that cannot be used ---------------------------------------------------------------------------


def refusal(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    """What a command says that could not run: one sentence or two on one line."""
    with pytest.raises(SystemExit) as end:
        main(list(args))
    lines = capsys.readouterr().err.strip().splitlines()
    assert end.value.code == 3 and len(lines) == 1, lines
    return lines[0]


def check(tmp_path: Path, address: str) -> tuple[str, ...]:
    path = tmp_path / "gửi.xlsx"
    path.write_bytes(template(small_plan(), "I.2", "VP"))
    return ("check", "--quiet", str(path), "--plan", str(PLAN), "--scheduler", address)


def other_program(whether: bool = True) -> None:
    """On a worker: whether it has another version than everybody else."""
    cluster.build = (lambda: "0.9+0123456789ab") if whether else run_build  # type: ignore[assignment]


run_build = cluster.build


def test_a_machine_with_another_program_is_refused(
    machines: LocalCluster, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = [next(iter(client.nthreads()))]
    client.run(other_program, workers=one)
    try:
        told = refusal(capsys, *check(tmp_path, machines.scheduler_address))
    finally:
        client.run(other_program, False, workers=one)
    assert "0.9+0123456789ab" in told and cluster.build() in told and "Cài cùng một bản trên mọi máy" in told


def test_a_machine_that_comes_later_with_another_program_reads_nothing() -> None:
    with pytest.raises(PipelineError, match="Cài cùng một bản trên mọi máy"):
        cluster.read_there(cluster.program().replace("Python ", "Python 2."), b"", forms(1))


def test_a_scheduler_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    told = refusal(capsys, *check(tmp_path, address))
    assert told.startswith(f"Không kết nối được với bộ điều phối Dask “{address}”")


def test_tls_without_certificates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "chứng thư TLS" in refusal(capsys, *check(tmp_path, "tls://127.0.0.1:8786"))


def test_tls_by_dasks_own_settings(tmp_path: Path) -> None:
    """With the certificates of the office's own authority; whoever has none is not spoken to."""
    authority = trustme.CA()
    own = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    own.private_key_and_cert_chain_pem.write_to_path(tmp_path / "may.pem")
    named = {f"{who}.{what}": "may.pem" for who in ("scheduler", "worker", "client") for what in ("cert", "key")}
    tls = {f"distributed.comm.tls.{k}": str(tmp_path / v) for k, v in (named | {"ca-file": "ca.pem"}).items()}
    files = forms(3)
    with dask.config.set(tls | {"distributed.comm.require-encryption": True}):
        one = {"n_workers": 1, "threads_per_worker": 1, "processes": False, "host": "127.0.0.1"}
        with LocalCluster(**one, protocol="tls", security=Security(), **QUIET) as made:
            assert made.scheduler_address.startswith("tls://")
            found = told_by(made.scheduler_address, files, small_plan())
    assert found == [read_both(r, small_plan()) for r in files]


@pytest.fixture
def few_machines() -> Iterator[LocalCluster]:
    """Workers that are threads of this process: they can be stopped at once."""
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", **QUIET) as made:
        yield made


def test_a_scheduler_without_workers(
    few_machines: LocalCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "WORKERS_COME", 0.2)
    few_machines.scale(0)
    few_machines.sync(few_machines._correct_state)
    assert "không có máy đọc nào" in refusal(capsys, *check(tmp_path, few_machines.scheduler_address))


def test_a_scheduler_that_goes_away(few_machines: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "BATCH", 1)
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    address = few_machines.scheduler_address
    with pytest.raises(PipelineError, match="Mất kết nối"):
        read_inbox(forms(9), small_plan(), scheduler=address, done=lambda count: count and few_machines.close())


def test_after_a_long_silence_it_is_asked_whether_anybody_reads(
    few_machines: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with cluster.joined(few_machines.scheduler_address) as hands:
        hands.alive()
        few_machines.close()
        for _ in range(2):  # while it tries to find its scheduler again, and once it has given up
            with pytest.raises(PipelineError, match="Mất kết nối"):
                hands.alive()
            time.sleep(1)


def test_without_the_library_nothing_can_be_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "pipeline.reading.cluster")
    told = refusal(capsys, *check(tmp_path, "tcp://127.0.0.1:8786"))
    assert "requirements-cluster.txt" in told and (ROOT / "requirements-cluster.txt").is_file()


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "http://may:8786", "inproc://1/2", "tcp://may", "tcp://a b:1"])
def test_only_addresses_of_tcp_and_tls_are_taken(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["report", "--scheduler", address])
    assert end.value.code == 2 and "không phải là địa chỉ bộ điều phối" in capsys.readouterr().err


def test_the_environment_may_name_the_scheduler(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", "tcp://127.0.0.1:8786")
    with pytest.raises(SystemExit) as end:
        main(["report", "--workers", "2"])
    assert end.value.code == 2 and "Chỉ chọn một trong hai" in capsys.readouterr().err
