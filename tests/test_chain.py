"""The chain of runs: what was entered stays, what was touched is named, and a run is entered once."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit.breaks import Break, Witness, check
from pipeline.audit.chain import Log, NotEntered, read_log, record
from pipeline.audit.runs import Input, Run, from_text, run_hash, to_text
from pipeline.intake.register import FILE_NAME, RUN_LOG, receive, receive_files
from pipeline.model import PipelineError
from pipeline.vietnamese import VIETNAM
from tests.drawing import ROOT

NOW = datetime(2022, 9, 15, 8, 30, tzinfo=VIETNAM)
SUBMISSION = Input("VP/A.I.1__VP__2022-09.xlsx", "a" * 64, NOW - timedelta(days=2), "accepted")


def a_run(period: str = "2022-09", **other: Any) -> Run:
    run = Run(period, date(2022, 9, 14), "b" * 64, "1.0", 1, {"number": "", "issued": ""}, (SUBMISSION,))
    return replace(run, **other)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Office:
    """A program that writes reports: its files depend on the run, its build and the head printed."""

    def __init__(self, run: Run, build: str = "") -> None:
        self.run, self.build = run, build
        self.heads: list[str] = []

    def render(self, head: str) -> dict[str, str]:
        self.heads.append(head)
        return self.outputs(head)

    def outputs(self, head: str) -> dict[str, str]:
        file = f"bao-cao-{self.run.period}.docx"
        body = f"{self.run}{self.build}{head}"
        return {file: sha("docx" + body), file + "#so-lieu": sha("figures" + body)}

    def report(self, inbox: Path, now: datetime = NOW) -> str:
        return record(inbox, self.run, self.render, now)

    def witness(self, head: str) -> Witness:
        docx, registry = self.outputs(head).values()
        return Witness(f"bao-cao-{self.run.period}.docx", head, docx, registry, run_hash(self.run))


def enter(inbox: Path, *runs: Run) -> list[Witness]:
    """Runs entered one after the other; the reports that they leave behind."""
    offices = [Office(run) for run in runs]
    return [office.witness(office.report(inbox, NOW + timedelta(hours=n))) for n, office in enumerate(offices)]


def digests(log: Log) -> list[str]:
    return [entry.digest for entry in log.entries]


def kinds(breaks: tuple[Break, ...]) -> set[tuple[str, int]]:
    return {(b.kind, b.position) for b in breaks}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


# --- entering --------------------------------------------------------------------------------------


def test_each_record_carries_the_hash_of_the_one_before(inbox: Path) -> None:
    heads = [Office(a_run(f"2022-0{n}")).report(inbox) for n in (7, 8, 9)]
    log = read_log(inbox)
    first, second, third = digests(log)
    assert heads == ["", first, second] and log.head == third
    assert [e.record.previous for e in log.entries if e.record] == heads
    assert [e.digest for e in log.entries] == [sha(e.text) for e in log.entries]
    assert check(log) == ()


def test_a_record_says_what_the_run_read_and_wrote(inbox: Path) -> None:
    office = Office(a_run())
    office.report(inbox)
    (entry,) = read_log(inbox).entries
    assert json.loads(entry.text) == {
        "position": 1,
        "previous": "",
        "run": {
            "period": "2022-09",
            "as_of": "2022-09-14",
            "plan": "b" * 64,
            "program": "1.0",
            "rules": 1,
            "options": {"number": "", "issued": ""},
            "inputs": [
                {
                    "file": "VP/A.I.1__VP__2022-09.xlsx",
                    "sha256": "a" * 64,
                    "received": "2022-09-13T08:30:00+07:00",
                    "state": "accepted",
                }
            ],
        },
        "outputs": office.outputs(""),
    }


def test_a_run_done_twice_is_entered_once_and_prints_the_same(inbox: Path) -> None:
    again = Office(a_run())
    assert Office(a_run()).report(inbox) == again.report(inbox, NOW + timedelta(days=1)) == ""
    assert again.heads == [""] and len(read_log(inbox).entries) == 1


def test_a_run_done_again_after_others_prints_what_it_printed_first(inbox: Path) -> None:
    enter(inbox, a_run("2022-07"), a_run("2022-08"), a_run("2022-09"))
    before = (inbox / RUN_LOG).read_bytes()
    again = Office(a_run("2022-08"))
    assert again.report(inbox) == digests(read_log(inbox))[0]
    assert len(again.heads) == 1
    assert (inbox / RUN_LOG).read_bytes() == before


@pytest.mark.parametrize(
    "other",
    [
        {"as_of": date(2022, 9, 15)},
        {"plan": "c" * 64},
        {"program": "1.1"},
        {"rules": 2},
        {"options": {"number": "12", "issued": ""}},
        {"inputs": ()},
        {"inputs": (replace(SUBMISSION, sha256="c" * 64),)},
        {"inputs": (replace(SUBMISSION, received=NOW),)},
        {"inputs": (replace(SUBMISSION, state="rejected"),)},
        {"inputs": (SUBMISSION, replace(SUBMISSION, file="b.xlsx"))},
    ],
    ids=str,
)
def test_whatever_a_run_depends_on_makes_it_another_run(inbox: Path, other: Mapping[str, Any]) -> None:
    enter(inbox, a_run(), a_run(**other))
    log = read_log(inbox)
    assert len(log.entries) == 2 and check(log) == ()
    assert run_hash(a_run()) != run_hash(a_run(**other))


def test_the_order_of_receipt_belongs_to_the_run(inbox: Path) -> None:
    second = replace(SUBMISSION, file="b.xlsx")
    enter(inbox, a_run(inputs=(SUBMISSION, second)), a_run(inputs=(second, SUBMISSION)))
    assert len(read_log(inbox).entries) == 2


def test_another_build_of_the_program_is_entered_beside_the_first_and_both_stay_as_they_are(inbox: Path) -> None:
    """Two machines share an inbox and pack the same report into different bytes."""
    assert Office(a_run(), "x").report(inbox) == ""
    (first,) = digests(read_log(inbox))
    other = Office(a_run(), "y")
    assert other.report(inbox) == first
    assert other.heads == ["", first]  # what is left in place is what the last call wrote
    for _ in range(2):
        assert Office(a_run(), "x").report(inbox) == ""
        assert Office(a_run(), "y").report(inbox) == first
    log = read_log(inbox)
    assert len(log.entries) == 2 and check(log) == ()


def test_what_stops_a_run_leaves_nothing_in_the_log(inbox: Path) -> None:
    enter(inbox, a_run("2022-08"))
    before = (inbox / RUN_LOG).read_bytes()

    def render(head: str) -> dict[str, str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(inbox, a_run(), render, NOW)
    assert (inbox / RUN_LOG).read_bytes() == before
    assert sorted(p.name for p in inbox.iterdir()) == [RUN_LOG]


def test_the_log_is_no_submission_but_a_file_of_its_name_in_a_folder_is(inbox: Path) -> None:
    enter(inbox, a_run())
    for tail in ("-journal", "-wal", "-shm"):
        (inbox / (RUN_LOG + tail)).write_bytes(b"")
    (inbox / "VP").mkdir()
    (inbox / "VP" / RUN_LOG).write_bytes(b"x")
    assert [r.arrival.name for r in receive_files([inbox], NOW)] == [f"inbox/VP/{RUN_LOG}"]
    assert [r.arrival.name for r in receive(inbox, NOW)] == [f"VP/{RUN_LOG}"]
    assert (inbox / FILE_NAME).exists()


# --- several at once -------------------------------------------------------------------------------


def at_once(inbox: Path, *runs: Run) -> list[Witness]:
    """Runs that all have seen the same log when they come to write in it; the reports they leave behind."""
    together = threading.Barrier(len(runs))

    def work(run: Run) -> Witness:
        office = Office(run)

        def render(head: str) -> dict[str, str]:
            outputs = office.render(head)
            if len(office.heads) == 1:
                together.wait(60)
            return outputs

        printed = record(inbox, run, render, NOW)
        assert printed == office.heads[-1]
        return office.witness(printed)

    with ThreadPoolExecutor(len(runs)) as threads:
        return list(threads.map(work, runs))


def test_different_runs_at_once_stand_one_behind_the_other(inbox: Path) -> None:
    reports = at_once(inbox, *(a_run(f"2022-0{n}") for n in range(1, 6)))
    log = read_log(inbox)
    assert sorted(r.head for r in reports) == sorted(["", *digests(log)[:-1]])
    assert check(log, reports) == ()


def test_the_same_run_at_once_is_entered_once(inbox: Path) -> None:
    reports = at_once(inbox, a_run(), a_run(), a_run())
    assert [r.head for r in reports] == ["", "", ""]
    assert len(read_log(inbox).entries) == 1


PROGRAM = """
import sys
from datetime import date, datetime, timezone
from pathlib import Path
from pipeline.audit.chain import record
from pipeline.audit.runs import Run
for n in range(6):
    run = Run(sys.argv[2] + str(n % 5), date(2022, 9, 14), "", "1.0", 1, {}, ())
    now = datetime(2022, 9, 15, tzinfo=timezone.utc)
    record(Path(sys.argv[1]), run, lambda head: {"x.docx": run.period + head}, now)
