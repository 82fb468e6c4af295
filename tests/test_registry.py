"""The registry of figures tells the truth: no number of a report is without an id, each is what its cells say.

The numbers that are no figures are sorted by the rules of `tests/numerals.py`, which know nothing of the product's.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline.cli import main
from pipeline.report import appendices, excel, machine, words
from pipeline.report.apart import numbers_apart
from pipeline.report.document import Document, Paragraph
from pipeline.report.doubt import MARK
from pipeline.report.figures import mark, plain, reworked
from pipeline.vietnamese import clean_text
from tests import second_office
from tests.amount import THOROUGH, some
from tests.desks import Desk, reported_example
from tests.documents import AGENCY
from tests.drawing import ROOT, fill, open_workbook, save, template
from tests.forging import BODY, anchors_of, cell_text, parts_of, registry_in, sheet_parts
from tests.numerals import UNKNOWN, Known, texts_of
from tests.office import Office, one

PERIODS = ("2022-09", "2022-Q1", *(("2022-6T", "2022-9T", "2022") if THOROUGH else ()))
SMALL = ROOT / "examples" / "ban-di-tich-2023"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The example with its reports of every kind of period."""
    desk = Desk(shutil.copytree(reported_example().folder, tmp_path_factory.mktemp("vi-du") / "ban"))
    for period in PERIODS:
        if not desk.report(period).exists():
            desk.make(period)
    return desk


def documents(desk: Desk, period: str) -> list[Path]:
    return [path for path in (desk.report(period), desk.letter(period)) if path.exists()]


def told_of(document: Path) -> dict[str, Any]:
    return registry_in(parts_of(document.read_bytes()))


