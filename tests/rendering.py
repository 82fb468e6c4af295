"""A .docx comes in, the PDF that LibreOffice makes of it and what can be measured on it go out."""

from __future__ import annotations

import atexit
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

import pytest

_MM = 25.4 / 72
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')

needs_libreoffice = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="LibreOffice (soffice) or poppler (pdftotext) is not installed: nothing to render with",
)


@dataclass(frozen=True)
class Word:
    """A printed word and its box, in mm from the upper left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def render_pdf(docx: Path, folder: Path, *, timeout: int = 120) -> Path:
    """The PDF of one .docx, written into `folder`; `timeout` in seconds."""
    return render_pdfs([docx], folder, timeout=timeout)[0]


def render_pdfs(files: Sequence[Path], folder: Path, *, timeout: int = 120) -> list[Path]:
    """All in one go: to start LibreOffice costs more than a page."""
    return converted(files, folder, "pdf", timeout=timeout)


def converted(files: Sequence[Path], folder: Path, form: str, *, timeout: int = 180) -> list[Path]:
    """The files as LibreOffice saves them in another form ("ods", or with its filter "docx:MS Word 2007 XML")."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation={_profile().as_uri()}", "--headless", "--convert-to", form,
         "--outdir", str(folder), *map(str, files)],
        check=True, capture_output=True, timeout=timeout,
    )  # fmt: skip
    made = [folder / f"{file.stem}.{form.partition(':')[0]}" for file in files]
    missing = [file.name for file in made if not file.exists()]
    assert not missing, f"LibreOffice did not make {missing}"
    return made


@cache
def _profile() -> Path:
    """LibreOffice's own folder for all runs of this process: two at once on one profile would fail in silence."""
    folder = Path(tempfile.mkdtemp(prefix="soffice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def read_pages(pdf: Path) -> list[Page]:
    """The words of each page, where they stand."""
    html = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode("utf-8")
    return [
        Page(
            float(width) * _MM,
            float(height) * _MM,
            tuple(Word(unescape(text), *(float(number) * _MM for number in box)) for *box, text in _WORD.findall(body)),
        )
        for width, height, body in _PAGE.findall(html)
    ]


def font_names(pdf: Path) -> list[str]:
    """The fonts of a PDF without their subset mark: "LiberationSerif-Bold"."""
    table = subprocess.run(["pdffonts", str(pdf)], check=True, capture_output=True, timeout=60).stdout.decode("utf-8")
    return [line.split()[0].split("+")[-1] for line in table.splitlines()[2:]]


def longest_line(pdf: Path, page: int, top: float, bottom: float, left: float, right: float) -> float:
    """The length in mm of the longest unbroken horizontal stroke inside a box in mm."""
    dots_per_mm = 12.0
    image = subprocess.run(
        ["pdftoppm", "-gray", "-r", str(dots_per_mm * 25.4), "-f", str(page), "-l", str(page),
         str(pdf)],
        check=True, capture_output=True, timeout=60,
    ).stdout  # fmt: skip
    header = re.match(rb"P5\s(\d+)\s(\d+)\s255\s", image)
    assert header, "pdftoppm wrote no grey picture"
    width, pixels = int(header[1]), image[header.end() :]
    first, last = round(left * dots_per_mm), round(right * dots_per_mm)
    longest = 0
    for y in range(round(top * dots_per_mm), round(bottom * dots_per_mm)):
        row = pixels[y * width + first : y * width + last]
        strokes = re.findall(rb"[\x00-\x9f]+", row)
        longest = max([longest, *map(len, strokes)])
    return longest / dots_per_mm
