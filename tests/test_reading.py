"""Files are read in any order, by any number of processes, once or again: what they say is the same."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import run
from pipeline.intake.register import READINGS, Received, receive
from pipeline.model import Arrival, CaseList, Fact, Finding, PipelineError, Plan, Source, Submission, Waiver
from pipeline.plan import read_plan
from pipeline.progress import SILENT, Lines
from pipeline.reading import inbox as reading
from pipeline.reading import workers
from pipeline.reading.both import Read, answered_in, read_all, read_both
from pipeline.reading.record import Later, NoRecord, from_text, from_texts, to_text
from pipeline.reading.store import Store, rules_of
from pipeline.second.answers import Paper, Said
from pipeline.verifying import verify
from pipeline.vietnamese import VIETNAM
from tests.drawing import codes, draw_plan, fill, plan_rows, received, shipped_plan, small_plan, template

NOW = datetime(2022, 9, 16, 8, tzinfo=VIETNAM)
EXAMPLE = Path(__file__).parents[1] / "examples" / "2022-09" / "inbox"


def form(count: int, period: str = "2022-09") -> bytes:
    return fill(template(small_plan(), "I.2", "VP", period), in_I_2_1_count=count)


@cache
def example() -> tuple[Received, ...]:
    """The example's files, with their bytes at hand."""
    found = [p for p in sorted(EXAMPLE.rglob("*")) if p.is_file() and p.suffix != ".sqlite" and p.name != READINGS]
    return tuple(received(p.read_bytes(), p.relative_to(EXAMPLE).as_posix(), n) for n, p in enumerate(found, 1))


@cache
def said_alone() -> tuple[Read, ...]:
    return tuple(read_both(r, shipped_plan()) for r in example())


# --- records ------------------------------------------------------------------------------------------------

texts = st.text(max_size=70)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
shares = st.fractions(min_value=0, max_denominator=10**9)
values = st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | days | texts | st.booleans()
ARRIVAL = Arrival("tháng 9/gửi.xlsx", "ab" * 32, NOW, 7)
sources = st.builds(Source, st.just(ARRIVAL.sha256) | texts, st.just(ARRIVAL.name) | texts, texts, texts, texts, texts)
facts = st.builds(Fact, texts, texts, values, sources, st.none() | st.integers(0, 9))
cases = st.lists(st.tuples(texts, days, days, st.none() | days), max_size=4)
columns = cases.map(lambda rows: tuple(zip(*rows, strict=True)) or ((),) * 4)
lists = st.tuples(texts, columns, sources).map(lambda told: CaseList(told[0], *told[1], told[2]))
waivers = st.none() | st.builds(Waiver, *[texts] * 6, days, texts)
findings = st.builds(Finding, texts, st.sampled_from(["error", "warning", "info"]), *[texts] * 5, waivers)
parts = st.builds(
    Submission, st.just(ARRIVAL), texts, texts, texts, st.lists(facts, max_size=4).map(tuple),
    st.lists(lists, max_size=2).map(tuple), st.lists(st.tuples(texts, sources), max_size=2).map(tuple),
    st.lists(findings, max_size=3).map(tuple), st.sampled_from(["accepted", "rejected"]),
    st.none() | st.integers(0, 99), st.booleans(), st.lists(texts, max_size=2).map(tuple),
)  # fmt: skip
papers = st.lists(st.builds(Paper, st.lists(texts, max_size=3).map(tuple), days), max_size=3).map(tuple)
factors = st.lists(st.tuples(texts, shares, shares), max_size=3).map(tuple)
said = st.builds(Said, days, shares, st.none() | shares, factors, papers, st.booleans(), st.booleans())
answers = st.none() | st.tuples(st.dictionaries(texts, said, max_size=2), st.dictionaries(texts, said, max_size=2))
reads = st.lists(st.tuples(parts, answers), min_size=1, max_size=2).flatmap(
    lambda pairs: st.builds(
        Read, st.just(tuple(p for p, _ in pairs)), st.just(tuple(a for _, a in pairs)), st.booleans()
    )
)


