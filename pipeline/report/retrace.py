"""One measure reckoned again, step by step in live formulas: its result comes in, steps go onto the sheet.

What cannot be had from the merged rows by a plain formula is put down as `Given`: which units and
months are missing, windows of "1/tháng", and what an earlier value had come to by the due day.
"""

from __future__ import annotations

from fractions import Fraction

from pipeline import periods
from pipeline.measures import Role
from pipeline.model import Target
from pipeline.outcome import MeasureResult, TargetResult
from pipeline.plan_sheets import KINDS, SHARE_KINDS
from pipeline.report import live
from pipeline.report.live import At, Case, Known, Live, Pick
from pipeline.report.steps import MEASURE, REACHED, TARGET, Content, Given, Sheet
from pipeline.report.words import unit_names, window_names
from pipeline.wording import PER, TARGET_STATUS, target_words

_KIND_WORDS = {kind: word for word, kind in KINDS.items()}
_NIL = TARGET_STATUS["nothing_arose"]
_ADDITIVE = ("count", "documents")  # a silent unit can only add to them


def retrace(sheet: Sheet, result: MeasureResult) -> None:
    """Writes the steps of a measure, from its rows to its completion."""
    own = _Measure(sheet, result)
    own.answers()
    own.units_before()
    if own.each and not result.expected:
        values = dict.fromkeys(own.goals, sheet.add("Tỷ lệ đơn vị đạt", Given(result.figure.value)))
    elif own.each:
        values = {goal: own.units_meeting(goal, first=goal is own.goals[0]) for goal in own.goals}
    else:
        own.units_now()
        value = own.value()
        values = dict.fromkeys(own.goals, value)
    own.year_before()
    own.doubts()
    own.targets(values)


