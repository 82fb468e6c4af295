"""What a page shows, before it is dressed: plain texts, numbers and places; `compose` makes it, `render` writes it."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Number(NamedTuple):
    """A figure as it is displayed, its id in the registry of figures, and its exact value."""

    shown: str
    id: str
    exact: str


Text = tuple[str | Number, ...]


class Sign(NamedTuple):
    """A state: a drawing and a tone, which never stand without the words."""

    icon: str
    tone: str  # good | wait | bad | doubt | calm
    words: str


class Cell(NamedTuple):
    """A source cell, what stood there, and the ids of the figures that it goes into."""

    place: str
    raw: str
    ids: str


class Origin(NamedTuple):
    """Cells of one sheet of one file; number: of the file in the list of what came in, "" for the plan."""

    number: str
    file: str
    sheet: str
    sha256: str  # its leading digits
    cells: tuple[Cell, ...]


class Proof(NamedTuple):
    """What belongs together: figures, how they come about, and the cells or things that they come from."""

    about: str
    figures: tuple[tuple[str, Number], ...]  # (words, figure)
    rules: tuple[str, ...]
    counted: str
    origins: tuple[Origin, ...]


class Tile(NamedTuple):
    label: str
    value: Text
    note: Text
    share: Fraction | None = None  # of 1, for a bar


class Portion(NamedTuple):
    """Tasks of one standing, and their part of all tasks."""

    sign: Sign
    number: Text
    share: Fraction


class Goal(NamedTuple):
    words: Text
    verdict: Sign


class Headline(NamedTuple):
    """A measure at the head of the plan: its figure, what stands beside it, what was aimed at."""

    task: str
    name: str
    value: Text
    details: Text
    goals: tuple[Goal, ...]


class Bar(NamedTuple):
    label: str
    value: Text
    share: Fraction | None
    goal: bool = False  # what is aimed at, not what was reached


class Picture(NamedTuple):
    """Lying bars; line: a target across all of them, as a share of `scale`."""

    caption: str
    bars: tuple[Bar, ...]
    scale: Fraction
    line: Fraction | None
    line_words: str


class Progress(NamedTuple):
    """A section of the plan."""

    code: str
    title: str
    done: Text
    mean: Text
    share: Fraction | None


class Item(NamedTuple):
    """Something that asks for attention, of which task and of which units."""

    task: str
    words: Text
    units: str


class Attention(NamedTuple):
    """Things of one kind that ask for attention; empty: what is said where there is none."""

    title: str
    sign: Sign
    number: Text
    items: tuple[Item, ...]
    empty: str


class Stamp(NamedTuple):
    """Reports of one standing in a cell of the board; months: which, where they differ."""

    sign: Sign
    months: str
    spoken: str


class BoardRow(NamedTuple):
    code: str
    name: str
    sign: Sign
    units: str
    cells: tuple[tuple[Stamp, ...], ...]


class Group(NamedTuple):
    """Rows of the board under one heading."""

    title: str
    rows: tuple[BoardRow, ...]


class UnitName(NamedTuple):
    code: str
    short: str
    name: str


class Board(NamedTuple):
    """Who was asked for what, and how it stands."""

    units: tuple[UnitName, ...]
    groups: tuple[Group, ...]
    legend: tuple[Sign, ...]  # of what stands in the cells
    progress: tuple[Sign, ...]  # of what stands beside the tasks


class UnitRow(NamedTuple):
    unit: str  # "" for the sum
    name: str
    cells: tuple[Text, ...]


class HandInTable(NamedTuple):
    heads: tuple[str, ...]
    rows: tuple[UnitRow, ...]
    note: str
    proofs: tuple[Proof, ...]


class Owed(NamedTuple):
    """A report that a unit owes, and what is to be done about it, a line each."""

    task: str
    name: str
    period: str
    deadline: str
    sign: Sign
    lines: tuple[Text, ...]


class Owing(NamedTuple):
    unit: UnitName
    reports: tuple[Owed, ...]


class TaskView(NamedTuple):
    code: str
    name: str
    owner: str
    sign: Sign
    done: Text
    sentences: tuple[Text, ...]
    units: str
    proofs: tuple[Proof, ...]


class TaskGroup(NamedTuple):
    title: str
    tasks: tuple[TaskView, ...]


class FileRow(NamedTuple):
    """A file that came in; unit: its code, "" where it could not be told."""

    number: str
    unit: str
    name: str
    cells: tuple[Text, ...]  # unit, task, period, received
    state: Text
    sha256: str  # its leading digits
    said: tuple[str, ...]  # what is to be mended or looked at


class Page(NamedTuple):
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