"""


def test_processes_at_once_keep_the_chain_whole(inbox: Path) -> None:
    programs = [subprocess.Popen([sys.executable, "-c", PROGRAM, str(inbox), name], cwd=ROOT) for name in "ABC"]
    assert [program.wait(120) for program in programs] == [0, 0, 0]
    log = read_log(inbox)
    assert len(log.entries) == 15 and check(log) == ()


KILLED = """
import os, sqlite3, sys
log = sqlite3.connect(sys.argv[1], isolation_level=None)
log.execute("PRAGMA cache_size = 2")  # so that the file itself is changed before the end
log.execute("BEGIN IMMEDIATE")
log.execute("UPDATE runs SET record = 'x'")
for n in range(500):
    log.execute("INSERT INTO runs (record, digest, made) VALUES (?, 'x', '')", ("x" * 5000,))
os._exit(9)
"""


def test_a_run_killed_in_the_midst_of_writing_is_as_if_it_had_not_been(inbox: Path) -> None:
    witnesses = enter(inbox, a_run("2022-07"), a_run("2022-08"))
    size = (inbox / RUN_LOG).stat().st_size
    assert subprocess.run([sys.executable, "-c", KILLED, str(inbox / RUN_LOG)], check=False).returncode == 9
    assert (inbox / RUN_LOG).stat().st_size > size  # half of it stands in the file
    assert check(read_log(inbox), witnesses) == ()
    witnesses += enter(inbox, a_run("2022-09"))
    log = read_log(inbox)
    assert len(log.entries) == 3 and check(log, witnesses) == ()


# --- where it cannot be written or read --------------------------------------------------------------


@contextmanager
def read_only_inbox(*runs: Run) -> Iterator[Path]:
    """An inbox that holds runs and in which nobody may write, not even the test's own root user."""
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder)
        enter(inbox, *runs)
        for path in inbox.iterdir():
            path.chmod(0o444)
        inbox.chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            yield inbox
        finally:
            os.seteuid(user)
            inbox.chmod(0o755)


