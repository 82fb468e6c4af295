"""How far long work is: the stages tell a Progress, and who started them chooses what becomes of it.

A Progress keeps silent; `Lines` writes for a log, now and then; `Bar` draws on a terminal. A clock, in
seconds, comes in from above.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO, TypeVar

from pipeline.vietnamese import show_number

Thing = TypeVar("Thing")
Done = Callable[[int], None]  # told of how many more things are done

_SECONDS, _PERCENT = 10, 10  # in which a log gets one line at most
_REDRAWN = 0.1  # seconds after which a bar is drawn anew
_WIDEST = 30  # characters of a bar
_ETA_FROM = 2  # seconds after which the rest can be guessed


class Progress:
    """Whom the stages tell; nobody hears it."""

    def say(self, text: str) -> None:
        """A line about what is being done, or was seen on the way."""

    @contextmanager
    def count(self, title: str, total: int | None) -> Iterator[Done]:
        """For as long as things are done one by one; total: how many, None where nobody knows."""
        yield lambda _: None

    def each(self, title: str, things: Iterable[Thing], total: int | None) -> Iterator[Thing]:
        """The things one by one; each counts as done when the next is asked for."""
        with self.count(title, total) as done:
            for thing in things:
                yield thing
                done(1)


SILENT = Progress()


@dataclass(slots=True)
class _Count:
    """Work that can be counted, and when it was begun."""

    title: str
    total: int | None
    begun: float
    done: int = 0

    @property
    def percent(self) -> int:
        """Rounded down: what is not complete never reads 100."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def shown(self) -> str:
        """As "57/115", or "57" where nobody knows of how many."""
        return show_number(self.done) + (f"/{show_number(self.total)}" if self.total else "")

    def rest(self, now: float) -> str:
        """As "còn 1:05": at the pace so far; "" while that cannot be told."""
        spent = now - self.begun
        if not self.total or not self.done or self.done >= self.total or spent < _ETA_FROM:
            return ""
        minutes, seconds = divmod(round(spent / self.done * (self.total - self.done)), 60)
        return f"còn {minutes}:{seconds:02d}"


class Lines(Progress):
    """For a log: a line at the beginning, then one where both ten seconds and a tenth of the work are over."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._write, self._clock = write, clock

    def say(self, text: str) -> None:
        self._write(text)

    @contextmanager
    def count(self, title: str, total: int | None) -> Iterator[Done]:
        if total == 0:
            yield lambda _: None
            return
        count = _Count(title, total, self._clock())
        last, percent = count.begun, 0
        self._write(f"{title}: {show_number(total)}…" if total else f"{title}…")

        def done(number: int) -> None:
            nonlocal last, percent
            count.done += number
            now = self._clock()
            if now - last < _SECONDS or (total and count.percent - percent < _PERCENT):
                return
            last, percent = now, count.percent
            self._write(f"{title}: {count.shown}" + (f" ({count.percent}%)" if total else ""))

        yield done


class Bar(Progress):
    """For a terminal: one line that is drawn over and over, without colours or control codes but the return."""

    def __init__(self, stream: TextIO, clock: Callable[[], float], columns: Callable[[], int]) -> None:
        self._stream, self._clock, self._columns = stream, clock, columns
        self._count: _Count | None = None
        self._drawn, self._when = "", 0.0

    def say(self, text: str) -> None:
        self._wipe()
        self._stream.write(text + "\n")
        if self._count:
            self._draw(self._count)
        self._stream.flush()

    @contextmanager
    def count(self, title: str, total: int | None) -> Iterator[Done]:
        if total == 0:
            yield lambda _: None
            return
        self._count = count = _Count(title, total, self._clock())
        self._draw(count)

        def done(number: int) -> None:
            count.done += number
            if self._clock() - self._when >= _REDRAWN:
                self._draw(count)

        try:
            yield done
        finally:  # also where it fails: what is said then has a line of its own
            self._draw(count)
            self._stream.write("\n")
            self._stream.flush()
            self._count, self._drawn = None, ""

    def _draw(self, count: _Count) -> None:
        self._when = self._clock()
        room = self._columns() - 1  # a full line would go on in the next one
        tail = f"  {count.shown}"
        if count.total:
            tail += f"  {count.percent:3}%  {count.rest(self._when)}".rstrip()
        width = min(_WIDEST, room - len(count.title) - len(tail) - 2) if count.total else 0
        full = width * count.percent // 100
        bar = f"  {'█' * full}{'░' * (width - full)}" if width > 0 else ""
        line = f"{count.title}{bar}{tail}"[:room]
        if line == self._drawn:
            return
        self._stream.write(f"\r{line.ljust(len(self._drawn))}")
        self._stream.flush()
        self._drawn = line

    def _wipe(self) -> None:
        self._stream.write(f"\r{' ' * len(self._drawn)}\r" if self._drawn else "")
        self._drawn = ""
