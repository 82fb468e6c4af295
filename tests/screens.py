"""What a terminal shows, drawn as SVG: it stays text, so that a test finds the picture that says something else."""

from __future__ import annotations

from html import escape

COLUMNS, GLYPH, LINE = 104, 7.8, 19  # letters in a line; width of a letter, height of a line in px

SCREENS = {  # picture: the command, and how many lines of its answer are shown (0: all)
    "man-hinh-kiem-tra.svg": ("bao-cao check inbox/QLTDTT", 0),
    "man-hinh-bao-cao.svg": ("bao-cao report --period 2022-09", 0),
    "man-hinh-nhac.svg": ("bao-cao remind --period 2022-09 --as-of 2022-09-20", 12),
    "man-hinh-gui.svg": ("bao-cao send --period 2022-09 --dry-run", 10),
}


def screen(name: str, told: str) -> str:
    """The picture of a command and its answer as SVG."""
    command, shown = SCREENS[name]
    lines = told.rstrip("\n").splitlines()
    if shown and len(lines) > shown:
        lines = [*lines[:shown], "…"]
    rows = [("prompt", f"> {command}")]
    rows += [("line", row) for line in lines for row in _wrapped(line)]
    width, height = round(COLUMNS * GLYPH + 32), len(rows) * LINE + 52
    texts = "".join(
        f'<text class="{kind}" x="16" y="{48 + n * LINE}" textLength="{len(text) * GLYPH:.1f}">{escape(text)}</text>\n'
        for n, (kind, text) in enumerate(rows)
        if text
    )
    dots = "".join(f'<circle cx="{18 + n * 18}" cy="15" r="5" fill="#8a94a3"/>' for n in range(3))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        "<style>text{font:13px Consolas,Menlo,'DejaVu Sans Mono','Liberation Mono',monospace;fill:#1f2933;"
        "white-space:pre}.prompt{fill:#0b5394;font-weight:bold}</style>\n"
        f'<rect width="{width}" height="{height}" rx="8" fill="#f6f8fa" stroke="#c5ccd6"/>\n{dots}\n{texts}</svg>\n'
    )


def _wrapped(line: str) -> list[str]:
    return [line[n : n + COLUMNS] for n in range(0, len(line), COLUMNS)] or [""]
