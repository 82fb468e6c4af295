"""`verify` as a whole: every change to a report or to its sources is named, and nothing else is.

The 500 changes of the acceptance text are drawn with a fixed seed, one digit each: 260 of figures in the text and
tables of the example's report (1,565 places) and 10 in its letter; 80 in its charts, of the cached values, the
printed labels and the workbooks behind "Edit data"; 150 of cells that fed a figure, over all files of the inbox and
the plan, single inputs, rows of lists, dates and the long list of cases alike. To make them in seconds independent
changes share a document or an inbox, and what is found must be exactly one difference for each of them; every kind
is also changed one at a time, there and in a small office, whose every anchor and every cell is changed.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pipeline import run, verifying
from pipeline.audit.paper import read_paper
from pipeline.intake.register import FILE_NAME, RUN_LOG
from pipeline.model import PipelineError
from pipeline.outcome import Disagreement
from tests.amount import some
from tests.desks import Desk, reported_example
from tests.forging import (
    BODY,
    ITEM,
    Parts,
    anchors_of,
    cell_text,
    change_chart,
    change_figure,
    digits_in,
    forge_registry,
    package_of,
    parts_of,
    registry_in,
    with_digit,
)
from tests.office import Office, one
from tests.rendering import needs_libreoffice
from tests.test_paper import changed, resaved

Told = dict[str, Any]
Named = tuple[str, tuple[str, ...]]  # kind, figures


# --- desks ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def example() -> Desk:
    """The example with its report of the month. No test may change what lies in it."""
    return reported_example()


@pytest.fixture(scope="module")
def parts(example: Desk) -> Parts:
    return parts_of(example.report().read_bytes())


@pytest.fixture(scope="module")
def told(parts: Parts) -> Told:
    return registry_in(parts)


@pytest.fixture(scope="module")
def copy(example: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Another copy of the example's originals, which a test may change and must put right again."""
    desk = Desk(tmp_path_factory.mktemp("ban-sao"))
    shutil.copytree(example.inbox, desk.inbox)
    shutil.copy(example.plan, desk.plan)
    return desk


def small_office() -> Office:
    """A rate of two units, a count, documents, cases: every kind of source in one page."""
    office = Office(
        one(reporters="VP; TCCB"),
        one(kind="số lượng", uom="lớp", target=3),
        one(kind="văn bản", uom="văn bản", target=2),
        one(kind="hồ sơ", uom="hồ sơ", target="90%"),
    )
    office.send(numerator=7, denominator=9, as_of="05/09/2022", result="Đã xong 7 việc")
    office.send("TCCB", numerator=4, denominator=5)
    office.send(task="T.2", count=2)
    office.send(task="T.3", rows=[["5/KH-SNV", date(2022, 9, 5), "Họp 1"], ["16/QĐ-SNV", date(2022, 9, 6), "Họp 2"]])
    cases = [[f"H{n}", date(2022, 8, 1), date(2022, 8, 10), date(2022, 8, 5 + n)] for n in range(8)]
    office.send(task="T.4", rows=cases)
    return office


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk.of(small_office(), tmp_path_factory.mktemp("nho"))
    desk.make()
    return desk


def written(parts: Parts, folder: Path, name: str = "bao-cao.docx") -> Path:
    path = folder / name
    path.write_bytes(package_of(parts))
    return path


def id_of(anchor: str) -> str:
    return anchor.split("_")[0]


def groups(changes: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(changes), size):
        yield changes[start : start + size]


# --- random changes, as many found: the document ----------------------------------------------------


def changed_figures(desk: Desk, document: Path, count: int, folder: Path, chance: Random) -> int:
    """Changes `count` figures of the text, 60 in a copy; how many of them were named."""
    whole = parts_of(document.read_bytes())
    found = 0
    for anchors in groups(chance.sample(anchors_of(whole), count), 60):
        forged = dict(whole)
        expected = Counter(
            ("figure_changed", (id_of(anchor),), *change_figure(forged, anchor, chance)) for anchor in anchors
        )
        said = desk.said(written(forged, folder))
        assert Counter((d.kind, d.figures, d.said, d.found) for d in said) == expected
        found += len(said)
    return found


