"""Every sentence a user can meet: used, fillable, in good Vietnamese form."""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from collections.abc import Iterator
from functools import cache

import pytest

from pipeline.messages import CATALOGUE, CLIP, clip, finding, without_example
from pipeline.vietnamese import upper_first
from tests.drawing import ROOT


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the house, by its path."""
    paths = sorted((ROOT / "pipeline").rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


CODE = re.compile(
    r"(PLAN|GATE|ID|FORM|CELL|ROW|COLUMN|SHEET|DATA|DATE|NIL|STATUS|CARRY|PAST|MERGE|CHECK|WAIVER|TRUST|MAIL)_[A-Z_]*[A-Z]"
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
    used = {s for name, tree in sources().items() if name != "pipeline/messages.py" for s in strings(tree)}
    assert sorted(set(CATALOGUE) - used) == []


def test_every_code_that_is_used_exists() -> None:
    for name, tree in sources().items():
        unknown = {s for s in strings(tree) if CODE.fullmatch(s)} - set(CATALOGUE)
        assert not unknown, name


def calls() -> Iterator[tuple[str, str, set[str], bool]]:
    """(file, code, fields given by name, whether more may come in a ** mapping) of each message."""
    for name, tree in sources().items():
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
    for text in filter(None, (message.text, message.advice, upper_first(message.example))):
        assert unicodedata.is_normalized("NFC", text)
        assert text.endswith(".") and not text.endswith("..")
        assert text[0].isupper() or text[0].isdigit() or text[0] in "“{"
        assert text == " ".join(text.split())
        assert text.count("“") == text.count("”") and '"' not in text and "'" not in text
    assert message.text


@pytest.mark.parametrize("code", [c for c, m in CATALOGUE.items() if m.severity != "info"])
def test_what_asks_to_be_mended_says_how_with_an_example(code: str) -> None:
    message = CATALOGUE[code]
    assert message.advice and message.example
    assert finding(code, found="x", **dict.fromkeys(placeholders(code) - {"found"}, "y")).message.endswith(
        f" Ví dụ: {message.example}"
    )


@pytest.mark.parametrize("code", [c for c, m in CATALOGUE.items() if m.example])
def test_an_example_is_a_concrete_one_and_no_placeholder(code: str) -> None:
    """A figure, words or a code as they are typed, or the way through the menus."""
    message = CATALOGUE[code]
    example = message.example
    assert re.search(r"\d|“[^”…]{2,}”| > |[A-Z]\.[IVX]+|\b[A-Z]+_[A-Z]", example), example
    assert not re.search(r"[{}<…]|\.\.\.|\b(xxx?|abc|yyy|todo)\b", example, re.IGNORECASE), example
    assert example.rstrip(".") not in message.text + message.advice


def test_an_example_stands_in_its_place_and_nowhere_else() -> None:
    """So that a list can give it a column, and a letter leave it out."""
    for code, message in CATALOGUE.items():
        assert not re.search("ví dụ|chẳng hạn", message.text + message.advice + message.example, re.IGNORECASE), code


def test_who_has_nothing_to_mend_is_spared_the_example() -> None:
    with_one, without = finding("CELL_WHOLE", found="2,5"), finding("MERGE_SUPERSEDED", found="x.xlsx")
    assert with_one.message == "“2,5” không phải là số nguyên. Gõ số nguyên. Ví dụ: 12."
    assert without_example(with_one) == "“2,5” không phải là số nguyên. Gõ số nguyên."
    assert without_example(without) == without.message


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
