"""The register on PostgreSQL: a real server, several desks that write at once, the same report as with a file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.audit.breaks import Witness, check
from pipeline.audit.chain import read_log
from pipeline.intake import ledger
from pipeline.intake.decisions import decide, read_decisions
from pipeline.intake.issued import Form, enter_forms, issued_on
from pipeline.intake.register import add_arrivals, arrivals, receive
from pipeline.intake.server import Server
from pipeline.model import PipelineError
from tests import postgres
from tests.commands import Cli, runner
from tests.postgres import PASSWORD, needs_postgres
from tests.test_chain import a_run, enter, kinds
from tests.test_example import PLAN, VIETNAM

pytestmark = needs_postgres
NOW = datetime(2022, 9, 22, 8, 0, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def machine() -> Iterator[postgres.Server]:
    with postgres.postgres() as server:
        yield server


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return runner(capsys)


@contextmanager
def desk(address: str) -> Iterator[Server]:
    """One machine at the book."""
    server = Server(address)
    try:
        with ledger.kept_on(server):
            yield server
    finally:
        server.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def test_what_came_is_received_once_and_nothing_lies_beside_the_inbox(machine: postgres.Server, inbox: Path) -> None:
    for name in ("b.xlsx", "a.xlsx"):
        (inbox / name).write_bytes(name.encode())
        os.utime(inbox / name, (0, 0))
    address = machine.new_book()
    with desk(address):
        first = receive(inbox, NOW)
    with desk(address):
        again = receive(inbox, NOW + timedelta(days=3))
    assert [(r.arrival.name, r.arrival.order, r.arrival.received) for r in first] == [
        ("a.xlsx", 1, NOW), ("b.xlsx", 2, NOW),
    ]  # fmt: skip
    assert again == first
    assert sorted(p.name for p in inbox.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_every_record_of_the_office_comes_back_as_it_was_entered(machine: postgres.Server, inbox: Path) -> None:
    (inbox / "a.xlsx").write_bytes(b"a")
    form = Form("I.2", "VP", "2022-09", "7", "ab" * 32)
    with desk(machine.new_book()):
        (received,) = receive(inbox, NOW)
        enter_forms(inbox, [form, form], NOW)
        for verdict in ("withdraw", "withdraw", "accept"):
            decide(inbox, received.arrival, verdict, "đã gọi:\0 5% sai?", "Bà Hà", NOW + timedelta(hours=1))  # type: ignore[arg-type]
        assert [(d.verdict, d.reason, d.by) for d in read_decisions(inbox)] == [
            ("withdraw", "đã gọi:\ufffd 5% sai?", "Bà Hà"), ("accept", "đã gọi:\ufffd 5% sai?", "Bà Hà"),
        ]  # fmt: skip
        assert issued_on(inbox) == {"I.2/VP/2022-09": NOW.date()}


def test_known_entries_leave_no_gap_in_the_order_of_receipt(machine: postgres.Server, inbox: Path) -> None:
    rows = [(f"{n}.xlsx", f"{n:064x}", 1, NOW.isoformat()) for n in range(5)]
    with desk(machine.new_book()):
        for given in (rows[:3], rows[:3], rows):
            add_arrivals(inbox, given)
        assert [(a.name, a.order) for a in arrivals(inbox)] == [(f"{n}.xlsx", n + 1) for n in range(5)]


def test_desks_that_write_at_once_lose_nothing_and_enter_nothing_twice(machine: postgres.Server, inbox: Path) -> None:
    address = machine.new_book()

    def work(number: int) -> None:
        with desk(address):
            for n in range(20):
                shared, own = f"chung-{n}.xlsx", f"ban-{number}-{n}.xlsx"
                add_arrivals(inbox, [(name, "0" * 64, 1, NOW.isoformat()) for name in (shared, own)])

    with ThreadPoolExecutor(4) as desks:
        list(desks.map(work, range(4)))
    with desk(address):
        found = arrivals(inbox)
    names = {f"chung-{n}.xlsx" for n in range(20)} | {f"ban-{d}-{n}.xlsx" for d in range(4) for n in range(20)}
    assert {a.name for a in found} == names and len(found) == len(names)
    assert sorted(a.order for a in found) == list(range(1, len(names) + 1))


def test_only_one_machine_takes_files_in_at_a_time(
    machine: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "PATIENCE", 0)
    address = machine.new_book()
    mine, other = tmp_path / "may-a", tmp_path / "may-b"
    mine.mkdir()
    other.mkdir()
    told = pytest.raises(PipelineError, match="Một lệnh khác đang nhận tệp")
    with desk(address), ledger.alone(mine), desk(address), told, ledger.alone(other):
        pass
    with desk(address), ledger.alone(other):
        pass


def test_a_killed_machine_leaves_no_half_entry_and_no_lock(machine: postgres.Server, inbox: Path) -> None:
    address = machine.new_book()
    killed = f"""