def kinds_within(value: object) -> object:
    """A value with the types of all in it: 1, True and Decimal(1) are equal, and not the same."""
    if isinstance(value, (tuple, Later)):
        return [kinds_within(v) for v in value]
    if isinstance(value, dict):
        return {k: kinds_within(v) for k, v in value.items()}
    names = getattr(type(value), "__slots__", None) or getattr(value, "__dict__", ())
    if isinstance(value, (date, Decimal, Fraction, str, int)) or not names:
        return type(value).__name__, str(value)
    return type(value).__name__, [kinds_within(getattr(value, name)) for name in names]


@given(reads)
@settings(max_examples=60)
def test_a_record_tells_all_that_a_file_said(read: Read) -> None:
    again = from_text(to_text(read), ARRIVAL)
    assert again == read and kinds_within(again) == kinds_within(read)


def test_records_of_the_example_tell_all_that_its_files_said() -> None:
    """All together: each with its own receipt."""
    again = from_texts(map(to_text, said_alone()), [file.arrival for file in example()])
    assert [kinds_within(read) for read in again] == [kinds_within(read) for read in said_alone()]


@given(st.text(max_size=40) | st.recursive(st.none() | st.integers() | st.text(max_size=9), st.lists).map(repr))
@settings(max_examples=200)
def test_what_is_no_record_is_told_from_one(text: str) -> None:
    with pytest.raises(NoRecord):
        from_text(text, ARRIVAL)


def test_one_text_among_many_that_is_no_record_is_told_of() -> None:
    texts = [*map(to_text, said_alone()[:3]), "[[],true]\t[]"]
    with pytest.raises(NoRecord):
        from_texts(texts, [file.arrival for file in example()[:4]])


@pytest.mark.parametrize("answers", ["[", "[[1]]", "[]", "[null,null]"])
def test_answers_that_are_none_are_told_of_when_they_are_asked_for(answers: str) -> None:
    (sound, *_) = said_alone()
    told = to_text(sound).split("\t")[0]
    reads = from_texts([f"{told}\t{answers}"], [example()[0].arrival])
    assert reads[0].parts == sound.parts
    with pytest.raises(PipelineError, match="Xóa tệp ấy rồi chạy lại"):
        answered_in(reads)


@pytest.mark.parametrize("text", ['["Plan"]', '["Read",["","x"],[""],true]', '["os.system","id"]', "[" * 10_000])
def test_a_record_brings_in_no_other_kind_of_thing(text: str) -> None:
    with pytest.raises(NoRecord):
        from_text(text, ARRIVAL)


# --- processes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_any_number_of_processes_says_the_same(processes: int) -> None:
    assert tuple(reading.read_inbox(example(), shipped_plan(), processes=processes)) == said_alone()


def test_the_order_of_reading_says_nothing() -> None:
    numbers = list(range(len(example())))
    random.Random(8).shuffle(numbers)
    found = reading.read_inbox([example()[n] for n in numbers], shipped_plan(), processes=1)
    assert dict(zip(numbers, found, strict=True)) == dict(enumerate(said_alone()))


