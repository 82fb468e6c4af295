"""Files written whole or not at all: a path and what to write come in, files in their place go out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from pipeline.model import PipelineError


def write_file(path: Path, data: bytes) -> Path:
    """Writes the whole file or leaves the former one as it was; PipelineError where it cannot."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise PipelineError(
            f"Không ghi được tệp “{path}” ({error.strerror}). Kiểm tra quyền ghi hoặc chọn --out khác."
        ) from error
    return path


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes files by their "/"-paths below a folder; without files there is no folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def write_whole(folder: Path, write: Callable[[Path], None], owned: Iterable[str] = ()) -> tuple[Path, ...]:
    """Lets `write` fill a new folder, then moves its files and folders into place; a failure changes nothing.

    `owned` are the names that a run may write: a former file or folder of such a name that this run
    did not write is taken away, else last month's letter or an old PDF would stand beside a new report.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=".dang-viet-", dir=folder.parent))
    except OSError as error:
        raise PipelineError(
            f"Không ghi được vào “{folder}” ({error.strerror}). Kiểm tra quyền ghi hoặc chọn --out khác."
        ) from error
    try:
        _write_or_explain(write, place)
        names = sorted(p.name for p in place.iterdir())
        _swap_in(place, folder, names, sorted(set(owned) - set(names)))
        return tuple(folder / name for name in names)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _write_or_explain(write: Callable[[Path], None], place: Path) -> None:
    try:
        write(place)
    except OSError as error:
        raise PipelineError(
            f"Không ghi được báo cáo ({error.strerror}). Kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại."
        ) from error


def _swap_in(place: Path, folder: Path, names: list[str], outdated: list[str]) -> None:
    """Puts the new files and folders in place of the former ones, outdated ones away; where one cannot, all go back."""
    former = place / "former"
    former.mkdir()
    done: list[str] = []
    for name in (*names, *outdated):
        try:
            if (folder / name).exists():
                (folder / name).replace(former / name)
            done.append(name)
            if name in names:
                (place / name).replace(folder / name)
        except OSError as error:
            for back in done:
                if (folder / back).exists():  # a folder is not replaced by another while something is in it
                    (folder / back).replace(place / back)
                if (former / back).exists():
                    (former / back).replace(folder / back)
            raise PipelineError(
                f"Không thay được tệp “{folder / name}” ({error.strerror}); có thể tệp đang mở ở chương trình khác. "
                "Đóng tệp rồi chạy lại."
            ) from error
