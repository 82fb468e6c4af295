"""Units' own words: submissions come in, each thing said once with all who said it goes out.

Quoted faithfully: nothing is reworded, what is cut is cut with a visible mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.model import Period, Submission
from pipeline.outcome import Results
from pipeline.periods import answered_by
from pipeline.report.words import in_quotes, unit_names
from pipeline.vietnamese import fold

# "Không", "Không có khó khăn, vướng mắc", "Chưa có kiến nghị gì": an answer, but nothing to gather.
_NOTHING = re.compile(
    r"|n a|bình thường|((không|khong|chưa|ko)( (có|co|phát sinh|gặp|ạ))?"
    r"( (gì|nào|lớn|mới|khác|thêm|các|những|khó khăn|vướng mắc|tồn tại|hạn chế|kiến nghị|đề xuất|ý kiến|nội dung|và"
    r"|trong kỳ|trong tháng|trong quá trình thực hiện))* ?)+"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """A text and those who wrote it, in the order of the plan's tasks."""

    text: str
    authors: tuple[Submission, ...]


def _key(text: str) -> str:
    """Under which two ways of typing the same words are one."""
    return " ".join(re.findall(r"\w+", fold(text)))


def voices(results: Results, field: str) -> list[Voice]:
    """What units wrote in this period's months, the same words once.

    Of one unit and task a text that a longer one repeats is left out; the newest comes last.
    """
    windows = answered_by(results.plan.calendar, results.period)
    tasks = {code: position for position, code in enumerate(results.plan.tasks)}
    written = [(s, s.status(field)) for s in results.submissions if s.accepted and s.period in windows]
    own = [(s, t) for s, t in written if isinstance(t, str) and not _NOTHING.fullmatch(_key(t))]
    own.sort(key=lambda entry: (tasks.get(entry[0].task, 0), windows[entry[0].period].end))
    grouped: dict[str, list[tuple[Submission, str]]] = {}
    for submission, text in own:
        if not _repeated(submission, text, own):
            grouped.setdefault(_key(text), []).append((submission, text))
    return [Voice(entries[0][1], tuple(s for s, _ in entries)) for entries in grouped.values()]


def _repeated(submission: Submission, text: str, own: Iterable[tuple[Submission, str]]) -> bool:
    """Whether the same unit begins another text about the same task with all of it, and goes on."""
    mine = _key(text)
    return any(
        (other.task, other.unit) == (submission.task, submission.unit) and _key(said).startswith(mine + " ")
        for other, said in own
    )


def told(found: Iterable[Voice], results: Results) -> Iterator[str]:
    """As "“Giá vật liệu tăng” (P. KH-TC, nhiệm vụ A.VII.1)"; who wrote of what and when is kept apart."""
    for voice in found:
        about: dict[tuple[str, str], list[str]] = {}
        for author in voice.authors:
            tasks = ", ".join(dict.fromkeys(a.task for a in voice.authors if a.unit == author.unit))
            latest = max((results.plan.calendar[a.period] for a in voice.authors if a.unit == author.unit), key=_end)
            when = f", {latest.title}" if latest.end < results.period.end else ""
            about.setdefault((tasks, when), []).append(author.unit)
        who = (
            f"{unit_names(dict.fromkeys(units), results)}, nhiệm vụ {tasks}{when}"
            for (tasks, when), units in about.items()
        )
        yield f"{in_quotes(voice.text)} ({'; '.join(who)})"


def _end(period: Period) -> date:
    return period.end
