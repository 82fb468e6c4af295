"""What the doctor found, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.doctor.line import Line, State
from pipeline.text_table import padded, width, wrapped

WORDS: dict[State, tuple[str, str]] = {"good": ("✓", "Đạt"), "note": ("!", "Lưu ý"), "error": ("✗", "Lỗi")}
_WORD = max(width(word) for _, word in WORDS.values())


def head(line: Line) -> str:
    """Sign and word, which every line begins with."""
    sign, word = WORDS[line.state]
    return f"{sign} {padded(word, _WORD)}"


def lines(line: Line, room: int | None = None) -> Iterator[str]:
    """Sign, word, what was looked at and what was found; below it what to do. room: columns, None: no bounds."""
    begin = f"{head(line)}  "
    blank = " " * width(begin)
    yield from wrapped(f"{line.name}: {line.found.rstrip('.')}.", room, begin, blank)
    if line.todo:
        yield from wrapped(line.todo, room, f"{blank}→ ", f"{blank}  ")


def summary(found: Iterable[Line]) -> str:
    """All lines in a sentence."""
    states = [line.state for line in found]
    counted = [f"{states.count(state)} {word.lower()}" for state, (_, word) in WORDS.items() if state in states]
    return f"{len(states)} mục: {', '.join(counted)}."


def doctor_json(found: Iterable[Line]) -> dict[str, object]:
    """The same for machines."""
    return {
        "schema": 1,
        "checks": [{"name": x.name, "state": x.state, "found": x.found, "todo": x.todo} for x in found],
    }