import os, sys
from pipeline.intake.server import Server
server = Server({address!r})
with server.alone(0), server.opened(to_write=True) as book:
    from pipeline.intake import register
    create, insert, rows = register.arrival_rows([("a.xlsx", "0" * 64, 1, {NOW.isoformat()!r})])
    assert book.add(create, insert, rows) == 1
    os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == 9
    with desk(address), ledger.alone(inbox):
        assert arrivals(inbox) == ()
        add_arrivals(inbox, [("b.xlsx", "0" * 64, 1, NOW.isoformat())])
        assert [(a.name, a.order) for a in arrivals(inbox)] == [("b.xlsx", 1)]


# --- the log of runs -----------------------------------------------------------------------------


def test_the_log_of_runs_is_one_chain_for_all_machines(machine: postgres.Server, tmp_path: Path) -> None:
    address = machine.new_book()
    places = [tmp_path / f"may-{n}" for n in range(3)]

    def work(n: int) -> list[Witness]:
        places[n].mkdir()
        with desk(address):
            return enter(places[n], *(a_run(f"2022-0{n + 1}", as_of=date(2022, 9, k + 1)) for k in range(4)))

    with ThreadPoolExecutor(3) as desks:
        witnesses = [witness for seen in desks.map(work, range(3)) for witness in seen]
    with desk(address):
        log = read_log(tmp_path)
        assert [e.position for e in log.entries] == list(range(1, 13)) and check(log, witnesses) == ()
    assert sorted(w.head for w in witnesses) == sorted(["", *(e.digest for e in log.entries[:-1])])


def test_a_record_that_is_taken_out_on_the_server_is_noticed(machine: postgres.Server, inbox: Path) -> None:
    address = machine.new_book()
    with desk(address):
        witnesses = enter(inbox, *(a_run(as_of=date(2022, 9, k)) for k in (1, 2, 3)))
        machine.run("DELETE FROM runs WHERE position = 3", address.rpartition("/")[2])
        assert kinds(check(read_log(inbox), witnesses)) == {("cut", 3)}


# --- what goes wrong ------------------------------------------------------------------------------


def test_the_password_is_shown_nowhere(
    machine: postgres.Server, cli: Cli, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("register", "--inbox", inbox, "--plan", PLAN)
    wrong = machine.new_book().replace(PASSWORD, "sai-mat-khau")
    for address in (wrong, wrong.replace("127.0.0.1", "127.0.0.2"), wrong.partition(":sai")[0] + "@127.0.0.1:1/so"):
        monkeypatch.setenv("BAO_CAO_REGISTER", address)
        done = cli(*asked)
        assert done.code == 3 and "Không đọc được sổ tiếp nhận “postgresql://van_phong@127.0.0." in done.err
        assert "sai-mat-khau" not in done.out + done.err
    monkeypatch.delenv("BAO_CAO_REGISTER")
    refused = cli(*asked, "--register", wrong)
    assert refused.code == 2 and "PGPASSWORD" in refused.err and "sai-mat-khau" not in refused.err
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert cli(*asked, "--register", wrong.replace(":sai-mat-khau", "")).code == 0
