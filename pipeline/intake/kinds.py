"""What a file is, by its content and never by its name: bytes come in, a message code goes out, "" for a workbook.

Only the first bytes, the directory of a zip and the directory of an old Office file are looked at;
nothing is unpacked but a marker of some fifty bytes.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from pipeline import limits
from pipeline.formats.package import Package
from pipeline.workbook import OLE, REFUSALS

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_LOCK = re.compile(r"^(~\$|\.~lock\.)")

_FIRST_BYTES: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("GATE_PDF", (b"%PDF-",)),
    ("GATE_ARCHIVE", (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")),
    ("GATE_PICTURE", (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")),
    # The records of a workbook in no container, as the oldest have them.
    ("GATE_XLS_OLD", tuple(bytes.fromhex(f"09{n}00") for n in ("0004", "0206", "0406", "0806", "0808", "0810"))),
)
_PICTURE = re.compile(rb"BM.{4}\x00{4}|RIFF.{4}WEBP|.{4}ftyp(heic|heix|mif1|avif)", re.DOTALL)
# Streams of an old Office file by which it is known; a workbook may hold a document within, so it comes first.
_STREAMS = (
    ("GATE_PASSWORD", ("EncryptedPackage",)),
    ("", ("Workbook",)),  # of Excel 97 to 2003, which is read
    ("GATE_XLS_OLD", ("Book",)),
    ("GATE_WORD", ("WordDocument", "PowerPoint Document")),
    ("GATE_MAIL", ("__properties_version1.0",)),
)
_OLE_HEADER, _LARGEST_SECTOR = 512, 20  # bytes before the first sector; a sector's size as a power of two
_ENTRY = 128  # bytes of an entry in the directory of an old Office file
_HEAD = 4096  # bytes by which a text is judged
# The first that fits; looked for in lower case.
_TEXTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("GATE_MAIL", re.compile(r"\A(?:[\w-]+: .*\r?\n(?:[ \t].*\r?\n)*)*?(?:mime-version|received|message-id): ")),
    ("GATE_FODS", re.compile(r"<office:document\b")),
    ("GATE_XML", re.compile(r"urn:schemas-microsoft-com:office:spreadsheet|<\?mso-application")),
    ("GATE_HTML", re.compile(r"<(!doctype html|html|head|body|table|meta|style)\b")),
    ("GATE_XML", re.compile(r"\s*<\?xml\b|\s*<[a-z][\w:.-]*[\s>/]")),
    ("GATE_CSV", re.compile(r"\A[^\n]*[;,\t|][^\n]*\n[^\n]*[;,\t|]")),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: the code of the message that refuses it, "" for what may be a workbook."""

    code: str = ""
    found: str = ""
    ordinary: bool = False  # an .xlsx or .xlsb small enough to be parsed anywhere


def litter(name: str) -> str:
    """The message code of a file that a program left behind, whatever it holds; "" of any other: told by its name."""
    base = name.rsplit("/", 1)[-1]
    if _LOCK.match(base):
        return "GATE_LOCK_FILE"
    return "GATE_SYSTEM_FILE" if base.casefold() in _SYSTEM_FILES else ""


def kind_of(data: bytes) -> Kind:
    """The kind of a file by its content."""
    return opened(data)[0]


def opened(data: bytes) -> tuple[Kind, Package | None]:
    """The kind of a file, and its container where that is a zip which may be read."""
    if data.startswith(_ZIP):
        return _zip_kind(data)
    return _other_kind(data), None


def _other_kind(data: bytes) -> Kind:
    if not data:
        return Kind("GATE_EMPTY")
    if data.startswith(OLE):
        return Kind(_ole_kind(data))
    for code, marks in _FIRST_BYTES:
        if data.startswith(marks):
            return Kind(code)
    if _PICTURE.match(data):
        return Kind("GATE_PICTURE")
    if not data[:_HEAD].strip(b" \t\r\n\x00"):
        return Kind("GATE_BLANK")
    return Kind(_text_kind(data))


def _zip_kind(data: bytes) -> tuple[Kind, Package | None]:
    try:
        package = Package(limits.Container(data))
        if package.open_document():
            return Kind("" if package.is_open_spreadsheet else "GATE_OPEN_DOCUMENT"), package
    except limits.Refused as refused:
        return Kind(REFUSALS[refused.kind], refused.found), None
    except limits.DAMAGED as error:
        return Kind("GATE_DAMAGED", type(error).__name__), None
    parts = package.parts
    if not any(name.startswith("xl/") for name in parts):
        if any(name.startswith(("word/", "ppt/", "visio/")) for name in parts):
            return Kind("GATE_WORD"), None
        if any(name.endswith(".iwa") for name in parts):
            return Kind("GATE_NUMBERS"), None
        if "[content_types].xml" not in parts and "_rels/.rels" not in parts:
            return Kind("GATE_ARCHIVE"), None
    return Kind(ordinary=limits.is_ordinary(package.parts)), package


def _ole_kind(data: bytes) -> str:
    for code, names in _STREAMS:
        if any(_has_stream(data, name) for name in names):
            return code
    return "GATE_DAMAGED" if _has_lost_its_directory(data) else "GATE_OLE"


def _has_lost_its_directory(data: bytes) -> bool:
    """Whether the file ends before the place where its directory should begin."""
    if len(data) < _OLE_HEADER:
        return True
    (shift,), (sector,) = struct.unpack_from("<H", data, 30), struct.unpack_from("<I", data, 48)
    return bool(_OLE_HEADER + (sector << min(shift, _LARGEST_SECTOR)) >= len(data))


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a directory entry bears the name: entries begin at every 128th byte, the name fills the first 64."""
    wanted = name.encode("utf-16-le") + b"\x00\x00"
    at = data.find(wanted)
    while at >= 0:
        if at % _ENTRY == 0:
            return True
        at = data.find(wanted, at + 1)
    return False


def _text_kind(data: bytes) -> str:
    """The kind of a text; GATE_UNKNOWN where the bytes are none."""
    text = _text(data[:_HEAD], whole=len(data) <= _HEAD)
    if text is None:
        return "GATE_UNKNOWN"
    folded = text.lstrip("\ufeff").lower()
    return next((code for code, mark in _TEXTS if mark.search(folded)), "GATE_TEXT")


def _text(head: bytes, whole: bool) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    try:
        text = head.decode("utf-8", errors="strict" if whole else "ignore")
    except UnicodeDecodeError:
        text = head.decode("cp1258", errors="replace")  # a Vietnamese text of an older Windows
        if text.isascii() or "\ufffd" in text:
            return None
    return text if all(c.isprintable() or c in "\r\n\t\ufeff" for c in text) else None
