"""The guides say what the program says: commands are run, pictures compared, names looked up, pages measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.drawing import ROOT
from tests.pictures import FOLDER, PICTURES
from tests.screens import SCREENS, screen
from tests.walk import answers, arguments, walked

DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", *DOCS]
IMAGES = re.compile(r"!\[([^\]]*)\]\((?:docs/)?hinh/([^)]+)\)|<img src=\"(?:docs/)?hinh/([^\"]+)\" alt=\"([^\"]*)\"")


def test_the_month_of_the_guides_goes_as_they_tell(tmp_path: Path) -> None:
    seen = set()
    for step, told, code in walked(tmp_path):
        if step.picture:
            seen.add(step.picture)
            made = (FOLDER / step.picture).read_text(encoding="utf-8")
            assert made == screen(step.picture, told), f"{step.picture}: make pictures"
        else:
            assert answers(step.output, told), (step.command, told)
        assert code in ((0, 1) if step.picture else (0,)), (step.command, told)
    assert seen == set(SCREENS)


def _images() -> list[tuple[str, str, str]]:
    """Page, picture and what is said of it to those who do not see it."""
    found = []
    for page in PAGES:
        for alt, name, other, its_alt in IMAGES.findall(page.read_text(encoding="utf-8")):
            found.append((page.name, name or other, alt or its_alt))
    return found


def test_every_picture_is_made_shown_and_there() -> None:
    made, there = {*PICTURES, *SCREENS}, {path.name for path in FOLDER.iterdir()}
    assert made == there == {name for _, name, _ in _images()}
    assert {name for name in there if (FOLDER / name).stat().st_size > 150_000} == set()


@pytest.mark.parametrize(("page", "name", "alt"), _images())
def test_a_picture_is_told_to_who_does_not_see_it(page: str, name: str, alt: str) -> None:
    assert len(alt.split()) >= 5, name
    assert page == "README.md" or re.search(r"[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", alt), name
