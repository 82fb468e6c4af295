"""Mails, archives and what Outlook makes of them, as the tests draw them: with the standard library, and
for .msg and winmail.dat with small writers after Microsoft's own descriptions (MS-CFB, MS-OXMSG, MS-OXTNEF)."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from pipeline.collecting.collect import Outcome, Source, collect
from pipeline.progress import SILENT
from pipeline.vietnamese import VIETNAM
from tests.drawing import fill, small_plan, template

MORNING = datetime(2022, 9, 14, 8, 30, tzinfo=VIETNAM)  # when mails are sent
NOW = datetime(2022, 9, 15, 17, 0, tzinfo=VIETNAM)  # when they are taken in
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@lru_cache
def report(count: int = 1, unit: str = "VP") -> bytes:
    """A sound report: the number of articles of a unit."""
    return fill(template(small_plan(), "I.2", unit), in_I_2_1_count=count)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- mails ----------------------------------------------------------------------------------------


def letter(
    *files: tuple[str, bytes], subject: str = "Báo cáo tháng 9", sender: str = "Nguyễn Văn An <an@donvi.vn>",
    number: int | None = 1, sent: datetime = MORNING, text: str = "Kính gửi Văn phòng.",
) -> EmailMessage:  # fmt: skip
    """A mail with attachments, as a good program writes it."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = "vanphong@so.vn"
    mail["Subject"] = subject
    mail["Date"] = format_datetime(sent)
    if number is not None:
        mail["Message-ID"] = f"<thu-{number}@donvi.vn>"
    mail.set_content(text)
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype=XLSX.partition("/")[2], filename=name)
    return mail


def raw_mail(disposition: bytes, body: bytes, *, kind: bytes = b"application/octet-stream",
             encoding: bytes = b"base64", end: bytes = b"\r\n--ranh--\r\n") -> bytes:  # fmt: skip
    """A mail byte by byte, for what no good program writes: one attachment behind a line of text."""
    return (
        b"From: a@donvi.vn\r\nTo: vanphong@so.vn\r\nSubject: Bao cao\r\nMessage-ID: <tho@donvi.vn>\r\n"
        b"Date: Wed, 14 Sep 2022 08:30:00 +0700\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="ranh"\r\n\r\n--ranh\r\nContent-Type: text/plain\r\n\r\nKinh gui\r\n'
        b"--ranh\r\nContent-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + encoding + b"\r\n" + disposition
        + b"\r\n\r\n" + body + end
    )  # fmt: skip