def test_260_changed_digits_of_the_text_and_tables_are_260_named_figures(example: Desk, tmp_path: Path) -> None:
    assert changed_figures(example, example.report(), 260, tmp_path, Random(1)) == 260


def test_10_changed_digits_of_the_letter_are_10_named_figures(example: Desk, tmp_path: Path) -> None:
    assert changed_figures(example, example.letter(), 10, tmp_path, Random(2)) == 10


CHART = {"value": "chart_value", "label": "chart_label", "cell": "chart_workbook"}


def chart_places(told: Told) -> list[tuple[str, dict[str, Any], str]]:
    """(figure, place, what): every point that the charts draw, each of its printed labels, each cell behind one."""
    points = [(f["id"], p) for f in told["figures"] for p in f["places"] if "chart" in p]
    return [
        (figure, place, what)
        for figure, place in points for what in CHART
        if what != "label" or f"{place['series']}.label.{place['point']}" in told["charts"][place["chart"] - 1]
    ]  # fmt: skip


def test_80_changed_digits_of_the_charts_are_80_named_figures(
    example: Desk, parts: Parts, told: Told, tmp_path: Path
) -> None:
    chance = Random(3)
    places = chart_places(told)
    # All points of one value line share a figure: what is named is the figure of the point.
    drawn = [*places, *chance.choices(places, k=80 - len(places))]
    assert len(drawn) == 80 and {what for *_, what in drawn} == set(CHART)
    for group in (drawn[: len(places)], drawn[len(places) :]):
        once = {(figure, json.dumps(place), what): (figure, place, what) for figure, place, what in group}
        forged = dict(parts)
        for _, place, what in once.values():
            change_chart(forged, place, what, chance)
        expected = Counter((CHART[what], (figure,)) for figure, _, what in once.values())
        assert Counter((d.kind, d.figures) for d in example.said(written(forged, tmp_path))) == expected


def test_one_change_at_a_time_is_the_one_difference(example: Desk, parts: Parts, told: Told, tmp_path: Path) -> None:
    chance = Random(4)
    for anchor in chance.sample(anchors_of(parts), some(8)):
        forged = dict(parts)
        said, found = change_figure(forged, anchor, chance)
        (only,) = example.said(written(forged, tmp_path))
        assert (only.kind, only.figures, only.said, only.found) == ("figure_changed", (id_of(anchor),), said, found)
        assert id_of(anchor) in only.words and found in only.words
    for figure, place, what in chance.sample(chart_places(told), some(8)):
        forged = dict(parts)
        change_chart(forged, place, what, chance)
        (only,) = example.said(written(forged, tmp_path))
        assert (only.kind, only.figures) == (CHART[what], (figure,))
        assert only.place.startswith(f"Biểu đồ {place['chart']}")


# --- random changes, as many found: the originals ---------------------------------------------------


def cells_to_change(desk: Desk, told: Told) -> list[tuple[int, str]]:
    """(source, cell) of every cell with a digit that fed a figure; of a range each of its cells."""
    found = []
    for number, source in enumerate(told["sources"]):
        data = file_of(desk, source).read_bytes()
        if source["cell"]:
            found += [(number, cell) for cell in digits_in(data, source["sheet"], source["cell"])]
    return found


def file_of(desk: Desk, source: Told) -> Path:
    return desk.plan if source["file"] == desk.plan.name else desk.inbox / source["file"]


def expected_of(told: Told, number: int) -> set[tuple[str, str, tuple[str, ...]]]:
    """What must be named where a source was changed: its file, and itself where it is a single cell."""
    source = told["sources"][number]
    own = {n for n, s in enumerate(told["sources"]) if s["sha256"] == source["sha256"]}
    of_file = tuple(f["id"] for f in told["figures"] if own & set(f["sources"]))
    of_cell = tuple(f["id"] for f in told["figures"] if number in f["sources"])
    assert of_cell
    kind = "plan_changed" if source["file"] == "ke-hoach.xlsx" else "source_changed"
    named = {(kind, source["file"], of_file)}
    if ":" not in source["cell"]:
        place = f"{source['file']}, trang “{source['sheet']}”, ô {source['cell']}"
        named.add(("cell_changed", place, of_cell))
    return named


