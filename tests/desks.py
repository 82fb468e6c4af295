"""A desk in a folder: a plan and an inbox lie there, reports are made of them and verified, in this process."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pipeline import run, verifying
from pipeline.audit.differences import Difference
from pipeline.progress import SILENT
from pipeline.vietnamese import VIETNAM
from pipeline.writing import write_file
from tests.drawing import ROOT, SHIPPED
from tests.office import Office

NOW = datetime(2022, 9, 20, 8, 0, tzinfo=VIETNAM)


@dataclass(frozen=True)
class Desk:
    """plan, inbox and out as they lie in a folder."""

    folder: Path

    @property
    def plan(self) -> Path:
        return self.folder / "ke-hoach.xlsx"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @classmethod
    def example(cls, folder: Path) -> Desk:
        """That of the example."""
        shutil.copytree(ROOT / "examples" / "2022-09" / "inbox", folder / "inbox")
        shutil.copy(SHIPPED, folder / "ke-hoach.xlsx")
        return cls(folder)

    @classmethod
    def of(cls, office: Office, folder: Path) -> Desk:
        """That of an office."""
        desk = cls(folder)
        (folder / "inbox").mkdir(parents=True)
        desk.plan.write_bytes(office.workbook)
        for sent in office.sent:
            write_file(desk.inbox / sent.arrival.name, sent.data or b"")
        return desk

    def make(self, period: str | None = "2022-09", as_of: date | None = None, **more: Any) -> run.Report:
        """A run of `report`."""
        out = more.pop("out", self.folder / "ra")
        return run.make_report(self.plan, self.inbox, period, out, as_of, NOW, SILENT, **more)

    def report(self, period: str = "2022-09", out: str = "ra") -> Path:
        return self.folder / out / period / f"bao-cao-{period}.docx"

    def letter(self, period: str = "2022-09", out: str = "ra") -> Path:
        return self.folder / out / period / f"don-doc-{period}.docx"

    def differences(self, document: Path, inbox: Path | None = None) -> tuple[Difference, ...]:
        """What `verify` finds, the originals included."""
        return verifying.verify(document, self.plan, inbox or self.inbox, asked=True).differences

    def said(self, document: Path) -> tuple[Difference, ...]:
        """What `verify` finds where no original is at hand."""
        return verifying.verify(document, self.plan, None, asked=False).differences


@cache
def reported_example() -> Desk:
    """The example with its report of the month, made once for all tests. None may change what lies in it."""
    folder = Path(tempfile.mkdtemp(prefix="vi-du-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    desk = Desk.example(folder)
    desk.make()
    return desk
