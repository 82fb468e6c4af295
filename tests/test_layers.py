"""The laws of the house, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sized
from functools import cache
from pathlib import Path

import pytest

from tests.drawing import ROOT

# From the ground up: a module imports only what stands before it.
ORDER = [
    "libraries", "vietnamese", "progress", "disk", "alone", "collecting.names", "old_letters", "model", "states",
    "outcome", "message", "plan_messages", "mail_messages", "gate_messages", "form_messages", "cell_messages",
    "check_messages", "trust_messages", "messages", "tokens", "key_file", "kept", "usual_zip", "limits", "sweeping",
    "processes", "beside", "container", "xlsx.drawn", "periods", "ooxml", "sheet_guards", "book",
    "formats.cells", "formats.package", "formats.elements", "formats.usual_cells",
    "formats.sheet_xml", "formats.long_list", "formats.biff12", "formats.xlsb",
    "formats.ods_cell", "formats.ods", "formats.biff8", "formats.property_set", "formats.xls",
    "workbook", "plan_sheets", "plan_table", "fitting", "roster", "plan_year", "plan_start", "plan_writer",
    "plan_calendar", "plan_measures", "plan_baselines", "plan_scores", "plan_waivers", "plan", "plan_file",
    "plan_next", "plan_sample", "plan_begun", "wording", "rule_list", "forms", "carry", "layout", "layout_versions",
    "side_sheets", "template_help", "xlsx.marks", "xlsx.look", "xlsx.page", "xlsx.book",
    "ready_line", "sheet_styles", "guide_sheet", "task_sheet", "returned",
    "templates",
    "intake.ledger", "intake.server", "intake.post", "intake.laying", "intake.issued", "intake.register",
    "intake.kinds", "intake.worker", "intake.gate", "intake.amounts", "intake.cells", "intake.cases", "intake.identity",
    "intake.carried", "intake.old_texts", "intake.drawn", "intake.places", "intake.shape", "intake.printed",
    "intake.integrity", "intake.alike", "intake.facts", "intake.whole", "intake.read",
    "waivers",
    "intake.subject", "intake.checks", "intake.check", "intake.changes", "intake.settle",
    "collecting.encoded", "collecting.parcel", "collecting.eml", "collecting.mapi", "collecting.msg",
    "collecting.tnef", "collecting.archive", "collecting.unpack", "collecting.sources", "collecting.address",
    "collecting.mailbox", "collecting.collect", "collecting.told",
    "intake.decisions", "intake.trust",
    "measures", "merge", "handing_in", "evaluate", "score", "comparing", "over_months", "over_units", "crosscheck",
    "second.typed", "second.ground", "second.sheets", "second.answers", "second.calendar", "second.counted",
    "second.figures", "second.targets", "second.tally", "second.road", "second.compare",
    "remote.names", "remote.store", "remote.mirror",
    "version", "reading.both", "reading.record", "reading.workers", "reading.cluster", "reading.store", "reading.inbox",
    "report.figures", "report.document", "report.nd30", "report.metrics", "report.wml", "report.form", "report.plot",
    "report.word", "report.standing", "report.words", "report.hand_in", "report.hand_in_rows", "report.scores",
    "report.score_rows", "report.appendices", "report.changes", "report.charts", "report.voices", "report.year",
    "report.letter", "report.outlook", "report.outline", "report.doubt", "report.concepts", "report.evidence",
    "report.subjects", "report.registry", "report.index", "report.index_rows", "report.apart", "report.agreement",
    "report.pdf", "report.sheet_rows", "report.pen", "report.live", "report.steps", "report.retrace", "report.recalc",
    "report.excel", "report.machine",
    "page.view", "page.signs", "page.proof", "page.board", "page.compose", "page.render",
    "conform.rows", "conform.package", "conform.lists", "conform.strokes", "conform.cascade", "conform.seen",
    "conform.effective", "conform.lines",
    "conform.elements", "conform.verdict", "conform.judge_page", "conform.judge_head", "conform.judge_text",
    "conform.judge_end", "conform.check",
    "audit.runs", "audit.chain", "audit.breaks", "audit.charts", "audit.line", "audit.paper", "audit.seal",
    "audit.align", "audit.changes", "audit.differences", "audit.told", "audit.registry", "audit.links", "audit.said",
    "audit.asked", "audit.trace", "audit.corrections", "audit.superseding",
    "drafting.passage", "drafting.standard", "drafting.word", "drafting.months", "drafting.table",
    "drafting.numbering", "drafting.listing", "drafting.spelling", "drafting.people", "drafting.clauses",
    "drafting.proposals", "drafting.promises", "drafting.goals", "drafting.objectives", "drafting.head",
    "drafting.taken_over", "drafting.rows", "drafting.agency", "drafting.draft", "drafting.told",
    "answering.texts", "answering.typed", "answering.points", "answering.marks", "answering.copies",
    "answering.needs", "answering.draft", "answering.words", "answering.replies", "answering.reminders", "writing",
    "text_table", "next_commands", "issuing", "run", "urgent", "report_told", "verifying", "registering",
    "register_told", "planning", "sending.account", "sending.draft", "sending.record", "sending.post",
    "sending.deliver", "sending.told",
    "doctor.line", "doctor.machine", "doctor.stores", "doctor.mail", "doctor.month", "doctor.examine", "doctor.told",
    "agencies.tree", "agencies.reduced", "agencies.summed", "agencies.words", "agencies.sheets", "agencies.page",
    "agencies.each", "agencies.gather", "agencies.told",
    "terminal", "elsewhere", "cli_agencies", "cli_doctor", "cli_audit", "cli_send", "cli_plan", "cli_collect",
    "cli_register",
    "cli_report", "cli", "unready", "__main__",
]  # fmt: skip
DOORS = {  # library → the only modules that may open it
    "openpyxl": set(),
    "calamine": set(),
    "python_calamine": set(),
    "xlrd": {"formats.xls"},
    "zipfile": {"container", "limits"},
    "xml": {"ooxml", "sheet_guards", "formats.sheet_xml", "workbook"},
    "lxml": {"conform.package"},
    "xlsxwriter": {
        "xlsx.drawn",
        "xlsx.page",
        "plan_writer",
        "report.plot",
        "report.index",
        "report.sheet_rows",
        "report.pen",
        "report.recalc",
        "report.excel",
    },
    "docx": {"report.word"},
    "jinja2": {"page.render"},
    "markupsafe": {"page.render"},
    "pandas": {"merge", "evaluate", "comparing", "crosscheck", "report.recalc", "report.excel", "issuing"},
    "numpy": set(),
    "click": {
        "cli", "cli_agencies", "cli_audit", "cli_collect", "cli_doctor", "cli_plan", "cli_register", "cli_report",
        "cli_send", "elsewhere", "terminal",
    },
    "smtplib": {"sending.post"},
    "sqlite3": {"intake.ledger", "audit.chain", "reading.store"},
    "fsspec": {"remote.store"},
    "s3fs": set(),
    "sqlalchemy": {"intake.server"},
    "psycopg": {"intake.server"},
    "subprocess": {"report.pdf", "intake.worker"},
    "pickle": {"intake.worker", "reading.workers", "beside"},
    "multiprocessing": {"reading.workers", "beside"},
    "concurrent": {"reading.workers", "reading.cluster", "agencies.each"},
    "distributed": {"reading.cluster"},
    "dask": set(),
    "email": {"answering.draft", "sending.draft", "collecting.encoded", "collecting.eml", "collecting.msg"},
    "olefile": {"collecting.msg"},
    "imapclient": {"collecting.mailbox"},
    "ssl": {"collecting.mailbox", "sending.post"},
    "socket": set(),
    "urllib.request": set(),
    "requests": set(),
}  # fmt: skip
LATE = {  # may import inside functions: help comes at once, and a command loads only what it uses
    "terminal",
    "elsewhere",
    "cli",
    "cli_agencies",
    "cli_audit",
    "cli_collect",
    "cli_doctor",
    "cli_plan",
    "cli_register",
    "cli_report",
    "cli_send",
    "run",
    "collecting.collect",  # what speaks to a mail server, where there is a mailbox
    "doctor.stores",  # what needs a package that may be missing
    "doctor.mail",
    "doctor.month",
    "unready",
    "reading.inbox",  # what speaks to a cluster, where there is one
}


def _modules() -> dict[str, Path]:
    root = ROOT / "pipeline"
    found = {}
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).with_suffix("").as_posix().replace("/", ".")
        if not name.endswith("__init__"):
            found[name] = path
    return found


MODULES = _modules()


@cache
def tree(name: str) -> ast.Module:
    """A module as the parser sees it."""
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


@cache
def nodes(name: str) -> list[ast.AST]:
    """Everything in a module."""
    return list(ast.walk(tree(name)))


@cache
def imported(name: str) -> frozenset[str]:
    """Full names of what a module imports, wherever in it; "from a import b" gives a and a.b."""
    found = set()
    for node in nodes(name):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out in full"
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def own_imports(name: str) -> set[str]:
    """The house's modules that a module imports."""
    found = {i.removeprefix("pipeline.") for i in imported(name) if i.startswith("pipeline.")}
    return found & set(MODULES)