@pytest.mark.parametrize("earlier", [(), (a_run("2022-08"),)], ids=["no log yet", "a log"])
def test_an_inbox_that_cannot_be_written_is_told_apart_with_the_head_that_was_printed(earlier: tuple[Run, ...]) -> None:
    with read_only_inbox(*earlier) as inbox:
        office = Office(a_run())
        with pytest.raises(NotEntered, match=r"không được ghi vào nhật ký .*Kiểm tra quyền ghi") as told:
            office.report(inbox)
        log = read_log(inbox)
        assert told.value.head == office.heads[-1] == log.head and len(log.entries) == len(earlier)
        unentered = replace(office.witness(told.value.head), entered=False)
        assert check(log, [unentered]) == () and check(log, [replace(unentered, entered=True)])


def test_a_run_that_is_in_the_log_needs_no_leave_to_write() -> None:
    with read_only_inbox(a_run("2022-08"), a_run()) as inbox:
        assert Office(a_run()).report(inbox) == digests(read_log(inbox))[0]


def test_a_locked_log_is_told_apart_too(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(inbox, a_run("2022-08"))
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, timeout, **rest: connect(path, timeout=0, **rest))
    with closing(connect(inbox / RUN_LOG, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotEntered, match="locked"):
            Office(a_run()).report(inbox)


def test_a_damaged_log_stops_the_run_and_is_left_alone(inbox: Path) -> None:
    (inbox / RUN_LOG).write_bytes(b"khong phai sqlite" * 100)
    office = Office(a_run())
    for work in (lambda: office.report(inbox), lambda: read_log(inbox)):
        with pytest.raises(PipelineError, match=r"Không đọc được nhật ký lập báo cáo .*bản sao lưu"):
            work()
    assert office.heads == [] and (inbox / RUN_LOG).read_bytes() == b"khong phai sqlite" * 100


def test_a_file_of_other_tables_columns_or_kind_is_no_log(inbox: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(inbox / RUN_LOG)) as log:
        log.execute("CREATE TABLE runs (x)")
    with pytest.raises(PipelineError, match="no such column"):
        read_log(inbox)
    (tmp_path / RUN_LOG).mkdir()
    with pytest.raises(PipelineError, match="bản sao lưu"):
        read_log(tmp_path)


def test_a_log_whose_last_hash_is_gone_has_no_head_to_print(inbox: Path) -> None:
    enter(inbox, a_run("2022-08"))
    tamper(inbox, "UPDATE runs SET digest = 'x'")
    with pytest.raises(PipelineError, match="số 1 không có mã băm"):
        Office(a_run()).report(inbox)


def test_a_missing_inbox_is_said_with_its_remedy(inbox: Path) -> None:
    with pytest.raises(PipelineError, match="--inbox"):
        read_log(inbox / "khong-co")


def test_a_log_that_a_stopped_run_left_empty_is_begun(inbox: Path) -> None:
    (inbox / RUN_LOG).write_bytes(b"")
    assert check(read_log(inbox)) == ()
    enter(inbox, a_run())
    assert len(read_log(inbox).entries) == 1


# --- tampering ---------------------------------------------------------------------------------------


def tamper(inbox: Path, *statements: str) -> None:
    """What somebody does to the log with a tool of his own."""
    with closing(sqlite3.connect(inbox / RUN_LOG)) as log, log:
        for statement in statements:
            log.execute(statement)


Row = tuple[int, str, str]


def rows_of(inbox: Path) -> list[Row]:
    with closing(sqlite3.connect(inbox / RUN_LOG)) as log:
        return log.execute("SELECT position, record, digest FROM runs ORDER BY position").fetchall()


def put(inbox: Path, rows: list[Row], counter: int | None = None) -> None:
    """Other rows in the place of those that are there; the counter as it was unless one is given."""
    with closing(sqlite3.connect(inbox / RUN_LOG)) as log, log:
        (former,) = log.execute("SELECT seq FROM sqlite_sequence").fetchone()
        log.execute("DELETE FROM runs")
        log.executemany("INSERT INTO runs VALUES (?, ?, ?, '2022-09-15T08:30:00+07:00')", rows)
        log.execute("UPDATE sqlite_sequence SET seq = ?", (former if counter is None else counter,))


def rewritten(text: str, **told: Any) -> tuple[str, str]:
    """The text of a record with something else in it, and the hash that belongs to it."""
    text = json.dumps(json.loads(text) | told, sort_keys=True, separators=(",", ":"))
    return text, sha(text)


def relinked(rows: list[Row]) -> list[Row]:
    """A chain of these records that holds together again, as whoever knows the program could make it."""
    previous, chained = "", []
    for position, (_, text, _) in enumerate(rows, 1):
        text, digest = rewritten(text, position=position, previous=previous)
        chained.append((position, text, digest))
        previous = digest
    return chained


RUNS = st.builds(
    a_run,
    period=st.sampled_from(["2022-07", "2022-08", "2022-09", "2022-Q3"]),
    as_of=st.dates(date(2022, 1, 1), date(2022, 1, 3)),
    options=st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
    inputs=st.lists(
        st.builds(
            Input, st.text(max_size=5), st.just("c" * 64),
            st.datetimes(timezones=st.just(VIETNAM)), st.sampled_from(["accepted", "rejected"]),
        ),
        max_size=3,
    ).map(tuple),
)  # fmt: skip


@contextmanager
def chain_of(runs: list[Run]) -> Iterator[tuple[Path, list[Witness], list[Row]]]:
    with tempfile.TemporaryDirectory() as folder:
        witnesses = enter(Path(folder), *runs)
        yield Path(folder), witnesses, rows_of(Path(folder))


FORMS = st.lists(RUNS, min_size=3, max_size=6, unique_by=repr)


@given(st.lists(RUNS, max_size=6))
def test_an_untouched_chain_has_no_break(runs: list[Run]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        witnesses = enter(Path(folder), *runs, *runs)
        log = read_log(Path(folder))
        assert len(log.entries) == len({repr(run) for run in runs})
        assert check(log, witnesses) == ()


@given(FORMS, st.data())
def test_one_character_changed_anywhere_is_found_at_its_record(runs: list[Run], data: st.DataObject) -> None:
    with chain_of(runs) as (inbox, _, rows):
        at = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.sampled_from([1, 2]))
        text = str(rows[at][column])
        place = data.draw(st.integers(0, len(text) - 1))
        other = data.draw(st.one_of(st.just(""), st.characters(codec="utf-8")).filter(lambda c: c != text[place]))
        row: list[Any] = list(rows[at])
        row[column] = text[:place] + other + text[place + 1 :]
        put(inbox, [*rows[:at], (row[0], row[1], row[2]), *rows[at + 1 :]])
        assert ("changed", at + 1) in kinds(check(read_log(inbox)))


@given(FORMS, st.data())
def test_another_number_of_a_record_is_found(runs: list[Run], data: st.DataObject) -> None:
    with chain_of(runs) as (inbox, _, rows):
        at = data.draw(st.integers(0, len(rows) - 1))
        taken = {row[0] for row in rows}
        number = data.draw(st.integers(-(2**63), 2**63 - 1).filter(lambda n: n not in taken))
        put(inbox, [*rows[:at], (number, *rows[at][1:]), *rows[at + 1 :]])
        breaks = kinds(check(read_log(inbox)))
        assert ("changed", number) in breaks
        assert at + 1 == len(rows) or ("removed", at + 1) in breaks


def changed_leaf(told: Any, data: st.DataObject) -> Any:
    """The same JSON with one text or number in it replaced."""
    if isinstance(told, dict) and told:
        key = data.draw(st.sampled_from(sorted(told)))
        return told | {key: changed_leaf(told[key], data)}
    if isinstance(told, list) and told:
        return [changed_leaf(told[0], data), *told[1:]]
    return data.draw(st.sampled_from([None, 0, 1.5, "", "x", [], {}, 10**30, "2022-01-01", "f" * 64]).filter(
        lambda v: json.dumps(v) != json.dumps(told)
    ))  # fmt: skip


@given(FORMS, st.data())
def test_a_record_changed_together_with_its_hash_does_not_fit_the_next(runs: list[Run], data: st.DataObject) -> None:
    with chain_of(runs) as (inbox, _, rows):
        at = data.draw(st.integers(0, len(rows) - 2))
        text, digest = rewritten(json.dumps(changed_leaf(json.loads(rows[at][1]), data)))
        put(inbox, [*rows[:at], (at + 1, text, digest), *rows[at + 1 :]])
        breaks = kinds(check(read_log(inbox)))
        assert ("unlinked", at + 2) in breaks
        assert from_text(text) is not None or ("changed", at + 1) in breaks


@given(FORMS, st.data())
def test_the_last_record_changed_together_with_its_hash_is_found_by_its_report(
    runs: list[Run], data: st.DataObject
) -> None:
    with chain_of(runs) as (inbox, witnesses, rows):
        told = json.loads(rows[-1][1])
        part = data.draw(st.sampled_from(["position", "previous", "run"]))
        text, digest = rewritten(rows[-1][1], **{part: changed_leaf(told[part], data)})
        put(inbox, [*rows[:-1], (len(rows), text, digest)])
        assert check(read_log(inbox), witnesses)
        text, digest = rewritten(rows[-1][1], outputs=dict.fromkeys(told["outputs"], "f" * 64))
        put(inbox, [*rows[:-1], (len(rows), text, digest)])
        assert ("removed", len(rows)) in kinds(check(read_log(inbox), witnesses))


@given(FORMS, st.data())
def test_a_record_taken_out_is_found(runs: list[Run], data: st.DataObject) -> None:
    with chain_of(runs) as (inbox, _, rows):
        at = data.draw(st.integers(0, len(rows) - 1))
        put(inbox, rows[:at] + rows[at + 1 :])
        assert kinds(check(read_log(inbox))) == {("cut" if at == len(rows) - 1 else "removed", at + 1)}


@given(FORMS, st.data())
def test_records_taken_out_and_the_rest_numbered_anew_are_found(runs: list[Run], data: st.DataObject) -> None:
    with chain_of(runs) as (inbox, _, rows):
        at = data.draw(st.integers(0, len(rows) - 2))
        rest = [(n, *rewritten(text, position=n)) for n, (_, text, _) in enumerate(rows[at + 1 :], at + 1)]
        put(inbox, rows[:at] + rest, counter=len(rows) - 1)
        assert ("unlinked", at + 1) in kinds(check(read_log(inbox)))


@given(FORMS, st.data())
def test_a_tail_cut_off_together_with_the_counter_is_found_by_its_reports(runs: list[Run], data: st.DataObject) -> None:
    with chain_of(runs) as (inbox, witnesses, rows):
        kept = data.draw(st.integers(0, len(rows) - 1))
        put(inbox, rows[:kept], counter=kept)
        log = read_log(inbox)
        assert check(log) == () and check(log, witnesses[:kept]) == ()  # nothing in the log itself tells
        for witness in witnesses[kept:]:
            (found,) = check(log, [witness])
            assert found.kind == "cut" and witness.name in found.words


@given(FORMS, st.data())
def test_two_records_that_changed_places_are_found_both(runs: list[Run], data: st.DataObject) -> None:
    with chain_of(runs) as (inbox, _, rows):
        one, two = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=2, max_size=2, unique=True))
        rows[one], rows[two] = (one + 1, *rows[two][1:]), (two + 1, *rows[one][1:])
        put(inbox, rows)
        assert {("changed", one + 1), ("changed", two + 1)} <= kinds(check(read_log(inbox)))


