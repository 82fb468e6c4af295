"""What the doctor says of one thing, and where everything lies that is looked at. Nothing is changed by any look."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipeline.libraries import unloaded
from pipeline.model import PipelineError, Plan
from pipeline.next_commands import BY_MAKE, Commands
from pipeline.progress import SILENT, Progress

State = Literal["good", "note", "error"]


@dataclass(frozen=True, slots=True)
class Line:
    """What was looked at, how it is, what was found there, and what to do about it, if anything."""

    name: str
    state: State
    found: str
    todo: str = ""


@dataclass(slots=True)
class Desk:
    """The places, the moment with this machine's own time zone, the settings of the environment.

    books: a folder with copies of the register, of what was read and of the log of runs. inbox_named: whether the user
    named the inbox. commands: how the next ones are told. plan: None until it was read, or where it cannot be.
    """

    plan_path: Path
    inbox: Path
    out: Path
    now: datetime
    environment: Mapping[str, str]
    books: Path
    inbox_named: bool = False
    commands: Commands = BY_MAKE
    progress: Progress = SILENT
    plan: Plan | None = None


Check = Callable[[Desk], Iterator[Line]]


def guarded(name: str, check: Check, desk: Desk) -> Iterator[Line]:
    """What a check says; whatever it stumbles over becomes a line as well."""
    try:
        yield from check(desk)
    except ImportError as error:
        yield Line(name, "error", f"chưa kiểm tra được. {unloaded(error)}", "Cài đủ gói thư viện rồi chạy lại.")
    except PipelineError as error:
        yield Line(name, "error", str(error).replace(str(desk.books), str(desk.inbox)))
    except Exception as error:
        yield Line(
            name, "error", f"không kiểm tra được ({type(error).__name__}: {error})",
            "Báo người phụ trách phần mềm kèm dòng này.",
        )  # fmt: skip
