"""A written document comes in, every number in it that is no figure goes out with what it is, by rules of its own.

Nothing of the product's own sorting is used: the XML of the plan, of the inbox and of the document is read, and
what no rule knows is told as unknown.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from tests.desks import Desk
from tests.forging import BODY, STRINGS, parts_of, registry_in

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIGURE = "\ufffc"  # where one stands
UNKNOWN = "unknown"
_NUMBER = re.compile(r"\d+(?:[.,/:]\d+)*")
_CODE = re.compile(r"[A-Z]+(?:\.\w+)+|\d+\.\d+(?:\.\d+)?")
_CODES = re.compile(rf"(?:{_CODE.pattern})(?:\s*[;,]\s*(?:{_CODE.pattern}))*")
_HEAD = re.compile(r"ngày\s{2,}tháng\s{2,}năm \d{4}")  # left open for the văn thư
_WORDS = re.compile(r"(?!tháng |quý |năm |[69] tháng)(?=.*[^\W\d]{2}).{8}", re.DOTALL)
_QUOTED = re.compile("“[^”]*”?")
_CUTS = (90, 160, 400)  # characters after which a long text is cut with a visible mark
# The kinds of the registry's list for each kind here: a date may stand in the words of the plan, or of a unit.
LISTED_AS = {
    "date": ("date", "plan", "unit", "file"), "plan": ("plan", "date"), "unit": ("unit", "plan", "law", "date"),
    "quoted": ("quoted",), "file": ("file", "quoted"), "code": ("code", "file"), "message": ("message", "quoted"),
    "hash": ("hash",), "place": ("place",), "form": ("form",),
}  # fmt: skip
# Sentences that stand in every report; what varies in them is no number.
FORM = (
    "nhiều nhất 100%", "được tính bằng 0%", "tính bằng 0;", "chưa đủ số liệu, tính 0 điểm", "tạm tính 0 điểm",
    "dấu “-” là không có số, khác với 0", "dấu “-” là không có điểm, khác với 0", "cột sha-256 ghi 12 ký tự đầu",
    "đủ 64 ký tự, trang và ô", "(mức hoàn thành 0%)", "được tính là 0%",
    "trong 02 ngày làm việc kể từ ngày nhận được công văn này",
)  # fmt: skip


def texts_of(docx: bytes) -> Iterator[str]:
    """Every paragraph of the body and its tables with a mark for each figure; the numbers of rows left out."""
    root = etree.fromstring(parts_of(docx)[BODY])
    counted = set(_row_numbers(root))
    for paragraph in root.iter(f"{W}p"):
        if paragraph not in counted:
            yield _HEAD.sub("", "".join(_words(paragraph)))


def _row_numbers(root: Any) -> Iterator[Any]:
    for table in root.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        if rows and "".join(rows[0].find(f"{W}tc").itertext()) == "TT":
            first = (row.find(f"{W}tc") for row in rows[1:])
            yield from (cell.find(f"{W}p") for cell in first if "".join(cell.itertext()).isdigit())


def _words(paragraph: Any) -> Iterator[str]:
    open_figures: set[str] = set()
    for element in paragraph.iter():
        if element.tag == f"{W}bookmarkStart" and re.fullmatch(r"S\d+_\d+", element.get(f"{W}name")):
            open_figures.add(element.get(f"{W}id"))
            yield FIGURE
        elif element.tag == f"{W}bookmarkEnd":
            open_figures.discard(element.get(f"{W}id"))
        elif element.tag == f"{W}t" and not open_figures:
            yield element.text or ""


class Known:
    """What a document may say in numbers besides figures: from the plan, the inbox, the registry, the JSON."""

    def __init__(self, desk: Desk, docx: bytes, result: dict[str, Any]) -> None:
        self.registry = registry_in(parts_of(docx))
        plan = _strings(desk.plan)
        files = {p.relative_to(desk.inbox).as_posix() for p in desk.inbox.rglob("*") if p.is_file()}
        names = [i["file"] for i in self.registry["inputs"]]
        assert set(names) <= files
        codes = {text for text in plan if _CODE.fullmatch(text)}
        raws = [source["raw"] for source in self.registry["sources"]]
        said = (f["message"] for s in result["submissions"] for f in s["findings"])
        findings = [text for whole in said for text in (whole, whole.partition(" Ví dụ: ")[0])]
        pieces = [
            *(("form", text) for text in FORM), *(("file", name) for name in names),
            ("file", f"tong-hop-{self.registry['period']['key']}.xlsx"),
            *(("plan", text) for text in plan if _WORDS.match(text) and not _CODES.fullmatch(text)),
            *(("code", code) for code in codes), *(("message", text) for text in findings),
            *(("unit", raw) for raw in raws if re.search(r"[^\W\d]", raw)),
        ]  # fmt: skip
        found = {form: kind for kind, text in reversed(pieces) for form in _forms(text) if re.search(r"\d", form)}
        self.pieces = sorted(found.items(), key=lambda piece: -len(piece[0]))
        self.corpus = " ".join(_plain(text) for path in [desk.plan, *desk.inbox.rglob("*.xlsx")]
                               for text in _strings(path)) + " ".join(map(_plain, names))  # fmt: skip
        self.hashes = {i["sha256"] for i in self.registry["inputs"]} | {self.registry["plan"]["sha256"]}
        self.hashes |= {self.registry["head"]}
        cells = [s["cell"] for s in self.registry["sources"]]
        cells += [f["cell"] for s in result["submissions"] for f in s["findings"]]
        self.cells = {corner for cell in cells for corner in cell.casefold().split(":")}
        self.years = {int(self.registry["period"]["to"][:4]) + n for n in (-1, 0, 1)}
        self.keys = {text.casefold() for text in plan if re.fullmatch(r"\d{4}-\w\w", text)}

    def numbers(self, text: str) -> Iterator[tuple[str, str]]:
        """(kind, number) of every number of a text."""
        for quoted in _QUOTED.findall(text):
            if re.search(r"\d", quoted):
                words = _plain(quoted.strip("“”")).removesuffix(" […]")
                yield ("quoted" if words in self.corpus else UNKNOWN), quoted
                text = text.replace(quoted, " ", 1)
        text = text.casefold()
        for piece, kind in self.pieces:
            if piece in text:
                text, count = re.subn(rf"(?<![\w.]){re.escape(piece)}(?!\w)", " ", text)
                yield from ((kind, number) for number in _NUMBER.findall(piece) if count)
        for kind, form, holds in self._forms():
            for match in list(re.finditer(form, text)):
                if holds(match):
                    yield kind, match[0]
                    text = text.replace(match[0], " ", 1)
        yield from ((UNKNOWN, number) for number in _NUMBER.findall(text))

    def _forms(self) -> Iterator[tuple[str, str, Any]]:
        figures, files = len(self.registry["figures"]), len(self.registry["inputs"])
        hashes = r"\b[0-9a-f]{12}\b|\b[0-9a-f]{8}(?: [0-9a-f]{8}){7}\b"
        yield "hash", hashes, lambda m: any(h.startswith(m[0].replace(" ", "")) for h in self.hashes)
        yield "date", r"\b(\d{1,2})/(\d{1,2})/(\d{4})( \d\d:\d\d)?", lambda m: _is_day(m[1], m[2], m[3])
        yield "date", r"\b\d{4}-(?:\d\d|q\d|\dt)\b", lambda m: m[0] in self.keys
        yield "date", r"(?:tháng (\d{1,2}) )?năm (\d{4})", lambda m: (
            1 <= int(m[1] or 1) <= 12 and int(m[2]) in self.years)  # fmt: skip
        yield "date", r"(?<!\d )tháng (\d{1,2})\b", lambda m: 1 <= int(m[1]) <= 12
        yield "date", r"\b[69] tháng(?: đầu| cuối)?\b", lambda m: True
        yield (
            "place",
            r"\bs(\d+)(?:-s(\d+))?\b",
            lambda m: int(m[1]) < int(m[2] or 10**6) and int(m[2] or m[1]) <= figures,
        )
        yield "place", r"\btệp (\d+)\b", lambda m: int(m[1]) <= files
        yield "place", r"\b([a-z]{1,2}\d+)(?::([a-z]{1,2}\d+))?\b", lambda m: {m[1], m[2] or m[1]} <= self.cells
        yield "unit", r"\b\d+/[^\W\d_][\w-]*", lambda m: _plain(m[0]) in self.corpus
        yield "code", r"#\d+\b", lambda m: True  # the number of a target, behind the code of its measure
        yield "form", r"^(\d+)\. (?=\D)", lambda m: True  # of a heading
        yield "form", r"^hình \d+\. ", lambda m: True
        yield "form", r"^sha-256$", lambda m: True  # over a column
        yield "code", r"\bbậc \d\b", lambda m: True

    def unlisted(self, text: str) -> Iterator[tuple[str, str]]:
        """Numbers of a text that no rule knows, or that the registry does not list as what they are."""
        for kind, number in self.numbers(text):
            digits = _NUMBER.findall(number)
            listed = [a["text"] for a in self.registry["apart"] if a["kind"] in LISTED_AS.get(kind, ())]
            if not all(any(digit in _NUMBER.findall(told) for told in listed) for digit in digits):
                yield kind, number


def _is_day(day: str, month: str, year: str) -> bool:
    try:
        return bool(date(int(year), int(month), int(day)))
    except ValueError:
        return False


@lru_cache(maxsize=512)
def _strings(path: Path) -> tuple[str, ...]:
    """Every text of a workbook; nothing of a file that is none."""
    try:
        parts = parts_of(path.read_bytes())
    except zipfile.BadZipFile:
        return ()
    found = []
    for name, part in parts.items():
        if name == STRINGS or name.startswith("xl/worksheets/sheet"):
            for item in re.findall(r"<(?:si|is)>(.*?)</(?:si|is)>", part.decode(), re.DOTALL):
                found.append(html.unescape("".join(re.findall(r"<t(?: [^>]*)?>([^<]*)</t>", item))).strip())
    return tuple(dict.fromkeys(found))


def _plain(text: str) -> str:
    return re.sub(r"[\s;.“”‘’\"\-•+]+", " ", text).strip().casefold()


def _forms(text: str) -> Iterator[str]:
    """The ways in which a text stands in a report: as it is, on one line, cut."""
    line = "; ".join(part.strip(" -•+").rstrip(".;") for part in text.split("\n") if part.strip())
    for form in (text, line, *text.split("\n")):
        yield form.casefold().strip()
        for limit in _CUTS:
            if len(form) > limit:
                yield f"{form[:limit].rsplit(' ', 1)[0]} […]".casefold()
