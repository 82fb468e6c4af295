"""Files and folders that a user names: a path comes in, files with their bytes go out one by one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline import limits
from pipeline.collecting.parcel import NoSource
from pipeline.disk import is_link
from pipeline.intake.kinds import litter
from pipeline.intake.register import is_own, list_files
from pipeline.messages import finding
from pipeline.model import Finding


@dataclass(frozen=True, slots=True)
class Found:
    """A file, or why it cannot be taken in. `lies`: it lies in the inbox already."""

    shown: str  # "gui/KHTC/a.xlsx"
    data: bytes
    lies: bool = False
    problem: Finding | None = None


def files_of(path: Path, inbox: Path) -> Iterator[Found]:
    """The file, or every file below the folder, in a fixed order. NoSource: it cannot be read at all."""
    if not os.path.lexists(path):
        raise NoSource(f"Không có tệp hoặc thư mục “{path}”. Kiểm tra lại đường dẫn.")
    if not path.is_dir():
        yield _load(path, path.name, inbox)
        return
    try:
        names = list_files(path)
    except OSError as error:
        place = error.filename or path
        raise NoSource(f"Không đọc được thư mục “{place}” ({error.strerror}). Kiểm tra quyền đọc.") from error
    top = path.resolve().name
    for name in names:
        if not is_own(_within(path / name, inbox)):
            yield _load(path / name, f"{top}/{name}" if top else name, inbox)


def _within(path: Path, inbox: Path) -> str:
    """The path within the inbox, "" where it lies elsewhere."""
    place = path.parent.resolve() / path.name
    return place.relative_to(inbox.resolve()).as_posix() if place.is_relative_to(inbox.resolve()) else ""


def _load(path: Path, shown: str, inbox: Path) -> Found:
    shown = shown.encode("utf-8", "backslashreplace").decode("utf-8")
    lies = bool(_within(path, inbox))
    if is_link(path):
        return Found(shown, b"", lies, finding("MAIL_LINK"))
    if litter(shown):
        return Found(shown, b"", lies, finding("MAIL_ASIDE", found="tệp phụ của phần mềm"))
    try:
        if not path.is_file():
            return Found(shown, b"", lies, finding("MAIL_UNREADABLE", found="không phải tệp thường"))
        size = path.stat().st_size
        if size > limits.MAX_BYTES:
            return Found(shown, b"", lies, finding("MAIL_TOO_BIG", found=f"tệp {limits.megabytes(size)}"))
        return Found(shown, path.read_bytes(), lies)
    except OSError as error:
        return Found(shown, b"", lies, finding("MAIL_UNREADABLE", found=error.strerror or type(error).__name__))