def against(law: Callable[[str], Sized], names: Iterable[str] = MODULES) -> dict[str, Sized]:
    """By module what breaks a law in it."""
    return {name: found for name in names if (found := law(name))}


def within(package: str) -> list[str]:
    found = [name for name in MODULES if name.startswith(f"{package}.")]
    assert found
    return found


def test_every_module_has_its_place_in_the_order() -> None:
    assert sorted(ORDER) == sorted(MODULES), "say in ORDER where a new module stands"


def test_imports_run_down_only() -> None:
    place = {name: n for n, name in enumerate(ORDER)}
    assert against(lambda name: {other for other in own_imports(name) if place[other] >= place[name]}) == {}


def test_the_ground_floor_knows_nothing_of_the_house() -> None:
    assert not own_imports("model") and not own_imports("vietnamese")


def test_the_report_knows_no_intake_and_no_plan_workbook() -> None:
    forbidden = {"plan", "plan_table", "workbook", "ooxml", "templates", "run", "cli"}

    def known(name: str) -> set[str]:
        return {m for m in own_imports(name) if m.startswith("intake.") or m in forbidden}

    assert against(known, within("report")) == {}


def test_the_judge_of_documents_knows_only_the_rules() -> None:
    known = {"model", "vietnamese", "limits", "kept", "sweeping", "report.nd30", "report.metrics"}

    def other(name: str) -> set[str]:
        return {m for m in own_imports(name) if not m.startswith("conform.")} - known

    assert against(other, within("conform")) == {}


