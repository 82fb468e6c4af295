"""What a figure is a figure of: concept and subject come in, name, rule and whereabouts of its cells go out."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from sys import intern  # of thousands of figures and many units the same is said
from typing import NamedTuple

from pipeline.outcome import MeasureResult, Results
from pipeline.report.concepts import CONCEPTS, count_rule, rule_of
from pipeline.report.evidence import Cells, Evidence
from pipeline.vietnamese import show_date, upper_first

_APART = ("nothing_arose", "tracked")  # tasks that are not assessed


class Subject(NamedTuple):
    """What a figure is about.

    group: what an index names once for several figures; words: what of it this figure is; days: first
    and last value date (ISO); counted: codes of what it is reckoned from, where that is no cells.
    """

    group: str
    words: str
    rule: str
    period: str
    task: str = ""
    measure: str = ""
    units: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As "A.VII.1.1 Tỷ lệ giải ngân: kết quả"."""
        return f"{self.group}: {self.words}"


Find = Callable[[Evidence], Cells]
About = tuple[Subject, Find | None]  # None: it has no cells
Shared = tuple[str, str, tuple[str, ...]]  # group, rule and days, which all parts of a measure say alike


@lru_cache(maxsize=1024)
def _alone(unit: str) -> tuple[str]:
    return (unit,)


class Subjects:
    """Finds what a figure is about in the results of a run, and how its cells are found."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.by_code = {m.measure.code: m for m in results.measures}
        former = results.previous.measures if results.previous else ()
        self.former = {m.measure.code: m for m in former}
        self.mean_of_factors = results.plan.agency.survey_mean_of_factors
        self.shared: dict[tuple[str, str, str], Shared] = {}  # by measure, concept and period
        self.kinds: dict[str, Callable[[str, str], About]] = {
            "measure": self._measure, "target": self._target, "part": self._part, "task": self._task,
            "section": self._section, "words": self._words, "file": self._file, "criterion": self._criterion,
            "step": self._step, "scale": self._scale, "former": self._former, "doubt": self._doubt,
        }  # fmt: skip

    def of(self, concept: str, of: str) -> About:
        """KeyError where the concept or what it is of is unknown: a mistake of the program's."""
        return self.kinds[CONCEPTS[concept].of](concept, of)

    def _about(
        self, result: MeasureResult, concept: str, words: str, find: Find, units: tuple[str, ...], period: str = ""
    ) -> About:
        measure = result.measure
        shared = self.shared.get((measure.code, concept, period)) or self._share(result, concept, period)
        group, rule, days = shared
        subject = Subject(
            group, intern(words), rule, period or self.results.period.key, measure.task, measure.code, units,
            days if units else (),
        )  # fmt: skip
        return subject, find

    def _share(self, result: MeasureResult, concept: str, period: str) -> Shared:
        measure, dates = result.measure, result.figure.dates
        rule = rule_of(concept, measure, mean_of_factors=self.mean_of_factors)
        days = (dates[0].isoformat(), dates[-1].isoformat()) if dates else ()
        shared = f"{measure.code} {measure.name}", rule, days
        self.shared[measure.code, concept, period] = shared
        return shared

    def _measure(self, concept: str, of: str) -> About:
        code, _, period = of.partition("@")
        result = (self.former if period else self.by_code)[code]
        words = CONCEPTS[concept].words
        if period:
            words += f" {self.results.plan.calendar[period].title}"
        return self._about(
            result, concept, words, lambda e: e.of_measure(result, concept, period), result.figure.received, period
        )

    def _target(self, concept: str, of: str) -> About:
        code, _, number = of.partition("#")
        result = self.by_code[code]
        target = result.measure.targets[int(number) - 1]
        due = f" đến ngày {show_date(target.due)}" if target.due else ""
        words = f"{CONCEPTS[concept].words}{due}"
        return self._about(result, concept, words, lambda e: e.of_target(target), ())

    def _part(self, concept: str, of: str) -> About:
        code, _, number = of.partition("#")
        result = self.by_code[code]
        part = result.figure.parts[int(number) - 1]
        words = f"{part.label}, {CONCEPTS[concept].words}"
        units = _alone(part.unit) if part.unit else result.figure.received  # a survey's factor is of all units
        return self._about(result, concept, words, lambda e: e.of_part(result, part, concept), units)

    def _reckoned(self, group: str, words: str, concept: str, counted: tuple[str, ...], task: str = "") -> About:
        rule = CONCEPTS[concept].rule
        return Subject(intern(group), words, rule, self.results.period.key, task, counted=counted), None

    def _task(self, concept: str, of: str) -> About:
        measures = tuple(m.code for m in self.results.plan.measures_of(of))
        return self._reckoned(upper_first(CONCEPTS[concept].words), of, concept, measures, of)

    def _section(self, concept: str, of: str) -> About:
        tasks = [t for t in self.results.tasks if of in ("", t.task.section)]
        if concept == "tasks_complete":
            tasks = [t for t in tasks if t.status == "complete"]
        else:
            tasks = [t for t in tasks if (t.status in _APART) == (concept == "tasks_apart")]
        group, where = upper_first(CONCEPTS[concept].words), f"mục {of}" if of else "Kế hoạch"
        return self._reckoned(group, where, concept, tuple(t.task.code for t in tasks))

    def _words(self, concept: str, of: str) -> About:
        what, _, whose = of.partition(" của ")
        what, _, month = what.partition("@")  # where it is not of the period reported
        group = f"{upper_first(what)} {self.results.plan.calendar[month].title}" if month else upper_first(what)
        words = f"{whose or 'tổng số'} (tỷ lệ)" if concept == "share" else whose or "tổng số"
        rule = intern(count_rule(concept, of))
        return Subject(intern(group), intern(words), rule, intern(month) or self.results.period.key), None

    def _file(self, concept: str, of: str) -> About:
        return self._reckoned(upper_first(CONCEPTS[concept].words), f"tệp {of}", concept, ())

    def _criterion(self, concept: str, of: str) -> About:
        rule = next(r for r in self.results.plan.scores if r.code == of)
        counted = (rule.measure,) if rule.measure and concept == "points" else ()
        entry = CONCEPTS[concept]
        subject = Subject(f"Tiêu chí {of}", entry.words, entry.rule, self.results.period.key, counted=counted)
        return subject, lambda e: e.of_criterion(of)

    def _step(self, concept: str, of: str) -> About:
        code, _, number = of.partition("#")
        entry = CONCEPTS[concept]
        words = f"{entry.words}, bậc {number}"
        subject = Subject(f"Tiêu chí {code}", words, entry.rule, self.results.period.key)
        return subject, lambda e: e.of_criterion(code)

    def _scale(self, concept: str, of: str) -> About:
        rules = tuple(r.code for r in self.results.plan.scores if of in ("", r.section.code))
        group, where = upper_first(CONCEPTS[concept].words), f"lĩnh vực {of}" if of else "cả thang điểm"
        return self._reckoned(group, where, concept, rules)

    def _former(self, concept: str, of: str) -> About:
        return self._reckoned(upper_first(CONCEPTS[concept].words), f"dòng {of}", concept, ())

    def _doubt(self, concept: str, of: str) -> About:
        return self._reckoned("Số liệu chưa khớp", f"thứ {of}, {CONCEPTS[concept].words}", concept, ())