def test_changed_digits_of_source_cells_are_as_many_named_files_and_cells(
    example: Desk, copy: Desk, told: Told
) -> None:
    chance = Random(5)
    cells = cells_to_change(copy, told)
    ranged = [c for c in cells if ":" in told["sources"][c[0]]["cell"]]
    single = [c for c in cells if c not in ranged]
    dates = [
        c for c in single if len(told["sources"][c[0]]["value"]) == 10 and told["sources"][c[0]]["value"][4] == "-"
    ]
    drawn = [
        *chance.sample(ranged, some(8)), *chance.sample(dates, some(12)), *chance.sample(single, some(130)),
    ]  # fmt: skip
    while drawn:
        touched: dict[Path, tuple[int, str]] = {}
        for change in list(drawn):  # one a file at a time
            if file_of(copy, told["sources"][change[0]]) not in touched:
                touched[file_of(copy, told["sources"][change[0]])] = change
                drawn.remove(change)
        sound = {path: path.read_bytes() for path in touched}
        for path, (number, cell) in touched.items():
            path.write_bytes(with_digit(sound[path], told["sources"][number]["sheet"], cell, chance))
        found = copy.differences(example.report())
        for path, data in sound.items():
            path.write_bytes(data)
        expected = Counter(entry for number, _ in touched.values() for entry in expected_of(told, number))
        assert Counter((d.kind, d.place, d.figures) for d in found) == expected


def test_any_figure_and_any_cell_of_a_small_office_changed_alone(small: Desk, tmp_path: Path) -> None:
    chance = Random(6)
    whole = parts_of(small.report().read_bytes())
    told = registry_in(whole)
    anchors = anchors_of(whole)
    for anchor in chance.sample(anchors, some(len(anchors))):
        forged = dict(whole)
        said, found = change_figure(forged, anchor, chance)
        (only,) = small.said(written(forged, tmp_path))
        assert (only.kind, only.figures, only.said, only.found) == ("figure_changed", (id_of(anchor),), said, found)
    desk = Desk(tmp_path)
    shutil.copytree(small.inbox, desk.inbox)
    shutil.copy(small.plan, desk.plan)
    cells = cells_to_change(desk, told)
    assert len(cells) > 10
    for number, cell in chance.sample(cells, some(len(cells))):
        path = file_of(desk, told["sources"][number])
        sound = path.read_bytes()
        path.write_bytes(with_digit(sound, told["sources"][number]["sheet"], cell, chance))
        found = desk.differences(small.report())
        assert {(d.kind, d.place, d.figures) for d in found} == expected_of(told, number)
        path.write_bytes(sound)
    assert desk.differences(small.report()) == ()


# --- a file that is there twice ---------------------------------------------------------------------


def test_a_changed_file_is_named_although_an_equal_one_still_lies_there(tmp_path: Path) -> None:
    office = Office(one())
    data = office.send(numerator=7, denominator=9).sent[0].data
    office.take(data, "ban-sao.xlsx")
    desk = Desk.of(office, tmp_path)
    desk.make()
    assert desk.differences(desk.report()) == ()
    name = office.sent[0].arrival.name
    for edited, other in ((name, "ban-sao.xlsx"), ("ban-sao.xlsx", name)):
        (desk.inbox / edited).write_bytes(with_digit(data, "Nhập liệu", "C14", Random(0)))
        assert ("source_changed", edited) in {(d.kind, d.place) for d in desk.differences(desk.report())}
        (desk.inbox / edited).write_bytes(data)
        (desk.inbox / other).rename(desk.inbox / "ten-khac.xlsx")  # the bytes are there, whatever the file is called
        assert desk.differences(desk.report()) == ()
        (desk.inbox / "ten-khac.xlsx").rename(desk.inbox / other)


# --- a forger who knows the program -----------------------------------------------------------------


def of_concept(told: Told) -> dict[str, Told]:
    """One figure of the text of every concept."""
    return {f["concept"]: f for f in told["figures"] if all("anchor" in p for p in f["places"])}


