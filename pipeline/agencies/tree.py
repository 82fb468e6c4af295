"""A tree of folders comes in, the agencies in it go out: each folder that holds a plan workbook and an inbox.

What lies in an inbox is its units' own and never looked through; a folder that holds only one of the two is an
agency as well, of which it is said what it lacks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import PipelineError

PLAN, INBOX = "ke-hoach.xlsx", "inbox"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agency keeps its things. path: below the tree, "/" between folders, "" the tree itself."""

    path: str
    folder: Path
    lack: str = ""  # what is to be done before it can be reported of

    @property
    def plan(self) -> Path:
        return self.folder / PLAN

    @property
    def inbox(self) -> Path:
        return self.folder / INBOX


def find_agencies(tree: Path) -> tuple[Place, ...]:
    """All agencies of a tree by their paths. PipelineError where there is none."""
    if not tree.is_dir():
        raise PipelineError(f"Không có thư mục “{tree}”. Ghi đường dẫn tới thư mục chứa các cơ quan.")
    found = tuple(sorted(_places(tree), key=lambda place: place.path.split("/")))
    if not found:
        raise PipelineError(
            f"Trong “{tree}” chưa có cơ quan nào. Mỗi cơ quan là một thư mục có tệp {PLAN} và thư mục {INBOX}."
        )
    return found


def _places(tree: Path) -> Iterator[Place]:
    unread: list[OSError] = []
    for base, folders, files in os.walk(tree, onerror=unread.append):
        folder = Path(base)
        path = "" if folder == tree else folder.relative_to(tree).as_posix()
        has_plan, has_inbox = PLAN in files, INBOX in folders
        folders[:] = [name for name in folders if name != INBOX and not name.startswith(".")]
        if has_plan or has_inbox:
            yield Place(path, folder, _lack(has_plan, has_inbox))
    for error in unread:
        folder = Path(error.filename)
        path = folder.relative_to(tree).as_posix()
        yield Place(path, folder, f"Không mở được thư mục ({error.strerror}). Kiểm tra quyền đọc rồi chạy lại.")


def _lack(has_plan: bool, has_inbox: bool) -> str:
    if not has_plan:
        return f"Thiếu tệp kế hoạch {PLAN} bên cạnh thư mục {INBOX}. Đặt tệp kế hoạch của cơ quan vào rồi chạy lại."
    if not has_inbox:
        return f"Thiếu thư mục {INBOX} bên cạnh tệp kế hoạch. Tạo thư mục, đặt các tệp đã nhận vào rồi chạy lại."
    return ""
