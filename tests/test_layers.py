"""The laws of the house, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drawing import ROOT

# From the ground up: a module imports only what stands before it.
ORDER = [
    "libraries", "vietnamese", "progress",
    "alone", "old_letters", "model", "outcome", "message", "plan_messages", "mail_messages",
    "gate_messages", "form_messages", "cell_messages", "check_messages", "trust_messages", "messages", "tokens",
    "key_file", "limits", "container", "periods", "ooxml", "sheet_guards", "book",
    "formats.cells", "formats.package", "formats.usual_cells", "formats.sheet_xml", "formats.biff12", "formats.xlsb",
    "formats.ods_cell", "formats.ods", "formats.biff8", "formats.property_set", "formats.xls",
    "workbook", "plan_sheets", "plan_table", "fitting", "roster", "plan_year", "plan_start", "plan_writer",
    "plan_calendar", "plan_measures", "plan_baselines", "plan_scores", "plan_waivers", "plan", "plan_file",
    "plan_next", "plan_sample", "plan_begun", "wording", "rule_list", "forms", "carry", "layout", "layout_versions",
    "side_sheets", "template_help", "ready_line", "sheet_styles", "guide_sheet", "task_sheet", "returned",
    "templates", "collecting.names",
    "intake.ledger", "intake.post", "intake.laying", "intake.issued", "intake.register", "intake.kinds",
    "intake.worker", "intake.gate", "intake.amounts", "intake.cells", "intake.identity", "intake.carried",
    "intake.old_texts", "intake.places", "intake.shape", "intake.printed", "intake.integrity", "intake.facts",
    "intake.whole", "intake.read",
    "waivers",
    "intake.subject", "intake.checks", "intake.check", "intake.changes", "intake.settle",
    "collecting.encoded", "collecting.parcel", "collecting.eml", "collecting.mapi", "collecting.msg",
    "collecting.tnef", "collecting.archive", "collecting.unpack", "collecting.sources", "collecting.mailbox",
    "collecting.collect",
    "intake.decisions", "intake.trust",
    "measures", "merge", "handing_in", "evaluate", "score", "comparing", "over_months", "over_units", "crosscheck",
    "second.typed", "second.ground", "second.sheets", "second.answers", "second.calendar", "second.counted",
    "second.figures", "second.targets", "second.tally", "second.road", "second.compare",
    "version",
    "report.figures", "report.document", "report.nd30", "report.metrics", "report.wml", "report.form", "report.plot",
    "report.word", "report.standing", "report.words", "report.hand_in", "report.hand_in_rows", "report.scores",
    "report.score_rows", "report.appendices", "report.changes", "report.charts", "report.voices", "report.year",
    "report.letter", "report.outlook", "report.outline", "report.doubt", "report.concepts", "report.evidence",
    "report.subjects", "report.registry", "report.index", "report.index_rows", "report.apart", "report.agreement",
    "report.pdf", "report.sheet_rows", "report.pen", "report.live", "report.steps", "report.retrace", "report.recalc",
    "report.excel", "report.machine",
    "conform.package", "conform.lists", "conform.strokes", "conform.cascade", "conform.effective", "conform.lines",
    "conform.elements", "conform.verdict", "conform.judge_page", "conform.judge_head", "conform.judge_text",
    "conform.judge_end", "conform.check",
    "audit.runs", "audit.chain", "audit.breaks", "audit.charts", "audit.line", "audit.paper", "audit.seal",
    "audit.align", "audit.changes", "audit.differences", "audit.told", "audit.links", "audit.said", "audit.asked",
    "audit.trace", "audit.corrections", "audit.superseding",
    "drafting.passage", "drafting.standard", "drafting.word", "drafting.months", "drafting.table",
    "drafting.numbering", "drafting.listing", "drafting.spelling", "drafting.people", "drafting.clauses",
    "drafting.proposals", "drafting.promises", "drafting.goals", "drafting.objectives", "drafting.head",
    "drafting.taken_over", "drafting.rows", "drafting.agency", "drafting.draft", "drafting.told",
    "answering.texts", "answering.typed", "answering.points", "answering.marks", "answering.copies",
    "answering.needs", "answering.draft", "answering.words", "answering.replies", "answering.reminders", "writing",
    "text_table", "issuing", "run", "urgent", "report_told", "verifying", "registering", "register_told", "planning",
    "sending.account", "sending.draft",
    "sending.record", "sending.post", "sending.deliver", "sending.told",
    "doctor.line", "doctor.machine", "doctor.stores", "doctor.mail", "doctor.month", "doctor.examine", "doctor.told",
    "terminal", "cli_doctor", "cli_audit", "cli_send",
    "cli_collect", "cli_register", "cli_report", "cli", "unready", "__main__",
]  # fmt: skip
DOORS = {  # library → the only modules that may open it
    "openpyxl": set(),
    "calamine": set(),
    "python_calamine": {"workbook"},
    "xlrd": {"formats.xls"},
    "zipfile": {"container", "limits", "formats.package"},
    "xml": {"ooxml", "sheet_guards", "workbook", "report.wml"},
    "lxml": {"conform.package"},
    "xlsxwriter": {
        "sheet_styles",
        "guide_sheet",
        "ready_line",
        "task_sheet",
        "returned",
        "templates",
        "plan_writer",
        "report.plot",
        "report.index",
        "report.sheet_rows",
        "report.pen",
        "report.recalc",
        "report.excel",
    },
    "docx": {"report.word"},
    "pandas": {"merge", "evaluate", "comparing", "crosscheck", "report.recalc", "report.excel", "issuing"},
    "numpy": set(),
    "click": {"cli", "cli_audit", "cli_collect", "cli_doctor", "cli_register", "cli_report", "cli_send", "terminal"},
    "smtplib": {"sending.post"},
    "sqlite3": {"intake.ledger", "audit.chain"},
    "subprocess": {"report.pdf", "intake.worker"},
    "pickle": {"intake.worker"},
    "email": {"answering.draft", "sending.draft", "collecting.encoded", "collecting.eml", "collecting.msg"},
    "olefile": {"collecting.msg"},
    "imapclient": {"collecting.mailbox"},
    "ssl": {"collecting.mailbox", "sending.post"},
    "socket": set(),
    "urllib.request": set(),
    "requests": set(),
}  # fmt: skip
LATE = {
    "cli",
    "cli_audit",
    "cli_collect",
    "cli_doctor",
    "cli_register",
    "cli_report",
    "cli_send",
    "run",
    "doctor.stores",
    "doctor.mail",
    "doctor.month",
    "unready",
}  # may import inside functions, so that `--help` is quick


def _modules() -> dict[str, Path]:
    root = ROOT / "pipeline"
    found = {}
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).with_suffix("").as_posix().replace("/", ".")
        if not name.endswith("__init__"):
            found[name] = path
    return found


MODULES = _modules()
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of what a module imports, wherever in it; "from a import b" gives a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out in full"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(name: str) -> set[str]:
    """The house's modules that a module imports."""
    found = {i.removeprefix("pipeline.") for i in imported(TREES[name]) if i.startswith("pipeline.")}
    return found & set(MODULES)


