"""Before any parser: the kind of a file by its name or first bytes, each kind with its own message."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from pipeline.messages import finding
from pipeline.model import Finding
from pipeline.ooxml import BookError
from pipeline.workbook import MAX_BYTES, Book, read_book

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream that holds a protected .xlsx
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_LOCK = re.compile(r"^(~\$|\.~lock\.)")


def litter(name: str) -> str:
    """The message code of a file that a program left behind, whatever it holds; "" of any other: told by its name."""
    base = name.rsplit("/", 1)[-1]
    if _LOCK.match(base):
        return "GATE_LOCK_FILE"
    return "GATE_SYSTEM_FILE" if base.casefold() in _SYSTEM_FILES else ""


def open_book(data: bytes) -> tuple[Book | None, tuple[Finding, ...]]:
    """The workbook in the bytes, or None and the one finding that says what the file is."""
    code, found = _kind(data)
    if code:
        return None, (finding(code, found=found),)
    try:
        return read_book(data), ()
    except BookError as error:
        return None, (finding(error.reason, found=error.found),)


def _kind(data: bytes) -> tuple[str, str]:
    """(message code, what was found) of a file that is certainly no .xlsx; ("", "") otherwise."""
    if not data:
        return "GATE_EMPTY", ""
    if len(data) > MAX_BYTES:
        return "GATE_TOO_BIG", f"{len(data)} byte"
    if data.startswith(_OLE):
        return ("GATE_PASSWORD" if _ENCRYPTED in data else "GATE_OLE"), ""
    if data.startswith(b"%PDF-"):
        return "GATE_PDF", ""
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return "GATE_ARCHIVE", ""
    if not data.startswith(_ZIP):
        return ("GATE_TEXT", "") if _looks_like_text(data) else ("GATE_UNKNOWN", "")
    return _zip_kind(data)


def _zip_kind(data: bytes) -> tuple[str, str]:
    """What a zip certainly is, where it is no workbook; only its directory is looked at."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            kind = archive.getinfo("mimetype") if "mimetype" in names else None
            if kind and kind.file_size < 200 and archive.read(kind).startswith(_OPEN_DOCUMENT):
                return "GATE_ODS", ""
    except (BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, KeyError) as error:
        return "GATE_DAMAGED", type(error).__name__
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return "GATE_WORD", ""
    if "[content_types].xml" not in names and not any(name.startswith("xl/") for name in names):
        return "GATE_ARCHIVE", ""
    return "", ""


def _looks_like_text(data: bytes) -> bool:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    try:
        text = head.decode("utf-8", errors="strict" if len(data) <= 4096 else "ignore")
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c in "\r\n\t\ufeff" for c in text)
