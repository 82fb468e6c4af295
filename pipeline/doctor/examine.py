"""The order in which everything is looked at: places, a moment and settings come in, lines go out one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from pipeline.doctor import machine, mail, month, stores
from pipeline.doctor.line import Check, Desk, Line, guarded
from pipeline.next_commands import BY_MAKE, Commands
from pipeline.progress import SILENT, Progress

_INBOX, _PLAN, _BOOK, _LOG = "Hộp nhận", "Tệp kế hoạch", "Sổ tiếp nhận", "Nhật ký lập báo cáo"
CHECKS: tuple[tuple[str, Check, tuple[str, ...]], ...] = (  # what is looked at, how, and what has to be whole for it
    ("Python", machine.python, ()),
    ("Gói thư viện", machine.packages, ()),
    ("Phông chữ", machine.fonts, ()),
    ("LibreOffice", machine.libreoffice, ()),
    ("Thư mục", stores.folders, ()),
    ("Dung lượng đĩa", machine.disk, ()),
    ("Đồng hồ", machine.clock, ()),
    (_PLAN, month.plan, ()),
    (_BOOK, stores.register, ()),
    ("Kho kết quả đọc", stores.readings, ()),
    ("Tệp trong hộp nhận", stores.files, (_INBOX, _BOOK)),
    ("Thư, tệp nén gốc", stores.mails, (_INBOX, _BOOK)),
    (_LOG, stores.log, ()),
    ("Báo cáo làm chứng", stores.witnesses, (_LOG,)),
    ("Khóa xác thực", stores.key, (_INBOX,)),
    ("Gửi thư", mail.sending, ()),
    ("Nhận thư", mail.collecting, (_BOOK,)),
    ("Phát mẫu", month.forms, (_PLAN, _BOOK)),
    ("Báo cáo còn nợ", month.owing, (_PLAN, _INBOX, _BOOK)),
)


def examine(
    plan: Path, inbox: Path, out: Path, now: datetime, environment: Mapping[str, str], *,
    inbox_named: bool = False, commands: Commands = BY_MAKE, progress: Progress = SILENT,
) -> Iterator[Line]:  # fmt: skip
    """One thing after the other; nothing is changed, and nothing that is broken stops it.

    now: in this machine's own time zone. inbox_named: whether the user named the inbox, so that it has to be there.
    commands: how the next ones are told.
    """
    with ExitStack() as held:
        try:
            books = held.enter_context(stores.copied_books(inbox))
        except OSError as error:
            books = inbox / "khong-co"
            yield Line("Thư mục tạm", "error", f"không dùng được ({error.strerror})", "Kiểm tra dung lượng, quyền ghi.")
        desk = Desk(plan, inbox, out, now, environment, books, inbox_named, commands, progress)
        broken: set[str] = set()
        for name, check, needs in CHECKS:
            missed = [need for need in needs if need in broken]
            if missed:
                yield Line(name, "note", f"chưa kiểm tra được vì còn lỗi ở mục “{missed[0]}”")
                continue
            for line in guarded(name, check, desk):
                if line.state == "error":
                    broken.add(line.name)
                yield line