def test_every_module_has_its_place_in_the_order() -> None:
    assert sorted(ORDER) == sorted(MODULES), "say in ORDER where a new module stands"


@pytest.mark.parametrize("name", MODULES)
def test_imports_run_down_only(name: str) -> None:
    above = {other for other in own_imports(name) if ORDER.index(other) >= ORDER.index(name)}
    assert not above


def test_the_ground_floor_knows_nothing_of_the_house() -> None:
    assert not own_imports("model") and not own_imports("vietnamese")


@pytest.mark.parametrize("name", [m for m in MODULES if m.startswith("report.")])
def test_the_report_knows_no_intake_and_no_plan_workbook(name: str) -> None:
    forbidden = {"plan", "plan_table", "workbook", "ooxml", "templates", "run", "cli"}
    assert not {m for m in own_imports(name) if m.startswith("intake.") or m in forbidden}


@pytest.mark.parametrize("name", [m for m in MODULES if m.startswith("conform.")])
def test_the_judge_of_documents_knows_only_the_rules(name: str) -> None:
    known = {"model", "vietnamese", "limits", "report.nd30", "report.metrics"}
    assert {m for m in own_imports(name) if not m.startswith("conform.")} <= known


@pytest.mark.parametrize("name", [m for m in MODULES if m.startswith("second.")])
def test_the_second_road_knows_nothing_of_the_main_one(name: str) -> None:
    ground = {"model", "vietnamese", "ooxml", "workbook"}
    told = {"outcome", "wording"} if name == "second.compare" else set()
    assert {m for m in own_imports(name) if not m.startswith("second.")} <= ground | told


@pytest.mark.parametrize("name", [m for m in MODULES if not m.startswith("second.")])
def test_nobody_but_the_line_knows_the_second_road(name: str) -> None:
    assert name == "run" or not {m for m in own_imports(name) if m.startswith("second.")}


@pytest.mark.parametrize("name", ["plan", "layout", "templates", "workbook", "plan_writer"])
def test_the_first_half_knows_nothing_of_the_second(name: str) -> None:
    later = ("intake.", "report.", "merge", "evaluate", "measures", "crosscheck", "comparing")
    assert not {m for m in own_imports(name) if m.startswith(later)}


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_its_one_door(library: str) -> None:
    users = {
        name for name, tree in TREES.items()
        if any(i == library or i.startswith(library + ".") for i in imported(tree))
    }  # fmt: skip
    assert users <= DOORS[library]


@pytest.mark.parametrize("name", [m for m in MODULES if m not in LATE])
def test_nothing_is_imported_inside_a_function(name: str) -> None:
    for node in ast.walk(TREES[name]):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert not [n for n in ast.walk(node) if isinstance(n, (ast.Import, ast.ImportFrom))], node.name


def test_there_is_no_module_for_leftovers() -> None:
    leftovers = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base"}
    assert not {m for m in MODULES if m.rpartition(".")[2] in leftovers}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short(name: str) -> None:
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_what_goes_in_and_what_comes_out(name: str) -> None:
    assert ast.get_docstring(TREES[name])


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions that other modules may call."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_says_what_it_does(name: str) -> None:
    silent = [f.name for f in public_functions(TREES[name]) if not ast.get_docstring(f)]
    assert silent == []


@pytest.mark.parametrize("name", MODULES)
def test_every_function_is_annotated(name: str) -> None:
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            bare = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
            assert not bare, f"{node.name}({', '.join(bare)})"


WITH_A_CLOCK = {"cli", "cli_collect", "cli_doctor", "cli_register", "cli_report", "cli_send", "run"}


@pytest.mark.parametrize("name", [m for m in MODULES if m not in WITH_A_CLOCK])
def test_no_clock_and_no_environment_enter_below_the_command_line(name: str) -> None:
    clocks = {"now", "today", "utcnow", "time", "getenv"}
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = getattr(node.func.value, "id", "")
            assert not (owner in ("datetime", "date", "time", "os") and node.func.attr in clocks), node.lineno
