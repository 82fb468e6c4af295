"""Report and letter of every kind of period as LibreOffice prints them: measured on the page, in mm."""

from __future__ import annotations

import shutil
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline import run
from pipeline.conform.check import conform
from pipeline.model import Period
from pipeline.outcome import Results
from pipeline.report.letter import compose_letter
from pipeline.report.outline import compose
from pipeline.report.word import write_docx
from pipeline.vietnamese import VIETNAM
from tests.drawing import ROOT, shipped_plan
from tests.outputs import NO_LOG
from tests.rendering import Page, font_names, needs_libreoffice, read_pages, render_pdfs

PERIODS = ("2022-09", "2022-Q1", "2022-6T", "2022-Q3", "2022-9T", "2022")
OWED = ("2022-09", "2022-Q3", "2022-9T", "2022")  # what ended before the plan counted is asked of nobody
KINDS = [*(f"bao-cao-{key}" for key in PERIODS), *(f"don-doc-{key}" for key in OWED)]
STAMP = datetime(2022, 9, 15, 8, 0, tzinfo=VIETNAM)
LEFT, RIGHT, TOP, BOTTOM = 30, 195, 20, 277  # the text area of an upright page


def write(results: Results, folder: Path) -> list[Path]:
    """The documents of a period, as a run writes them."""
    made = []
    for name, document in (("bao-cao", compose(results)), ("don-doc", compose_letter(results))):
        if document is None:
            continue
        path = folder / f"{name}-{results.period.key}.docx"
        write_docx(document, results.plan.agency, path, year=2022, stamp=STAMP)
        made.append(path)
    return made


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The documents of the example by name: one month of answers, told in every kind of period."""
    folder = tmp_path_factory.mktemp("printed")
    inbox = shutil.copytree(ROOT / "examples" / "2022-09" / "inbox", folder / "inbox", ignore=NO_LOG)
    plan = shipped_plan()
    submissions = run.taken(run.receive(inbox, STAMP), plan).submissions
    made: list[Path] = []
    for key in PERIODS:
        period: Period = plan.calendar[key]
        results, _ = run.compute(plan, period, period.end, submissions)
        made += write(results, folder)
    return {path.stem: path for path in made}


@pytest.fixture(scope="module")
def pdfs(files: dict[str, Path]) -> dict[str, Path]:
    made = render_pdfs(list(files.values()), next(iter(files.values())).parent, timeout=300)
    return {pdf.stem: pdf for pdf in made}


@pytest.fixture(scope="module")
def printed(pdfs: dict[str, Path]) -> dict[str, list[Page]]:
    return {name: read_pages(pdf) for name, pdf in pdfs.items()}


def number(page: Page) -> str:
    """What stands in the top margin."""
    return " ".join(word.text for word in page.words if word.bottom < TOP)


def upright(pages: list[Page]) -> list[Page]:
    """The main text: the pages before the first appendix."""
    starts = [n for n, page in enumerate(pages) if "(Kèm theo" in page.text]
    return pages[: starts[0]] if starts else pages


@pytest.mark.parametrize("name", KINDS)
def test_what_a_run_writes_breaks_no_rule_of_the_decree(name: str, files: dict[str, Path]) -> None:
    assert conform(files[name]) == ()


@needs_libreoffice
@pytest.mark.parametrize("name", KINDS)
def test_the_text_fills_the_page_between_the_margins_of_the_decree(name: str, printed: dict[str, list[Page]]) -> None:
    pages = upright(printed[name])
    for page in printed[name]:
        words = [w for w in page.words if w.bottom >= TOP]
        assert min(w.left for w in words) >= LEFT - 0.5
        assert max(w.right for w in words) <= page.width - 15 + 0.5
        assert min(w.top for w in words) >= TOP - 0.5
        assert max(w.bottom for w in words) <= page.height - 20 + 0.7  # the box of a letter has air below it
    body = [w for page in pages for w in page.words if w.bottom >= TOP]
    assert all((round(page.width), round(page.height)) == (210, 297) for page in pages)
    assert min(w.left for w in body) == pytest.approx(LEFT, abs=0.5)
    assert max(w.right for w in body) == pytest.approx(RIGHT, abs=0.5)
    assert min(w.top for w in body) == pytest.approx(TOP, abs=0.7)  # the box of a letter has air above it


@needs_libreoffice
@pytest.mark.parametrize("name", KINDS)
def test_the_national_name_takes_one_line(name: str, printed: dict[str, list[Page]]) -> None:
    title = set("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".split())  # noqa: SIM905
    words = [w for w in printed[name][0].words if w.text in title and w.left > 90 and w.top < 30]
    assert len(words) == 8
    assert max(w.top for w in words) - min(w.top for w in words) < 0.2


@needs_libreoffice
@pytest.mark.parametrize("name", KINDS)
def test_pages_are_numbered_from_two_and_each_appendix_anew(name: str, printed: dict[str, list[Page]]) -> None:
    pages = printed[name]
    starts = [0, *(n for n, page in enumerate(pages) if "(Kèm theo" in page.text), len(pages)]
    long_letter = name == "don-doc-2022"  # hundreds of debts stand in an appendix
    scored = name.startswith("bao-cao") and name != "bao-cao-2022-09"  # a month's report tells no scores
    assert len(starts) == (6 if scored else 5 if name.startswith("bao-cao") else 3 if long_letter else 2)
    for first, after in pairwise(starts):
        expected = ["", *(str(n) for n in range(2, after - first + 1))]
        assert [number(page) for page in pages[first:after]] == expected
    for page in pages:
        for word in (w for w in page.words if w.bottom < TOP):
            assert (word.left + word.right) / 2 == pytest.approx((LEFT + page.width - 15) / 2, abs=0.5)


@needs_libreoffice
@pytest.mark.parametrize("name", KINDS)
def test_one_family_of_fonts_is_printed_charts_too(name: str, pdfs: dict[str, Path]) -> None:
    families = {font.split("-")[0].removesuffix("PSMT") for font in font_names(pdfs[name])}
    assert len(families) == 1 and families <= {"LiberationSerif", "TimesNewRoman", "TimesNewRomanPS"}


@needs_libreoffice
@pytest.mark.parametrize("name", KINDS)
def test_the_signature_stands_below_text_and_in_one_piece(name: str, printed: dict[str, list[Page]]) -> None:
    pages = upright(printed[name])
    (signed,) = [page for page in pages if "Nơi nhận:" in page.text]
    assert signed is pages[-1]
    assert "GIÁM ĐỐC" in signed.text and "Nguyễn Văn Thiện" in signed.text and "Lưu: VT, VP." in signed.text
    before = signed.text.split("Nơi nhận:")[0].split()
    assert len(before) > 5 and before[-1].endswith("./.")


@needs_libreoffice
def test_the_year_is_evaluated_and_a_month_is_not(printed: dict[str, list[Page]]) -> None:
    def text(name: str) -> str:
        return " ".join(page.text for page in printed[name])

    assert "2. Đánh giá kết quả thực hiện Kế hoạch trong năm" in text("bao-cao-2022")
    assert "trong năm" not in " ".join(p.text for p in upright(printed["bao-cao-2022-09"]))
    assert "quý III năm 2022" in printed["bao-cao-2022-Q3"][0].text
    assert "từ ngày 15/06/2022 đến ngày 14/09/2022" in printed["bao-cao-2022-Q3"][0].text
    assert "từ ngày 15/12/2021 đến ngày 14/12/2022" in printed["bao-cao-2022"][0].text
