"""The order in which everything is looked at: places, a moment and settings come in, lines go out one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from pipeline.doctor import machine, mail, month, stores
from pipeline.doctor.line import Check, Desk, Line, guarded
from pipeline.progress import SILENT, Progress

CHECKS: tuple[tuple[str, Check], ...] = (
    ("Python", machine.python),
    ("Gói thư viện", machine.packages),
    ("Phông chữ", machine.fonts),
    ("LibreOffice", machine.libreoffice),
    ("Thư mục", stores.folders),
    ("Dung lượng đĩa", machine.disk),
    ("Đồng hồ", machine.clock),
    ("Tệp kế hoạch", month.plan),
    ("Sổ tiếp nhận", stores.register),
    ("Tệp trong hộp nhận", stores.files),
    ("Thư, tệp nén gốc", stores.mails),
    ("Nhật ký lập báo cáo", stores.log),
    ("Báo cáo làm chứng", stores.witnesses),
    ("Khóa xác thực", stores.key),
    ("Gửi thư", mail.sending),
    ("Nhận thư", mail.collecting),
    ("Phát mẫu", month.forms),
    ("Báo cáo còn nợ", month.owing),
)


def examine(
    plan: Path, inbox: Path, out: Path, now: datetime, environment: Mapping[str, str], *,
    inbox_named: bool = False, progress: Progress = SILENT,
) -> Iterator[Line]:  # fmt: skip
    """One thing after the other; nothing is changed, and nothing that is broken stops it.

    now: in this machine's own time zone. inbox_named: whether the user named the inbox, so that it has to be there.
    """
    with stores.copied_books(inbox) as books:
        desk = Desk(plan, inbox, out, now, environment, books, inbox_named, progress)
        for name, check in CHECKS:
            yield from guarded(name, check, desk)
