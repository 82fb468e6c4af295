"""The office's secret as a file beside the register: a path comes in, the secret goes out; it is never shown."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pipeline.disk import move
from pipeline.model import PipelineError

FILE_NAME = "khoa-xac-thuc.key"
VARIABLE = "BAO_CAO_KEY"  # of the environment: where the secret is kept instead
UNFINISHED = re.compile(r"\.khoa-xac-thuc-\w+\.tmp")  # what a run stopped while making one may leave
_HEX = re.compile(rb"[0-9a-f]{64}\s*")
_REMEDY = (
    "Khôi phục tệp khóa từ bản sao lưu. Nếu không còn: chuyển tệp này đi nơi khác, rồi phát lại mẫu bằng khóa mới."
)


def read_key(path: Path) -> bytes | None:
    """The secret of a file; None where there is none. PipelineError: it cannot be read, or is no secret."""
    try:
        with path.open("rb") as file:
            text = file.read(100)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PipelineError(f"Không đọc được tệp khóa xác thực “{path}” ({error.strerror}). {_REMEDY}") from error
    if not _HEX.fullmatch(text):
        raise PipelineError(f"Tệp khóa xác thực “{path}” không đúng dạng (cần 64 chữ số 0-9, a-f). {_REMEDY}")
    return bytes.fromhex(text.decode("ascii"))


def named_key(path: Path) -> bytes:
    """The secret of a file that the user named. PipelineError also where there is none."""
    key = read_key(path)
    if key is None:
        raise PipelineError(f"Không có tệp khóa xác thực “{path}” ghi ở {VARIABLE}. Kiểm tra lại đường dẫn ấy.")
    return key


def find_or_make_key(path: Path, fresh: Callable[[], str]) -> bytes:
    """The secret of a file; where there is none, a fresh one (64 hex digits) is kept there for its owner only.

    Of two runs that make one at once both get the same. PipelineError: it cannot be read or written.
    """
    known = read_key(path)
    if known is None:
        try:
            _keep(path, fresh())
        except OSError as error:
            raise PipelineError(
                f"Không ghi được tệp khóa xác thực “{path}” ({error.strerror}). Kiểm tra quyền ghi vào thư mục ấy."
            ) from error
        known = read_key(path)
    if known is None:
        raise PipelineError(f"Tệp khóa xác thực “{path}” vừa bị xóa. Chạy lại.")
    return known


def _keep(path: Path, text: str) -> None:
    """Puts the text into place whole; what another run put there meanwhile stays."""
    handle, name = tempfile.mkstemp(".tmp", ".khoa-xac-thuc-", path.parent)  # open to its owner only
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
        try:
            os.link(name, path)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            if not path.exists():
                move(Path(name), path)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