def test_figures_changed_in_text_and_registry_alike_are_found_by_reckoning(
    example: Desk, parts: Parts, told: Told, tmp_path: Path
) -> None:
    """One figure of every concept, at all its places, with the registry and its seal forged to fit."""
    forged, chance = dict(parts), Random(7)
    figures = list(of_concept(told).values())
    assert len(figures) > 15
    for figure in figures:
        shown = [change_figure(forged, place["anchor"], chance)[1] for place in figure["places"]]

        def agree(registry: Told, figure: Told = figure, shown: list[str] = shown) -> None:
            own = next(f for f in registry["figures"] if f["id"] == figure["id"])
            own["shown"], own["exact"] = shown[0], str(Fraction(own["exact"]) + 1)
            for place, text in zip(own["places"], shown, strict=True):
                place["shown"] = text

        forge_registry(forged, agree)
    document = written(forged, tmp_path)
    assert example.said(document) == ()  # nobody sees it on the document alone
    found = example.differences(document)
    assert Counter((d.kind, d.figures) for d in found) == Counter(("figure_reckoned", (f["id"],)) for f in figures)
    named = {d.figures[0]: d for d in found}
    for figure in figures:
        assert figure["exact"] in named[figure["id"]].found and figure["name"] == named[figure["id"]].place


def test_what_is_displayed_or_told_of_a_figure_alone_is_found_by_reckoning(
    example: Desk, parts: Parts, told: Told, tmp_path: Path
) -> None:
    """The exact value left as it was; a figure made another one; a rule, a count, a cell that is not the true one."""
    forged, chance = dict(parts), Random(8)
    figures = of_concept(told)
    display, name, rule, counted = (figures[c] for c in ("numerator", "open", "task", "tasks"))
    now = [change_figure(forged, place["anchor"], chance)[1] for place in display["places"]]
    cell = next(f for f in told["figures"] if f["concept"] == "baseline" and f["sources"])

    def agree(registry: Told) -> None:
        own = {f["id"]: f for f in registry["figures"]}
        own[display["id"]]["shown"] = now[0]
        for place, text in zip(own[display["id"]]["places"], now, strict=True):
            place["shown"] = text
        own[name["id"]]["concept"] = "overdue"
        own[rule["id"]]["rule"] = "bình quân có trọng số"
        own[counted["id"]]["counted"] = ["A.I.1"]
        registry["sources"][cell["sources"][0]]["raw"] = "99"

    forge_registry(forged, agree)
    document = written(forged, tmp_path)
    assert example.said(document) == ()
    found = {(d.kind, d.figures) for d in example.differences(document)}
    fed = {f["id"] for f in told["figures"] if cell["sources"][0] in f["sources"]}
    assert found >= {("figure_reckoned", (display["id"],)), ("figure_left_out", ())}
    assert found >= {("figure_basis", (figure,)) for figure in (rule["id"], counted["id"], *fed)}
    assert any(name["id"] in figures for _, figures in found)


def test_an_edited_workbook_whose_hash_was_forged_too_is_found_by_reckoning(
    example: Desk, copy: Desk, parts: Parts, told: Told, tmp_path: Path
) -> None:
    source = next(s for s in told["sources"] if s["file"].startswith("VP/A.I.1__") and s["cell"] == "C14")
    number = told["sources"].index(source)
    path = copy.inbox / source["file"]
    sound = path.read_bytes()
    path.write_bytes(with_digit(sound, source["sheet"], "C14", Random(9)))
    digest = sha256(path.read_bytes()).hexdigest()
    raw = cell_text(path.read_bytes(), source["sheet"], "C14")

    def agree(registry: Told) -> None:
        for entry in (*registry["inputs"], *registry["sources"]):
            if entry["sha256"] == source["sha256"]:
                entry["sha256"] = digest
        registry["sources"][number] |= {"raw": raw, "value": raw}

    forged = dict(parts)
    forge_registry(forged, agree)
    document = written(forged, tmp_path)
    found = copy.differences(document)
    path.write_bytes(sound)
    fed = {f["id"] for f in told["figures"] if number in f["sources"]}
    assert {i for d in found if d.kind == "figure_reckoned" for i in d.figures} >= fed
    # and against the true inbox the forged hash is a file that is not the one it was
    assert ("source_changed", source["file"]) in {(d.kind, d.place) for d in example.differences(document)}


