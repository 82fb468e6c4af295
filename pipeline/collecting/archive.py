"""A .zip as units send it: its bytes come in, the files in it go out one by one, under the limits of the house.

Names that say nothing of their encoding are read as Vietnamese; what systems add is put aside.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import limits
from pipeline.collecting.encoded import text_of
from pipeline.collecting.parcel import Part, Unopened
from pipeline.intake.kinds import litter
from pipeline.messages import finding
from pipeline.model import Finding

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_REFUSED = {"locked": "MAIL_ZIP_PASSWORD", "big": "MAIL_TOO_BIG", "crafted": "MAIL_ZIP_CRAFTED"}
_UTF8 = 0x800  # the name says that it is UTF-8
_BESIDE = "__MACOSX/"  # what a Mac keeps of a file's looks


def read_zip(data: bytes) -> Iterator[Part | Finding]:
    """The files of an archive. Raises Unopened where it cannot be opened, or must not be."""
    try:
        archive = limits.open_container(data)
    except limits.Refused as refused:
        raise Unopened(_REFUSED[refused.kind], refused.found) from refused
    except limits.DAMAGED as error:
        raise Unopened("MAIL_ZIP_DAMAGED", type(error).__name__) from error
    with archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            named = bool(member.flag_bits & _UTF8)
            name = member.filename if named else text_of(member.filename.encode("cp437", "replace"))
            if name.startswith(_BESIDE) or litter(name):
                yield finding("MAIL_ASIDE", label=name, found="tệp phụ của hệ điều hành")
                continue
            try:
                yield Part(name, archive.read(member))
            except limits.DAMAGED as error:
                yield finding("MAIL_MEMBER", label=name, found=type(error).__name__)
