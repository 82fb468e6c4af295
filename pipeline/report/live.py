"""Formulas of the summary workbook: counted rows come in, plain formulas with what they come to go out.

Every formula is one that Excel 2010, LibreOffice, WPS and Google Sheets know; its value is reckoned
here on exact fractions, apart from the main road, for programs that show a sheet without reckoning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pipeline.evaluate import compare
from pipeline.measures import Observation, Role, added
from pipeline.merge import Mark
from pipeline.model import Op
from pipeline.wording import TARGET_STATUS

ROLES: dict[Role, str] = {"value": "số liệu", "nil": "không phát sinh", "baseline": "năm so sánh"}
MARKS: dict[Mark, str] = {"counted": "x", "unit_only": "đơn vị"}
COLUMNS = {  # names that the formulas use → headings of the sheet of merged rows
    "gop_khoa": "Khóa cộng",
    "gop_khoa_don_vi": "Khóa cộng theo đơn vị",
    "gop_duoc_tinh": "Được tính",
    "gop_noi_dung": "Thứ tự nội dung",
    "gop_ngay": "Số liệu ngày",
    "gop_so_dat": "Số đạt được / số lượng",
    "gop_tong_so": "Tổng số",
}
AS_OF = "ngay_danh_gia"  # the name of the cell that holds the day of judgement
Known = Fraction | str | date | None  # None: the cell shows nothing


@dataclass(frozen=True, slots=True)
class Live:
    """A formula and what it comes to."""

    formula: str
    value: Known


@dataclass(frozen=True, slots=True)
class At:
    """A cell, or a range of them, that a formula refers to."""

    cell: str
    values: tuple[Known, ...]

    @property
    def value(self) -> Known:
        return self.values[0]

    @property
    def number(self) -> Fraction | None:
        """The value where it is a number."""
        return self.value if isinstance(self.value, Fraction) else None

    @property
    def numbers(self) -> list[Fraction]:
        return [v for v in self.values if isinstance(v, Fraction)]


def sum_key(measure: str, role: Role, unit: str = "") -> str:
    """What a row is found by: a text that no spreadsheet takes for a number, as it would the code 1.10."""
    return f"{measure}|{ROLES[role]}|{unit}" if unit else f"{measure}|{ROLES[role]}"


@dataclass(frozen=True, slots=True)
class Pick:
    """Which counted rows a sum takes. until: the cell with the last day. item: its number in the plan."""

    measure: str
    role: Role = "value"
    unit: str = ""
    item: int = 0
    until: At | None = None
    mark: Mark = "counted"

    @property
    def terms(self) -> str:
        by_unit = "_don_vi" if self.unit else ""
        found = f'gop_khoa{by_unit},"{sum_key(self.measure, self.role, self.unit)}",gop_duoc_tinh,"{MARKS[self.mark]}"'
        found += f",gop_noi_dung,{self.item}" if self.item else ""
        return found + (f',gop_ngay,"<="&{self.until.cell}' if self.until else "")


_Kind = tuple[str, Role, Mark, str]  # measure, role, mark, unit


class Rows:
    """The merged rows, each with its mark and the number of its given item (0: none)."""

    def __init__(self, rows: Iterable[tuple[Observation, Mark, int]]) -> None:
        self.by_unit: dict[_Kind, list[tuple[Observation, int]]] = {}  # unit "": of all units
        self.roles: set[tuple[str, Role]] = set()
        for row, mark, item in rows:
            self.roles.add((row.measure, row.role))
            for unit in {row.unit, ""}:
                self.by_unit.setdefault((row.measure, row.role, mark, unit), []).append((row, item))

    def taken(self, pick: Pick) -> list[Observation]:
        """The rows that a sum takes."""
        last = pick.until.value if pick.until else None
        return [
            row
            for row, item in self.by_unit.get((pick.measure, pick.role, pick.mark, pick.unit), ())
            if pick.item in (0, item) and (not isinstance(last, date) or date.min < row.day <= last)
        ]

    def has(self, measure: str, role: Role) -> bool:
        """Whether any row, counted or not, is of that role."""
        return (measure, role) in self.roles

    def count(self, *picks: Pick) -> Live:
        """The number of rows."""
        return Live(_counting(picks), Fraction(sum(len(self.taken(p)) for p in picks)))

    def total(self, *picks: Pick, whole: bool = False, beside: Pick | None = None) -> Live:
        """The sum of a column, of the whole or of the part; nothing where there is no row to add.

        beside: nothing either where there is no such row.
        """
        field, name = ("denominator", "gop_tong_so") if whole else ("numerator", "gop_so_dat")
        rows = [row for p in picks for row in self.taken(p)]
        there = bool(rows) and (beside is None or bool(self.taken(beside)))
        none = f"OR({_counting(picks)}=0,{_counting([beside])}=0)" if beside else f"{_counting(picks)}=0"
        summed = "+".join([f"SUMIFS({name},{p.terms})" for p in picks])
        value = added([getattr(row, field) for row in rows]) if there else None
        return Live(f'IF({none},"",{summed})', value)


def _counting(picks: Iterable[Pick]) -> str:
    """The formula of the number of rows."""
    return "+".join([f"COUNTIFS({p.terms})" for p in picks])


def same(cell: At) -> Live:
    """The value of another cell, nothing where it shows nothing."""
    return Live(f'IF({cell.cell}="","",{cell.cell})', cell.value)


def minus(one: Live, other: Live) -> Live:
    """The difference of two numbers."""
    return Live(f"{one.formula}-{other.formula}", _number(one) - _number(other))


def plus(one: Live, other: Live) -> Live:
    """The sum of two numbers."""
    return Live(f"{one.formula}+{other.formula}", _number(one) + _number(other))


def _number(live: Live) -> Fraction:
    return live.value if isinstance(live.value, Fraction) else Fraction(0)


def unless(number: Live, words: str, otherwise: Live) -> Live:
    """Words where a number is above zero."""
    value = words if _number(number) > 0 else otherwise.value
    return Live(f'IF({number.formula}>0,"{words}",{otherwise.formula})', value)


def units_asked(reached: At, rows: At, nil: str) -> Live:
    """Units whose mark is not that of "nothing arose"; nothing where nobody answered."""
    count = len(reached.values) - reached.values.count(nil)
    formula = f'ROWS({reached.cell})-COUNTIF({reached.cell},"{nil}")'
    return Live(f'IF(OR({rows.cell}=0,{formula}=0),"",{formula})', Fraction(count) if count and rows.number else None)


def units_met(reached: At, asked: At) -> Live:
    """Units with an "x", of those asked."""
    value = None if asked.value is None else Fraction(reached.values.count("x"))
    return Live(f'IF({asked.cell}="","",COUNTIF({reached.cell},"x"))', value)


def quotient(part: At, whole: At) -> Live:
    """A share, nothing where there is nothing to divide."""
    n, d = part.number, whole.number
    value = n / d if n is not None and d else None
    cells = f"{part.cell},{whole.cell}"
    return Live(f'IF(COUNT({cells})<2,"",IF({whole.cell}=0,"",{part.cell}/{whole.cell}))', value)


def mean(cells: At) -> Live:
    """The mean of the numbers in a range."""
    given = cells.numbers
    value = sum(given, Fraction(0)) / len(given) if given else None
    return Live(f'IF(COUNT({cells.cell})=0,"",AVERAGE({cells.cell}))', value)


def least(cells: At) -> Live:
    """The smallest number in a range."""
    return Live(f'IF(COUNT({cells.cell})=0,"",MIN({cells.cell}))', min(cells.numbers, default=None))


def former_sum(cells: At, given: At, units: At) -> Live:
    """The sum for the earlier year, where every unit with a value gives one: `given` against `units`."""
    whole = bool(units.numbers) and len(given.numbers) >= len(units.numbers)
    asked = f"OR(COUNT({units.cell})=0,COUNT({given.cell})<COUNT({units.cell}))"
    return Live(f'IF({asked},"",SUM({cells.cell}))', sum(cells.numbers, Fraction(0)) if whole else None)


def reaches(op: Op, value: At, bound: At, *, share: bool, year: bool) -> Live:
    """An "x" where a value meets a bound; differences beyond the digits of a cell do not count."""
    v, b, places = value.number, bound.number, 14 if share else 9
    test = f"ROUND({value.cell}-{bound.cell},{places}){op}0"
    met = v is not None and b is not None and compare(op, v, b)
    if year and share and op == ">":  # who had 100 % cannot have more
        test = f"OR({test},AND(ROUND({bound.cell}-1,14)>=0,ROUND({value.cell}-1,14)>=0))"
        met = met or (v is not None and b is not None and b >= 1 and v >= 1)
    return Live(f'IF(COUNT({value.cell},{bound.cell})<2,"",IF({test},"x",""))', "x" if met else None)


@dataclass(frozen=True, slots=True)
class Case:
    """What a target is judged by, each the cell that shows it."""

    value: At
    bound: At
    reached: At  # "x": the value meets the bound
    due: At
    as_of: date
    rows: At  # rows that answer
    silent: At | None = None  # units that said that nothing arose, and …
    expected: At | None = None  # … the units that were asked
    lacking: tuple[At, ...] = ()  # "x": something is missing
    hindering: tuple[At, ...] = ()  # those of them that leave even a value that meets the bound open
    early: At | None = None  # where values are dated after the due day; "x": without them the bound was met


def verdict(case: Case) -> Live:
    """The state of a target in words."""
    words = {key: f'"{TARGET_STATUS[key]}"' for key in TARGET_STATUS}
    due, value = case.due.value, case.value.cell
    before = not isinstance(due, date) or case.as_of < due
    early = f'OR({case.due.cell}="",{AS_OF}<{case.due.cell})'
    met = f'{case.reached.cell}="x"'
    if case.hindering:
        sound = ",".join(f'{c.cell}<>"x"' for c in case.hindering)
        met = f"AND({met},{sound})"
    is_open = [f'{case.bound.cell}=""', *(f'{c.cell}="x"' for c in case.lacking)]
    late = f"IF(OR({','.join(is_open)}),{words['no_data']},{words['not_met']})"
    judged = f"IF({met},{words['met']},IF({early},{words['in_progress']},{late}))"
    if case.early:
        judged = f"IF({early},{words['in_progress']},IF({met},{words['met']},{late}))"
        judged = f'IF({case.early.cell}="x",{words["met"]},{judged})'
    none = f"IF(AND({case.rows.cell}>0,{early}),{words['in_progress']},{words['no_data']})"
    formula = f'IF({value}="",{none},{judged})'

    is_met = case.reached.value == "x" and not any(c.value == "x" for c in case.hindering)
    if case.value.value is None:
        state = "in_progress" if case.rows.number and before else "no_data"
    elif case.early.value == "x" if case.early else is_met:
        state = "met"
    elif before:
        state = "in_progress"
    elif is_met:
        state = "met"
    else:
        lacks = case.bound.value is None or any(c.value == "x" for c in case.lacking)
        state = "no_data" if lacks else "not_met"
    if case.silent and case.expected:
        formula = f"IF({case.silent.cell}>={case.expected.cell},{words['nothing_arose']},{formula})"
        if (case.silent.number or 0) >= (case.expected.number or 0):
            state = "nothing_arose"
    return Live(formula, TARGET_STATUS[state])  # type: ignore[index]


def completion(judged: At, value: At, bound: At, op: Op, *, all_or_nothing: bool) -> Live:
    """How far a target is reached: value / bound, at most 1; of a bound that cannot be shared 1 or 0."""
    v, b = value.number, bound.number
    part, share = "0", Fraction(0)
    if not all_or_nothing:
        low, high = f"MIN({value.cell},{bound.cell})", f"MAX({value.cell},{bound.cell})"
        part = {
            ">": f"IF({bound.cell}=0,0,MIN(1,{value.cell}/{bound.cell}))",
            "<": f"IF({value.cell}=0,1,MIN(1,{bound.cell}/{value.cell}))",
            "=": f"IF({high}=0,1,{low}/{high})",
        }[op[0]]
        part = f'IF({value.cell}="",0,{part})'
        if v is not None and b is not None:
            top, base = {">": (v, b), "<": (b, v), "=": (min(v, b), max(v, b))}[op[0]]
            share = min(Fraction(1), top / base) if base else Fraction(op[0] != ">")
    words = {key: TARGET_STATUS[key] for key in TARGET_STATUS}
    formula = (
        f'IF({judged.cell}="{words["nothing_arose"]}","",IF({judged.cell}="{words["no_data"]}",0,'
        f'IF({judged.cell}="{words["met"]}",1,{part})))'
    )
    fixed: dict[Known, Fraction | None] = {
        words["nothing_arose"]: None, words["no_data"]: Fraction(0), words["met"]: Fraction(1),
    }  # fmt: skip
    return Live(formula, fixed.get(judged.value, share))


def next_due(dues: At, as_of: date) -> Live:
    """The first due day not yet past, else the last."""
    days = sorted(d for d in dues.values if isinstance(d, date))
    past = sum(d < as_of for d in days)
    place = f'MIN(COUNT({dues.cell}),COUNTIF({dues.cell},"<"&{AS_OF})+1)'
    value = days[min(len(days), past + 1) - 1] if days else None
    return Live(f'IF(COUNT({dues.cell})=0,"",SMALL({dues.cell},{place}))', value)


def looked_at(share: At, due: At, chosen: At) -> Live:
    """The completion of a target whose due day is the one looked at."""
    value = share.value if due.value == chosen.value else None
    return Live(f'IF({due.cell}={chosen.cell},{share.cell},"")', value)


def differs(again: At, report: At, *, places: int = 0, loosely: bool = False) -> Live:
    """ "khớp" or "KHÁC": numbers within a tolerance of so many places, texts letter by letter.

    loosely: the report's text may say more than the formula's.
    """
    mine, told = again.value, report.value
    if places:
        gap = abs(mine - told) if isinstance(mine, Fraction) and isinstance(told, Fraction) else None
        alike = mine is told is None or (gap is not None and gap * 10**places <= 1)
        cells = f"{again.cell},{report.cell}"
        number = f'IF(ABS({again.cell}-{report.cell})<=1E-{places},"khớp","KHÁC")'
        blank = f'AND({again.cell}="",{report.cell}="")'
        return Live(f'IF({blank},"khớp",IF(COUNT({cells})<2,"KHÁC",{number}))', "khớp" if alike else "KHÁC")
    told_words = f"LEFT({report.cell},LEN({again.cell}))" if loosely else report.cell
    same_words = isinstance(told, str) and (told.startswith(str(mine)) if loosely else told == mine)
    return Live(f'IF({again.cell}={told_words},"khớp","KHÁC")', "khớp" if same_words else "KHÁC")
