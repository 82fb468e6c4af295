"""The machine: Python, its packages, fonts, LibreOffice, room on the disk, the clock."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path

from pipeline.doctor.line import Desk, Line
from pipeline.intake.register import arrivals
from pipeline.model import PipelineError
from pipeline.report.pdf import libreoffice_version
from pipeline.vietnamese import VIETNAM, show_date, show_number

OLDEST_PYTHON = (3, 11)
REQUIREMENTS = Path(__file__).parents[2] / "requirements.txt"
_INSTALLED_AS = "bao-cao"
_PINNED = re.compile(r'(?P<package>[\w.-]+)==(?P<version>[\w.]+)(?: *; *sys_platform *== *"(?P<system>\w+)")?')
FONT_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts",
    "/System/Library/Fonts", "~/Library/Fonts", r"C:\Windows\Fonts", "~/AppData/Local/Microsoft/Windows/Fonts",
    "/opt/libreoffice/share/fonts", "/Applications/LibreOffice.app/Contents/Resources/fonts",
    r"C:\Program Files\LibreOffice\share\fonts",
)  # fmt: skip
_FONTS = {
    "Times New Roman": re.compile(r"times(\.ttf|\.ttc|[ _-]?new[ _-]?roman)", re.IGNORECASE),
    "Liberation Serif": re.compile(r"liberation[ _-]?serif", re.IGNORECASE),
}
_MEGABYTE = 1_000_000
_FULL, _TIGHT = 200 * _MEGABYTE, 1000 * _MEGABYTE  # free bytes: no month fits, the next ones may not
_PATIENCE = 30  # seconds that LibreOffice has to say its version
_FIRST_YEAR = 2022  # of the program: an earlier clock has lost its battery


def python(_: object) -> Iterator[Line]:
    """Whether this Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, OLDEST_PYTHON))
    if sys.version_info >= OLDEST_PYTHON:
        yield Line("Python", "good", version)
    else:
        yield Line("Python", "error", f"{version}, cần {wanted} trở lên", f"Cài Python {wanted} trở lên.")


def packages(_: object) -> Iterator[Line]:
    """The packages that are pinned against those that are there."""
    name = "Gói thư viện"
    try:
        pinned = dict(_pinned())
    except (OSError, metadata.PackageNotFoundError):
        yield Line(name, "note", f"không đọc được danh sách gói cần có ({REQUIREMENTS})", "Tải lại chương trình.")
        return
    there = {package: _version(package) for package in pinned}
    missing = [package for package, version in there.items() if not version]
    others = [p for p, version in there.items() if version and version != pinned[p]]
    pins = [f"{package}=={pinned[package]}" for package in (*missing, *others)]
    named = f'-r "{REQUIREMENTS}"' if REQUIREMENTS.exists() else " ".join(pins)
    todo = f'Cài lại: "{sys.executable}" -m pip install {named}'
    if missing:
        yield Line(name, "error", f"thiếu {', '.join(missing)}", todo)
    if others:
        told = (f"{package} {there[package]} (cần {pinned[package]})" for package in others)
        yield Line(name, "note", f"khác bản đã kiểm thử: {', '.join(told)}", todo)
    if not pins:
        yield Line(name, "good", f"đủ {len(pinned)} gói, đúng bản")


def _pinned() -> Iterator[tuple[str, str]]:
    """(package, version) that this system needs: of the list beside the program, or as it was installed with it."""
    here = REQUIREMENTS.exists()
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines() if here else metadata.requires(_INSTALLED_AS) or []
    for found in map(_PINNED.fullmatch, lines):
        if found and found["system"] in (None, sys.platform):
            yield found["package"], found["version"]


def _version(package: str) -> str:
    """The version that is there, "" where none is."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def fonts(_: object) -> Iterator[Line]:
    """The font that the decree asks for, or the one that is as wide."""
    places = map(os.path.expanduser, FONT_FOLDERS)  # which leaves what it cannot expand
    names = [name for place in places for _, _, files in os.walk(place) for name in files]
    found = [font for font, known in _FONTS.items() if any(known.match(name) for name in names)]
    if found:
        yield Line("Phông chữ", "good", " và ".join(found))
    else:
        yield Line(
            "Phông chữ", "note", "không thấy Times New Roman, Liberation Serif: PDF có thể ngắt trang khác bản Word",
            "Cài phông Liberation (gói fonts-liberation) hoặc Times New Roman.",
        )  # fmt: skip


def libreoffice(_: object) -> Iterator[Line]:
    """Whether PDFs can be made; nothing else needs it."""
    try:
        version = libreoffice_version(_PATIENCE).removeprefix("LibreOffice ")
        yield Line("LibreOffice", "good", version or "khởi động được")
    except PipelineError as error:
        yield Line("LibreOffice", "note", f"{error}; chỉ cần khi xuất PDF", "Cài LibreOffice, hoặc lưu PDF từ Word.")


def disk(desk: Desk) -> Iterator[Line]:
    """Room where reports are written."""
    free = shutil.disk_usage(standing(desk.out)).free
    found = f"còn trống {show_number(free // _MEGABYTE)} MB"
    if free >= _TIGHT:
        yield Line("Dung lượng đĩa", "good", found)
    else:
        yield Line("Dung lượng đĩa", "error" if free < _FULL else "note", found, "Dọn bớt đĩa trước khi lập báo cáo.")


def standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    place = folder.absolute()
    return next(path for path in (place, *place.parents) if path.exists())


def clock(desk: Desk) -> Iterator[Line]:
    """Whether the clock can be right: receipts are dated by it."""
    now = desk.now.astimezone(VIETNAM)
    found = f"{now:%H:%M} ngày {show_date(now.date())}, giờ Việt Nam"
    todo = "Chỉnh lại đồng hồ trước khi nhận báo cáo: ngày nhận được ghi theo đồng hồ máy."
    last = _last_received(desk)
    if now.year < _FIRST_YEAR:
        yield Line("Đồng hồ", "error", found, todo)
    elif last and last > desk.now:
        when = last.astimezone(VIETNAM)
        behind = f"{found}, sớm hơn lần nhận tệp gần nhất ({when:%H:%M} ngày {show_date(when.date())})"
        yield Line("Đồng hồ", "error", behind, todo)
    elif desk.now.utcoffset() != timedelta(hours=7):
        yield Line(
            "Đồng hồ", "note", f"{found}; máy đặt múi giờ khác ({desk.now:%z})",
            "Nếu giờ Việt Nam ghi trên đây đúng thì không phải làm gì.",
        )  # fmt: skip
    else:
        yield Line("Đồng hồ", "good", found)


def _last_received(desk: Desk) -> datetime | None:
    """When the last file came; None also where the register cannot tell."""
    try:
        return max((a.received for a in arrivals(desk.books)), default=None)
    except PipelineError:
        return None