def test_processes_that_begin_from_nothing_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows and macOS, where a process is no copy of the one that begins it."""
    monkeypatch.setattr(workers, "KIND", "spawn")
    few = example()[:30]
    assert tuple(reading.read_inbox(few, shipped_plan(), processes=2)) == said_alone()[:30]


@pytest.mark.skipif(os.name != "posix", reason="a process cannot be made to die so there")
@pytest.mark.parametrize("fatal", [{3}, {0, 29}, {7, 8, 9}], ids=["one", "first and last", "neighbours"])
def test_a_process_that_dies_costs_one_file(fatal: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    few = [received(form(n + 1), f"{n}.xlsx", n) for n in range(30)]
    expected = [read_both(r, small_plan()) for r in few]
    names = {few[n].arrival.name for n in fatal}

    def deadly(files: Sequence[Received], plan: Plan) -> Iterator[Read]:
        if names & {file.arrival.name for file in files}:
            os._exit(1)
        return read_all(files, plan)

    monkeypatch.setattr(workers, "read_all", deadly)
    monkeypatch.setattr(workers, "BATCH", 4)
    found = reading.read_inbox(few, small_plan(), processes=2)
    for number, (before, now) in enumerate(zip(expected, found, strict=True)):
        if number in fatal:
            (part,) = now.parts
            assert (part.arrival, part.state, codes(part.findings)) == (few[number].arrival, "rejected", ["GATE_DIED"])
        else:
            assert now == before


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 5), st.integers(1, 12))
def test_what_is_sent_at_once_is_bounded(sizes: list[int], most_files: int, most: int) -> None:
    """By files and by bytes; every file goes once, in its order, and one that is too large by itself."""
    handed: list[list[int]] = []

    def read(said: bytes, files: Sequence[Received]) -> list[str]:
        handed.append([len(file.source) for file in files if isinstance(file.source, bytes)])
        return [""] * len(files)

    files = [(n, received(bytes(size), f"{n}.xlsx", n)) for n, size in enumerate(sizes)]
    hands = workers.Hands(1, start=ThreadPoolExecutor, read=read, batch=most_files, most=most)
    told = [number for some in workers.read_many(files, small_plan(), hands) for number, _ in some]
    assert sorted(told) == list(range(len(sizes))) and [size for batch in handed for size in batch] == sizes
    assert all(len(batch) <= most_files and (sum(batch) <= most or len(batch) == 1) for batch in handed)


def test_each_file_is_told_of_once_it_is_done() -> None:
    told: list[int] = []
    reading.read_inbox(example(), shipped_plan(), processes=2, done=told.append)
    assert sum(told) == len(example())


# --- what is kept -------------------------------------------------------------------------------------------


@pytest.fixture
def box(tmp_path: Path) -> Path:
    for n in (7, 8, 9):
        (tmp_path / f"tháng {n}").mkdir()
        (tmp_path / f"tháng {n}" / "gửi.xlsx").write_bytes(form(n, f"2022-0{n}"))
    (tmp_path / "hong.xlsx").write_bytes(form(9)[:-40])
    return tmp_path


class Readings:
    """Which files are really read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        monkeypatch.setattr(reading, "read_all", self.read)

    def read(self, files: Iterable[Received], plan: Plan) -> Iterator[Read]:
        read = list(files)
        self.names += [file.arrival.name for file in read]
        return read_all(read, plan)

    def taken(self) -> list[str]:
        names, self.names = self.names, []
        return sorted(names)


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Readings:
    return Readings(monkeypatch)


ALL = ["hong.xlsx", "tháng 7/gửi.xlsx", "tháng 8/gửi.xlsx", "tháng 9/gửi.xlsx"]


def bring(box: Path, plan: Plan | None = None, later: int = 0) -> run.Taken:
    return run.bring_in(box, plan or small_plan(), None, NOW + timedelta(days=later))


def test_nothing_is_read_twice(box: Path, readings: Readings) -> None:
    first = bring(box)
    assert readings.taken() == ALL
    kept = (box / READINGS).read_bytes()
    again = bring(box, later=1)
    assert readings.taken() == [] and (box / READINGS).read_bytes() == kept
    assert (again.submissions, answered_in(again.reads)) == (first.submissions, answered_in(first.reads))
    assert {s.key for s in again.submissions if s.accepted} == {f"I.2/VP/2022-0{n}" for n in (7, 8, 9)}


def test_what_is_new_or_has_changed_is_read(box: Path, readings: Readings) -> None:
    bring(box)
    readings.taken()
    (box / "tháng 9" / "gửi.xlsx").write_bytes(form(40))
    (box / "tháng 8" / "gửi.xlsx").rename(box / "tháng 8" / "tên khác.xlsx")
    counts = {f.value for s in bring(box, later=1).submissions for f in s.facts if f.field == "count"}
    assert readings.taken() == ["tháng 8/tên khác.xlsx", "tháng 9/gửi.xlsx"] and counts == {40, 7, 8}


def other_plan(sheet: str, **cells: object) -> Plan:
    rows = plan_rows()
    rows[sheet][-1] |= cells
    plan, findings = read_plan(draw_plan(rows), "ke-hoach.xlsx")
    assert plan is not None, findings
    return plan


@pytest.mark.parametrize(
    ("sheet", "cells", "read"),
    [
        ("Chỉ tiêu", {"name": "Chỉ tiêu mang tên khác"}, ALL),
        ("Đơn vị", {"name": "Đơn vị mang tên khác"}, ALL),
        ("Bố cục báo cáo", {"title": "Phần mang tên khác"}, []),
    ],
)
def test_a_changed_plan_is_asked_again_where_it_can_change_the_reading(
    box: Path, readings: Readings, sheet: str, cells: dict[str, object], read: list[str]
) -> None:
    bring(box)
    readings.taken()
    bring(box, other_plan(sheet, **cells))
    assert readings.taken() == read