def zipped(files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """An archive as any program makes it."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(zipfile.ZipInfo(name, (2022, 9, 14, 8, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def locked(archive: bytes) -> bytes:
    """The archive with the marks of a password: its files could not be read by anybody who has none."""
    data = bytearray(archive)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


def named_in(archive: bytes, name: str, encoding: str) -> bytes:
    """The archive with the name of its only file, ASCII of the same length so far, in another encoding, unsaid."""
    raw = name.encode(encoding)
    return archive.replace(b"x" * len(raw), raw)


# --- winmail.dat ----------------------------------------------------------------------------------


def winmail(files: Sequence[tuple[str, bytes]], *, mail_within: tuple[str, bytes] | None = None) -> bytes:
    """What Outlook sends as Rich Text; `mail_within`: a name and a winmail.dat that is attached as a mail."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    out += _attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    out += _attribute(1, 0x00069007, struct.pack("<II", 1258, 0))
    for name, data in files:
        out += _attribute(2, 0x00069002, bytes(14)) + _attribute(2, 0x0006800F, data)
        out += _attribute(2, 0x00018010, name.encode("cp1252", "replace")[:8] + b".xls\x00")
        out += _attribute(2, 0x00069005, _properties([(0x3707001F, (name + "\0").encode("utf-16-le"))]))
    if mail_within:
        name, inner = mail_within
        wrapped = bytes.fromhex("0703020000000000c000000000000046") + inner
        properties = [(0x3001001F, (name + "\0").encode("utf-16-le")), (0x3701000D, wrapped)]
        properties += [(0x3704001F, (name + "\0").encode("utf-16-le"))]
        out += _attribute(2, 0x00069002, bytes(14)) + _attribute(2, 0x00069005, _properties(properties))
    return out


def _attribute(level: int, key: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, key, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _properties(values: Sequence[tuple[int, bytes]]) -> bytes:
    out = struct.pack("<I", len(values) + 2)
    out += struct.pack("<II", 0x37050003, 1)[0:8]  # a number
    out += struct.pack("<HHII", 0x000B, 0x7FFE, 0, 0)[0:8]  # a truth value, padded to four bytes
    for key, data in values:
        out += struct.pack("<III", key, 1, len(data)) + data + bytes(-len(data) % 4)
    return out


# --- .msg -----------------------------------------------------------------------------------------

Folder = dict[str, "bytes | Folder"]


def outlook(
    files: Sequence[tuple[str, bytes]] = (), *, subject: str = "Báo cáo tháng 9", sender: str = "an@donvi.vn",
    sender_name: str = "Nguyễn Văn An", headers: str = "", delivered: datetime | None = MORNING,
    message_id: str = "<outlook-1@donvi.vn>", mails: Sequence[tuple[str, Folder]] = (), ansi: str = "",
    links: Sequence[str] = (), kind: str = "IPM.Note",
) -> bytes:  # fmt: skip
    """A mail as Outlook saves it. `ansi`: texts in an old code page, as Outlook 97 to 2002 did."""
    return ole_file(outlook_folder(
        files, subject=subject, sender=sender, sender_name=sender_name, headers=headers, delivered=delivered,
        message_id=message_id, mails=mails, ansi=ansi, links=links, kind=kind,
    ))  # fmt: skip


def outlook_folder(
    files: Sequence[tuple[str, bytes]] = (), *, subject: str = "", sender: str = "", sender_name: str = "",
    headers: str = "", delivered: datetime | None = None, message_id: str = "",
    mails: Sequence[tuple[str, Folder]] = (), ansi: str = "", links: Sequence[str] = (), kind: str = "IPM.Note",
    within: bool = False,
) -> Folder:  # fmt: skip
    """The same as a folder, which may lie within another mail."""
    texts = {0x001A: kind, 0x0037: subject, 0x0C1A: sender_name, 0x0C1F: sender, 0x007D: headers, 0x1035: message_id}
    folder, fixed = _texts(texts, ansi)
    if delivered:
        ticks = int((delivered - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
        fixed.append((0x0E060040, struct.pack("<Q", ticks)))
    if ansi:
        fixed.append((0x3FFD0003, struct.pack("<II", int(ansi.removeprefix("cp")), 0)))
    count = len(files) + len(mails) + len(links)
    head = struct.pack("<8xIIII", 0, count, 0, count) + (b"" if within else bytes(8))
    folder["__properties_version1.0"] = head + _entries(fixed)
    folder["__nameid_version1.0"] = {f"__substg1.0_{key}0102": b"" for key in ("0002", "0003", "0004")}
    number = 0
    for name, data in files:
        attached, entries = _texts({0x3704: name[:8], 0x3707: name}, ansi)
        attached["__substg1.0_37010102"] = data
        entries += [(0x37010102, struct.pack("<II", len(data), 0)), (0x37050003, struct.pack("<II", 1, 0))]
        attached["__properties_version1.0"] = bytes(8) + _entries(entries)
        folder[f"__attach_version1.0_#{number:08X}"] = attached
        number += 1
    for name in links:
        attached, entries = _texts({0x3707: name, 0x370D: "https://drive/x"}, ansi)
        attached["__properties_version1.0"] = bytes(8) + _entries([*entries, (0x37050003, struct.pack("<II", 7, 0))])
        folder[f"__attach_version1.0_#{number:08X}"] = attached
        number += 1
    for name, inner in mails:
        attached, entries = _texts({0x3001: name}, ansi)
        attached["__substg1.0_3701000D"] = inner
        entries += [(0x3701000D, struct.pack("<II", 0xFFFFFFFF, 1)), (0x37050003, struct.pack("<II", 5, 0))]
        attached["__properties_version1.0"] = bytes(8) + _entries(entries)
        folder[f"__attach_version1.0_#{number:08X}"] = attached
        number += 1
    return folder


def _texts(texts: Mapping[int, str], ansi: str) -> tuple[Folder, list[tuple[int, bytes]]]:
    folder: Folder = {}
    entries = []
    for key, text in texts.items():
        if text:
            kind, data = (0x1E, text.encode(ansi, "replace")) if ansi else (0x1F, text.encode("utf-16-le"))
            folder[f"__substg1.0_{key:04X}{kind:04X}"] = data
            entries.append((key << 16 | kind, struct.pack("<II", len(data) + (1 if ansi else 2), 0)))
    return folder, entries


def _entries(values: Sequence[tuple[int, bytes]]) -> bytes:
    return b"".join(struct.pack("<II", key, 6) + value for key, value in values)


def ole_file(content: Folder) -> bytes:
    """A compound file (MS-CFB, version 3) of folders and streams."""
    entries: list[dict[str, int | str | bytes]] = [{"name": "Root Entry", "kind": 5}]
    small, big = bytearray(), bytearray()
    small_fat: list[int] = []
    fat: list[int] = []

    def chain(table: list[int], space: bytearray, data: bytes, size: int) -> int:
        if not data:
            return 0xFFFFFFFE
        start = len(table)
        blocks = -(-len(data) // size)
        table.extend([*range(start + 1, start + blocks), 0xFFFFFFFE])
        space.extend(data.ljust(blocks * size, b"\0"))
        return start

    def add(folder: Folder) -> int:
        numbers = []
        for name, item in sorted(folder.items(), key=lambda pair: (len(pair[0]), pair[0].upper())):
            number = len(entries)
            numbers.append(number)
            entries.append({"name": name, "kind": 1 if isinstance(item, dict) else 2})
            if isinstance(item, dict):
                entries[number]["child"] = add(item)
            elif len(item) < 4096:
                entries[number] |= {"start": chain(small_fat, small, item, 64), "size": len(item)}
            else:
                entries[number] |= {"start": chain(fat, big, item, 512), "size": len(item)}
        return tree(numbers)

    def tree(numbers: list[int]) -> int:
        if not numbers:
            return 0xFFFFFFFF
        middle = len(numbers) // 2
        entry = entries[numbers[middle]]
        entry["left"], entry["right"] = tree(numbers[:middle]), tree(numbers[middle + 1 :])
        return numbers[middle]

    entries[0]["child"] = add(content)
    entries[0] |= {"start": chain(fat, big, bytes(small), 512), "size": len(small)}
    directory = b"".join(_directory_entry(entry) for entry in entries)
    directory_start = chain(fat, big, directory.ljust(-(-len(directory) // 512) * 512, b"\0"), 512)
    table = b"".join(struct.pack("<I", n) for n in small_fat)
    small_start = chain(fat, big, table.ljust(-(-len(table) // 512) * 512, b"\xff"), 512)
    fats = 1
    while fats * 128 < len(fat) + fats:
        fats += 1
    first_fat = len(fat)
    fat += [0xFFFFFFFD] * fats
    fat += [0xFFFFFFFF] * (fats * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fats, directory_start, 0, 4096, small_start, len(table) // 512 + 1,
                          0xFFFFFFFE, 0)  # fmt: skip
    header += b"".join(struct.pack("<I", first_fat + n if n < fats else 0xFFFFFFFF) for n in range(109))
    return header + bytes(big) + b"".join(struct.pack("<I", n) for n in fat)


def _directory_entry(entry: Mapping[str, int | str | bytes]) -> bytes:
    name = (str(entry["name"]) + "\0").encode("utf-16-le")
    free = 0xFFFFFFFF
    return (
        name.ljust(64, b"\0") + struct.pack("<HBB", len(name), entry["kind"], 1)
        + struct.pack("<III", entry.get("left", free), entry.get("right", free), entry.get("child", free))
        + bytes(36) + struct.pack("<IQ", entry.get("start", 0), entry.get("size", 0))
    )  # fmt: skip


# --- taking in --------------------------------------------------------------------------------------


def take(inbox: Path, *paths: Path, now: datetime = NOW) -> list[Outcome]:
    return collect(inbox, [Source(path=path) for path in paths], now, SILENT)


def lying(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def laid(inbox: Path) -> dict[str, bytes]:
    """The files that lie in an inbox, the register's own apart."""
    return {n: d for n, d in lying(inbox).items() if not n.startswith("so-tiep-nhan.")}


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def everything(sent: Path) -> Path:
    """A folder with something of every kind."""
    inner = letter(("trong.xlsx", report(3)), number=5, subject="Thư gốc")
    outer = letter(("a.xlsx", report()), ("gui.zip", zipped({"a.xlsx": report(2), "b/c.xlsx": report(4)})), number=6)
    outer.add_attachment(inner)
    write(sent, "1.eml", outer.as_bytes())
    write(sent, "2.msg", outlook([("Báo cáo.xlsx", report(2))]))
    write(sent, "3.zip", zipped({"x.xlsx": report(3), "thu.eml": letter(("y.xlsx", report(4)), number=7).as_bytes()}))
    write(sent, "4.eml", letter(number=8).as_bytes())
    write(sent, "5.xlsx", report(5))
    write(sent, "6.zip", locked(zipped({"a.xlsx": report()})))
    return sent