def result_of(document: Path) -> dict[str, Any]:
    (path,) = document.parent.glob("ket-qua-*.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


# --- no number without an id ------------------------------------------------------------------------


def loose_numbers(desk: Desk, document: Path) -> list[tuple[str, str, str]]:
    """(kind, number, text) of the numbers of a document that nothing accounts for."""
    docx = document.read_bytes()
    known = Known(desk, docx, result_of(document))
    return [(*found, text) for text in texts_of(docx) if re.search(r"\d", text) for found in known.unlisted(text)]


@pytest.mark.parametrize("period", PERIODS)
def test_no_number_of_the_example_is_without_an_id_and_every_report_verifies(example: Desk, period: str) -> None:
    for document in documents(example, period):
        assert loose_numbers(example, document) == []
        assert example.differences(document) == ()


def test_no_number_of_the_small_agency_is_without_an_id(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    shutil.copytree(SMALL / "inbox", desk.inbox)
    shutil.copy(SMALL / "ke-hoach.xlsx", desk.plan)
    desk.make("2023-02")
    for document in documents(desk, "2023-02"):
        assert loose_numbers(desk, document) == []
        assert desk.differences(document) == ()


@settings(max_examples=some(3), phases=[Phase.generate])
@given(st.integers(0, 10**6), st.sampled_from(["2022-09", "2022-Q3", "2022-9T"]))
def test_no_number_of_any_office_is_without_an_id(
    tmp_path_factory: pytest.TempPathFactory, seed: int, period: str
) -> None:
    office, chance = second_office.office(), Random(seed)
    tasks = tuple(m.task for m in office.plan.measures.values() if not m.same_as)
    for _ in range(12):
        second_office.write(office, chance, tasks)
    desk = Desk.of(office, tmp_path_factory.mktemp("bat-ky"))
    desk.make(period)
    for document in documents(desk, period):
        assert loose_numbers(desk, document) == []
        assert desk.differences(document) == ()


def test_a_number_that_a_writer_lets_through_unmarked_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same check fails where one writer forgets to mark what it says."""
    marked_money = words.money
    monkeypatch.setattr(words, "money", lambda measure, figure: plain(marked_money(measure, figure)))
    office = Office(one(kind="giải ngân", uom="đồng", target="90%"))
    office.send(rows=[["Dự án một", 4_567_000_000, 1_234_000_000]], decision="Quyết định đầu năm")
    desk = Desk.of(office, tmp_path)
    desk.make()
    assert (UNKNOWN, "1.234/4.567") in {found[:2] for found in loose_numbers(desk, desk.report())}


# --- marks from outside -----------------------------------------------------------------------------

HOSTILE = "\ufdd0value\ufdd1T.1.1\ufdd11\ufdd1\ufdd2100%\ufdd3"


def test_marks_in_the_words_and_names_of_a_unit_make_no_figure(tmp_path: Path) -> None:
    def desk_of(more: str, name: str) -> Desk:
        office = Office(one(), one(kind="văn bản", uom="văn bản", target=2))
        sent = fill(template(office.plan, "T.1", "VP"), in_T_1_1_numerator=7, in_T_1_1_denominator=9,
                    in_result=f"Đã xong {more}", in_difficulty=more)  # fmt: skip
        book = open_workbook(sent)
        book.create_sheet(f"a{more[:9]}")
        office.take(save(book), f"{name}.xlsx")
        office.take(fill(template(office.plan, "T.2", "VP"), rows_T_2_1=[[f"5/KH{more}", None, more]]), "2.xlsx")
        return Desk.of(office, tmp_path / name.encode("ascii", "ignore").decode())

    tame, hostile = desk_of("", "1"), desk_of(HOSTILE, f"1a{HOSTILE.replace('/', '')}")
    before = {path.name: path.read_bytes() for path in hostile.inbox.iterdir()}
    tame.make()
    hostile.make()
    assert {name: (hostile.inbox / name).read_bytes() for name in before} == before
    for desk in (tame, hostile):
        assert desk.differences(desk.report()) == ()
    xml = parts_of(hostile.report().read_bytes())[BODY].decode()
    assert not re.search("[\ufdd0-\ufdef]", xml)
    own, others = (told_of(desk.report())["figures"] for desk in (hostile, tame))
    assert {f["name"] for f in own} <= {f["name"] for f in others} | {f["name"] for f in own if "tệp" in f["name"]}
    assert [f["exact"] for f in own if f["of"] == "T.1.1"] == [f["exact"] for f in others if f["of"] == "T.1.1"]


# --- what the registry says is true -----------------------------------------------------------------


def truthful(shown: str, exact: str, *, millions: bool) -> bool:
    """Whether a Vietnamese number is the exact value, off by less than one of its last digit."""
    value = Fraction(exact) / (10**6 if millions else 1)
    text = shown
    if text.startswith("dưới ") and text.endswith("%"):
        return value * 100 >= int(text[5:-1])
    if text.endswith("%"):
        value, text = value * 100, text[:-1]
    whole, _, decimals = text.partition(",")
    assert re.fullmatch(r"-?\d{1,3}(\.\d{3})*|-?\d+", whole) and re.fullmatch(r"\d*", decimals), shown
    number = Fraction(int(whole.replace(".", ""))) + Fraction(int(decimals or 0), 10 ** len(decimals))
    off = abs(number - value)
    return off == 0 or (off < Fraction(1, 10 ** len(decimals)) and (value != 1 or number == 1))


@pytest.mark.parametrize("words", ["đạt {} tệp", " đạt  {}\u200b tệp", "đạt {} \ufffc tệp\ufffc", "\ufffcđạt {} tệp"])
def test_words_around_a_figure_are_cleaned_and_it_stays_as_it_is(words: str) -> None:
    figure = mark("4  %", "value", "T.1.1", 4)
    assert reworked(words.format(figure), clean_text) == f"đạt {figure} tệp"


@pytest.mark.parametrize("period", PERIODS)
def test_every_figure_is_shown_as_what_it_is_once_at_each_anchor(example: Desk, period: str) -> None:
    kinds = {m["code"]: m["kind"] for m in result_of(example.report(period))["measures"]}
    sums = {"numerator", "denominator", "part_numerator", "part_denominator"}
    for document in documents(example, period):
        told = told_of(document)
        assert [f["id"] for f in told["figures"]] == [f"S{n}" for n in range(1, len(told["figures"]) + 1)]
        anchors = [p["anchor"] for f in told["figures"] for p in f["places"] if "anchor" in p]
        assert Counter(anchors) == Counter(anchors_of(parts_of(document.read_bytes())))
        assert max(Counter(anchors).values()) == 1
        for figure in told["figures"]:
            assert figure["places"] and all(p.get("anchor", figure["id"]).split("_")[0] == figure["id"]
                                            for p in figure["places"])  # fmt: skip
            millions = kinds.get(figure["measure"] or "") == "disbursement" and figure["concept"] in sums
            for place in figure["places"]:
                assert truthful(place["shown"], figure["exact"], millions=millions), (figure, place)


def test_every_source_holds_its_text_and_every_measure_has_one(example: Desk) -> None:
    told = told_of(example.report())
    by_file: dict[str, list[dict[str, Any]]] = {}
    for source in told["sources"]:
        by_file.setdefault(source["file"], []).append(source)
    assert len(by_file) > 80
    for number, (name, sources) in enumerate(by_file.items()):
        path = example.plan if name == "ke-hoach.xlsx" else example.inbox / name
        data = path.read_bytes()
        assert {s["sha256"] for s in sources} == {sha256(data).hexdigest()}
        book = openpyxl.load_workbook(path, data_only=True) if number % 5 == 0 else None  # it is slow
        for source in sources:
            single = source["cell"] and ":" not in source["cell"]
            if (
                name == "ke-hoach.xlsx" or not single
            ):  # a target is told as the plan's reader says it, a list by its size
                assert source["sheet"] in sheet_parts(parts_of(data))
                continue
            assert cell_text(data, source["sheet"], source["cell"]).split() == source["raw"].split(), source
            assert not book or _same(book[source["sheet"]][source["cell"]].value, source["raw"]), source
    measured = [f for f in told["figures"] if f["concept"] in ("value", "numerator", "denominator", "target")]
    assert len(measured) > 100
    assert [f["name"] for f in measured if not f["sources"]] == []


def _same(value: Any, raw: str) -> bool:
    """Whether openpyxl reads what the registry quotes; a date is a number in the file."""
    if hasattr(value, "year"):
        return bool((value - datetime(1899, 12, 30)).days == int(float(raw)))
    if isinstance(value, int | float):
        return Fraction(str(value)) == Fraction(raw)
    return str(value or "").split() == raw.split()


def test_a_figure_is_the_same_in_text_appendix_chart_workbook_and_json(example: Desk) -> None:
    told, result = told_of(example.report()), result_of(example.report())
    (own,) = (r for r in result["registries"] if r["document"] == "bao-cao-2022-09")
    assert {k: v for k, v in told.items() if k not in ("text", "charts")} == own
    book = openpyxl.load_workbook(example.folder / "ra" / "2022-09" / "tong-hop-2022-09.xlsx", data_only=True)
    rows = list(book["Số liệu và nguồn"].iter_rows(min_row=2, values_only=True))
    assert {r[:3] for r in rows} == {(f["id"], f["name"], f["shown"]) for f in told["figures"]}
    written = {r[0]: re.split(" [=≈] ", r[3])[0].replace(".", "") for r in rows}
    assert written == {f["id"]: f["exact"] for f in told["figures"]}
    exact = {(f["of"], f["concept"]): Fraction(f["exact"]) for f in told["figures"] if "/" in f["exact"]
             or re.fullmatch(r"-?\d+", f["exact"])}  # fmt: skip
    heads = [cell.value for cell in book["Chỉ tiêu"][1]]
    seen = 0
    for row in book["Chỉ tiêu"].iter_rows(min_row=2, values_only=True):
        for head, concept in (("Số đạt được", "numerator"), ("Tổng số", "denominator"), ("Số lượng", "value")):
            number = row[heads.index(head)]
            if number is not None and (row[0], concept) in exact:
                assert Fraction(str(number)) == exact[row[0], concept], (row[0], concept)
                seen += 1
    for measure in result["measures"]:
        for concept in ("numerator", "denominator", "value"):
            if (measure["code"], concept) in exact and measure[concept] is not None:
                assert abs(Fraction(str(measure[concept])) - exact[measure["code"], concept]) < Fraction(1, 10**9)
                seen += 1
    assert seen > 100


# --- a report that does not agree with itself -------------------------------------------------------


def small(tmp_path: Path) -> Desk:
    office = Office(one(kind="số lượng", uom="lớp", target=5), one())
    office.send(count=3).send(task="T.2", numerator=7, denominator=9)
    return Desk.of(office, tmp_path)


@pytest.mark.parametrize(
    "name, around",
    [
        ("KHTC/a7.xlsx", "{}"), ("a7", "tệp {}, đã nhận"), ("a7", "x{}y"), ("7a", "12{}"), ("a7", "{}12"),
        ("a 7 b", "1 {} 2"), ("7", "12{}34"), ("7-2022", "ngày {}"), ("x7y8z", "x7y{}"),
    ],
)  # fmt: skip
def test_a_name_of_a_file_is_known_wherever_its_digits_stand(name: str, around: str) -> None:
    results = Office(one(kind="số lượng", uom="lớp", target=5)).send(count=3).results()
    named = tuple(replace(s, arrival=s.arrival._replace(name=name)) for s in results.submissions)
    said = Document("", "", "", (Paragraph(around.format(name)),), AGENCY.signing)
    found = numbers_apart(said, replace(results, submissions=named))
    assert [text for kind, text in found if kind == "file"] == re.findall(r"\d+", name)


def in_appendix(monkeypatch: pytest.MonkeyPatch) -> None:
    said = appendices.result_words
    other = mark("04", "value", "T.1.1", 4)
    monkeypatch.setattr(appendices, "result_words", lambda r, *a: other if r.measure.code == "T.1.1" else said(r, *a))


def in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    measures = machine.measures
    monkeypatch.setattr(
        machine, "measures", lambda r: [{**m, "value": "4"} if m["code"] == "T.1.1" else m for m in measures(r)]
    )


def in_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = excel.figures
    monkeypatch.setattr(excel, "figures", lambda r: figures(r) | {("T.1.1", "value"): Fraction(4)})


@pytest.mark.parametrize("where", [in_appendix, in_json, in_workbook])
def test_a_report_that_says_two_things_is_marked_and_ends_with_one(
    where: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = small(tmp_path)
    args = ["report", "--plan", str(desk.plan), "--inbox", str(desk.inbox), "--period", "2022-09", "--out"]
    assert exit_code([*args, str(tmp_path / "ra")]) == 0
    where(monkeypatch)
    assert exit_code([*args, str(tmp_path / "rb")]) == 1
    said = capsys.readouterr().err
    assert "SỐ LIỆU CHƯA KHỚP: " in said and "T.1.1" in said
    text = list(texts_of(desk.report(out="rb").read_bytes()))
    assert MARK in text and "SỐ LIỆU CHƯA KHỚP" in text
    assert MARK in (tmp_path / "rb" / "2022-09" / "tong-quan-2022-09.html").read_text(encoding="utf-8")
    assert result_of(desk.report(out="rb"))["disagreements"] != []
    assert desk.differences(desk.report(out="rb")) == ()  # as what it is, while the fault is there


def exit_code(args: list[str]) -> int:
    with pytest.raises(SystemExit) as stop:
        main(args)
    return int(stop.value.code or 0)
