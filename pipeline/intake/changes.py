"""What a unit changed when it sent a report once more: two reports of one key come in, the changes go out.

Rows of a list are the same where they begin alike: with the project, the item, the document; cases by their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

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
    keys = sorted({*before, *after}, key=lambda key: _place(key, labels, before, after))
    return (
        *(
            Change(measure, labels.get((measure, field), field), row, _shown(before, key), _shown(after, key))
            for key in keys
            for measure, field, row, _ in [key]
            if _value(before, key) != _value(after, key)
        ),
        *_case_changes(former, later),
    )


def words(changed: Iterable[Change]) -> str:
    """All in one sentence, the first ones named: "Số lượng (I.2.1) 12 → 15; và 3 ô khác"."""
    found = list(changed)
    told = [change.words for change in found[:_MOST]]
    left = len(found) - _MOST
    return clip("; ".join([*told, *([f"và {left} ô khác"] if left > 0 else [])]), _WORDS)


_Key = tuple[str, str, str, int]  # measure, field, beginning of the row, which of those that begin alike
_Inputs = Mapping[_Key, tuple[int, Fact]]  # with the place among the report's facts


def _inputs(submission: Submission) -> _Inputs:
    found: dict[_Key, tuple[int, Fact]] = {}
    begins: dict[tuple[str, int], tuple[str, int]] = {}
    alike: Counter[tuple[str, str]] = Counter()
    for place, fact in enumerate(submission.facts):
        row = ("", 0)
        if fact.row is not None:
            at = (fact.measure, fact.row)
            if at not in begins:
                name = fold(_told(fact.value))
                begins[at] = (name, alike[fact.measure, name])
                alike[fact.measure, name] += 1
            row = begins[at]
        found[fact.measure, fact.field, *row] = (place, fact)
    return found


def _place(key: _Key, labels: Mapping[tuple[str, str], str], before: _Inputs, after: _Inputs) -> tuple[int, int, str]:
    """Measures as the form has them, then as the later report goes, with what is gone at its former place."""
    measures = list(dict.fromkeys(measure for measure, _ in labels))
    place, _ = after.get(key) or before[key]
    return measures.index(key[0]) if key[0] in measures else len(measures), place, key[1]


def _value(inputs: _Inputs, key: _Key) -> Value | None:
    return inputs[key][1].value if key in inputs else None


def _shown(inputs: _Inputs, key: _Key) -> str:
    value = _value(inputs, key)
    return "" if value is None else clip(_told(value), _TEXT)


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
