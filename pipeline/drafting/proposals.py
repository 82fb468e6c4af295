"""The nouns between a task and its measures: what the rules are asked, and what they propose."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.drafting.clauses import Due


@dataclass(frozen=True, slots=True)
class Goal:
    """What the rules need to know of a task."""

    name: str
    product: str
    timing: str
    year: int
    leads: int = 1  # how many units or groups lead
    groups_help: bool = False  # whole groups coordinate
    objective: bool = False

    @property
    def headline(self) -> str:
        """The first line of its name."""
        return self.name.split("\n", 1)[0]


@dataclass(frozen=True, slots=True)
class TargetProposal:
    op: str = ""
    target: str = ""
    due: Due = field(default_factory=lambda: Due(None, ""))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A measure as proposed; `doubts` by field: why a person has to look, `rules`: how it was inferred."""

    name: str
    kind: str
    uom: str
    targets: tuple[TargetProposal, ...] = (TargetProposal(),)
    nature: str = "lũy kế"
    reporters: str = "chủ trì"
    if_any: bool = False
    items: tuple[str, ...] = ()
    said: str = ""  # the clause
    doubts: dict[str, str] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
