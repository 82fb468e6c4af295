"""The page to look at: its figures are the report's, it asks nothing of a network, and everybody can read it.

Where Chromium is not installed the tests that look at it are skipped and say so.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline import run
from pipeline.audit.breaks import check
from pipeline.audit.chain import read_log, record
from pipeline.merge import observations
from pipeline.outcome import Disagreement
from pipeline.page import render as dressing
from pipeline.page.compose import compose
from pipeline.page.render import render
from pipeline.report import outline
from pipeline.report.registry import Drafted, Known, registered
from tests.desks import NOW, Desk
from tests.office import AFTER, Office
from tests.rendering import read_pages

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: no browser to look at the page")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
A4 = {(210, 297), (297, 210)}  # mm
UNIT, UNIT_NAME = "TTBTDT", "Trung tâm Bảo tồn di tích"


# --- what it says -----------------------------------------------------------------------------


class Made:
    """The example's page, and what the other files of the same run say."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk.example(folder)
        report = self.desk.make()
        self.file = next(path for path in report.files if path.suffix == ".html")
        self.data = self.file.read_bytes()
        told = next(path for path in report.files if path.suffix == ".json")
        self.result: dict[str, Any] = json.loads(told.read_bytes())
        self.registry = self.result["registries"][0]
        self.figures: dict[str, dict[str, Any]] = {f["id"]: f for f in self.registry["figures"]}
        self.root = html.fromstring(self.data.decode())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("page"))


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_every_number_is_a_figure_of_the_report_in_the_reports_words(made: Made) -> None:
    shown = made.root.xpath("//data")
    assert len(shown) > 800
    for number in shown:
        figure = made.figures[number.get("data-so")]
        assert number.get("value") == figure["exact"]
        assert number.text in {place["shown"] for place in figure["places"]}, figure["name"]


def test_the_headline_says_value_target_and_verdict(made: Made) -> None:
    first = made.root.xpath("//ul[contains(@class, 'heads')]/li")[0]
    assert "82,96%" in words(first) and "1.120/1.350 lượt trả lời" in words(first)
    assert "Mục tiêu trên 83% đến ngày 31/12/2022 Chưa đến hạn" in words(first)


def test_every_figure_of_a_unit_leads_to_its_cells(made: Made) -> None:
    """Each source that the registry names stands beside its figure: file, sheet, cell, hash, what stood there."""
    sources = made.registry["sources"]
    for task in made.root.xpath("//details[contains(@class, 'task')]"):
        for number in task.xpath(".//details//data"):
            figure = made.figures[number.get("data-so")]
            assert figure["sources"] or figure["counted"], figure["name"]
            for source in (sources[n] for n in figure["sources"]):
                lines = [words(li) for li in task.xpath(".//li") if source["sha256"][:12] in words(li)]
                place = f"ô {source['cell']} “" if source["cell"] else "“"
                own = [li for li in lines if place in li and f"trang “{source['sheet']}”" in li]
                assert own and source["file"] in own[0] and figure["id"] in own[0], figure["name"]
                assert len(source["raw"]) > 50 or " ".join(source["raw"].split()) in own[0]


def test_the_board_says_how_each_report_stands(made: Made) -> None:
    (board,) = made.root.xpath("//table[contains(@class, 'board')]")
    units = [th.get("data-c") for th in board.xpath("./thead//th[@data-c]")]
    told = {}
    for row in board.xpath("./tbody/tr[@data-u]"):
        code = words(row.xpath("./th/a")[0])
        cells = row.xpath("./td")[1:]
        told |= {(code, unit): words(cell) for unit, cell in zip(units, cells, strict=True) if words(cell)}
    counted = {s: sum(u[s] for u in made.result["hand_in"]) for s in ("due", "on_time", "late", "refused", "missing")}
    assert len(told) == counted["due"]
    for state, said in (
        ("on_time", "Đúng hạn"),
        ("late", "Nộp muộn"),
        ("refused", "Chưa hợp lệ"),
        ("missing", "Chưa gửi"),
    ):
        assert sum(cell.startswith(said) for cell in told.values()) == counted[state]
    lacking = {key for key, cell in told.items() if cell in ("Chưa gửi", "Chưa hợp lệ")}
    assert lacking == {(m["task"], m["unit"]) for m in made.result["missing"]}
    assert told["A.VI.2", UNIT] == "Chưa hợp lệ" and told["A.I.4", UNIT] == "Đúng hạn"


