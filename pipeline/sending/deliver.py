"""Drafts are delivered: drafts, an open line and a clock come in, what became of each goes out.

Each mail goes to each recipient once. What the server takes only later is tried again in rounds, after longer and
longer pauses; what is known to have gone, and what may have gone, is never sent again unasked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipeline import limits
from pipeline.model import PipelineError
from pipeline.progress import Done, Progress
from pipeline.sending import record
from pipeline.sending.account import SENDER
from pipeline.sending.draft import Draft, outgoing, read_draft, sender_address
from pipeline.sending.post import Line, NoServer
from pipeline.sending.record import Answer, History

PAUSES = (10, 60, 300)  # seconds before each further round; who makes strangers wait does so for some minutes
_MINUTE = 60.0

State = Literal["left", "refused", "unsure", "postponed", "ready", "sent", "already"]
_WORST_FIRST: tuple[State, ...] = ("refused", "unsure", "postponed", "ready", "sent", "already")


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and the waiting."""

    now: Callable[[], datetime]
    sleep: Callable[[float], None]


@dataclass(slots=True)
class Delivery:
    """What became of a draft: what the server said now, and what the book says.

    problem: why it is not even tried.
    """

    draft: Draft
    problem: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    history: History = field(default_factory=History)

    @property
    def state(self) -> State:
        """The whole mail's: the worst of its recipients'."""
        if self.problem:
            return "left"
        return min(map(self.state_of, self.draft.recipients), key=_WORST_FIRST.index)

    def state_of(self, recipient: str) -> State:
        """Whether the mail is there."""
        answer = self.answers.get(recipient)
        if answer and answer.ending == "sent":
            return "sent"
        if recipient in self.history.sent:
            return "already"
        if answer and answer.ending != "unknown":
            return answer.ending
        return "unsure" if answer or recipient in self.history.unsure else "ready"


def find_drafts(places: Iterable[Path]) -> list[Draft]:
    """Every draft among the .eml files named, or lying below the folders named. PipelineError: no such place."""
    files: list[Path] = []
    named = tuple(places)
    for place in named:
        if not place.exists():
            raise PipelineError(f"Không có tệp hoặc thư mục “{place}”. Kiểm tra lại đường dẫn.")
        files += sorted(place.rglob("*.eml")) if place.is_dir() else [place]
    drafts = []
    for file in dict.fromkeys(files):
        try:
            with file.open("rb") as opened:
                data = opened.read(limits.MAX_BYTES + 1)
        except OSError as error:
            raise PipelineError(f"Không đọc được tệp “{file}” ({error.strerror}).") from error
        draft = read_draft(data, str(file))
        if draft is not None and len(data) > limits.MAX_BYTES:
            draft = replace(draft, problem=f"thư nặng trên {limits.megabytes(limits.MAX_BYTES)}")
        if draft is not None:
            drafts.append(draft)
        elif file in named:
            raise PipelineError(f"Tệp “{file}” không phải thư nháp (thiếu dòng X-Unsent: 1), không được gửi.")
    return drafts


def look_up(drafts: Iterable[Draft], inbox: Path, sender: str = "") -> list[Delivery]:
    """How each draft stands before anything is sent; where there is no book of receipts nothing was."""
    if sender and not sender_address(sender):
        raise PipelineError(f"Biến môi trường {SENDER} không phải là một người gửi. Ghi dạng Tên <ten@coquan.vn>.")
    found = []
    for draft in drafts:
        problem = draft.problem
        if not problem and not (draft.sender or sender_address(sender)):
            problem = f"chưa có người gửi (dòng From để trống); đặt biến môi trường {SENDER}"
        found.append(Delivery(draft, problem, history=record.history(inbox, draft.sha256)))
    return found


@dataclass(slots=True)
class Courier:
    """Who delivers: by which line, at what pace, into which book.

    connect: opens a line; rate: mails a minute at most; again: also what may have gone already.
    """

    connect: Callable[[], Line]
    inbox: Path
    clock: Clock
    progress: Progress
    sender: str = ""
    rate: int = 30
    again: bool = False
    _line: Line | None = None
    _begun: deque[datetime] = field(default_factory=deque)

    def deliver(self, deliveries: Sequence[Delivery]) -> None:
        """Sends what is to be sent. NoServer where no line can be opened to begin with."""
        waiting = self._open(deliveries)
        if not waiting:
            return
        self._line = self.connect()
        try:
            with self.progress.count("Đang gửi thư", len(waiting)) as done:
                self._rounds(waiting, done)
        finally:
            if self._line is not None:
                self._line.leave()

    def _rounds(self, waiting: Sequence[Delivery], done: Done) -> None:
        for pause in (*PAUSES, None):
            waiting = self._round(waiting, done)
            if not waiting or pause is None:
                return
            self.progress.say(f"Máy chủ chưa nhận {len(waiting)} thư; thử lại sau {pause} giây…")
            self.clock.sleep(pause)

    def _round(self, deliveries: Sequence[Delivery], done: Done) -> list[Delivery]:
        """Tries each mail once, while there is a line; those that are worth another try."""
        for position, delivery in enumerate(deliveries):
            try:
                self._try(delivery)
            except NoServer as error:
                for untried in deliveries[position:]:
                    untried.answers |= dict.fromkeys(self._pending(untried), Answer("postponed", 0, str(error)))
                break
            if not self._open([delivery]):
                done(1)
        return self._open(deliveries)

    def _open(self, deliveries: Iterable[Delivery]) -> list[Delivery]:
        """Those of which something still has to go."""
        return [d for d in deliveries if not d.problem and self._pending(d)]

    def _pending(self, delivery: Delivery) -> list[str]:
        """To whom a mail still has to go; where that is not known of an earlier run, only if wished."""
        waiting = []
        for recipient in delivery.draft.recipients:
            state = delivery.state_of(recipient)
            if state in ("ready", "postponed") or (
                state == "unsure" and self.again and recipient not in delivery.answers
            ):
                waiting.append(recipient)
        return waiting

    def _try(self, delivery: Delivery) -> None:
        draft = delivery.draft
        line = self._open_line()
        mail = outgoing(draft, self.sender, self.clock.now(), line.takes_eight_bit)
        if line.limit and len(mail) > line.limit:
            delivery.problem = (
                f"thư nặng {limits.megabytes(len(mail))}, máy chủ chỉ nhận thư đến {limits.megabytes(line.limit)}; "
                "bớt tệp đính kèm hoặc chuyển bằng cách khác"
            )
            return
        self._keep_pace()
        while True:
            delivery.history = record.history(self.inbox, draft.sha256)
            pending = self._pending(delivery)
            if not pending:  # another run was quicker
                return
            attempt = delivery.history.attempts + 1
            if record.begin(self.inbox, draft, attempt, pending, self.clock.now()):
                break
        answers = line.send(sender_address(self.sender) or draft.sender, pending, mail)
        record.end(self.inbox, draft, attempt, answers, self.clock.now())
        delivery.answers |= answers
        delivery.history = record.history(self.inbox, draft.sha256)

    def _open_line(self) -> Line:
        if self._line is None or not self._line.is_open:
            self._line = None
            self._line = self.connect()
        return self._line

    def _keep_pace(self) -> None:
        """Waits until fewer mails than the rate were begun within the last minute."""
        now = self.clock.now()
        if len(self._begun) >= self.rate:
            since = (now - self._begun.popleft()).total_seconds()
            if 0 <= since < _MINUTE:
                self.clock.sleep(_MINUTE - since)
                now = self.clock.now()
        self._begun.append(now)
