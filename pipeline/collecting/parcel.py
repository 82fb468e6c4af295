"""What is found in a mail or an archive: the nouns that its readers share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.model import Finding, PipelineError

WAY = " › "  # between a container and what lies in it


@dataclass(frozen=True, slots=True)
class Part:
    """A file as it was sent, under the name that was told, "" for none."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """Who sent a mail, what about, and when it arrived, as far as it says so and may be believed."""

    message_id: str = ""
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    references: tuple[str, ...] = ()
    arrived: datetime | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail: its head, and what lies in it, one by one, with what is to be said of it."""

    head: Head
    contents: Iterator[Part | Letter | Finding]
    name: str  # by which a mail within a mail is known


class Unopened(Exception):
    """A container that cannot be opened: the message's code, and what was found."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(code, found)
        self.code = code
        self.found = found


class NoSource(PipelineError):
    """A source that cannot be read, or not to its end; others can."""


def placed(found: Finding, way: tuple[str, ...]) -> Finding:
    """The finding with the way to what it is about before its own."""
    return replace(found, label=WAY.join(filter(None, (*way, found.label))))
