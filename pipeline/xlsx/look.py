"""How cells look: properties (in xlsxwriter's words) come in, a `Look` goes out; those in use → the part of styles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.xlsx.marks import HEAD, attribute

_LINES = {1: "thin", 2: "medium"}
_SIDES = ("left", "right", "top", "bottom")
_FONT = '<font><sz val="11"/><color theme="1"/><name val="Calibri"/><family val="2"/><scheme val="minor"/></font>'
_COMMENT_FONT = '<font><sz val="8"/><color indexed="81"/><name val="Tahoma"/><family val="2"/></font>'
_FILLS = ('<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>')
_BORDER = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_FIRST_NUMBER = 164  # of an own format of numbers


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A format in pieces of XML, made once; `number` is its code of numbers, "" where it has none."""

    font: str
    fill: str
    border: str
    number: str
    alignment: str
    locked: bool
    marked: str  # the same as a conditional format


def look(properties: Mapping[str, object]) -> Look:
    """The look of properties; the same of all gives the same one."""
    return _look(tuple(properties.items()))


@lru_cache(maxsize=256)
def _look(items: tuple[tuple[str, object], ...]) -> Look:
    given = dict(items)
    fill = _color(given.get("bg_color"))
    solid = f'<fill><patternFill patternType="solid"><fgColor {fill}/><bgColor indexed="64"/></patternFill></fill>'
    return _made(
        _font(given), solid if fill else _FILLS[0], _border(given), str(given.get("num_format", "")),
        _alignment(given), bool(given.get("locked", True)),
        f"<dxf><font><color {_color(given.get('font_color'))}/></font>"
        f"<fill><patternFill><bgColor {fill}/></patternFill></fill></dxf>",
    )  # fmt: skip


_made = cache(Look)


def _color(code: object) -> str:
    return f'rgb="FF{str(code)[1:].upper()}"' if code else ""


def _font(given: Mapping[str, object]) -> str:
    if "font_name" not in given:
        return _FONT
    marks = "".join(f"<{tag}/>" for tag, key in (("b", "bold"), ("i", "italic"), ("u", "underline")) if given.get(key))
    color = _color(given.get("font_color")) or 'theme="1"'
    name, size = attribute(str(given["font_name"])), given["font_size"]
    return f'<font>{marks}<sz val="{size}"/><color {color}/><name val="{name}"/><family val="2"/></font>'


def _border(given: Mapping[str, object]) -> str:
    color = _color(given.get("border_color"))
    sides = ((side, given.get(side, given.get("border"))) for side in _SIDES)
    drawn = (f'<{s} style="{_LINES[n]}"><color {color}/></{s}>' if isinstance(n, int) else f"<{s}/>" for s, n in sides)
    return f"<border>{''.join(drawn)}<diagonal/></border>"


def _alignment(given: Mapping[str, object]) -> str:
    indent = given.get("indent")
    told = (
        ("horizontal", given.get("align") or ("left" if indent else "")),
        ("vertical", {"vcenter": "center"}.get(str(given.get("valign")), given.get("valign", ""))),
        ("indent", indent),
        ("wrapText", 1 if given.get("text_wrap") else 0),
    )
    attributes = "".join(f' {name}="{value}"' for name, value in told if value)
    return f"<alignment{attributes}/>" if attributes else ""


@lru_cache(maxsize=256)
def styles(used: tuple[Look, ...], marked: tuple[Look, ...], *, commented: bool) -> bytes:
    """The part of styles: `used` in the order of their numbers, 1 the first; `marked` of conditional formats.

    commented: with the font of comments.
    """
    fonts, fills, borders = {_FONT: 0}, {fill: n for n, fill in enumerate(_FILLS)}, {_BORDER: 0}
    numbers: dict[str, int] = {}
    cells = ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>']
    for one in used:
        number = numbers.setdefault(one.number, _FIRST_NUMBER + len(numbers)) if one.number else 0
        ids = {
            "numFmtId": number, "fontId": fonts.setdefault(one.font, len(fonts)),
            "fillId": fills.setdefault(one.fill, len(fills)), "borderId": borders.setdefault(one.border, len(borders)),
        }  # fmt: skip
        applied = ("NumberFormat", "Font", "Fill", "Border")
        told = [f'{name}="{value}"' for name, value in ids.items()] + ['xfId="0"']
        told += [f'apply{what}="1"' for what, value in zip(applied, ids.values(), strict=True) if value]
        told += ['applyAlignment="1"'] * bool(one.alignment) + ['applyProtection="1"'] * (not one.locked)
        within = one.alignment + ("" if one.locked else '<protection locked="0"/>')
        cells.append(f"<xf {' '.join(told)}>{within}</xf>" if within else f"<xf {' '.join(told)}/>")
    drawn = [*fonts, _COMMENT_FONT] if commented else fonts
    written = (f'<numFmt numFmtId="{n}" formatCode="{attribute(code)}"/>' for code, n in numbers.items())
    return (
        f'{HEAD}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{_counted('numFmts', list(written)) if numbers else ''}"
        f"{_counted('fonts', drawn)}{_counted('fills', fills)}{_counted('borders', borders)}"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f"{_counted('cellXfs', cells)}"
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        f"{_counted('dxfs', [one.marked for one in marked])}"
        '<tableStyles count="0" defaultTableStyle="TableStyleMedium9" defaultPivotStyle="PivotStyleLight16"/>'
        "</styleSheet>"
    ).encode()


def _counted(tag: str, items: Iterable[str]) -> str:
    listed = list(items)
    return f'<{tag} count="{len(listed)}">{"".join(listed)}</{tag}>' if listed else f'<{tag} count="0"/>'
