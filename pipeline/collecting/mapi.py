"""Properties by which Outlook describes a mail and its attachments, said once for .msg and winmail.dat."""

from __future__ import annotations

SUBJECT, MESSAGE_CLASS = 0x0037, 0x001A
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
HEADERS = 0x007D  # as they travelled
MESSAGE_ID, IN_REPLY_TO, REFERENCES = 0x1035, 0x1042, 0x1039
DELIVERED, SUBMITTED = 0x0E06, 0x0039
HTML = 0x1013
CODE_PAGE = 0x3FFD

DISPLAY_NAME, ATTACH_NAME, ATTACH_LONG_NAME = 0x3001, 0x3704, 0x3707
ATTACH_DATA, ATTACH_METHOD = 0x3701, 0x3705
ATTACH_TYPE, ATTACH_CID = 0x370E, 0x3712
ATTACH_HIDDEN = 0x7FFE

TEXT_8, TEXT_16, BINARY, OBJECT = 0x001E, 0x001F, 0x0102, 0x000D
BY_LINK = frozenset({2, 3, 4, 7})  # the mail holds only where the file was

_ENCODINGS = {65001: "utf-8", 20127: "ascii", 28591: "latin-1", 1200: "utf-16-le"}


def encoding_of(code_page: int) -> str:
    """Python's name of a Windows code page, "" for none."""
    return _ENCODINGS.get(code_page, f"cp{code_page}" if code_page else "")