@given(FORMS, st.data())
def test_a_record_put_in_is_found(runs: list[Run], data: st.DataObject) -> None:
    with chain_of(runs) as (inbox, _, rows):
        at = data.draw(st.integers(0, len(rows) - 1))
        forged = rewritten(rows[at][1], outputs={"bao-cao.docx": "f" * 64})
        later = [(n + 1, *rewritten(text, position=n + 1)) for n, text, _ in rows[at:]]
        put(inbox, [*rows[:at], (at + 1, *forged), *later], counter=len(rows) + 1)
        assert ("unlinked", at + 2) in kinds(check(read_log(inbox)))


@given(FORMS, st.data())
def test_a_record_put_in_behind_the_end_or_before_the_beginning_is_found(runs: list[Run], data: st.DataObject) -> None:
    with chain_of(runs) as (inbox, _, rows):
        number = data.draw(st.sampled_from([len(rows) + 1, 0, -5]))
        forged = (number, *rewritten(data.draw(st.sampled_from(rows))[1], position=number))
        put(inbox, [*rows, forged], counter=max(number, len(rows)))
        assert number in {b.position for b in check(read_log(inbox))}


@given(FORMS, st.data())
def test_a_chain_written_anew_is_contradicted_by_the_reports_behind(runs: list[Run], data: st.DataObject) -> None:
    with chain_of(runs) as (inbox, witnesses, rows):
        at = data.draw(st.integers(0, len(rows) - 2))
        text, _ = rewritten(rows[at][1], outputs={"bao-cao.docx": "f" * 64})
        rows[at] = (at + 1, text, "")
        put(inbox, relinked(rows))
        log = read_log(inbox)
        assert check(log) == ()
        assert [check(log, [w]) == () for w in witnesses] == [n < at for n in range(len(rows))]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE sqlite_sequence SET seq = 7", "cut"),
        ("UPDATE sqlite_sequence SET seq = 9223372036854775807", "cut"),
        ("UPDATE sqlite_sequence SET seq = 1", "counter"),
        ("UPDATE sqlite_sequence SET seq = -1", "counter"),
        ("UPDATE sqlite_sequence SET seq = NULL", "counter"),
        ("UPDATE sqlite_sequence SET seq = 'hai'", "counter"),
        ("UPDATE sqlite_sequence SET seq = 1e300", "counter"),
        ("DELETE FROM sqlite_sequence", "counter"),
        ("INSERT INTO sqlite_sequence VALUES ('runs', 2)", "counter"),
    ],
)
def test_a_counter_that_was_touched_is_found(inbox: Path, statement: str, kind: str) -> None:
    enter(inbox, a_run("2022-08"), a_run("2022-09"))
    tamper(inbox, statement)
    assert {b.kind for b in check(read_log(inbox))} == {kind}