def test_what_is_owed_and_what_is_due_soon_are_listed(made: Made) -> None:
    owed = {words(b) for b in made.root.xpath("//div[contains(@class, 'owing')]//p[@class='owed']/b")}
    assert owed == {m["task"] for m in made.result["missing"]}
    (mend,) = [words(li) for li in made.root.xpath("//div[contains(@class, 'owing')]//li") if "A.III.4" in words(li)]
    assert "Nhập liệu C14: Tử số 13 lớn hơn mẫu số 11." in mend
    assert "Không có mục tiêu nào đã đến hạn mà chưa đạt." in words(made.root)
    soon = [words(li) for li in made.root.xpath("//div[contains(@class, 'attention')]//li")]
    assert any("30/09/2022, hiện là 71,4% (5/7 đơn vị)" in li for li in soon)


def test_every_file_that_came_in_is_listed_with_its_hash(made: Made) -> None:
    rows = [words(row) for row in made.root.xpath("//tr[starts-with(@id, 'tep-')]")]
    expected = [(s["file"], s["sha256"][:12]) for s in made.result["submissions"]]
    assert len(rows) == len(expected)
    for row, (file, digest) in zip(rows, expected, strict=True):
        assert file in row and row.endswith(digest)


def test_links_lead_to_something_and_each_id_is_given_once(made: Made) -> None:
    ids = made.root.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = made.root.xpath("//a/@href | //use/@href")
    assert links and all(link.startswith("#") for link in links)
    assert {link[1:] for link in links} <= set(ids)


def test_overdue_targets_tasks_that_fell_back_and_doubts_are_said() -> None:
    office = Office({"kind": "tỷ lệ", "target": "100%", "reporters": "VP"})
    office.send(period="2022-08", numerator=4, denominator=4).send(numerator=3, denominator=4)
    page = html.fromstring(page_of(office, doubts=(Disagreement("Chỉ tiêu T.1.1", "75%", "74%"),)).decode())
    said = [words(card) for card in page.xpath("//div[contains(@class, 'attention')]")]
    assert any("Đã đến hạn, chưa đạt" in s and "75%" in s and "quá hạn 15 ngày" in s for s in said)
    assert any("Đã hoàn thành ở kỳ 2022-08, nay không còn đạt mục tiêu" in s and "T.1" in s for s in said)
    (done,) = page.xpath("//dl/div[dt='Nhiệm vụ hoàn thành']//span[@class='big']")
    ids = done.xpath("./data/@data-so")
    assert words(done) == "0/1" and all(i.startswith("T") for i in ids), "the report of this plan does not say it"
    assert "DỰ THẢO - SỐ LIỆU CHƯA KHỚP" in words(page)
    assert "Chỉ tiêu T.1.1: báo cáo ghi 75%, tính lại được 74%" in words(page)


def test_months_that_stand_differently_are_told_apart_in_a_quarter() -> None:
    office = Office({"kind": "tỷ lệ", "reporters": "VP"})
    for month in ("2022-07", "2022-09"):
        office.send(period=month, numerator=1, denominator=2)
    page = html.fromstring(page_of(office, "2022-Q3").decode())
    (cell,) = page.xpath("//table[contains(@class, 'board')]//tr[@data-u='VP']/td[2]")
    assert words(cell) == "T8Chưa gửi: kỳ 2022-08T7Nộp muộn: kỳ 2022-07T9Đúng hạn: kỳ 2022-09"


