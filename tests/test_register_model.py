"""The register's promises under any sequence of events, against a model that a clerk could keep on paper.

Files come, come again, are written over, vanish and return; runs are stopped on the way or go on at once;
the office accepts and withdraws. At every moment the register holds what it ever held, and what counts
is what the model says.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline import registering, run
from pipeline.intake import ledger
from pipeline.intake.register import receive
from pipeline.key_file import FILE_NAME as KEY_FILE
from pipeline.merge import counted, figures, merge
from pipeline.model import PipelineError
from pipeline.outcome import Figure, is_withdrawn
from pipeline.vietnamese import VIETNAM
from tests.amount import some
from tests.drawing import draw_plan
from tests.trusting import OTHER_SECRET, SECRET, office, office_rows, posts, work

START = datetime(2022, 9, 15, 8, 0, tzinfo=VIETNAM)


@dataclass(frozen=True)
class Letter:
    """A file that a unit might send: whose report it is and what it says; forged: of a token nobody gave."""

    key: tuple[str, str, str]
    says: int
    data: bytes = field(repr=False)
    valid: bool = True
    forged: bool = False


VP, VP_AUGUST = ("I.2", "VP", "2022-09"), ("I.2", "VP", "2022-08")
TCCB, CCHC = ("I.1", "TCCB", "2022-09"), ("I.1", "CCHC", "2022-09")


@lru_cache
def letters() -> tuple[Letter, ...]:
    return (
        Letter(VP, 1, posts(1)),
        Letter(VP, 2, posts(2)),
        Letter(VP, -1, posts(-1), valid=False),
        Letter(VP, 7, posts(7, secret=OTHER_SECRET), forged=True),
        Letter(VP, -7, posts(-7, secret=OTHER_SECRET), valid=False, forged=True),
        Letter(VP_AUGUST, 4, posts(4, period="2022-08")),
        Letter(TCCB, 3, work(3)),
        Letter(TCCB, 5, work(5)),
        Letter(CCHC, 6, work(6, "CCHC")),
        Letter(("", "", ""), 0, b"khong phai bang tinh", valid=False),
    )


class Stopped(Exception):
    """The machine is switched off."""


@contextmanager
def power_cut(after: int | None) -> Iterator[None]:
    """Runs inside are stopped when they enter something: before they begin (None), or after so many rows."""
    whole = ledger.enter

    def stopped(rows: Iterable[ledger.Row]) -> Iterator[ledger.Row]:
        for number, row in enumerate(rows):
            if number == after:
                raise Stopped
            yield row
        raise Stopped

    def enter(inbox: Path, *entries: tuple[str, str, Iterable[ledger.Row]]) -> None:
        if after is None:
            raise Stopped
        whole(inbox, *((create, insert, stopped(rows)) for create, insert, rows in entries))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "enter", enter)
        yield


class Inbox(RuleBasedStateMachine):
    """The inbox and the book on one side, the paper on the other."""

    @initialize(
        drawn=st.lists(st.integers(0, len(letters()) - 1), min_size=2, max_size=3, unique=True),
        sent=st.lists(st.integers(0, 2), min_size=2, max_size=5),
    )
    def open_the_office(self, drawn: list[int], sent: list[int]) -> None:
        """Of few letters, so that the same ones come again, some have come already."""
        self.drawn = [letters()[which] for which in drawn]
        self.folder = tempfile.TemporaryDirectory()
        self.plan = Path(self.folder.name) / "ke-hoach.xlsx"
        self.plan.write_bytes(_plan_bytes())
        self.inbox = Path(self.folder.name) / "inbox"
        self.inbox.mkdir()
        (self.inbox / KEY_FILE).write_text(SECRET.hex())
        self.hour = 0
        self.changed = 0
        self.files: dict[str, Letter] = {}  # what lies in the inbox
        self.touched: dict[str, int] = {}  # and which of it was put there when
        self.seen: dict[tuple[str, Letter], tuple[int, int]] = {}  # (hour, order) of receipt
        self.decisions: list[tuple[str, str, Letter, int]] = []
        self.book: dict[str, list[tuple[object, ...]]] = {"arrivals": [], "decisions": []}
        for which in sent:
            self.send(which)
            self.run()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.everything_is_as_on_paper()
            self.folder.cleanup()

    @property
    def now(self) -> datetime:
        return START + timedelta(hours=self.hour)

    # --- what units do

    def lay(self, name: str, letter: Letter) -> None:
        self.changed += 1
        (self.inbox / name).write_bytes(letter.data)
        os.utime(self.inbox / name, (self.changed, self.changed))
        self.files[name], self.touched[name] = letter, self.changed

    @rule(which=st.integers(0, 2))
    def send(self, which: int) -> None:
        """A new file, perhaps with the bytes of an earlier one."""
        self.lay(f"{self.changed + 1}.xlsx", self.drawn[which % len(self.drawn)])

    @precondition(lambda self: self.files)
    @rule(pick=st.integers(0, 9))
    def send_again(self, pick: int) -> None:
        """The bytes of a file that is there, under another name."""
        self.lay(f"{self.changed + 1}.xlsx", self.files[self.name(pick)])

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 2), pick=st.integers(0, 9))
    def write_over(self, which: int, pick: int) -> None:
        """Another file under a name that is there, perhaps one that stood there before."""
        self.lay(self.name(pick), self.drawn[which % len(self.drawn)])

    @precondition(lambda self: self.files)
    @rule(pick=st.integers(0, 9))
    def take_away(self, pick: int) -> None:
        name = self.name(pick)
        (self.inbox / name).unlink()
        del self.files[name]

    def name(self, pick: int) -> str:
        names = sorted(self.files)
        return names[pick % len(names)]

    # --- what runs do

    @rule()
    def run(self) -> None:
        receive(self.inbox, self.now)
        self.received()

    @rule()
    def two_runs_at_once(self) -> None:
        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(lambda _: receive(self.inbox, self.now), range(2))
        assert first == second
        self.received()

    @rule(after=st.none() | st.integers(0, 3))
    def a_run_is_stopped(self, after: int | None) -> None:
        """Nothing of it stays; where nothing was new it had nothing to enter."""
        news = [name for name, letter in self.files.items() if (name, letter) not in self.seen]
        with power_cut(after):
            if news:
                with pytest.raises(Stopped):
                    receive(self.inbox, self.now)
            else:
                receive(self.inbox, self.now)
        self.hour += 1

    def received(self) -> None:
        """On paper: each new file at this hour, in the order in which they were put there."""
        for name in sorted(self.files, key=lambda name: self.touched[name]):
            self.seen.setdefault((name, self.files[name]), (self.hour, len(self.seen)))
        self.hour += 1

    # --- what the office decides

    @precondition(lambda self: self.files)
    @rule(pick=st.integers(0, 9))
    def accept(self, pick: int) -> None:
        self.decide(pick, "accept")

    @precondition(lambda self: self.files)
    @rule(pick=st.integers(0, 9))
    def withdraw(self, pick: int) -> None:
        self.decide(pick, "withdraw")

    def decide(self, pick: int, verdict: str) -> None:
        name = self.name(pick)
        receive(self.inbox, self.now)
        self.received()
        known, state = self.standing(name), self.expected()[name]
        if known == verdict or (verdict == "accept" and state not in ("quarantined", "withdrawn")):
            before = self.rows("decisions")
            if known == verdict:
                assert self.say(name, verdict).new is False
            else:
                with pytest.raises(PipelineError):
                    self.say(name, verdict)
            assert self.rows("decisions") == before
        else:
            assert self.say(name, verdict).new is True
            self.decisions.append((verdict, name, self.files[name], self.hour))
        self.hour += 1
        self.everything_is_as_on_paper()

    @precondition(lambda self: self.files)
    @rule(pick=st.integers(0, 9), after=st.none() | st.integers(0, 1))
    def a_withdrawal_is_stopped(self, pick: int, after: int | None) -> None:
        receive(self.inbox, self.now)
        self.received()
        name = self.name(pick)
        with power_cut(after):
            if self.standing(name) == "withdraw":
                self.say(name, "withdraw")
            else:
                with pytest.raises(Stopped):
                    self.say(name, "withdraw")
        self.hour += 1

    def say(self, name: str, verdict: str) -> registering.Decided:
        return registering.decide_about(self.plan, self.inbox, name, verdict, "lý do", "VP", self.now)  # type: ignore[arg-type]

    # --- the paper

    def standing(self, name: str) -> str:
        """The last decision about a file: about itself, or about the same bytes when they were there already."""
        letter = self.files[name]
        hour = self.seen[name, letter][0]
        own = [v for v, n, of, when in self.decisions if of == letter and (n == name or hour <= when)]
        return own[-1] if own else ""

    def expected(self) -> dict[str, str]:
        """What became of each file that was received and is there."""
        states: dict[str, str] = {}
        bearer: dict[Letter, str] = {}
        counts: dict[tuple[str, str, str], str] = {}
        here = [n for n in self.files if (n, self.files[n]) in self.seen]
        for name in sorted(here, key=lambda n: self.seen[n, self.files[n]]):
            letter, decision = self.files[name], self.standing(name)
            if decision == "withdraw":
                states[name] = "withdrawn"
            elif letter.forged and decision != "accept":
                states[name] = "quarantined"
            elif letter in bearer and states[bearer[letter]] != "superseded":
                states[name] = "duplicate"
            else:
                bearer[letter] = name
                states[name] = "counts" if letter.valid else "rejected"
                if letter.valid:
                    if letter.key in counts:
                        states[counts[letter.key]] = "superseded"
                    counts[letter.key] = name
        return states

    def rows(self, table: str) -> list[tuple[object, ...]]:
        path = self.inbox / ledger.FILE_NAME
        if not path.exists():
            return []
        with sqlite3.connect(path) as book:
            if not book.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
                return []
            return book.execute(f"SELECT * FROM {table} ORDER BY position").fetchall()

    # --- the promises

    @invariant()
    def the_book_only_grows(self) -> None:
        for table in getattr(self, "book", {}):
            rows = self.rows(table)
            assert rows[: len(self.book[table])] == self.book[table]
            self.book[table] = rows
        if hasattr(self, "book"):
            assert len(self.book["arrivals"]) == len(self.seen) and len(self.book["decisions"]) == len(self.decisions)

    @rule()
    def everything_is_as_on_paper(self) -> None:
        receive(self.inbox, self.now)
        self.received()
        path = self.inbox / ledger.FILE_NAME
        before = path.read_bytes() if path.exists() else b""
        kept = registering.read_register(self.plan, self.inbox, self.now)
        assert (path.read_bytes() if path.exists() else b"") == before
        found = {
            s.arrival.name: "withdrawn" if is_withdrawn(s) else "counts" if s.accepted else s.state
            for s in kept.submissions
        }
        expected = self.expected()
        assert found == expected and len(found) == len(kept.submissions) == len(self.files)
        stands = {self.files[n].key: self.files[n].says for n, state in expected.items() if state == "counts"}
        table = merge(kept.submissions, kept.plan)
        september, august = (
            figures(counted(table, kept.plan, kept.plan.calendar[key]), kept.plan) for key in ("2022-09", "2022-08")
        )
        assert september.get("I.2.1", Figure()).value == stands.get(VP)
        assert august.get("I.2.1", Figure()).value == stands.get(VP_AUGUST)
        done = [stands[key] for key in (TCCB, CCHC) if key in stands]
        assert september.get("I.1.1", Figure()).numerator == (sum(done) if done else None)


@lru_cache
def _plan_bytes() -> bytes:
    return draw_plan(office_rows(holds=True))


TestInbox = Inbox.TestCase
TestInbox.settings = settings(max_examples=some(50), stateful_step_count=20)


def test_the_letters_are_what_they_are_said_to_be() -> None:
    for letter in letters():
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a.xlsx").write_bytes(letter.data)
            judge = run.judge_at(Path(folder), office(holds=True), SECRET)
            (found,) = run.taken(receive(Path(folder), START), office(holds=True), judge=judge).submissions
        state = "quarantined" if letter.forged else "accepted" if letter.valid else "rejected"
        assert (found.state, found.task, found.unit, found.period) == (state, *letter.key)