def test_another_version_of_the_program_reads_for_itself(
    box: Path, readings: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(box)
    readings.taken()
    monkeypatch.setattr("pipeline.reading.store.build", lambda: "1.1+000000000000")
    bring(box)
    assert readings.taken() == ALL


def test_plans_of_the_same_words_have_the_same_rules() -> None:
    plan, _ = read_plan(draw_plan(plan_rows()), "tên tệp khác.xlsx")
    assert plan is not None and rules_of(plan) == rules_of(replace(plan, source="ke-hoach.xlsx", sha256="0" * 64))


def spoil_a_byte(chance: random.Random) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)

    return spoil


def retell(path: Path) -> None:
    """A figure in a record is made another."""
    with sqlite3.connect(path) as store:
        ((packed,),) = store.execute("SELECT packed FROM batches").fetchall()
        told = zlib.decompress(packed).decode().replace('"count",8,', '"count",80,')
        assert "80" in told
        store.execute("UPDATE batches SET packed = ?", (zlib.compress(told.encode()),))
    store.close()


DAMAGE: dict[str, Callable[[Path], None]] = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "empty": lambda path: path.write_bytes(b""),
    "no database": lambda path: path.write_bytes("Không phải kho".encode() * 400),
    "another's table": lambda path: (path.unlink(), sqlite3.connect(path).executescript("CREATE TABLE batches (x)")),  # type: ignore[dict-item]
    "retold": retell,
    "a folder": lambda path: (path.unlink(), path.mkdir()),  # type: ignore[dict-item]
} | {f"byte {n}": spoil_a_byte(random.Random(n)) for n in range(25)}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_store_is_never_believed(box: Path, damage: str) -> None:
    expected = bring(box).submissions
    DAMAGE[damage](box / READINGS)
    assert bring(box).submissions == expected  # and again, with what the damaged one became
    assert bring(box).submissions == expected


@pytest.mark.parametrize("damage", ["cut", "no database", "another's table", "retold"])
def test_a_damaged_store_is_built_anew(box: Path, readings: Readings, damage: str) -> None:
    bring(box)
    DAMAGE[damage](box / READINGS)
    readings.taken()
    told: list[str] = []
    run.bring_in(box, small_plan(), None, NOW, progress=Lines(told.append, lambda: 0.0))
    assert readings.taken() and ["bị hỏng" in text for text in told] == [False, True]
    bring(box)
    assert readings.taken() == []