def page_of(office: Office, period: str = "2022-09", doubts: tuple[Disagreement, ...] = ()) -> bytes:
    window = office.plan.calendar[period]
    results, table = run.compute(office.plan, window, AFTER, office.submissions())
    known = Known(results, observations(table))
    draft = Drafted(outline.compose(results), known)
    _, registry = registered(draft.document, draft)
    return render(compose(results, registry, known, doubts))


# --- a file of its own ------------------------------------------------------------------------


def test_style_and_script_are_allowed_by_their_hash_and_all_else_by_nothing(made: Made) -> None:
    text = made.data.decode()
    (policy,) = made.root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    hashed = []
    for tag in ("style", "script"):
        (own,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        hashed.append(f"{tag}-src 'sha256-{digest}'")
    assert policy.split("; ") == ["default-src 'none'", *hashed, "base-uri 'none'", "form-action 'none'"]
    assert not re.search(r"https?:|src=|url\(|@import|\sstyle=|\son\w+=", text)
    assert len(made.data) < 500_000 and b"\r" not in made.data


def test_the_page_stands_in_the_log_of_runs_and_older_records_without_it_still_hold(made: Made, tmp_path: Path) -> None:
    entered = read_log(made.desk.inbox).entries[-1].record
    assert entered is not None
    assert entered.outputs[made.file.name] == hashlib.sha256(made.data).hexdigest()
    without = {name: told for name, told in entered.outputs.items() if name != made.file.name}
    for outputs in (without, entered.outputs):
        record(tmp_path, entered.run, lambda head, outputs=outputs: outputs, NOW)  # type: ignore[misc]
    log = read_log(tmp_path)
    assert check(log) == () and [e.record.outputs for e in log.entries if e.record] == [without, entered.outputs]


def test_templates_are_compiled_once_and_anew_where_what_was_kept_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office({"kind": "tỷ lệ", "reporters": "VP"}).send(numerator=1, denominator=2)
    expected = page_of(office)
    compiled: list[object] = []
    really = jinja2.Environment.compile

    def compile_(environment: jinja2.Environment, source: Any, name: Any = None, *more: Any) -> Any:
        compiled.append(name)
        return really(environment, source, name, *more)

    def again() -> list[object]:
        dressing._environment.cache_clear()
        compiled.clear()
        assert page_of(office) == expected
        return list(compiled)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_)
    monkeypatch.setattr(dressing, "_kept_at", lambda bucket: tmp_path / bucket.key)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    every = again()
    assert "page.html" in every and again() == every and not any(tmp_path.iterdir())
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert again() == every and again() == []
    for file in tmp_path.iterdir():
        kept = bytearray(file.read_bytes())
        kept[-1] ^= 1
        file.write_bytes(kept)
    assert again() == every and again() == []


# --- texts from outside -----------------------------------------------------------------------

SCRIPT = "<script>document.title='bị chiếm'</script><img src=x onerror=\"document.title='bị chiếm'\">"
QUOTES = "\"'`&lt;&#x27;</td></style></title>{{ 7 * 7 }}{% raw %}"
LONG = "Dài" * 120
TURNED = "phải\u202edc.xlsx\u2066"


@pytest.fixture(scope="module")
def hostile() -> bytes:
    office = Office({"kind": "văn bản", "op": "≥", "target": "1", "name": f"Chỉ tiêu {SCRIPT} {QUOTES} {LONG}"})
    rows = [[f"01/{QUOTES}", date(2022, 9, 1), SCRIPT], [f"02/{LONG}", date(2022, 9, 1), TURNED]]
    office.send(rows=rows, result=SCRIPT, difficulty=QUOTES, reporter=LONG)
    office.take(b"not a workbook", f"VP/{SCRIPT} {LONG} {TURNED} {QUOTES}.xlsx")
    return page_of(office)


