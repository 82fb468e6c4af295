"""What is kept: the folders, the register against the files, what was read, the log of runs, the office's secret.

All three are looked at in copies: even to read one that a killed run left SQLite may have to write.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline import key_file
from pipeline.audit import breaks, chain
from pipeline.doctor.line import Desk, Line
from pipeline.doctor.machine import standing
from pipeline.intake import ledger, post
from pipeline.intake.decisions import read_decisions
from pipeline.intake.issued import issued_on
from pipeline.intake.laying import kept_at
from pipeline.intake.register import READINGS, RUN_LOG, arrivals, as_if_received
from pipeline.model import PipelineError
from pipeline.vietnamese import show_number
from pipeline.writing import is_unfinished

_BOOKS = tuple(name + tail for name in (ledger.FILE_NAME, READINGS, RUN_LOG) for tail in ("", "-journal", "-wal"))
_TRIES = 3  # that a copy is made where somebody writes meanwhile
_NAMED = 3  # files that a line names
_OTHERS = 0o077  # rights of the group and of everybody


@contextmanager
def copied_books(inbox: Path) -> Iterator[Path]:
    """A folder with copies of what `_BOOKS` names in an inbox, whole even if a run writes meanwhile."""
    with tempfile.TemporaryDirectory(prefix="so-", ignore_cleanup_errors=True) as room:
        for _ in range(_TRIES):
            before = _stamps(inbox)
            for name in _BOOKS:
                (Path(room) / name).unlink(missing_ok=True)
                if name in before:
                    with suppress(OSError):  # what cannot be read is told of as such
                        shutil.copyfile(inbox / name, Path(room) / name)
            if _stamps(inbox) == before:
                break
        yield Path(room)


def _stamps(inbox: Path) -> dict[str, tuple[int, int]]:
    found = ((name, inbox / name) for name in _BOOKS)
    return {name: (path.stat().st_size, path.stat().st_mtime_ns) for name, path in found if path.is_file()}


def folders(desk: Desk) -> Iterator[Line]:
    """Whether files can be taken in and reports be written."""
    yield from _folder("Thư mục kết quả", desk.out)
    if desk.inbox.is_dir() or os.path.lexists(desk.inbox):
        yield from _folder("Hộp nhận", desk.inbox)
    else:
        yield Line(
            "Hộp nhận", "error" if desk.inbox_named else "note", f"chưa có thư mục {desk.inbox}",
            f"Tạo thư mục ấy, hoặc nhận báo cáo bằng {desk.commands.tell('collect')} (thư mục được tạo khi nhận).",
        )  # fmt: skip


def _folder(name: str, folder: Path) -> Iterator[Line]:
    todo = "Kiểm tra quyền của thư mục, hoặc chọn thư mục khác."
    place = standing(folder)
    if not place.is_dir():
        yield Line(name, "error", f"{place} không phải thư mục", todo)
    elif not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        yield Line(name, "error", f"không đọc, ghi được vào {place}", todo)
    else:
        yield Line(name, "good", f"{folder}, ghi được" + ("" if folder.is_dir() else " (sẽ được tạo)"))


# --- the register -------------------------------------------------------------------------------


def register(desk: Desk) -> Iterator[Line]:
    """Whether the register is whole, and all that stands in it can be read."""
    name, path = "Sổ tiếp nhận", desk.books / ledger.FILE_NAME
    todo = f"Kiểm tra quyền đọc; chép lại {ledger.FILE_NAME} từ bản sao lưu."
    if not path.exists():
        yield from _no_book(name, desk.inbox / ledger.FILE_NAME, "nhận tệp đầu tiên", todo)
        return
    try:
        wrong = ledger.faults(path)
        if wrong:
            yield Line(name, "error", f"tệp bị hỏng ({wrong[0]})", todo)
            return
        received, decided, issued = arrivals(desk.books), read_decisions(desk.books), issued_on(desk.books)
        post.mailboxes(desk.books)
    except PipelineError:
        yield Line(name, "error", f"không đọc được {desk.inbox / ledger.FILE_NAME}", todo)
        return
    counts = ((len(received), "lần nhận tệp"), (len(decided), "quyết định"), (len(issued), "mẫu đã phát"))
    yield Line(name, "good", "nguyên vẹn: " + ", ".join(f"{show_number(n)} {what}" for n, what in counts))


def _no_book(name: str, path: Path, when: str, todo: str) -> Iterator[Line]:
    """Of a register or log of which there is no copy."""
    if os.path.lexists(path):
        yield Line(name, "error", f"không đọc được {path}", todo)
    else:
        yield Line(name, "good", f"chưa có, được lập khi {when}")


def readings(desk: Desk) -> Iterator[Line]:
    """Whether what was read is whole; it only saves time, so that nothing else depends on it."""
    name, path = "Kho kết quả đọc", desk.books / READINGS
    if not os.path.lexists(desk.inbox / READINGS):
        yield Line(name, "good", f"chưa có {READINGS}, được lập khi đọc tệp")
        return
    try:
        wrong = not path.exists() or ledger.faults(path)
    except PipelineError:
        wrong = True
    if wrong:
        found = f"{READINGS} bị hỏng, không ảnh hưởng số liệu"
        yield Line(name, "note", found, "Không phải làm gì: lần chạy tới đọc lại từ tệp gốc, chỉ lâu hơn.")
    else:
        yield Line(name, "good", f"{READINGS} nguyên vẹn")


def files(desk: Desk) -> Iterator[Line]:
    """The inbox against the register: what is gone, what is not as it was received."""
    name = "Tệp trong hộp nhận"
    if not desk.inbox.is_dir():
        return
    known = {(a.name, a.sha256) for a in arrivals(desk.books)}
    names = {file for file, _ in known}
    here = {(r.arrival.name, r.arrival.sha256) for r in as_if_received(desk.inbox, desk.books, desk.now)}
    changed = sorted(file for file, sha in here - known if file in names)
    gone = sorted(names - {file for file, _ in here})
    new = sum(file not in names for file, _ in here)
    if changed:
        yield Line(
            name, "note", f"{show_number(len(changed))} tệp khác bản đã nhận: {_listed(changed)}",
            "Nếu không chủ ý thay tệp, chép lại từ bản sao lưu; nếu có, lần chạy tới nhận thành bản mới.",
        )  # fmt: skip
    if gone:
        yield Line(
            name, "note", f"{show_number(len(gone))} tệp đã nhận nhưng không còn: {_listed(gone)}",
            "Chép lại từ bản sao lưu; tệp không còn thì không được tính và không đối chiếu được.",
        )  # fmt: skip
    if not changed and not gone:
        waiting = f", {show_number(new)} tệp mới sẽ vào sổ ở lần chạy tới" if new else ""
        yield Line(name, "good", f"{show_number(len(here))} tệp, đúng như trong sổ{waiting}")


def mails(desk: Desk) -> Iterator[Line]:
    """Mails and archives as they came: nobody but the program touches them, so that a changed one is damaged."""
    kept = [(sha, kept_at(desk.inbox, sha, kind)) for sha, kind in post.kept(desk.books)]
    bad = [path.name for sha, path in kept if not path.is_file() or _sha256(path) != sha]
    if bad:
        yield Line(
            "Thư, tệp nén gốc", "error", f"{show_number(len(bad))} bản gốc bị mất hoặc bị sửa: {_listed(bad)}",
            "Chép lại thư mục so-tiep-nhan.goc từ bản sao lưu.",
        )  # fmt: skip
    elif kept:
        yield Line("Thư, tệp nén gốc", "good", f"{show_number(len(kept))} bản gốc, nguyên vẹn")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _listed(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" và {show_number(more)} tệp khác" if more > 0 else "")


# --- the log of runs, the secret ------------------------------------------------------------------


def log(desk: Desk) -> Iterator[Line]:
    """Whether the log of runs is as the runs wrote it, the reports bearing witness."""
    name, path = "Nhật ký lập báo cáo", desk.books / RUN_LOG
    todo = f"Kiểm tra quyền đọc; chép lại {RUN_LOG} từ bản sao lưu."
    if not path.exists():
        yield from _no_book(name, desk.inbox / RUN_LOG, "lập báo cáo đầu tiên", todo)
        return
    try:
        wrong = ledger.faults(path)
        kept = chain.read_log(desk.books)
    except PipelineError:
        yield Line(name, "error", f"không đọc được {desk.inbox / RUN_LOG}", todo)
        return
    wrong += [b.words for b in breaks.check(kept)]
    if wrong:
        yield Line(name, "error", f"{show_number(len(wrong))} chỗ không còn nguyên: {wrong[0]}", _ask_log(desk))
    else:
        yield Line(name, "good", f"{show_number(len(kept.entries))} bản ghi, nguyên vẹn")


def _ask_log(desk: Desk) -> str:
    return f"Xem đủ bằng {desk.commands.tell('verify-log')}; báo người kiểm soát trước khi lập báo cáo tiếp theo."


def witnesses(desk: Desk) -> Iterator[Line]:
    """What the reports that lie in the folder of results say of the log."""
    from pipeline.verifying import verify_log

    name = "Báo cáo làm chứng"
    reports = sorted(path for path in desk.out.glob("*/bao-cao-*.docx") if not is_unfinished(path))
    own = set(breaks.check(chain.read_log(desk.books)))
    sound = 0
    for path in desk.progress.each("Đang đối chiếu báo cáo", reports, len(reports)):
        try:
            told = [b.words for b in verify_log(desk.books, [path]).breaks if b not in own]
        except PipelineError as error:
            yield Line(name, "note", str(error))
            continue
        if told:
            yield Line(name, "error", f"{path.name}: {told[0]}", _ask_log(desk))
        sound += not told
    if sound:
        yield Line(name, "good", f"{show_number(sound)} báo cáo khớp với nhật ký")


def key(desk: Desk) -> Iterator[Line]:
    """Whether the office's secret is there, and nobody else can read it. It is never shown."""
    name = "Khóa xác thực"
    named = desk.environment.get(key_file.VARIABLE, "").strip()
    path = Path(named) if named else desk.inbox / key_file.FILE_NAME
    if (key_file.named_key(path) if named else key_file.read_key(path)) is None:
        yield Line(name, "note", f"chưa có {path}", "Không phải làm gì: khóa được tạo khi phát mẫu lần đầu.")
    elif os.name == "posix" and path.stat().st_mode & _OTHERS:
        yield Line(name, "note", f"{path}: người khác trên máy này đọc được", f"chmod 600 {shlex.quote(str(path))}")
    else:
        yield Line(name, "good", f"{path}, chỉ chủ tệp đọc được")