def test_what_is_spoiled_costs_what_lies_with_it(
    box: Path, readings: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file by itself here; what was spoiled once is read once."""
    monkeypatch.setattr(reading, "_KEPT_AT_ONCE", 1)
    bring(box)
    with sqlite3.connect(box / READINGS) as store:
        store.execute("UPDATE batches SET proof = zeroblob(16) WHERE number = 2")
    store.close()
    assert readings.taken() == ALL
    bring(box)
    assert len(readings.taken()) == 1
    bring(box)
    assert readings.taken() == []


def test_what_is_spoiled_of_files_that_are_gone_is_told_of_once(box: Path) -> None:
    bring(box)
    retell(box / READINGS)
    shutil.rmtree(box / "tháng 8")
    for name in ("hong.xlsx", "tháng 7/gửi.xlsx", "tháng 9/gửi.xlsx"):
        (box / name).unlink()
    told: list[str] = []
    for _ in range(2):
        run.bring_in(box, small_plan(), None, NOW, progress=Lines(told.append, lambda: 0.0))
    assert ["bị hỏng" in text for text in told].count(True) == 1


def test_the_store_of_an_older_program_is_no_damaged_one(box: Path, readings: Readings) -> None:
    with sqlite3.connect(box / READINGS) as store:
        store.execute("CREATE TABLE records (file TEXT PRIMARY KEY, rules TEXT, proof BLOB, text BLOB) WITHOUT ROWID")
        store.execute("INSERT INTO records VALUES ('tệp', 'quy tắc', x'00', zeroblob(100000))")
    store.close()
    told: list[str] = []
    run.bring_in(box, small_plan(), None, NOW, progress=Lines(told.append, lambda: 0.0))
    assert readings.taken() == ALL and not any("bị hỏng" in text for text in told)
    bring(box)
    assert readings.taken() == []
    with sqlite3.connect(box / READINGS) as store:
        assert store.execute("SELECT name FROM sqlite_master").fetchall() == [("batches",)]
    store.close()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_run_is_told_of_each_file_whoever_reads_it(box: Path, processes: int) -> None:
    """Once anew, once from the store: all files are counted, and they are no more than there are."""
    watch = iter(range(0, 90_000, 10))  # ten seconds from one look to the next: no file goes without a line
    for _ in range(2):
        told: list[str] = []
        progress = Lines(told.append, lambda: next(watch))
        run.bring_in(box, small_plan(), None, NOW, processes=processes, progress=progress)
        assert (told[0], told[-1]) == ("Đang đọc tệp: 4…", "Đang đọc tệp: 4/4 (100%)")


def test_an_inbox_that_cannot_be_written_is_read_without_a_store(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object, **__: object) -> Iterator[None]:
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY
        raise error

    bring(box)  # the register knows the files
    expected = bring(box).submissions
    (box / READINGS).unlink()
    plan, files = small_plan(), receive(box, NOW)
    monkeypatch.setattr("pipeline.reading.store.sqlite3.connect", no)
    found = reading.read_inbox(files, plan, store=Store(box, plan))
    assert [p.key for r in found for p in r.parts] == [s.key for s in expected] and not (box / READINGS).exists()


def test_what_was_of_the_hour_is_not_kept(box: Path, readings: Readings) -> None:
    """A file that changes while it is read is refused in this run, and read in the next one."""
    files = receive(box, NOW)
    path = box / "tháng 9" / "gửi.xlsx"
    data = path.read_bytes()
    path.write_bytes(form(77))
    found = {
        p.arrival.name: p
        for r in reading.read_inbox(files, small_plan(), store=Store(box, small_plan()))
        for p in r.parts
    }
    assert codes(found["tháng 9/gửi.xlsx"].findings) == ["GATE_UNREADABLE"]
    assert "thay đổi" in found["tháng 9/gửi.xlsx"].findings[0].message
    path.write_bytes(data)
    readings.taken()
    came = {s.arrival.name: s for s in bring(box).submissions}
    assert readings.taken() == ["tháng 9/gửi.xlsx"] and came["tháng 9/gửi.xlsx"].accepted


def test_the_store_is_no_file_of_the_inbox(box: Path) -> None:
    bring(box)
    assert (box / READINGS).is_file() and sorted(s.arrival.name for s in bring(box).submissions) == ALL


def test_verifying_reads_the_originals_not_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def believed(*_: object) -> Iterator[tuple[str, str]]:
        raise AssertionError("the store was asked")

    inbox, out = tmp_path / "inbox", tmp_path / "out"
    shutil.copytree(EXAMPLE / "VP", inbox / "tháng 9")
    plan = Path(__file__).parents[1] / "input_templates" / "ke-hoach.xlsx"
    made = run.make_report(plan, inbox, "2022-09", out, None, NOW, SILENT)
    monkeypatch.setattr(Store, "find", believed)
    report = next(path for path in made.files if path.name.startswith("bao-cao") and path.suffix == ".docx")
    assert verify(report, plan, inbox, asked=True).differences == ()


# --- the whole line -----------------------------------------------------------------------------------------


def test_a_report_has_the_same_bytes_however_it_was_read(tmp_path: Path) -> None:
    """One process, several, and from the store: every file that a run writes."""
    inbox = tmp_path / "inbox"
    shutil.copytree(EXAMPLE, inbox, ignore=shutil.ignore_patterns(READINGS, "nhat-ky*"))
    plan = Path(__file__).parents[1] / "input_templates" / "ke-hoach.xlsx"
    found = []
    for way, processes in (("một", 1), ("ba", 3), ("kho", None)):
        if way != "kho":
            (inbox / READINGS).unlink(missing_ok=True)
        for log in inbox.glob("nhat-ky*"):
            log.unlink()
        run.make_report(plan, inbox, "2022-09", tmp_path / way, None, NOW, SILENT, processes=processes)
        files = sorted(p for p in (tmp_path / way).rglob("*") if p.is_file())
        found.append({p.relative_to(tmp_path / way): p.read_bytes() for p in files})
    assert found[0] == found[1] == found[2] and len(found[0]) > 4