def test_texts_from_outside_stay_texts(hostile: bytes) -> None:
    root = html.fromstring(hostile.decode())
    assert len(root.xpath("//script")) == 1 and not root.xpath("//img")
    assert (
        SCRIPT in root.text_content() and "{{ 7 * 7 }}" in root.text_content() and "&lt;&#x27;" in root.text_content()
    )
    assert not set("\u202e\u2066\u202a") & set(hostile.decode())


# --- looked at --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        root = os.name == "posix" and os.geteuid() == 0
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if root else [])
        yield chromium
        chromium.close()


class Look:
    """The page in a window, and all that it asked for or complained of."""

    def __init__(self, browser: Browser, file: Path, size: dict[str, int], **more: Any) -> None:
        self.page: Page = browser.new_page(viewport=size, **more)  # type: ignore[arg-type]
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(file.as_uri())

    def seen(self, selector: str) -> list[str]:
        shown = "all => all.filter(e => e.checkVisibility()).map(e => e.innerText.trim())"
        found: list[str] = self.page.eval_on_selector_all(selector, shown)
        return found

    def overflow(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.getAttribute('href')"))


@pytest.fixture(scope="module")
def desk(browser: Browser, made: Made) -> Iterator[Look]:
    look = Look(browser, made.file, DESK, reduced_motion="reduce")
    yield look
    look.page.close()


@pytest.fixture(scope="module")
def phone(browser: Browser, made: Made) -> Iterator[Look]:
    look = Look(browser, made.file, PHONE)
    yield look
    look.page.close()


@pytest.fixture(autouse=True)
def unfiltered(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every look begins with the whole page."""
    yield
    for name in ("desk", "phone"):
        if name in request.fixturenames:
            request.getfixturevalue(name).page.select_option("#loc", "")


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:150]} ({len(v['nodes'])})" for v in found]


@needs_chromium
def test_axe_finds_nothing(desk: Look, phone: Look) -> None:
    """Everything on a desk, a unit's own on both; the hostile page below everything on a phone."""
    assert violations(desk.page) == []
    for look in (desk, phone):
        look.page.select_option("#loc", UNIT)
        assert violations(look.page) == []


@needs_chromium
def test_nothing_is_loaded_and_nothing_is_refused(desk: Look, phone: Look, made: Made) -> None:
    for look in (desk, phone):
        assert look.asked == [made.file.as_uri()] and look.said == []


@needs_chromium
def test_a_phone_shows_it_without_scrolling_sideways(phone: Look) -> None:
    assert phone.overflow() == 0
    phone.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert phone.overflow() == 0
    phone.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = false; })")


@needs_chromium
def test_a_unit_sees_what_is_its_own(desk: Look) -> None:
    page, whole = desk.page, desk.seen("details.task")
    page.select_option("#loc", UNIT)
    assert desk.seen("details.task .code") == ["A.I.4", "A.VI.2", "A.VI.4", "A.VII.1", "A.VIII.1", "A.IX.1"]
    assert desk.seen(".board thead [data-c]") == ["TT Bảo tồn di tích"]
    assert desk.seen(".owing h3") == [UNIT_NAME]
    assert desk.seen(".plain tbody tr[data-u]:not([id]) th") == [f"{UNIT_NAME} (TT Bảo tồn di tích)"]
    assert UNIT_NAME in page.inner_text("#dang-xem")
    page.select_option("#loc", "VP")
    assert desk.seen(".owing h3") == ["Văn phòng Sở"]
    page.select_option("#loc", "")
    assert desk.seen("details.task") == whole and page.inner_text("#dang-xem") == ""


@needs_chromium
def test_a_link_opens_what_it_leads_to(desk: Look) -> None:
    desk.page.click("text=Nguồn số liệu của Tỷ lệ giải ngân")
    assert desk.page.is_visible("#nv-A\\.VII\\.1 .inside")
    assert desk.page.evaluate("document.activeElement.parentElement.id") == "nv-A.VII.1"
    desk.page.click("#nv-A\\.VII\\.1 .proof summary")
    desk.page.click("#nv-A\\.VII\\.1 .proof a[href='#tep-6']")
    assert desk.page.is_visible("#tep-6") and desk.page.evaluate("location.hash") == "#tep-6"


