"""What a page shows, before it is dressed: plain texts, numbers and places; `compose` makes it, `render` writes it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as it is displayed, its id in the registry of figures, and its exact value."""

    shown: str
    id: str
    exact: str


Text = tuple[str | Number, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """A state: a drawing and a tone, which never stand without the words."""

    icon: str
    tone: str  # good | wait | bad | doubt | calm
    words: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A source cell, what stood there, and the ids of the figures that it goes into."""

    place: str
    raw: str
    ids: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Cells of one sheet of one file; number: of the file in the list of what came in, "" for the plan."""

    number: str
    file: str
    sheet: str
    sha256: str  # its leading digits
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What belongs together: figures, how they come about, and the cells or things that they come from."""

    about: str
    figures: tuple[tuple[str, Number], ...]  # (words, figure)
    rules: tuple[str, ...]
    counted: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    value: Text
    note: Text
    share: Fraction | None = None  # of 1, for a bar


@dataclass(frozen=True, slots=True)
class Portion:
    """Tasks of one standing, and their part of all tasks."""

    sign: Sign
    number: Text
    share: Fraction


@dataclass(frozen=True, slots=True)
class Goal:
    words: Text
    verdict: Sign


@dataclass(frozen=True, slots=True)
class Headline:
    """A measure at the head of the plan: its figure, what stands beside it, what was aimed at."""

    task: str
    name: str
    value: Text
    details: Text
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: Text
    share: Fraction | None
    goal: bool = False  # what is aimed at, not what was reached


@dataclass(frozen=True, slots=True)
class Picture:
    """Lying bars; line: a target across all of them, as a share of `scale`."""

    caption: str
    bars: tuple[Bar, ...]
    scale: Fraction
    line: Fraction | None
    line_words: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A section of the plan."""

    code: str
    title: str
    done: Text
    mean: Text
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Item:
    """Something that asks for attention, of which task and of which units."""

    task: str
    words: Text
    units: str


@dataclass(frozen=True, slots=True)
class Attention:
    """Things of one kind that ask for attention; empty: what is said where there is none."""

    title: str
    sign: Sign
    number: Text
    items: tuple[Item, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """Reports of one standing in a cell of the board; months: which, where they differ."""

    sign: Sign
    months: str
    spoken: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    code: str
    name: str
    sign: Sign
    units: str
    cells: tuple[tuple[Stamp, ...], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of the board under one heading."""

    title: str
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True, slots=True)
class UnitName:
    code: str
    short: str
    name: str


@dataclass(frozen=True, slots=True)
class Board:
    """Who was asked for what, and how it stands."""

    units: tuple[UnitName, ...]
    groups: tuple[Group, ...]
    legend: tuple[Sign, ...]  # of what stands in the cells
    progress: tuple[Sign, ...]  # of what stands beside the tasks


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit: str  # "" for the sum
    name: str
    cells: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class HandInTable:
    heads: tuple[str, ...]
    rows: tuple[UnitRow, ...]
    note: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that a unit owes, and what is to be done about it, a line each."""

    task: str
    name: str
    period: str
    deadline: str
    sign: Sign
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Owing:
    unit: UnitName
    reports: tuple[Owed, ...]


@dataclass(frozen=True, slots=True)
class TaskView:
    code: str
    name: str
    owner: str
    sign: Sign
    done: Text
    sentences: tuple[Text, ...]
    units: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class TaskGroup:
    title: str
    tasks: tuple[TaskView, ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that came in; unit: its code, "" where it could not be told."""

    number: str
    unit: str
    name: str
    cells: tuple[Text, ...]  # unit, task, period, received
    state: Text
    sha256: str  # its leading digits
    said: tuple[str, ...]  # what is to be mended or looked at


@dataclass(frozen=True, slots=True)
class Page:
    parent: str
    agency: str
    title: str
    subject: str
    window: str
    mark: str  # "DỰ THẢO - …", "" where nothing is in doubt
    doubts: tuple[str, ...]
    notices: tuple[str, ...]
    whole: tuple[Text, ...]  # sentences about the whole plan
    tiles: tuple[Tile, ...]
    portions: tuple[Portion, ...]
    headlines: tuple[Headline, ...]
    sections: tuple[Progress, ...]
    pictures: tuple[Picture, ...]
    whole_proofs: tuple[Proof, ...]  # of the whole plan and its sections
    attention: tuple[Attention, ...]
    board: Board
    months: str  # that the board is about
    hand_in: HandInTable
    owing: tuple[Owing, ...]
    strangers: tuple[tuple[str, str], ...]  # files of nobody known, and why
    tasks: tuple[TaskGroup, ...]
    files: tuple[FileRow, ...]
    units: tuple[UnitName, ...]
    made_from: str
    beside: tuple[str, ...]  # names of the files that lie beside it