class _Measure:
    """What the steps of one measure have in common; `origin` is the measure that is typed."""

    def __init__(self, sheet: Sheet, result: MeasureResult) -> None:
        measure, plan = result.measure, sheet.results.plan
        origin = plan.origin(measure)
        taken = f"; lấy số liệu của chỉ tiêu {origin.code}" if origin is not measure else ""
        sheet.code = measure.code
        sheet.title("Chỉ tiêu", measure.name, f"Loại: {_KIND_WORDS[origin.kind]}{taken}")
        self.sheet, self.rows, self.result, self.origin = sheet, sheet.rows, result, origin
        self.measure, self.figure = measure, result.figure
        self.goals = [t for t in measure.targets if t.number is not None or t.year]
        self.each = bool(origin.each and self.goals)
        self.quotient = origin.kind in SHARE_KINDS
        self.scale = "share" if self.quotient else "number"  # of a unit's figure
        self.form = "share" if self.each else self.scale  # of the measure's
        self.means = plan.agency.survey_mean_of_factors and origin.kind == "survey"
        self.by_unit = {p.unit: p for p in self.figure.by_unit}
        self.units = (*result.expected, *(u for u in self.by_unit if u not in result.expected))
        year = origin.baseline_year or measure.baseline_year
        self.year = f"năm {year}" if year else "năm so sánh"
        self.compared = bool(self.units) and (bool(year) or self.rows.has(origin.code, "baseline"))
        self.doubt: dict[str, At] = {}
        self.former: At | None = None

    # --- who answered

    def answers(self) -> None:
        """How many rows speak, and where "không phát sinh" may be said, how many units say it."""
        code, add, expected = self.origin.code, self.sheet.add, self.result.expected
        told = self.rows.count(Pick(code), Pick(code, "nil"))
        self.told = add("Số dòng được tính", told, how="Số liệu hoặc không phát sinh, có dấu x")
        self.silent = self.asked = None
        if self.origin.if_any and expected:
            nil = self.rows.count(Pick(code, "nil"))
            for unit in self.figure.nil:
                if unit not in expected:
                    nil = live.minus(nil, self.rows.count(Pick(code, "nil", unit)))
            self.asked = self.sheet.here("F", Fraction(len(expected)))
            self.silent = add(
                "Đơn vị báo không phát sinh", nil, cells={"F": Given(Fraction(len(expected)))},
                how="Tổng số: đơn vị được hỏi trong kỳ",
            )  # fmt: skip

    # --- by unit

    def units_before(self) -> None:
        """The earlier year's value of each unit that has one now."""
        self.before_row = self.sheet.row
        for unit in self.units if self.compared else ():
            pick, beside, part = self.pick("baseline", unit), self.pick("value", unit), self.by_unit.get(unit)
            self.figure_step(
                f"Đơn vị, {self.year}", self.rows.total(pick, beside=beside),
                self.rows.total(pick, beside=beside, whole=True), part.baseline if part else None,
                told=self.unit_name(unit), how="Chỉ cộng đơn vị có số liệu kỳ này",
            )  # fmt: skip

    def units_now(self) -> None:
        """The value of each unit, where the earlier year needs it."""
        self.now_row = self.sheet.row
        for unit in self.units if self.compared else ():
            self.unit_now(unit)

    def pick(self, role: Role, unit: str) -> Pick:
        return Pick(self.origin.code, role, unit)

    def unit_name(self, unit: str) -> str:
        return f"{unit}: {self.sheet.results.plan.units[unit].short_name}"

    def unit_now(self, unit: str, goal: Target | None = None, bound: Content = None) -> None:
        """The value of one unit and, of an expected one, whether it meets the goal."""
        picks = [self.pick("value", unit)]
        if self.origin.kind == "documents":
            picks.append(Pick(self.origin.code, "value", unit, mark="unit_only"))
        part = self.by_unit.get(unit)
        self.figure_step(
            "Đơn vị", self.rows.total(*picks), self.rows.total(*picks, whole=True), part.value if part else None,
            told=self.unit_name(unit), goal=goal if unit in self.result.expected else None, bound=bound,
            nil=self.rows.count(self.pick("nil", unit)), given=self.means,
        )  # fmt: skip

    def figure_step(
        self, name: str, part: Live, whole: Live, report: Known, *, told: str, how: str = "",
        goal: Target | None = None, bound: Content = None, nil: Live | None = None, given: bool = False,
    ) -> None:  # fmt: skip
        """A share of two sums, or one sum; with a goal also whether it is met."""
        e, f = self.sheet.here("E", part), self.sheet.here("F", whole)
        again: Content = live.quotient(e, f) if self.quotient else live.same(e)
        again = Given(report) if given else again  # the mean of a unit's own factors
        cells: dict[str, Content] = {"E": part, "F": whole} if self.quotient else {"E": part}
        if goal and nil:
            g, j = self.sheet.here("G", bound), self.sheet.here("J", again)
            reached = live.reaches(goal.op, j, g, share=self.quotient, year=bool(goal.year))
            cells |= {"G": bound, "H": live.unless(nil, _NIL, reached)}
        self.sheet.add(name, again, report, told=told, how=how, form=self.scale, scale=self.scale, cells=cells)

    def units_meeting(self, goal: Target, *, first: bool) -> At:
        """`each:` units that meet the goal / units expected, without those where nothing arose."""
        sheet = self.sheet
        self.now_row = sheet.row
        for place, unit in enumerate(self.units):
            former = live.same(sheet.cells("J", self.before_row + place)) if goal.year else None
            self.unit_now(unit, goal, former or goal.number)
        inner = sheet.cells("H", self.now_row, self.now_row + len(self.result.expected) - 1)
        report = (self.figure.numerator, self.figure.denominator, self.figure.value)
        met, asked, value = report if first else (Given(None),) * 3
        units = sheet.add(
            "Số đơn vị được tính", live.units_asked(inner, self.told, _NIL), asked,
            how="Đơn vị được giao, trừ đơn vị không phát sinh",
        )  # fmt: skip
        meeting = sheet.add("Số đơn vị đạt", live.units_met(inner, units), met, how="Đơn vị có dấu x ở cột “Đạt mức”")
        return sheet.add(
            "Tỷ lệ đơn vị đạt",
            live.quotient(meeting, units),
            value,
            form="share",
            told=target_words(goal, self.measure),
        )

    # --- the figure

    def value(self) -> At:
        """The measure's own value."""
        code, figure, sheet = self.origin.code, self.figure, self.sheet
        total = self.rows.total(Pick(code))
        if not self.quotient:
            return sheet.add("Số lượng", total, figure.value, told=self.measure.uom, how="Cộng các dòng có dấu x")
        factors = self.factors() if self.means else None
        part = sheet.add("Số đạt được", total, figure.numerator, told=self.measure.uom, how="Cộng các dòng có dấu x")
        whole = sheet.add("Tổng số", self.rows.total(Pick(code), whole=True), figure.denominator, told=self.measure.uom)
        again = live.mean(factors) if factors else live.quotient(part, whole)
        how = "Trung bình các nhân tố" if factors else "Số đạt được / tổng số"
        return sheet.add("Tỷ lệ", again, figure.value, form="share", how=how)

    def factors(self) -> At:
        """The share of each factor of a survey."""
        first, parts = self.sheet.row, {p.label: p for p in self.figure.parts}
        for number, item in enumerate(self.origin.items, 1):
            pick = Pick(self.origin.code, item=number)
            part = parts.get(item)
            self.figure_step(
                "Nhân tố", self.rows.total(pick), self.rows.total(pick, whole=True), part.value if part else None,
                told=f"{number}. {item}",
            )  # fmt: skip
        return self.sheet.cells("J", first, self.sheet.row - 1)

    def year_before(self) -> None:
        """The earlier year's value, where every unit with a value gives one."""
        if not self.compared:
            return
        sheet, last = self.sheet, len(self.units) - 1
        units = sheet.cells("E", self.now_row, self.now_row + last)
        given = sheet.cells("E", self.before_row, self.before_row + last)
        part = live.former_sum(given, given, units)
        cells: dict[str, Content] = {"E": part}
        e = sheet.here("E", part)
        again = live.same(e)
        if self.quotient:
            whole = live.former_sum(sheet.cells("F", self.before_row, self.before_row + last), given, units)
            cells["F"], again = whole, live.quotient(e, sheet.here("F", whole))
        self.former = sheet.add(
            f"Số {self.year}", again, self.figure.baseline, form=self.scale, cells=cells,
            how="Chỉ có khi mọi đơn vị có số liệu đều có số của năm ấy",
        )  # fmt: skip

    # --- the targets

    def doubts(self) -> None:
        """What a value that is there still lacks."""
        result, results = self.result, self.sheet.results
        if self.figure.value is None:
            return
        lacking = [unit_names(result.missing, results), window_names(result.missing_months, results)]
        if any(lacking) and not self.each:
            told = "; ".join(filter(None, lacking))
            self.doubt["units"] = self.sheet.add("Thiếu số liệu của", Given("x"), told=told, form="text")
        if self.figure.partial:
            self.doubt["items"] = self.sheet.add(
                "Còn nội dung bỏ trống", Given("x"), form="text", told="Báo cáo nhận được chưa điền đủ nội dung"
            )

    def targets(self, values: dict[Target, At]) -> None:
        """State and completion of each target, then the completion of the measure."""
        judged = [(t, self.state(t, values.get(t.target))) for t in self.result.targets]
        if not self.goals:
            return
        first = self.sheet.row
        for target, (verdict, bound) in judged:
            self.completion(target, verdict, values.get(target.target), bound)
        last, sheet = self.sheet.row - 1, self.sheet
        if len({t.target.due for t, _ in judged}) > 1:
            chosen = sheet.add(
                "Thời hạn được xét", live.next_due(sheet.cells("I", first, last), sheet.results.as_of), form="date",
                how="Thời hạn gần nhất chưa qua, hết thì thời hạn cuối",
            )  # fmt: skip
            looked = [live.looked_at(sheet.cells("J", r), sheet.cells("I", r), chosen) for r in range(first, last + 1)]
            first = sheet.row
            for share in looked:
                sheet.add("Mức được xét", share, form="share")
            last = sheet.row - 1
        sheet.add(
            MEASURE, live.least(sheet.cells("J", first, last)), self.result.completion, form="share",
            how="Mức nhỏ nhất trong các mục tiêu được xét",
        )  # fmt: skip

    def state(self, result: TargetResult, value: At | None) -> tuple[At, At]:
        """The state of a target, and the cell of its bound."""
        target, sheet = result.target, self.sheet
        told, report = target_words(target, self.measure), TARGET_STATUS[result.status]
        bound: Content = live.same(self.former) if target.year and self.former else target.number
        bound = Fraction(1) if self.each and value else bound
        cells: dict[str, Content] = {"G": bound, "I": target.due}
        if value is None or target.per or self.open_window():
            how = "Mục tiêu chưa có số, chỉ theo dõi" if value is None else "Tính theo từng tháng, quý"
            state = "met" if result.met else result.status
            verdict = sheet.add(
                TARGET, Given(TARGET_STATUS[state]), told=told, how=how, form="text", scale=self.form, cells=cells
            )
            return verdict, sheet.cells("G", sheet.row - 1)
        op = ">=" if self.each else target.op
        early = self.early(result, bound)
        g, i = sheet.here("G", bound), sheet.here("I", target.due)
        reached = live.reaches(op, value, g, share=self.form == "share", year=bool(target.year) and not self.each)
        at_least = op in (">=", ">")
        kind = "ratio" if self.each else self.origin.kind
        additive = {"units": at_least and kind in _ADDITIVE, "items": at_least and kind == "checklist"}
        case = Case(
            value, g, sheet.here("H", reached), i, sheet.results.as_of, self.told, self.silent, self.asked,
            lacking=tuple(self.doubt.values()),
            hindering=tuple(cell for name, cell in self.doubt.items() if not additive[name]), early=early,
        )  # fmt: skip
        verdict = sheet.add(
            TARGET, live.verdict(case), report, told=told, form="text", scale=self.form,
            loosely=result.status == "met_late", cells={**cells, "H": reached},
        )  # fmt: skip
        return verdict, g

    def open_window(self) -> bool:
        """Whether only the calendar tells if nothing arose: a longer period with months of its own."""
        expected = set(self.result.expected)
        longer = self.origin.nature == "flow" and self.sheet.results.period.kind != "month"
        return longer and bool(expected) and expected <= set(self.figure.nil)

    def early(self, result: TargetResult, bound: Content) -> At | None:
        """Where values dated after the due day are counted: "x" if the target was met without them."""
        due, sheet, days = result.target.due, self.sheet, self.figure.dates
        if not due or not days or days[-1] <= due or self.figure.value is None:
            return None
        plain = isinstance(bound, Fraction) and not self.each and result.target.op in (">=", ">")
        name, told = "Đạt trước hạn", "Theo số liệu đến ngày hết hạn"
        if self.origin.kind != "documents" or not plain:
            met = Given("x" if result.status == "met" else None)
            return sheet.add(name, met, told=told, form="text", cells={"I": due})
        total = self.rows.total(Pick(self.origin.code, until=sheet.here("I", due)))
        e, g = sheet.here("E", total), sheet.here("G", bound)
        reached = live.reaches(result.target.op, e, g, share=False, year=False)
        return sheet.add(name, reached, told=told, form="text", cells={"E": total, "G": bound, "I": due})

    def completion(self, result: TargetResult, verdict: At, value: At | None, bound: At) -> None:
        """How far a target is reached; of "1/tháng" the windows that meet it of those that ended."""
        sheet, target = self.sheet, result.target
        told = target_words(target, self.measure)
        cells: dict[str, Content] = {"I": target.due}
        how = "Kết quả / mức so sánh, tối đa 100%"
        if value is None:
            again = Live('""', None)
        elif target.per:
            met, ended = self.windows(result)
            cells |= {"E": Given(met), "F": Given(ended)}
            again = live.quotient(sheet.here("E", met), sheet.here("F", ended))
            how = f"Số {PER[target.per]} đạt / số {PER[target.per]} đã qua, lấy từ kết quả đánh giá"
        else:
            fixed = not self.each and (bool(target.year) or self.origin.kind == "baseline")
            how = "So với năm trước: đạt 100%, chưa đạt 0%" if fixed else how
            again = live.completion(verdict, value, bound, ">=" if self.each else target.op, all_or_nothing=fixed)
        sheet.add(REACHED, again, result.completion, told=told, how=how, form="share", cells=cells)

    def windows(self, result: TargetResult) -> tuple[Fraction | None, Fraction | None]:
        """(windows that met the target, windows that ended); nothing where none is judged."""
        if result.completion is None:
            return None, None
        plan, target, as_of = self.sheet.results.plan, result.target, self.sheet.results.as_of
        until = min(as_of, target.due or as_of)
        ended = periods.elapsed(plan.calendar, target.per or "month", plan.agency.counted_from, until)
        return Fraction(len(ended) - len(result.gaps)), Fraction(len(ended))
