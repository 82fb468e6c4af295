"""Every sentence a user can meet: used, fillable, in good Vietnamese form."""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from collections.abc import Iterator

import pytest

from pipeline.messages import CATALOGUE, CLIP, clip, finding
from tests.drawing import ROOT

SOURCES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "pipeline").rglob("*.py"))
}
CODE = re.compile(
    r"(PLAN|MAIL|GATE|ID|CELL|ROW|COLUMN|SHEET|DATA|DATE|NIL|STATUS|CARRY|PAST|MERGE|CHECK|WAIVER)_[A-Z_]+"
)
SPEAKERS = {"finding", "say", "_say", "_at", "at"}  # functions whose arguments name a code and its fields


def strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def placeholders(code: str) -> set[str]:
    message = CATALOGUE[code]
    return {name for text in (message.text, message.advice) for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_is_used_somewhere() -> None:
    used = {s for name, tree in SOURCES.items() if name != "pipeline/messages.py" for s in strings(tree)}
    assert sorted(set(CATALOGUE) - used) == []


def test_every_code_that_is_used_exists() -> None:
    for name, tree in SOURCES.items():
        unknown = {s for s in strings(tree) if CODE.fullmatch(s)} - set(CATALOGUE)
        assert not unknown, name


def calls() -> Iterator[tuple[str, str, set[str], bool]]:
    """(file, code, fields given by name, whether more may come in a ** mapping) of each message."""
    for name, tree in SOURCES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            speaker = getattr(node.func, "id", getattr(node.func, "attr", ""))
            known = [a.value for a in node.args if isinstance(a, ast.Constant) and a.value in CATALOGUE]
            if speaker in SPEAKERS and known:
                given = {k.arg for k in node.keywords if k.arg}
                yield name, str(known[0]), given, any(k.arg is None for k in node.keywords)


def test_every_message_gets_the_fields_it_names() -> None:
    assert len(list(calls())) > 40
    for name, code, given, more in calls():
        missing = placeholders(code) - given - {"found"}  # what was found may be filled in by the speaker
        assert more or not missing, f"{name}: {code} without {missing}"


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_message_is_a_whole_sentence_in_composed_vietnamese(code: str) -> None:
    message = CATALOGUE[code]
    assert CODE.fullmatch(code)
    assert message.severity in ("error", "warning", "info")
    for text in (message.text, message.advice):
        if not text:
            continue
        assert unicodedata.is_normalized("NFC", text)
        assert text.endswith(".") and not text.endswith("..")
        assert text[0].isupper() or text[0] in "“{"
        assert text == " ".join(text.split())
        assert text.count("“") == text.count("”") and '"' not in text and "'" not in text
    assert message.text


@pytest.mark.parametrize("code", [c for c, m in CATALOGUE.items() if m.severity == "error"])
def test_an_error_says_what_to_do(code: str) -> None:
    assert CATALOGUE[code].advice


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_message_can_be_filled_in(code: str) -> None:
    fields = {name: f"<{name}>" for name in placeholders(code) - {"found"}}
    said = finding(code, sheet="Nhập liệu", cell="C5", found="<found>", **fields)
    assert "{" not in said.message and "}" not in said.message
    for name in placeholders(code):
        assert f"<{name}>" in said.message
    assert (said.sheet, said.cell, said.severity) == ("Nhập liệu", "C5", CATALOGUE[code].severity)


def test_a_message_without_a_field_it_names_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        finding("CELL_CHOICE", found="x")
    with pytest.raises(KeyError):
        finding("KHONG_CO")


def test_what_a_unit_typed_is_clipped_and_cannot_break_a_message() -> None:
    said = finding("CELL_NUMBER", found="{x} " * 200)
    assert "{x} {x}" in said.message and "…" in said.message
    assert len(said.found) <= CLIP < 200 and len(said.message) < 400
    assert clip("một\n hai\t ba") == "một hai ba"
    assert clip("abcdef", 4) == "abc…"