def test_the_second_road_knows_nothing_of_the_main_one() -> None:
    ground = {"model", "vietnamese", "ooxml", "workbook"}

    def other(name: str) -> set[str]:
        told = {"outcome", "wording"} if name == "second.compare" else set()
        return {m for m in own_imports(name) if not m.startswith("second.")} - ground - told

    assert against(other, within("second")) == {}


def test_nobody_but_the_line_knows_the_second_road() -> None:
    on_it = {"run", "reading.both", "reading.record"}  # the line, what leads files down both roads, and their records
    others = [m for m in MODULES if not m.startswith("second.") and m not in on_it]
    assert against(lambda name: {m for m in own_imports(name) if m.startswith("second.")}, others) == {}


def test_the_first_half_knows_nothing_of_the_second() -> None:
    later = ("intake.", "report.", "merge", "evaluate", "measures", "crosscheck", "comparing")
    first = ["plan", "layout", "templates", "workbook", "plan_writer"]
    assert against(lambda name: {m for m in own_imports(name) if m.startswith(later)}, first) == {}


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_its_one_door(library: str) -> None:
    users = {n for n in MODULES if any(i == library or i.startswith(library + ".") for i in imported(n))}
    assert users <= DOORS[library]


def test_nothing_is_imported_inside_a_function() -> None:
    def late(name: str) -> list[str]:
        functions = [n for n in nodes(name) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
        imports = (ast.Import, ast.ImportFrom)
        return [f.name for f in functions if any(isinstance(n, imports) for n in ast.walk(f))]

    assert against(late, [m for m in MODULES if m not in LATE]) == {}


def test_there_is_no_module_for_leftovers() -> None:
    leftovers = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base"}
    assert not {m for m in MODULES if m.rpartition(".")[2] in leftovers}


def test_a_module_is_short() -> None:
    long = {m for m, path in MODULES.items() if len(path.read_text(encoding="utf-8").splitlines()) >= 400}
    assert long == set()


def test_a_module_says_what_goes_in_and_what_comes_out() -> None:
    assert [m for m in MODULES if not ast.get_docstring(tree(m))] == []


def public_functions(name: str) -> Iterator[ast.FunctionDef]:
    """The functions that other modules may call."""
    for node in tree(name).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def test_every_public_function_says_what_it_does() -> None:
    assert against(lambda name: [f.name for f in public_functions(name) if not ast.get_docstring(f)]) == {}


def test_every_function_is_annotated() -> None:
    def bare(name: str) -> list[str]:
        functions = [n for n in nodes(name) if isinstance(n, ast.FunctionDef)]
        given = [(f, a) for f in functions for a in (*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs)]
        return [f"{f.name}({a.arg})" for f, a in given if a.annotation is None and a.arg not in ("self", "cls")]

    assert against(bare) == {}


def test_no_clock_and_no_environment_enter_below_the_command_line() -> None:
    clocks = {"now", "today", "utcnow", "time", "getenv"}

    def asked(name: str) -> list[int]:
        calls = [n for n in nodes(name) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
        owners = [(n, getattr(n.func.value, "id", ""), n.func.attr) for n in calls]  # type: ignore[attr-defined]
        return [
            n.lineno for n, owner, asked in owners if owner in ("datetime", "date", "time", "os") and asked in clocks
        ]

    assert against(asked, [m for m in MODULES if m != "terminal"]) == {}