def test_a_whole_log_that_is_gone_is_missed_by_every_report(inbox: Path) -> None:
    witnesses = enter(inbox, a_run("2022-08"), a_run("2022-09"))
    (inbox / RUN_LOG).unlink()
    assert [b.kind for b in check(read_log(inbox), witnesses)] == ["cut", "cut"]


def test_a_cut_stays_to_be_seen_when_the_log_goes_on(inbox: Path) -> None:
    witnesses = enter(inbox, a_run("2022-07"), a_run("2022-08"), a_run("2022-09"))
    tamper(inbox, "DELETE FROM runs WHERE position > 1")
    (after,) = enter(inbox, a_run("2022-Q3"))
    assert after.head == witnesses[1].head
    assert kinds(check(read_log(inbox))) == {("removed", 2)}


def test_a_full_counter_lets_nothing_be_entered_and_says_so(inbox: Path) -> None:
    enter(inbox, a_run("2022-08"))
    tamper(inbox, "UPDATE sqlite_sequence SET seq = 9223372036854775807")
    with pytest.raises(NotEntered):
        Office(a_run()).report(inbox)


def test_a_changed_log_goes_on_and_the_break_stays_where_it_is(inbox: Path) -> None:
    witnesses = enter(inbox, a_run("2022-08"))
    tamper(inbox, "UPDATE runs SET record = replace(record, 'accepted', 'rejected')")
    enter(inbox, a_run("2022-09"))
    assert kinds(check(read_log(inbox))) == {("changed", 1)}
    assert check(read_log(inbox), witnesses)[0].kind == "changed"


