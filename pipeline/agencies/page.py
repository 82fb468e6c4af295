"""`tong-quan-<period>.html` of a tree: a roll-up comes in, the bytes of a page to look at go out.

Every number of all agencies is a sum with its name (TH…), every number of one agency has the id that its report
gives it (S…); nothing is reckoned here but shares of what was added up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.agencies.reduced import Agency, Key, MeasureOf, Of, TargetOf
from pipeline.agencies.summed import STATUSES, RollUp
from pipeline.agencies.words import (
    aim,
    done_rate,
    is_share,
    measure_limits,
    place_words,
    rate_words,
    windows,
)
from pipeline.model import TargetStatus
from pipeline.page.render import dressed
from pipeline.page.signs import status_sign
from pipeline.page.view import Number, Portion, Progress, Sign, Text, Tile
from pipeline.vietnamese import show_number, upper_first

_MOST_NAMED = 100  # agencies below a target; the workbook has all
_URGENCY: tuple[TargetStatus, ...] = (
    "not_met", "no_data", "met_late", "in_progress", "met", "nothing_arose", "tracked",
)  # fmt: skip
_ASKED = ("due", "received", "accepted", "refused", "quarantined", "missing")


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency; link: its report, "" where there is none; todo: what is to be done."""

    name: str
    path: str
    link: str
    done: Text
    share: Fraction | None
    rate: str
    asked: tuple[Text, ...]
    todo: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Judged:
    """How an agency stands towards a target; value: its own figure."""

    name: str
    path: str
    link: str
    sign: Sign
    value: Text


@dataclass(frozen=True, slots=True)
class Goal:
    words: str
    portions: tuple[Portion, ...]
    judged: tuple[Judged, ...]
    more: str


@dataclass(frozen=True, slots=True)
class MeasureView:
    code: str
    name: str
    value: Text
    details: Text
    worst: Portion  # of the agencies that ask for most attention
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page shows."""

    above: str
    title: str
    subject: str
    window: str
    tiles: tuple[Tile, ...]
    agencies: tuple[AgencyRow, ...]
    total: tuple[Text, ...]
    rate: str
    sections: tuple[Progress, ...]
    measures: tuple[MeasureView, ...]
    workbook: str


def page_of(rollup: RollUp) -> bytes:
    """The whole file, in UTF-8."""
    return dressed("agencies.html", page=_view(rollup))


def _view(rollup: RollUp) -> Page:
    rows = tuple(_agency_rows(rollup))
    failed = len(rollup.failed)
    told = f"{len(rollup.agencies)} cơ quan đã lập báo cáo"
    return Page(
        rollup.above,
        f"Tổng hợp kết quả {rollup.title}", f"{told}; {failed} cơ quan chưa lập được" if failed else told,
        windows(rollup), tuple(_tiles(rollup)), rows, tuple(_total(rollup, c) for c in _ASKED),
        rate_words(done_rate(rollup.total("tasks_complete"), rollup.total("tasks"))),
        tuple(_sections(rollup)), tuple(_measure(of, rollup) for of in rollup.measures),
        f"tong-hop-{rollup.period}.xlsx",
    )  # fmt: skip


def _total(rollup: RollUp, concept: str, of: Of = None) -> Text:
    """A sum as a figure."""
    found = rollup.of(concept, of)
    return (Number(show_number(found.total), found.id, str(found.total)),) if found else ("0",)


def _tiles(rollup: RollUp) -> Iterator[Tile]:
    told = {concept: rollup.total(concept) for concept in ("tasks_complete", "tasks", "due", "received", "accepted")}
    done = done_rate(told["tasks_complete"], told["tasks"])
    yield Tile(
        "Nhiệm vụ hoàn thành", (*_total(rollup, "tasks_complete"), "/", *_total(rollup, "tasks")),
        (f"{rate_words(done)} số nhiệm vụ được đánh giá" if done is not None else "chưa có nhiệm vụ được đánh giá",),
        done,
    )  # fmt: skip
    yield Tile(
        "Nhiệm vụ không đánh giá", (*_total(rollup, "nothing_arose"), " và ", *_total(rollup, "tracked")),
        ("không phát sinh và chỉ theo dõi",),
    )  # fmt: skip
    for concept, label in (("received", "Báo cáo của đơn vị đã nhận"), ("accepted", "Báo cáo hợp lệ")):
        share = done_rate(told[concept], told["due"])
        yield Tile(
            label, (*_total(rollup, concept), "/", *_total(rollup, "due")),
            (f"{rate_words(share)} số báo cáo phải nộp" if share is not None else "không có báo cáo phải nộp",), share,
        )  # fmt: skip


def _agency_rows(rollup: RollUp) -> Iterator[AgencyRow]:
    todo: dict[str, list[str]] = {}
    for trouble in rollup.troubles:
        todo.setdefault(trouble.path, []).append(trouble.words)
    made = {a.path: a for a in rollup.agencies}
    for path in sorted({*made, *todo}, key=lambda path: path.split("/")):
        agency, said = made.get(path), tuple(todo.get(path, ()))
        if agency is None:
            yield AgencyRow("", place_words(path), "", (), None, "", ((),) * len(_ASKED), said, "")
            continue
        done = (*_own(agency, Key(None, "tasks_complete")), "/", *_own(agency, Key(None, "tasks")))
        share = done_rate(agency.count("tasks_complete"), agency.count("tasks"))
        yield AgencyRow(
            agency.name, place_words(path), agency.report.path, done, share, rate_words(share),
            tuple(_own(agency, Key(None, c)) for c in _ASKED), said, agency.report.sha256[:16],
        )  # fmt: skip


def _own(agency: Agency, key: Key) -> Text:
    """An agency's own figure, with its id where its report tells it."""
    own = agency.figures.get(key)
    if own is None:
        return ()
    return (Number(show_number(own.value), own.id, str(own.value)) if own.id else show_number(own.value),)