def test_a_registry_that_was_taken_out_or_made_nonsense_is_said(small: Desk, tmp_path: Path) -> None:
    parts = parts_of(small.report().read_bytes())
    (only,) = small.differences(written({n: d for n, d in parts.items() if n != ITEM}, tmp_path))
    assert only.kind == "registry_absent" and "không mang sổ số liệu" in only.words

    def with_entry(key: str, value: object) -> Path:
        forged = dict(parts)
        forge_registry(forged, lambda registry: registry.update({key: value}))
        return written(forged, tmp_path)

    for key, value in (("figures", 1), ("figures", [3]), ("text", [3]), ("charts", [1])):
        assert [d.kind for d in small.differences(with_entry(key, value))] == ["registry_damaged"]
    for key in ("sources", "inputs", "as_of", "plan", "period"):
        for value in (None, "", [{}], {"key": "2022-09", "sha256": 3}):
            with pytest.raises(PipelineError, match="ổ số liệu"):
                small.differences(with_entry(key, value))


# --- no false alarm ---------------------------------------------------------------------------------


def test_nothing_is_said_of_a_fresh_report_and_letter(example: Desk) -> None:
    for document, figures in ((example.report(), 600), (example.letter(), 5)):
        verdict = verifying.verify(document, example.plan, example.inbox, asked=True)
        assert (verdict.differences, verdict.notes, verdict.files) == ((), (), 115)
        assert verdict.figures >= figures


def filled_in(docx: bytes, *, bookmarks: bool) -> bytes:
    """What the văn thư writes into it: number and date, at the marks or over them, and that it is signed."""
    number, day = "<w:r><w:t>123</w:t></w:r>", "<w:r><w:t>ngày 20</w:t></w:r><w:r><w:t> tháng 9 năm 2022</w:t></w:r>"
    for mark, new in (
        ("so_van_ban", number),
        ("ngay_ban_hanh", day),
        ("so_phu_luc_1", number),
        ("ngay_phu_luc_1", day),
    ):
        pattern = rf'(<w:bookmarkStart [^>]*w:name="{mark}"/>).*?(<w:bookmarkEnd [^>]*/>)'
        if mark in parts_of(docx)[BODY].decode():
            docx = changed(docx, pattern, rf"\g<1>{new}\g<2>" if bookmarks else new)
    return changed(
        docx, r'<w:p>(?=<w:pPr><w:pStyle w:val="SignerName")', "<w:p><w:r><w:t>(Đã ký)</w:t></w:r></w:p><w:p>"
    )


def test_nothing_is_said_of_what_the_van_thu_fills_in_whatever_the_file_is_called(
    example: Desk, tmp_path: Path
) -> None:
    for document in (example.report(), example.letter()):
        for bookmarks in (True, False):
            path = tmp_path / f"123 - Báo cáo tháng 9 (đã ký) {bookmarks}.docx"
            path.write_bytes(filled_in(document.read_bytes(), bookmarks=bookmarks))
            assert example.said(path) == ()
    path.write_bytes(filled_in(example.report().read_bytes(), bookmarks=True))
    assert example.differences(path) == ()


@needs_libreoffice
def test_nothing_is_said_after_libreoffice_saved_what_the_van_thu_filled_in(example: Desk, tmp_path: Path) -> None:
    documents = {path.stem: path.read_bytes() for path in (example.report(), example.letter())}
    filled = {name: filled_in(docx, bookmarks=True) for name, docx in documents.items()}
    path = tmp_path / "mo-lai.docx"
    for docx in resaved(filled, tmp_path).values():
        path.write_bytes(docx)
        assert example.said(path) == ()


def moved(desk: Desk, folder: Path) -> Desk:
    """The small desk at another place."""
    other = Desk(folder / "noi-khac")
    shutil.copytree(desk.folder, other.folder)
    return other


