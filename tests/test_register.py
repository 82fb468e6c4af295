"""The inbox over time: what was received stays on record, and the newest valid answer counts."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import beside
from pipeline.intake import register
from pipeline.intake.register import FILE_NAME, add_arrivals, receive, receive_files
from pipeline.intake.settle import for_period, settle
from pipeline.messages import finding
from pipeline.model import Arrival, PipelineError, State, Submission
from pipeline.run import taken
from pipeline.vietnamese import VIETNAM
from tests.amount import some
from tests.drawing import codes, fill, small_plan, template

PLAN = small_plan()
START = datetime(2022, 9, 15, 8, 0, tzinfo=VIETNAM)


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def drop(inbox: Path, name: str, content: bytes | str, changed: int = 0) -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (changed, changed))
    return path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def seen(inbox: Path, hours: int = 0) -> list[str]:
    return [r.arrival.name for r in receive(inbox, at(hours))]


# --- the register ------------------------------------------------------------------------------------


def test_every_file_is_received_exactly_once_whatever_it_is(inbox: Path) -> None:
    names = ["a.xlsx", "VP/a.xlsx", "VP/sâu/b.txt", ".gitkeep", "~$a.xlsx", "Thumbs.db", "rỗng", "VP/" + FILE_NAME]
    for name in names:
        drop(inbox, name, "" if name == "rỗng" else name)
    assert sorted(seen(inbox)) == sorted(names)
    assert sorted(seen(inbox, 5)) == sorted(names)


def test_a_file_keeps_the_time_of_the_run_that_first_saw_it(inbox: Path) -> None:
    drop(inbox, "a.xlsx", "một")
    receive(inbox, at(0))
    drop(inbox, "b.xlsx", "hai")
    first, second = receive(inbox, at(30))
    assert (first.arrival.name, first.arrival.received) == ("a.xlsx", at(0))
    assert (second.arrival.name, second.arrival.received) == ("b.xlsx", at(30))
    assert (first.data, second.data) == ("một".encode(), b"hai")


def test_files_first_seen_together_are_ordered_by_their_change_then_by_name(inbox: Path) -> None:
    drop(inbox, "a.xlsx", "1", changed=300)
    drop(inbox, "c.xlsx", "2", changed=100)
    drop(inbox, "b.xlsx", "3", changed=100)
    assert seen(inbox) == ["b.xlsx", "c.xlsx", "a.xlsx"]
    os.utime(inbox / "a.xlsx", (1, 1))  # the register does not forget
    assert seen(inbox, 1) == ["b.xlsx", "c.xlsx", "a.xlsx"]


def test_running_twice_does_not_change_a_byte_of_the_register(inbox: Path) -> None:
    drop(inbox, "a.xlsx", "một")
    receive(inbox, at(0))
    before = (inbox / FILE_NAME).read_bytes()
    assert receive(inbox, at(48)) == receive(inbox, at(72))
    assert (inbox / FILE_NAME).read_bytes() == before
    assert sorted(p.name for p in inbox.iterdir()) == sorted(["a.xlsx", FILE_NAME])


def entries(inbox: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(inbox / FILE_NAME) as register:
        return register.execute("SELECT name, received FROM arrivals ORDER BY position").fetchall()


def test_entries_are_only_ever_added(inbox: Path) -> None:
    drop(inbox, "a.xlsx", "một")
    receive(inbox, at(0))
    drop(inbox, "a.xlsx", "hai")  # replaced under its name
    drop(inbox, "b.xlsx", "ba")
    (inbox / "x").mkdir()
    receive(inbox, at(10))
    (inbox / "b.xlsx").unlink()
    (only,) = receive(inbox, at(20))
    assert only.arrival.received == at(10) and only.data == b"hai"
    names = [name for name, _ in entries(inbox)]
    assert sorted(names) == ["a.xlsx", "a.xlsx", "b.xlsx"] and names[0] == "a.xlsx"


def test_a_file_entered_once_more_keeps_its_first_time(inbox: Path) -> None:
    """A register that comes with its files fixes their times, and nobody can move them later."""
    drop(inbox, "a.xlsx", "một")
    digest = hashlib.sha256("một".encode()).hexdigest()
    for moment in (at(-50), at(-10)):
        add_arrivals(inbox, [("a.xlsx", digest, 4, moment.isoformat())])
    (known,) = receive(inbox, at(0))
    assert known.arrival.received == at(-50) and len(entries(inbox)) == 1


def test_a_file_that_comes_back_is_known_from_before(inbox: Path) -> None:
    drop(inbox, "a.xlsx", "một")
    receive(inbox, at(0))
    (inbox / "a.xlsx").unlink()
    assert receive(inbox, at(1)) == ()
    drop(inbox, "a.xlsx", "một")
    (again,) = receive(inbox, at(2))
    assert again.arrival.received == at(0)


def test_half_of_many_files_is_weighed_by_another_process_and_nothing_differs(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        drop(inbox, f"VP/{number}.xlsx", f"nội dung {number % 4}", changed=number)
    (inbox / "VP/5 liên kết.xlsx").symlink_to(inbox / "VP/1.xlsx")
    alone = receive(inbox, at(0))
    weighed = inbox.parent / "ai cân"
    weigh = register._weigh

    def noted(place: str) -> object:
        with weighed.open("a") as file:
            file.write(f"{os.getpid()}\n")
        return weigh(place)

    monkeypatch.setattr(beside, "cores", lambda: 2)
    monkeypatch.setattr(register, "_MANY", 10)
    monkeypatch.setattr(register, "_weigh", noted)
    assert receive(inbox, at(5), apart=True) == alone
    assert sorted(Counter(weighed.read_text().split()).values()) == [5, 5]
    weighed.unlink()
    monkeypatch.setattr(register, "_MANY", 11)
    assert receive(inbox, at(6), apart=True) == receive(inbox, at(7)) == alone
    assert set(weighed.read_text().split()) == {str(os.getpid())}


def test_an_empty_inbox_has_nothing_and_gets_no_register(inbox: Path) -> None:
    assert receive(inbox, at(0)) == () and list(inbox.iterdir()) == []


def test_links_are_never_followed(inbox: Path, tmp_path: Path) -> None:
    secret = drop(tmp_path, "bi-mat.txt", "mật khẩu")
    (tmp_path / "ngoai").mkdir()
    drop(tmp_path, "ngoai/x.xlsx", "x")
    (inbox / "tep.xlsx").symlink_to(secret)
    (inbox / "thu-muc").symlink_to(tmp_path / "ngoai")
    (inbox / "vong").symlink_to(inbox)
    (inbox / "gay").symlink_to(tmp_path / "khong-co")
    found = receive(inbox, at(0))
    assert sorted(r.arrival.name for r in found) == ["gay", "tep.xlsx", "thu-muc", "vong"]
    assert all(r.data is None for r in found)
    assert {s.state for s in taken(found, PLAN).submissions} == {"rejected"}
    assert {c for s in taken(found, PLAN).submissions for c in codes(s.findings)} == {"GATE_LINK"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_in_the_inbox_blocks_nobody(inbox: Path) -> None:
    os.mkfifo(inbox / "ong-dan")
    (found,) = taken(receive(inbox, at(0)), PLAN).submissions
    assert codes(found.findings) == ["GATE_UNREADABLE"]


def test_a_file_without_permission_is_listed_with_its_reason(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(inbox, "a.xlsx", "một")

    def refuse(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pipeline.intake.register._whole", refuse)
    (found,) = taken(receive(inbox, at(0)), PLAN).submissions
    assert codes(found.findings) == ["GATE_UNREADABLE"]


@pytest.mark.skipif(os.name == "nt", reason="names are text on Windows")
def test_a_name_in_another_encoding_is_received_under_one_that_can_be_printed(inbox: Path) -> None:
    (inbox / os.fsdecode(b"b\xe1o c\xe1o.xlsx")).write_bytes(b"x")
    (found,) = receive(inbox, at(0))
    assert found.data == b"x"
    found.arrival.name.encode("utf-8")
    assert receive(inbox, at(5)) == (found,)


def test_a_missing_inbox_is_said_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="--inbox"):
        receive(tmp_path / "khong-co", at(0))


def test_a_register_that_a_stopped_run_left_empty_is_begun_again(inbox: Path) -> None:
    drop(inbox, "a.xlsx", "một")
    drop(inbox, FILE_NAME, b"")
    (found,) = receive(inbox, at(0))
    assert found.arrival.received == at(0)


@pytest.mark.parametrize("content", [b"khong phai sqlite" * 100])
def test_a_damaged_register_stops_the_run_and_is_left_alone(inbox: Path, content: bytes) -> None:
    drop(inbox, "a.xlsx", "một")
    drop(inbox, FILE_NAME, content)
    with pytest.raises(PipelineError, match="sổ tiếp nhận"):
        receive(inbox, at(0))
    assert (inbox / FILE_NAME).read_bytes() == content


def test_files_outside_any_inbox_are_read_without_a_register(tmp_path: Path) -> None:
    drop(tmp_path, "x/a.xlsx", "một")
    drop(tmp_path, "x/y/b.xlsx", "hai")
    drop(tmp_path, "c.xlsx", "ba")
    found = receive_files([tmp_path / "x", tmp_path / "c.xlsx"], at(0))
    assert [r.arrival.name for r in found] == ["x/a.xlsx", "x/y/b.xlsx", "c.xlsx"]
    assert not list(tmp_path.rglob(FILE_NAME))
    with pytest.raises(PipelineError, match="khong-co"):
        receive_files([tmp_path / "khong-co"], at(0))


# --- which one counts ----------------------------------------------------------------------------------


def arrived(name: str, hours: int, *, state: State = "accepted", digest: str = "", unit: str = "VP",
            period: str = "2022-09", task: str = "I.2") -> Submission:  # fmt: skip
    arrival = Arrival(name, digest or name, at(hours), hours)
    said = (finding("DATA_EMPTY"),) if state == "rejected" else ()
    return Submission(arrival, task, unit, period, findings=said, state=state)


def states(*submissions: Submission) -> list[str]:
    return [s.state for s in settle(submissions, PLAN)]


def test_the_newest_valid_submission_counts() -> None:
    first, second, third = settle([arrived("a", 0), arrived("b", 1), arrived("c", 2)], PLAN)
    assert (first.state, second.state, third.state) == ("superseded", "superseded", "accepted")
    assert codes(first.findings) == ["MERGE_SUPERSEDED"] and "“b”" in first.findings[-1].message


def test_an_invalid_later_one_does_not_supersede() -> None:
    assert states(arrived("a", 0), arrived("b", 1, state="rejected")) == ["accepted", "rejected"]
    assert states(arrived("a", 0), arrived("b", 1, state="rejected"), arrived("c", 2)) == [
        "superseded", "rejected", "accepted",
    ]  # fmt: skip


def test_another_unit_task_or_period_supersedes_nothing() -> None:
    others = [arrived("b", 1, unit="TTLT"), arrived("c", 2, period="2022-08"), arrived("d", 3, task="II.2")]
    assert states(arrived("a", 0), *others) == ["accepted"] * 4


def test_a_submission_with_warnings_supersedes_like_any_valid_one() -> None:
    assert states(arrived("a", 0), arrived("b", 1, state="accepted_with_warnings")) == [
        "superseded", "accepted_with_warnings",
    ]  # fmt: skip


def test_the_same_bytes_under_another_name_are_a_duplicate() -> None:
    first, copy = settle([arrived("a", 0, digest="x"), arrived("a (1)", 1, digest="x")], PLAN)
    assert (first.state, copy.state) == ("accepted", "duplicate")
    assert codes(copy.findings) == ["MERGE_DUPLICATE"] and "“a”" in copy.findings[0].message


def test_a_unit_that_returns_to_its_first_answer_is_taken_at_its_word() -> None:
    first, second, again = settle(
        [arrived("a", 0, digest="x"), arrived("b", 1, digest="y"), arrived("c", 2, digest="x")], PLAN
    )
    assert (first.state, second.state) == ("superseded", "superseded")
    assert again.state == "accepted_with_warnings" and codes(again.findings) == ["MERGE_RETURNED"]
    assert "“a”" in again.findings[0].message and "“b”" in again.findings[0].message


def test_a_refused_file_sent_once_more_is_a_duplicate() -> None:
    assert states(arrived("a", 0, digest="x", state="rejected"), arrived("b", 1, digest="x", state="rejected")) == [
        "rejected", "duplicate",
    ]  # fmt: skip


def test_two_different_answers_of_one_moment_are_a_warning_on_the_one_that_counts() -> None:
    first, second = settle([arrived("a", 0), arrived("b", 0)], PLAN)
    assert (first.state, second.state) == ("superseded", "accepted_with_warnings")
    assert codes(second.findings) == ["MERGE_SAME_TIME"] and "“a”" in second.findings[0].message


def test_two_empty_files_are_empty_and_not_copies() -> None:
    empty = [replace(arrived(n, 0, digest="e", state="rejected"), findings=(finding("GATE_EMPTY"),)) for n in "ab"]
    assert states(*empty) == ["rejected", "rejected"]


def test_lateness_is_counted_in_days_after_the_deadline_in_vietnam() -> None:
    deadline = PLAN.calendar["2022-09"].deadline
    assert deadline == date(2022, 9, 16)

    def late(moment: datetime) -> int | None:
        submission = arrived("a", 0)
        arrival = submission.arrival._replace(received=moment)
        return settle([replace(submission, arrival=arrival)], PLAN)[0].late_days

    assert late(datetime(2022, 9, 16, 23, 59, tzinfo=VIETNAM)) == 0
    assert late(datetime(2022, 9, 17, 0, 0, tzinfo=VIETNAM)) == 1
    assert late(datetime.fromisoformat("2022-09-16T17:30:00+00:00")) == 1  # past midnight in Hà Nội
    assert late(datetime(2022, 9, 1, 8, 0, tzinfo=VIETNAM)) == 0
    assert late(datetime(2022, 10, 16, 8, 0, tzinfo=VIETNAM)) == 30


def test_a_sound_submission_of_a_later_period_is_set_apart() -> None:
    given = [arrived("a", 0), arrived("b", 1, period="2022-10"), arrived("c", 2, period="2022-10", state="rejected")]
    found = for_period(settle(given, PLAN), PLAN, PLAN.calendar["2022-09"])
    assert [s.state for s in found] == ["accepted", "not_for_this_run", "rejected"]
    assert codes(found[1].findings) == ["MERGE_OTHER_PERIOD"]
    found = for_period(settle(given, PLAN), PLAN, PLAN.calendar["2022-10"])
    assert [s.state for s in found] == ["accepted", "accepted", "rejected"]


# --- any sequence of drops ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Letter:
    """A file a unit might send: whose answer it is, and whether it is sound."""

    key: str
    valid: bool
    data: bytes


@lru_cache
def letters() -> tuple[Letter, ...]:
    vp, tccb = template(PLAN, "I.2", "VP"), template(PLAN, "I.1", "TCCB")
    sound = {"in_I_1_1_numerator": 1, "in_I_1_1_denominator": 2, "in_I_1_2_numerator": 0, "in_I_1_2_denominator": 1}
    return (
        Letter("VP", True, fill(vp, in_I_2_1_count=1)),
        Letter("VP", True, fill(vp, in_I_2_1_count=2)),
        Letter("VP", False, fill(vp, in_I_2_1_count=-1)),
        Letter("VP", False, fill(vp, in_I_2_1_count="nhiều")),
        Letter("TCCB", True, fill(tccb, **sound)),
        Letter("TCCB", False, vp[:400]),
    )


drops = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=9)


def expected_states(sent: list[tuple[str, Letter, int]]) -> dict[str, str]:
    """What a simple mind says, letter by letter: (file name, letter, hour of receipt).

    A copy of a letter that still stands, or was refused, is a duplicate; a copy of one that was
    replaced meanwhile means that the unit returned to it, which is worth a warning.
    """
    states: dict[str, str] = {}
    bearer: dict[bytes, str] = {}
    counts: dict[str, tuple[str, int]] = {}
    for name, letter, hour in sent:
        earlier = bearer.get(letter.data)
        if earlier and states[earlier] != "superseded":
            states[name] = "duplicate"
            continue
        bearer[letter.data] = name
        if not letter.valid:
            states[name] = "rejected"
            continue
        states[name] = "accepted_with_warnings" if earlier else "accepted"
        if letter.key in counts:
            former, when = counts[letter.key]
            states[former] = "superseded"
            if when == hour:
                states[name] = "accepted_with_warnings"
        counts[letter.key] = (name, hour)
    return states


@given(drops)
@settings(max_examples=some(25))
def test_any_sequence_of_letters_gives_the_state_a_simple_mind_expects(sequence: list[tuple[int, bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        inbox, sent, hour = Path(folder), [], 0
        for number, (which, run_follows) in enumerate(sequence):
            letter = letters()[which]
            drop(inbox, f"{number}.xlsx", letter.data, changed=1000 + number)
            sent.append((f"{number}.xlsx", letter, hour))
            if run_follows:
                receive(inbox, at(hour))
                hour += 1
        found = taken(receive(inbox, at(hour)), PLAN).submissions
        assert [s.arrival.name for s in found] == [name for name, _, _ in sent]
        assert {s.arrival.name: s.state for s in found} == expected_states(sent)
        register = (inbox / FILE_NAME).read_bytes()
        again = taken(receive(inbox, at(hour + 99)), PLAN).submissions
        assert again == found and (inbox / FILE_NAME).read_bytes() == register


def test_the_letters_are_what_they_are_said_to_be() -> None:
    def verdicts() -> Iterator[bool]:
        for letter in letters():
            with tempfile.TemporaryDirectory() as folder:
                drop(Path(folder), "a.xlsx", letter.data)
                yield taken(receive(Path(folder), at(0)), PLAN).submissions[0].state == "accepted"

    assert list(verdicts()) == [letter.valid for letter in letters()]


def test_of_files_dropped_in_together_the_numbered_copy_is_the_later_one(tmp_path: Path) -> None:
    """What a mail program or a browser calls "x (1).xlsx" was saved after "x.xlsx"."""
    for name in ("x (1).xlsx", "x.xlsx", "VP/a (2).xlsx", "VP/a.xlsx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
        os.utime(path, (1_663_000_000, 1_663_000_000))
    received = receive(tmp_path, datetime(2022, 9, 15, 8, tzinfo=VIETNAM))
    assert [r.arrival.name for r in received] == ["x.xlsx", "x (1).xlsx", "VP/a.xlsx", "VP/a (2).xlsx"]
