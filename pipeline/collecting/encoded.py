"""Texts of a mail's headers, however they were encoded: raw header values come in, clean Unicode goes out.

Encoded words (RFC 2047), also split in the midst of a letter; parameters (RFC 2231); bytes that say
nothing of their encoding, or something wrong. What cannot be told is shown as it stands, never lost.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email.message import Message

from pipeline.vietnamese import clean_text, without_marks

_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?(.*?)\?=")
_QUOTED = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_PIECE = re.compile(rb"([^=]+)(=*)")
_MOST_PIECES = 100_000  # of one base64, each with its own end
_FOLD = re.compile(r"\r?\n(?=[ \t])|\r\n?|\n")
_STATEFUL = ("utf-16", "utf-7", "utf-32", "iso-2022", "hz")  # plain letters may stand for others
_PIECES = re.compile(r";[^;=]*\*\d[^;=]*=[^;]*")  # of a parameter in pieces
LONGEST = 2_000  # characters of a header that anybody reads


def text_of(data: bytes, charset: str = "") -> str:
    """Bytes as text: UTF-8 where they are, else what they say they are, else Vietnamese Windows."""
    charset = charset.lower().partition("*")[0]
    told = (charset,) if charset.startswith(_STATEFUL) else ("utf-8", charset, "cp1258")
    for encoding in filter(None, told):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def header_text(raw: str) -> str:
    """A header's value as people read it, in one line. Bytes that are no ASCII come as surrogates."""
    text = _FOLD.sub("", raw[: 10 * LONGEST])
    if not text.isascii():
        text = text_of(text.encode("utf-8", "surrogateescape"))
    return _one_line("".join(_decoded(text)))


def parameters(raw: str) -> dict[str, str]:
    """The parameters of a header by name: of `attachment; filename="a.xlsx"` the filename."""
    text = _FOLD.sub("", raw[: 10 * LONGEST])
    if not text.isascii():
        text = text_of(text.encode("utf-8", "surrogateescape"))
    told = _told_parameters(text)
    found: dict[str, str] = {}
    extended: dict[str, str] = {}
    for name, value in told:
        if isinstance(value, tuple):  # RFC 2231, which says its encoding: it is preferred
            charset, _, piece = value
            if piece:
                extended.setdefault(name.lower(), _one_line(text_of(_bytes_of(piece), charset or "")))
        else:
            found.setdefault(name.lower(), header_text(value))
    return found | extended


def _told_parameters(text: str) -> list[tuple[str, str | tuple[str | None, str | None, str]]]:
    """As the standard library reads them; where pieces do not go together, those that come in one."""
    for readable in (text, _PIECES.sub("", text)):
        holder = Message()
        holder["X"] = readable
        try:
            return list(holder.get_params([], "x"))
        except (ValueError, TypeError, IndexError):  # numbers of pieces that are none, or that one has and one has not
            continue
    return []


def _bytes_of(text: str) -> bytes:
    """What stood behind the percent signs, which come as Latin-1; a piece that was no such thing as UTF-8."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")


def _one_line(text: str) -> str:
    return without_marks(clean_text(text).replace("\n", " "))[:LONGEST]


def _decoded(text: str) -> Iterator[str]:
    """The text piece by piece: neighbours of one encoding are put together before they are decoded."""
    words: list[tuple[str, str]] = []  # (B or Q, what it encodes) of neighbours
    charset, at = "", 0
    for match in _WORD.finditer(text):
        between = text[at : match.start()]
        if words and (between.strip() or match[1].lower() != charset):
            yield text_of(_joined(words), charset)
            words = []
        if between.strip() or (at == 0 and between):
            yield between
        charset, at = match[1].lower(), match.end()
        words.append((match[2].lower(), match[3]))
    if words:
        yield text_of(_joined(words), charset)
    yield text[at:]


def _joined(words: list[tuple[str, str]]) -> bytes:
    """The bytes of neighbouring words; of those in base64 also where its groups of four were torn."""
    pieces = [(how, told.encode("utf-8", "surrogateescape")) for how, told in words]
    if all(how == "b" for how, _ in pieces) and any(len(told) % 4 for _, told in pieces):
        return from_base64(b"".join(told.rstrip(b"=") for _, told in pieces))[0]
    return b"".join(from_base64(told)[0] if how == "b" else _from_quoted(told) for how, told in pieces)


def _from_quoted(told: bytes) -> bytes:
    return _QUOTED.sub(lambda match: bytes.fromhex(match[1].decode()), told.replace(b"_", b" "))


def from_base64(told: bytes) -> tuple[bytes, bool]:
    """What can be read of base64, and whether that is all of it."""
    found: list[bytes] = []
    whole = True
    for piece in _PIECE.finditer(b"".join(told.split())):  # some encode piece by piece, each with its own end
        letters = _NOT_BASE64.sub(b"", piece[1])
        clean = len(letters) == len(piece[1])
        if found and not clean:  # a footer that a mailing list put behind
            break
        if len(found) == _MOST_PIECES:
            return b"".join(found), False
        over = len(letters) % 4
        whole = whole and clean and (not over or (over > 1 and bool(piece[2])))
        found.append(binascii.a2b_base64(letters[:-1] if over == 1 else letters + b"=" * (-over % 4)))
    return b"".join(found), whole