def test_nothing_is_said_where_the_originals_lie_elsewhere_under_other_names(small: Desk, tmp_path: Path) -> None:
    desk = moved(small, tmp_path)
    desk.report().rename(tmp_path / "Báo cáo số 15.docx")
    shutil.move(desk.plan, tmp_path / "ke-hoach-nam-2022.xlsx")
    (desk.inbox / FILE_NAME).unlink()  # the register of receipts is not asked
    (desk.inbox / RUN_LOG).unlink()
    (desk.inbox / "VP").mkdir()
    for number, path in enumerate(sorted(desk.inbox.glob("*.xlsx"))):
        path.rename(desk.inbox / "VP" / f"gui lan {number}.xlsx")
    args = (tmp_path / "Báo cáo số 15.docx", tmp_path / "ke-hoach-nam-2022.xlsx", desk.inbox)
    assert verifying.verify(*args, asked=True).differences == ()


def test_nothing_is_said_where_files_came_after_the_report(small: Desk, tmp_path: Path) -> None:
    """The next month, a correction of this one, an older period's late answer, and what programs leave behind."""
    desk = moved(small, tmp_path)
    later = small_office()
    later.send(period="2022-10", numerator=9, denominator=9)
    later.send(numerator=9, denominator=9, as_of="06/09/2022")
    later.send("TCCB", period="2022-08", numerator=1, denominator=5)
    for sent in later.sent[5:]:
        (desk.inbox / sent.arrival.name).write_bytes(sent.data or b"")
    for name in ("~$01-T.1-VP-2022-09.xlsx", "Thumbs.db", ".DS_Store"):
        (desk.inbox / name).write_bytes(b"x")
    before = desk.report().read_bytes()
    assert desk.differences(desk.report()) == ()
    desk.make(out=desk.folder / "ra-2")  # the register knows all of them now
    assert desk.differences(desk.report()) == ()
    assert desk.report(out="ra-2").read_bytes() != before
    assert desk.differences(desk.report(out="ra-2")) == ()


@pytest.mark.parametrize("held", [b"", b"\x06Nguyen Van A", b"PK\x03\x04"])
def test_litter_that_was_there_and_is_gone_is_no_difference(tmp_path: Path, held: bytes) -> None:
    """A lock file comes first in the inbox, so that the numbers of all files, by which lateness is told, hang on it."""
    office = small_office()
    desk = Desk.of(office, tmp_path)
    for name in ("~$01-T.1-VP-2022-09.xlsx", ".~lock.01.xlsx#", "VP/Thumbs.db"):
        (desk.inbox / name).parent.mkdir(exist_ok=True)
        (desk.inbox / name).write_bytes(held)
    desk.make()
    told = registry_in(parts_of(desk.report().read_bytes()))
    assert any(i["file"].startswith("~$") for i in told["inputs"])
    assert desk.differences(desk.report()) == ()
    for path in (*desk.inbox.glob("~$*"), *desk.inbox.glob(".~lock*"), *desk.inbox.glob("VP/*")):
        path.unlink()
    assert desk.differences(desk.report()) == ()
    next(desk.inbox.glob("02-*")).unlink()  # what a unit sent may not go
    assert [d.kind for d in desk.differences(desk.report())] == ["source_missing"]


def test_a_report_in_doubt_verifies_as_what_it_is(small: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = moved(small, tmp_path)
    doubt = (Disagreement("Chỉ tiêu T.1.1 (Chỉ tiêu 1), kết quả", "78,6%", "79%"),)
    with monkeypatch.context() as patched:
        patched.setattr(run, "reckon_again", lambda *_: doubt)
        desk.make()
        assert "SỐ LIỆU CHƯA KHỚP" in " ".join(line.shown for line in read_paper(desk.report()).lines)
        assert desk.differences(desk.report()) == ()
    # Where the two roads agree again the report is one that nobody would make today.
    assert desk.differences(desk.report()) != ()


def test_number_date_and_another_day_of_judgement_are_no_difference(small: Desk, tmp_path: Path) -> None:
    desk = moved(small, tmp_path)
    desk.make(as_of=date(2022, 12, 31), number=15, issued=date(2023, 1, 3))
    assert desk.differences(desk.report()) == ()


def test_of_a_report_of_other_rules_only_that_is_noted(small: Desk, tmp_path: Path) -> None:
    parts = parts_of(small.report().read_bytes())
    forge_registry(parts, lambda registry: registry.update(rules=0))
    verdict = verifying.verify(written(parts, tmp_path), small.plan, small.inbox, asked=True)
    assert verdict.differences == () and "quy tắc 0" in verdict.notes[0]