# --- reports as witnesses ----------------------------------------------------------------------------


def test_a_signed_report_is_known_by_its_registry_and_an_unsigned_one_by_its_bytes(inbox: Path) -> None:
    (witness,) = enter(inbox, a_run())
    log = read_log(inbox)
    signed, unread = replace(witness, sha256="e" * 64), replace(witness, registry="", run="")
    assert check(log, [signed, unread]) == ()
    assert kinds(check(log, [replace(signed, registry="e" * 64)])) == {("removed", 1)}
    assert kinds(check(log, [replace(witness, run="e" * 64)])) == {("removed", 1)}
    assert kinds(check(log, [replace(witness, head="e" * 64)])) == {("cut", 0)}


# --- whatever stands there ---------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
CELLS = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.binary(), st.text(st.characters(codec="utf-8")),
    JSON.map(json.dumps), st.sampled_from(["f" * 64, "[" * 100_000, "9" * 5000, '{"run": {}}', "{}"]),
)  # fmt: skip


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=4), CELLS)
def test_a_log_of_anything_at_all_is_told_and_never_trips(rows: list[tuple[Any, Any, Any, Any]], seq: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder)
        enter(inbox, a_run())
        with closing(sqlite3.connect(inbox / RUN_LOG)) as log, log:
            log.execute("UPDATE sqlite_sequence SET seq = ?", (seq,))
            log.execute("DROP TABLE runs")
            log.execute("CREATE TABLE runs (position, record, digest, made)")
            log.executemany("INSERT INTO runs VALUES (?, ?, ?, ?)", rows)
            log.execute("UPDATE runs SET record = CAST(record AS TEXT) WHERE rowid = 1")  # bytes that are no text
        witnesses = [Witness("x.docx", head, "", "") for head in ("", "x", "f" * 64)]
        breaks = check(read_log(inbox), witnesses)
        assert breaks and all(b.words for b in breaks)


