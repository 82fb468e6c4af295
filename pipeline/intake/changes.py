"""What a unit changed when it sent a report once more: two reports of one key come in, the changes go out.

Rows of a list are the same where they begin alike: with the project, the item, the document; cases by their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipeline import forms
from pipeline.messages import clip
from pipeline.model import CaseList, Fact, Plan, Submission, Value
from pipeline.vietnamese import fold, show_date, show_number

_TEXT, _MOST, _WORDS = 40, 6, 300  # characters of a text shown, changes named in one sentence, its characters
NONE = "để trống"


@dataclass(frozen=True, slots=True)
class Change:
    """One input that differs; `row` begins the row of a list, former and later are "" where nothing stood."""

    measure: str  # "" for the task's own status block
    label: str
    row: str
    former: str
    later: str

    @property
    def words(self) -> str:
        """As "Số lượng (I.2.1) 12 → 15"."""
        where = self.label + (f" của “{self.row}”" if self.row else "") + (f" ({self.measure})" if self.measure else "")
        return f"{where} {self.former or NONE} → {self.later or NONE}"


def changes(former: Submission, later: Submission, plan: Plan) -> tuple[Change, ...]:
    """Every input that says something else in the later report, in the order of the form."""
    before, after = _inputs(former), _inputs(later)
    labels = _labels(later, plan)
    measures = list(dict.fromkeys(measure for measure, _ in labels))

    def place(key: _Key) -> tuple[int, int]:
        """Measures as the form has them, then as the later report goes; what is gone at its former place."""
        return measures.index(key.measure), (after.get(key) or before[key]).place

    found = []
    for key in sorted({**before, **after}, key=place):
        old, new = before.get(key), after.get(key)
        if (old and old.fact.value) != (new and new.fact.value):
            row = (new or before[key]).row
            label = labels.get((key.measure, key.field), key.field)
            found.append(Change(key.measure, label, row, _shown(old), _shown(new)))
    return (*found, *_case_changes(former, later))


def words(changed: Iterable[Change]) -> str:
    """All in one sentence, the first ones named: "Số lượng (I.2.1) 12 → 15; và 3 ô khác"."""
    found = list(changed)
    told = [change.words for change in found[:_MOST]]
    left = len(found) - _MOST
    return clip("; ".join([*told, *([f"và {left} ô khác"] if left > 0 else [])]), _WORDS).rstrip(".")


class _Key(NamedTuple):
    """Which input: of a list by the folded beginning of its row, and which of the rows that begin alike."""

    measure: str
    field: str
    row: str = ""
    number: int = 0


class _Input(NamedTuple):
    """What stands in it: `place` among the report's facts, `row` as the beginning of its row is typed."""

    fact: Fact
    place: int
    row: str = ""


def _inputs(submission: Submission) -> dict[_Key, _Input]:
    found: dict[_Key, _Input] = {}
    begins: dict[tuple[str, int], tuple[str, str, int]] = {}
    alike: Counter[tuple[str, str]] = Counter()
    for place, fact in enumerate(submission.facts):
        if fact.row is None:
            found[_Key(fact.measure, fact.field)] = _Input(fact, place)
            continue
        at = (fact.measure, fact.row)
        if at not in begins:
            typed = _told(fact.value)
            begins[at] = (typed, fold(typed), alike[fact.measure, fold(typed)])
            alike[fact.measure, fold(typed)] += 1
        typed, name, number = begins[at]
        found[_Key(fact.measure, fact.field, name, number)] = _Input(fact, place, clip(typed, _TEXT))
    return found


def _shown(given: _Input | None) -> str:
    return clip(_told(given.fact.value), _TEXT) if given else ""


def _told(value: Value) -> str:
    if isinstance(value, bool):
        return forms.YES if value else forms.NO
    if isinstance(value, date):
        return show_date(value)
    return value if isinstance(value, str) else show_number(value)


def _labels(submission: Submission, plan: Plan) -> dict[tuple[str, str], str]:
    """Label of each input of a task's form by (measure, field), in its order; the status block last."""
    task = plan.tasks[submission.task]
    found = {
        (measure.code, field.key): field.label
        for measure in plan.measures_of(task.code)
        for field in (*forms.input_fields(measure), *forms.KINDS[measure.kind].columns)
    }
    status = (forms.UNCHANGED, *forms.status_fields(plan, task))
    return found | {("", field.key): field.label for field in status}


def _case_changes(former: Submission, later: Submission) -> Iterator[Change]:
    """Of a list of cases only how many there are, and how many came, went or changed."""
    before, after = ({c.measure: c for c in s.cases} for s in (former, later))
    for measure in dict.fromkeys((*after, *before)):
        old, new = _cases(before.get(measure)), _cases(after.get(measure))
        if old != new:
            came, gone = len(new.keys() - old.keys()), len(old.keys() - new.keys())
            changed = sum(old[case] != new[case] for case in old.keys() & new.keys())
            told = f"{show_number(len(new))} (thêm {came}, bớt {gone}, sửa {changed})"
            yield Change(measure, "Số hồ sơ", "", show_number(len(old)) if old else "", told)


def _cases(cases: CaseList | None) -> dict[str, tuple[date, date, date | None]]:
    if cases is None:
        return {}
    days = zip(cases.received, cases.due, cases.returned, strict=True)
    return dict(zip(cases.ids, days, strict=True))
