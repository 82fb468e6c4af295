"""The roll-up: what is kept of agencies comes in; sums over all that have the same thing, each with its parts, go out.

Sums are of exact fractions. A sum is named TH1, TH2 … in a fixed order that depends on the plans alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pipeline.agencies.reduced import REPORTS, TALLY, Agency, Key, MeasureOf, Of, Own, SectionOf, TargetOf
from pipeline.model import TargetStatus
from pipeline.vietnamese import fold

STATUSES: tuple[TargetStatus, ...] = (
    "met", "met_late", "in_progress", "not_met", "no_data", "nothing_arose", "tracked",
)  # fmt: skip
CONCEPTS = (*TALLY, *REPORTS, "files", "numerator", "denominator", "value", "provisional", *STATUSES)


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure over agencies, and of each of them its own."""

    id: str
    key: Key
    total: Fraction
    parts: tuple[tuple[Agency, Own], ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """An agency of which something is to be done. made: its report stands and counts all the same."""

    path: str
    name: str  # "" where its plan could not be read
    words: str
    made: bool = False


@dataclass(frozen=True)
class RollUp:
    """Everything that workbook, page and terminal say. agencies, troubles: by path."""

    period: str  # key
    agencies: tuple[Agency, ...]
    troubles: tuple[Trouble, ...]
    sums: tuple[Sum, ...]

    @property
    def failed(self) -> tuple[Trouble, ...]:
        return tuple(t for t in self.troubles if not t.made)

    @property
    def title(self) -> str:
        """Of the period, as most agencies call it."""
        titles = [a.title for a in self.agencies]
        return max(dict.fromkeys(titles), key=titles.count, default=f"kỳ {self.period}")

    @property
    def above(self) -> str:
        """The agency above, where all have the same one."""
        parents = {fold(a.parent): a.parent for a in reversed(self.agencies)}
        return next(iter(parents.values())) if len(parents) == 1 else ""

    @cached_property
    def _by_key(self) -> dict[Key, Sum]:
        return {s.key: s for s in self.sums}

    def of(self, concept: str, of: Of = None) -> Sum | None:
        """A sum; None where no agency has anything of the kind."""
        return self._by_key.get(Key(of, concept))

    def total(self, concept: str, of: Of = None) -> Fraction:
        """What a sum comes to, 0 where there is none."""
        found = self.of(concept, of)
        return found.total if found else Fraction(0)

    @cached_property
    def sections(self) -> tuple[SectionOf, ...]:
        return tuple(dict.fromkeys(s.key.of for s in self.sums if isinstance(s.key.of, SectionOf)))

    @cached_property
    def measures(self) -> tuple[MeasureOf, ...]:
        return tuple(
            dict.fromkeys(
                of.measure if isinstance(of, TargetOf) else of
                for of in (s.key.of for s in self.sums)
                if isinstance(of, MeasureOf | TargetOf)
            )
        )

    @cached_property
    def _having(self) -> dict[Of, int]:
        """By measure, target or section how many agencies have it in their plans."""
        counts: dict[Of, dict[str, None]] = {}
        for s in self.sums:
            of = s.key.of.measure if isinstance(s.key.of, TargetOf) else s.key.of
            counts.setdefault(of, {}).update((agency.path, None) for agency, _ in s.parts)
        return {of: len(paths) for of, paths in counts.items()}

    def having(self, of: Of) -> int:
        """How many agencies have a section or a measure in their plans."""
        return self._having.get(of, 0)

    def rate(self, of: MeasureOf) -> Fraction | None:
        """Numerators over denominators of all agencies; None where there is nothing to divide by."""
        whole = self.total("denominator", of)
        return self.total("numerator", of) / whole if whole else None


def rolled_up(period: str, agencies: Iterable[Agency], failed: Iterable[Trouble]) -> RollUp:
    """The sums over agencies, in the order of the plans: what the first agency's plan has first."""
    made = tuple(sorted(agencies, key=lambda a: a.path.split("/")))
    parts: dict[Key, list[tuple[Agency, Own]]] = {}
    for agency in made:
        for key, own in agency.figures.items():
            parts.setdefault(key, []).append((agency, own))
    sums = tuple(
        Sum(f"TH{n}", key, sum((own.value for _, own in parts[key]), Fraction(0)), tuple(parts[key]))
        for n, key in enumerate(_ordered(parts), 1)
    )
    troubles = sorted([*failed, *_told(made)], key=lambda t: (t.path.split("/"), t.made, t.words))
    return RollUp(period, made, tuple(troubles), sums)


def _ordered(keys: Iterable[Key]) -> list[Key]:
    """The whole plan, sections, then each measure with its targets; within each by concept."""
    first: dict[Of, int] = {}
    listed = list(keys)
    for key in listed:
        of = key.of.measure if isinstance(key.of, TargetOf) else key.of
        first.setdefault(of, len(first))

    def place(key: Key) -> tuple[int, int, int, int]:
        kind = 0 if key.of is None else 1 if isinstance(key.of, SectionOf) else 2
        if isinstance(key.of, TargetOf):
            return kind, first[key.of.measure], key.of.number, CONCEPTS.index(key.concept)
        return kind, first[key.of], 0, CONCEPTS.index(key.concept)

    return sorted(listed, key=place)


# --- what is to be looked at -------------------------------------------------------------------


def _told(agencies: Sequence[Agency]) -> Iterator[Trouble]:
    """Agencies that are there twice, whose figures disagree, or whose run had something to say."""
    named: dict[tuple[str, str], list[Agency]] = {}
    for agency in agencies:
        named.setdefault((fold(agency.parent), fold(agency.name)), []).append(agency)
        if agency.disagreements:
            yield _trouble(
                agency,
                f"Số liệu chưa khớp: {agency.disagreements} số liệu tính lại cho kết quả khác, báo cáo được đánh dấu "
                "dự thảo. Không trình ký; báo người phụ trách phần mềm.",
            )  # fmt: skip
        if agency.remark:
            yield _trouble(agency, agency.remark)
    for twins in named.values():
        for agency in twins[1:]:
            yield _trouble(
                agency,
                f"Trùng tên cơ quan và cơ quan chủ quản với “{twins[0].path or '.'}”: nếu là một cơ quan thì số liệu "
                "đang được cộng hai lần. Bỏ bớt một thư mục, hoặc sửa tên ở trang “Cơ quan” của tệp kế hoạch.",
            )  # fmt: skip


def _trouble(agency: Agency, words: str) -> Trouble:
    return Trouble(agency.path, agency.name, words, made=True)