@given(FORMS.map(lambda runs: runs[0]), st.data())
def test_a_record_with_anything_in_a_place_of_it_is_read_as_it_is_or_not_at_all(run: Run, data: st.DataObject) -> None:
    with chain_of([run]) as (_, _, rows):
        told = json.loads(rows[0][1])
        place = data.draw(st.sampled_from([told, told["run"], *told["run"]["inputs"]]))
        place[data.draw(st.sampled_from([*place, "khac"]))] = data.draw(JSON)
        text = json.dumps(told, sort_keys=True, separators=(",", ":"))
        read = from_text(text)
        assert read is None or to_text(read) == text


def sentence(inbox: Path, *statements: str) -> str:
    tamper(inbox, *statements)
    return check(read_log(inbox))[0].words


SENTENCES: list[tuple[str, str]] = [
    (
        "UPDATE runs SET record = replace(record, '2022-08', '2022-07') WHERE position = 2",
        "Bản ghi số 2 (lập lúc 09:30 ngày 15/09/2022) đã bị sửa: nội dung không khớp mã băm ghi bên cạnh. "
        "Không còn dựa được vào bản ghi này để biết báo cáo đã dùng những tệp nào.",
    ),
    (
        "UPDATE runs SET record = '' WHERE position = 2",
        "Bản ghi số 2 (lập lúc 09:30 ngày 15/09/2022) đã bị sửa: nội dung không còn đúng khuôn mẫu của nhật ký. "
        "Không còn dựa được vào bản ghi này để biết báo cáo đã dùng những tệp nào.",
    ),
    (
        "DELETE FROM runs WHERE position = 2",
        "Nhật ký thiếu bản ghi số 2: đã bị xóa. Không còn biết báo cáo lập khi đó đã dùng những tệp nào.",
    ),
    (
        "DELETE FROM runs WHERE position < 3",
        "Nhật ký thiếu các bản ghi từ số 1 đến số 2: đã bị xóa. "
        "Không còn biết báo cáo lập khi đó đã dùng những tệp nào.",
    ),
    (
        "DELETE FROM runs WHERE position > 1",
        "Nhật ký đã ghi đến bản ghi số 3 nhưng chỉ còn đến số 1: phần cuối đã bị cắt. "
        "Không còn biết các báo cáo lập sau chỗ đó đã dùng những tệp nào.",
    ),
    (
        "UPDATE sqlite_sequence SET seq = 2",
        "Bộ đếm của nhật ký không khớp bản ghi cuối (số 3): tệp đã bị sửa ngoài phần mềm này. "
        "Không bảo đảm được phần cuối nhật ký còn đủ.",
    ),
]