@needs_chromium
def test_the_keyboard_reaches_everything(desk: Look, made: Made) -> None:
    page = desk.page
    page.goto(made.file.as_uri())
    page.keyboard.press("Tab")
    assert desk.focused() == "#noi-dung" and page.locator(".skip").first.bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert desk.focused() == "noi-dung"
    page.focus(".tools nav a:last-child")
    page.keyboard.press("Tab")
    assert desk.focused() == "loc"
    outline = "(e => getComputedStyle(e).outlineStyle + getComputedStyle(e).outlineWidth)(document.activeElement)"
    assert page.evaluate(outline) == "solid3px"
    page.keyboard.type("Trung tâm Bảo")
    assert page.input_value("#loc") == UNIT
    page.select_option("#loc", "")
    page.focus("[aria-labelledby=bang]")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelector('[aria-labelledby=bang]').scrollTop") > 0
    page.focus("#nv-A\\.I\\.1 summary")
    page.keyboard.press("Enter")
    assert page.is_visible("#nv-A\\.I\\.1 .inside")


@needs_chromium
def test_heads_stay_in_sight_and_nothing_moves_for_whom_motion_is_too_much(desk: Look) -> None:
    place = "document.querySelector('.board thead th').getBoundingClientRect().top"
    region = "document.querySelector('[aria-labelledby=bang]')"
    desk.page.evaluate(f"{region}.scrollTop = 600")
    inside = desk.page.evaluate(f"{place} - {region}.getBoundingClientRect().top")
    assert 0 <= inside < 3
    assert desk.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@needs_chromium
def test_without_scripts_everything_is_there(browser: Browser, made: Made) -> None:
    context = browser.new_context(viewport=DESK, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(made.file.as_uri())
    assert not page.is_visible("#loc") and page.locator(".empty:visible").count() == 0
    assert page.locator("details.task:visible").count() == len(made.root.xpath("//details[contains(@class, 'task')]"))
    page.click("#nv-A\\.I\\.1 summary")
    assert page.is_visible("#nv-A\\.I\\.1 .inside")
    context.close()


@needs_chromium
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler (pdftotext) is not installed")
def test_paper_is_a4_and_cuts_no_table(desk: Look, made: Made, tmp_path: Path) -> None:
    desk.page.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True)
    pages = read_pages(tmp_path / "a.pdf")
    assert {(round(p.width), round(p.height)) for p in pages} == A4
    for page in pages:
        across = all(w.left > 8 and w.right < page.width - 8 for w in page.words)
        assert across and all(w.top > 8 and w.bottom < page.height - 8 for w in page.words)
    for row in made.root.xpath("//table[contains(@class, 'board')]//tr[@data-u]/th"):
        code, *name = words(row).split()
        (sheet,) = (p for p in pages if p.width > p.height and code in p.text.split())
        assert set(filter(str.isalpha, name)) <= set(sheet.text.split()), "no row is torn"
        assert "HLKT" in sheet.text, "the head stands on each sheet of the board"
    for row in made.root.xpath("//table[contains(@class, 'plain')]//tr[@data-u and not(@id)]/th"):
        assert any(set(filter(str.isalpha, words(row).split())) <= set(page.text.split()) for page in pages)


@needs_chromium
def test_hostile_texts_run_nothing_and_break_no_layout(browser: Browser, hostile: bytes, tmp_path: Path) -> None:
    file = tmp_path / "trang.html"
    file.write_bytes(hostile)
    look = Look(browser, file, PHONE)
    look.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert look.page.title().startswith("Tổng quan kỳ 2022-09")
    assert SCRIPT in look.page.inner_text("main") and look.overflow() == 0
    assert look.asked == [file.as_uri()] and look.said == []
    assert violations(look.page) == [], "with everything open"
    look.page.close()
