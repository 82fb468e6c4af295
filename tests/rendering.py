"""A .docx comes in, the PDF that LibreOffice makes of it and what can be measured on it go out."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest

_MM = 25.4 / 72
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)

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
    """Convert with a LibreOffice profile of its own: two runs on one profile fail in silence."""
    profile = (folder / "profile").resolve().as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), str(docx)],
        check=True, capture_output=True, timeout=timeout,
    )  # fmt: skip
    pdf = folder / f"{docx.stem}.pdf"
    assert pdf.exists(), f"LibreOffice made no PDF of {docx.name}"
    return pdf


def read_pages(pdf: Path) -> list[Page]:
    """The words of each page, where they stand."""
    html = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode("utf-8")
    return [
        Page(
            float(width) * _MM,
            float(height) * _MM,
            tuple(
                Word(unescape(text), *(float(number) * _MM for number in box))
                for *box, text in _WORD.findall(body)
            ),
        )
        for width, height, body in _PAGE.findall(html)
    ]


def font_names(pdf: Path) -> list[str]:
    """The fonts of a PDF without their subset mark: "LiberationSerif-Bold"."""
    table = subprocess.run(
        ["pdffonts", str(pdf)], check=True, capture_output=True, timeout=60
    ).stdout.decode("utf-8")
    return [line.split()[0].split("+")[-1] for line in table.splitlines()[2:]]
