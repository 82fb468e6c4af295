"""Mails and archives to the last one within: a file comes in, the files that may be reports go out,
each with the way by which it was reached, and what could not be opened, each with its reason.

A container that cannot be opened goes on as the file it is, so that nobody's answer is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pipeline import limits
from pipeline.collecting.archive import SIGNATURES, read_zip
from pipeline.collecting.eml import is_eml, read_eml
from pipeline.collecting.msg import read_msg
from pipeline.collecting.parcel import Letter, Part, Unopened, placed
from pipeline.collecting.tnef import SIGNATURE, read_tnef
from pipeline.intake.kinds import kind_of
from pipeline.messages import finding
from pipeline.model import Finding
from pipeline.vietnamese import show_number

MAX_NESTING = 6  # containers within containers
MAX_FILES = 2_000  # that come out of one mail or archive
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".docx", ".docm", ".pptx", ".ods", ".odt", ".odp", ".numbers")
_PAGES = (".mht", ".mhtml")

What = Literal["eml", "msg", "zip", "tnef", "archive", ""]
Contents = Iterable[Part | Letter | Finding]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file, and the names of what it lay in, its own the last."""

    way: tuple[str, ...]
    data: bytes

    @property
    def name(self) -> str:
        """What it was called."""
        return self.way[-1]


@dataclass(slots=True)
class Opened:
    """What came out of a container."""

    leaves: list[Leaf] = field(default_factory=list)
    mails: list[Leaf] = field(default_factory=list)  # of an archive: each is taken in as a mail of its own
    findings: list[Finding] = field(default_factory=list)
    size: int = 0


def what_is(data: bytes, name: str) -> What:
    """Which container a file is, by its content; "" for any other file."""
    lower = name.lower()
    if data.startswith(SIGNATURE):
        return "tnef"
    if data.startswith(_OLE):
        return "msg" if lower.endswith(".msg") or kind_of(data).code == "GATE_MAIL" else ""
    if data.startswith(SIGNATURES):
        code = kind_of(data).code
        refused = code in ("GATE_PASSWORD", "GATE_TOO_BIG", "GATE_CRAFTED", "GATE_DAMAGED")
        return "zip" if code == "GATE_ARCHIVE" or (refused and not lower.endswith(_OFFICE)) else ""
    if not lower.endswith(_PAGES) and is_eml(data):
        return "eml"
    return "archive" if kind_of(data).code == "GATE_ARCHIVE" else ""


class _Enough(Exception):
    """More than one mail or archive may give."""


def open_letter(letter: Letter, now: datetime) -> Opened:
    """All that lies in a mail."""
    return _opened(letter.contents, now, keep_mails=False)


def open_archive(what: What, data: bytes, now: datetime) -> Opened:
    """All that lies in an archive or a winmail.dat; mails in it come out whole. Raises Unopened."""
    return _opened(_inside(what, data, now), now, keep_mails=True)


def _opened(contents: Contents, now: datetime, *, keep_mails: bool) -> Opened:
    opened = Opened()
    try:
        _open_each(contents, (), opened, now, keep_mails=keep_mails)
    except _Enough:
        found = f"trên {limits.megabytes(limits.MAX_UNZIPPED)} hoặc trên {show_number(MAX_FILES)} tệp"
        opened.findings.append(finding("MAIL_TOO_BIG", found=found))
    except RecursionError:
        opened.findings.append(finding("MAIL_TOO_DEEP"))
    return opened


def _open_each(
    contents: Contents, way: tuple[str, ...], opened: Opened, now: datetime, *, keep_mails: bool
) -> None:  # fmt: skip
    for found in contents:
        if isinstance(found, Finding):
            opened.findings.append(placed(found, way))
        elif isinstance(found, Letter):
            inner = (*way, found.name)
            if len(inner) > MAX_NESTING:
                opened.findings.append(placed(finding("MAIL_TOO_DEEP"), inner))
            else:
                _open_each(found.contents, inner, opened, now, keep_mails=False)
        else:
            _open_part(found, way, opened, now, keep_mails=keep_mails)


def _open_part(part: Part, way: tuple[str, ...], opened: Opened, now: datetime, *, keep_mails: bool) -> None:
    way = (*way, part.name)
    opened.size += len(part.data)
    if opened.size > limits.MAX_UNZIPPED or len(opened.leaves) + len(opened.mails) >= MAX_FILES:
        raise _Enough
    what = what_is(part.data, part.name)
    if keep_mails and what in ("eml", "msg"):
        opened.mails.append(Leaf(way, part.data))
        return
    try:
        if what == "archive":
            raise Unopened("MAIL_ARCHIVE")
        if what and len(way) > MAX_NESTING:
            raise Unopened("MAIL_TOO_DEEP")
        if what:
            _open_each(_inside(what, part.data, now), way, opened, now, keep_mails=keep_mails)
            return
    except Unopened as error:
        opened.findings.append(placed(finding(error.code, found=error.found), way))
    opened.leaves.append(Leaf(way, part.data))


def _inside(what: What, data: bytes, now: datetime) -> Iterator[Part | Letter | Finding]:
    if what == "zip":
        yield from read_zip(data)
    elif what == "tnef":
        yield from read_tnef(data)
    else:
        yield from read_letter(what, data, now).contents


def read_letter(what: What, data: bytes, now: datetime) -> Letter:
    """A mail of either make. Raises Unopened."""
    return read_msg(data, now) if what == "msg" else read_eml(data, now)