def _sections(rollup: RollUp) -> Iterator[Progress]:
    for of in rollup.sections:
        share = done_rate(rollup.total("tasks_complete", of), rollup.total("tasks", of))
        done = (*_total(rollup, "tasks_complete", of), "/", *_total(rollup, "tasks", of))
        yield Progress(of.code, of.title, done, (rate_words(share) or "-",), share)


# --- targets -------------------------------------------------------------------------------------


def _measure(of: MeasureOf, rollup: RollUp) -> MeasureView:
    targets: list[TargetOf | MeasureOf] = [TargetOf(of, n) for n in range(1, len(of.targets) + 1)] or [of]
    value, details = _value(of, rollup)
    goals = tuple(_goal(target, of, rollup) for target in targets)
    signs = [status_sign(status) for status in _URGENCY]
    worst = min((p for goal in goals for p in goal.portions), key=lambda portion: signs.index(portion.sign))
    return MeasureView(of.code, of.name, value, details, worst, goals)


def _value(of: MeasureOf, rollup: RollUp) -> tuple[Text, Text]:
    """What all agencies come to, and what stands behind it."""
    part, whole, count = (rollup.of(c, of) for c in ("numerator", "denominator", "value"))
    given = max((len(s.parts) for s in (part, count) if s), default=0)
    of_all = f"{given}/{rollup.having(of)} cơ quan có số liệu"
    if part and whole:
        rate = rollup.rate(of)
        quotient = (*_total(rollup, "numerator", of), "/", *_total(rollup, "denominator", of), f" {_uom(of)}")
        if is_share(of) and rate is not None:
            return (rate_words(rate, measure_limits(of)),), (*quotient, f"; {of_all}")
        return quotient, (of_all,)
    if count:
        return (*_total(rollup, "value", of), f" {of.uom}"), (of_all,)
    return ("Chưa có số liệu",), (of_all,)


def _uom(of: MeasureOf) -> str:
    return "đơn vị" if of.each else of.uom


def _goal(target: TargetOf | MeasureOf, of: MeasureOf, rollup: RollUp) -> Goal:
    found = {status: s for status in STATUSES if (s := rollup.of(status, target))}
    asked = rollup.having(of)
    portions = tuple(
        Portion(status_sign(status), _total(rollup, status, target), s.total / asked) for status, s in found.items()
    )
    judged = [(status, agency) for status in _URGENCY if status in found for agency, _ in found[status].parts]
    words = upper_first(aim(target)) if isinstance(target, TargetOf) else "Chỉ theo dõi, chưa giao mục tiêu"
    more = len(judged) - _MOST_NAMED
    return Goal(
        words, portions,
        tuple(
            Judged(
                agency.name, place_words(agency.path), agency.report.path, status_sign(status),
                tuple(_own_value(agency, of)),
            )
            for status, agency in judged[:_MOST_NAMED]
        ),
        f"và {more} cơ quan khác, xem trang “Chỉ tiêu theo cơ quan” của sổ tổng hợp" if more > 0 else "",
    )  # fmt: skip


def _own_value(agency: Agency, of: MeasureOf) -> Iterator[str | Number]:
    part, whole = agency.figures.get(Key(of, "numerator")), agency.figures.get(Key(of, "denominator"))
    if part and whole:
        yield from (*_own(agency, Key(of, "numerator")), "/", *_own(agency, Key(of, "denominator")))
        if of in agency.rates:
            yield f" ({show_number(agency.rates[of] * 100)}%)"
    elif own := _own(agency, Key(of, "value")):
        yield from (*own, f" {of.uom}")
    else:
        yield "-"
    if agency.count("provisional", of):
        yield ", tạm tính"