@pytest.mark.parametrize(("statement", "words"), SENTENCES, ids=[words[:40] for _, words in SENTENCES])
def test_a_break_is_said_with_its_record_and_what_it_means(inbox: Path, statement: str, words: str) -> None:
    enter(inbox, a_run("2022-07"), a_run("2022-08"), a_run("2022-09"))
    assert sentence(inbox, statement) == words


def test_what_a_report_contradicts_is_said(inbox: Path) -> None:
    first, second = enter(inbox, a_run("2022-08"), a_run("2022-09"))
    head = second.head[:12]
    tamper(inbox, "DELETE FROM runs WHERE position = 2", "UPDATE sqlite_sequence SET seq = 1")
    (found,) = check(read_log(inbox), [first, second])
    assert found.words == (
        f"“bao-cao-2022-09.docx” in mã băm {head}…, lần lập đó phải là bản ghi số 2 nhưng nhật ký không có: phần cuối "
        "đã bị cắt, hoặc tệp này không phải báo cáo lập từ hộp nhận này. "
        "Không còn biết các báo cáo lập sau chỗ đó đã dùng những tệp nào."
    )
    (inbox / RUN_LOG).unlink()
    lost, gone = check(read_log(inbox), [first, second])
    assert lost.found.startswith(
        "“bao-cao-2022-08.docx” được lập khi nhật ký còn trống, lần lập đó phải là bản ghi số 1"
    )
    assert "nhật ký không có bản ghi nào mang mã đó: phần cuối đã bị cắt hoặc viết lại" in gone.found
    (odd,) = check(read_log(inbox), [replace(first, head="\x1b[31m")])
    assert "mã băm không hợp lệ" in odd.found and "\x1b" not in odd.found
