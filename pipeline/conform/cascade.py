"""Styles, theme and numbering of a .docx come in, the formatting that is seen goes out.

A value stands where the nearest level states it: document defaults, table style, paragraph style,
numbering, character style, the paragraph or run itself. Styles inherit along `basedOn`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.conform.lists import Lists, measure, number
from pipeline.conform.package import Package, W
from pipeline.report.nd30 import FONT

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_OFF = {"0", "false", "off", "none"}
_TOGGLES = ("b", "i", "caps", "smallCaps", "vanish", "strike", "dstrike")
_THEME_COLOURS = {
    "dark1": "dk1", "text1": "dk1", "light1": "lt1", "background1": "lt1", "dark2": "dk2", "text2": "dk2",
    "light2": "lt2", "background2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink",
}  # fmt: skip
AUTOMATIC_GAP = 14.0  # pt, what "automatic" spacing before or after a paragraph comes to
DEFAULT_SIZE, DEFAULT_FONT = 10.0, "Times New Roman"  # where nothing says another
BLACK = "000000"
_DEEPEST = 200  # levels of basedOn: a longer chain is no one's work


@dataclass(frozen=True, slots=True)
class Look:
    """How the letters of a run are seen; `other_font` sets what lies beyond ASCII, size in pt."""

    font: str = DEFAULT_FONT
    other_font: str = DEFAULT_FONT
    size: float = DEFAULT_SIZE
    bold: bool = False
    italic: bool = False
    underline: bool = False
    caps: bool = False
    hidden: bool = False
    color: str = BLACK
    tracking: float = 0  # pt added to each letter
    scale: float = 1  # width of the letters

    @property
    def strange(self) -> tuple[bool, bool, bool]:
        """Whether it is not the decree's: the font of ASCII letters, that of the others, the colour."""
        return _is_foreign(self.font), _is_foreign(self.other_font), self.color != BLACK


def _is_foreign(font: str) -> bool:
    return font.strip().casefold() != FONT.casefold()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a paragraph is seen: indents in mm, spacing in pt.

    `line` is in lines where `rule` is "auto", else in pt; `numbering` is (list, level).
    """

    style: str = ""
    align: str = "left"
    before: float = 0
    after: float = 0
    line: float = 1
    rule: str = "auto"
    left: float = 0
    right: float = 0
    first_line: float = 0
    keep_next: bool = False
    contextual: bool = False
    ruled: bool = False  # a border above or below
    outlined: bool = False
    tabs: tuple[tuple[float, str], ...] = ()
    numbering: tuple[str, int] | None = None


Properties = dict[str, Any]


def is_on(element: Any) -> bool:
    """Whether an on/off element is on: it is, unless its value says no."""
    return element is not None and element.get(f"{W}val", "1").lower() not in _OFF


def key_of(element: Any) -> Any:
    """A hashable image of a small element: what looks the same is computed once."""
    return tuple([(c.tag, *c.items()) if len(c) == 0 else (c.tag, key_of(c)) for c in element])


class Cascade:
    """Answers what a paragraph or a run looks like; remembers its answers."""

    def __init__(self, package: Package) -> None:
        self._fonts, self._colours = _theme(package.related("theme"))
        self._styles: dict[str, Any] = {}
        self.default_style = self.default_table = ""
        self._defaults: tuple[Properties, Properties] = ({}, {})
        self.lists = Lists(package.related("numbering"))
        self._read_styles(package.related("styles"))
        self._of_style: dict[str, tuple[Properties, Properties]] = {}
        self._layouts: dict[Any, Layout] = {}
        self._looks: dict[Any, Look] = {}

    def layout(self, properties: Any, table_style: str) -> Layout:
        """The layout of a paragraph with these `w:pPr` (None: none) in a table of that style."""
        key = (None if properties is None else key_of(properties), table_style)
        if key not in self._layouts:
            self._layouts[key] = self._layout(properties, table_style)
        return self._layouts[key]

    def look(self, properties: Any, style: str, table_style: str) -> Look:
        """The look of a run with these `w:rPr` (None: none) in a paragraph of that style."""
        key = (None if properties is None else key_of(properties), style, table_style)
        if key not in self._looks:
            self._looks[key] = self._look(properties, style, table_style)
        return self._looks[key]

    def table(self, style: str) -> Any:
        """The `w:tblPr` of a table style and of those it is based on, nearest first."""
        return [p for p in (e.find(f"{W}tblPr") for e in self._chain(style)) if p is not None]

    def _read_styles(self, root: Any) -> None:
        if root is None:
            return
        defaults = root.find(f"{W}docDefaults")
        if defaults is not None:
            paragraph = defaults.find(f"{W}pPrDefault/{W}pPr")
            run = defaults.find(f"{W}rPrDefault/{W}rPr")
            self._defaults = (self._paragraph_values(paragraph), self._run_values(run))
        for style in root.iterfind(f"{W}style"):
            identity = style.get(f"{W}styleId", "")
            self._styles.setdefault(identity, style)
            if is_default(style) and style.get(f"{W}type") == "paragraph":
                self.default_style = identity
            elif is_default(style) and style.get(f"{W}type") == "table":
                self.default_table = identity

    def _chain(self, style: str) -> Iterator[Any]:
        """A style and those it is based on, nearest first; a circle ends where it closes."""
        seen: set[str] = set()
        while style in self._styles and style not in seen and len(seen) < _DEEPEST:
            seen.add(style)
            yield self._styles[style]
            style = _base(self._styles[style])

    def _style(self, style: str) -> tuple[Properties, Properties]:
        """What a style says of paragraphs and of runs, its bases included; a circle ends where it closes."""
        waiting: dict[str, Any] = {}  # not yet known, nearest first
        while style in self._styles and style not in self._of_style and style not in waiting:
            waiting[style] = self._styles[style]
            style = _base(self._styles[style])
        paragraph, run = self._of_style.get(style, ({}, {}))
        for name, element in reversed(waiting.items()):
            own = self._paragraph_values(element.find(f"{W}pPr"))
            # a list that a style belongs to indents its paragraphs, and the style overrules the list
            of_list = self._list_values(own["numbering"]) if "numbering" in own else {}
            paragraph = paragraph | of_list | own
            run = run | self._run_values(element.find(f"{W}rPr"))
            self._of_style[name] = paragraph, run
        return paragraph, run

    def _layout(self, properties: Any, table_style: str) -> Layout:
        own = self._paragraph_values(properties)
        style = own.pop("style", "") or self.default_style
        values = self._defaults[0] | (self._style(table_style)[0] if table_style else {}) | self._style(style)[0]
        if "list" in own or "level" in own:
            own["numbering"] = (own.get("list", values.get("list", "")), own.get("level", 0))
            values |= self._list_values(own["numbering"])
        values |= own
        for side in ("before", "after"):
            if values.pop(f"{side}_automatic", False):
                values[side] = AUTOMATIC_GAP
        if values.pop("framed", False):
            values["align"] = "center"
        if values.get("numbering") and self.lists.level(values["numbering"]) is None:
            values["numbering"] = None
        allowed = Layout.__dataclass_fields__
        return Layout(style=style, **{k: v for k, v in values.items() if k in allowed and k != "style"})

    def _list_values(self, numbering: tuple[str, int] | None) -> Properties:
        level = self.lists.level(numbering) if numbering else None
        return {} if level is None else self._paragraph_values(level.find(f"{W}pPr"))

    def _look(self, properties: Any, style: str, table_style: str) -> Look:
        own = self._run_values(properties)
        character = own.pop("style", "")
        styles = [self._style(s)[1] for s in (table_style, style, character) if s]
        values = dict(self._defaults[1])
        for level in styles:
            values |= level
        values |= own
        for toggle in _TOGGLES:  # styles switch one another over; the run itself has the last word
            if toggle not in own:
                switched = sum(bool(level.get(toggle)) for level in styles) % 2 == 1
                values[toggle] = bool(self._defaults[1].get(toggle)) or switched
        return Look(
            font=values.get("font", DEFAULT_FONT),
            other_font=values.get("other_font", DEFAULT_FONT),
            size=values.get("size", DEFAULT_SIZE),
            bold=values["b"],
            italic=values["i"],
            underline=values.get("underline", False),
            caps=values["caps"],
            hidden=values["vanish"],
            color=values.get("color", BLACK),
            tracking=values.get("tracking", 0),
            scale=values.get("scale", 1),
        )

    def _run_values(self, properties: Any) -> Properties:
        """What a `w:rPr` states."""
        values: Properties = {}
        for element in () if properties is None else properties:
            name, value = element.tag.rpartition("}")[2], element.get(f"{W}val")
            if name in _TOGGLES:
                values[name] = is_on(element)
            elif name == "rStyle":
                values["style"] = value or ""
            elif name == "rFonts":
                for slot, attribute in (("font", "ascii"), ("other_font", "hAnsi")):
                    named = self._fonts.get(element.get(f"{W}{attribute}Theme", "")) or element.get(f"{W}{attribute}")
                    if named:
                        values[slot] = named
            elif name == "sz" and (size := number(value)) is not None:
                values["size"] = size / 2
            elif name == "u":
                values["underline"] = (value or "single") != "none"
            elif name == "color":
                values["color"] = self._colour(element)
            elif name == "spacing" and (tracking := number(value)) is not None:
                values["tracking"] = tracking / 20
            elif name == "w" and (scale := number((value or "").rstrip("%"))):
                values["scale"] = scale / 100
        return values

    def _colour(self, element: Any) -> str:
        """The colour as six digits; automatic is black, and a theme's colour goes before a number."""
        theme = element.get(f"{W}themeColor")
        stated = (element.get(f"{W}val") or "auto").upper()
        changed = element.get(f"{W}themeTint") or element.get(f"{W}themeShade")
        named = self._colours.get(_THEME_COLOURS.get(theme, theme or ""))
        if named and not changed:
            return named
        return BLACK if stated == "AUTO" and not (theme and changed) else stated

    def _paragraph_values(self, properties: Any) -> Properties:
        """What a `w:pPr` states."""
        values: Properties = {}
        for element in () if properties is None else properties:
            name = element.tag.rpartition("}")[2]
            reader = _PARAGRAPH.get(name)
            if reader:
                values |= reader(element)
        return values


def _base(style: Any) -> str:
    return _value(style.find(f"{W}basedOn"))


def is_default(style: Any) -> bool:
    """Whether a `w:style` is the one that is used where none is named."""
    return (style.get(f"{W}default") or "0").lower() not in _OFF


# --- what each element of a paragraph's properties says ----------------------------------------


def _alignment(element: Any) -> Properties:
    words = {"start": "left", "end": "right", "distribute": "both", "centre": "center"}
    value = element.get(f"{W}val", "left")
    return {"align": words.get(value, value)}


def _spacing(element: Any) -> Properties:
    values: Properties = {}
    for side in ("before", "after"):
        if (gap := measure(element.get(f"{W}{side}"))) is not None:
            values[side] = gap * 72 / 25.4
        if (automatic := element.get(f"{W}{side}Autospacing")) is not None:
            values[f"{side}_automatic"] = automatic.lower() not in _OFF
    rule, line = element.get(f"{W}lineRule"), number(element.get(f"{W}line"))
    if line is not None:
        values["rule"] = rule or "auto"
        values["line"] = line / (240 if values["rule"] == "auto" else 20)
    return values


def _indents(element: Any) -> Properties:
    values: Properties = {}
    for name, attributes in (("left", ("start", "left")), ("right", ("end", "right")), ("first_line", ("firstLine",))):
        for attribute in attributes:
            if (length := measure(element.get(f"{W}{attribute}"))) is not None:
                values[name] = length
    if hanging := measure(element.get(f"{W}hanging")):
        values["first_line"] = -hanging
    return values


def _borders(element: Any) -> Properties:
    sides = (element.find(f"{W}top"), element.find(f"{W}bottom"))
    return {"ruled": any(s is not None and s.get(f"{W}val", "nil") not in ("nil", "none") for s in sides)}


def _list(element: Any) -> Properties:
    identity, level = element.find(f"{W}numId"), number(_value(element.find(f"{W}ilvl")))
    values: Properties = {}
    if identity is not None:
        values["list"] = identity.get(f"{W}val", "")
    if level is not None:
        values["level"] = int(level)
    return values | {"numbering": (values.get("list", ""), values.get("level", 0))}


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(f"{W}val", ""))


def _tabs(element: Any) -> Properties:
    stops = [(measure(tab.get(f"{W}pos")), tab.get(f"{W}val", "left")) for tab in element.iterfind(f"{W}tab")]
    return {"tabs": tuple(sorted((at, kind) for at, kind in stops if at is not None and kind != "clear"))}


_PARAGRAPH: dict[str, Callable[[Any], Properties]] = {
    "pStyle": lambda element: {"style": _value(element)},
    "jc": _alignment,
    "spacing": _spacing,
    "ind": _indents,
    "pBdr": _borders,
    "numPr": _list,
    "tabs": _tabs,
    "keepNext": lambda element: {"keep_next": is_on(element)},
    "contextualSpacing": lambda element: {"contextual": is_on(element)},
    "outlineLvl": lambda element: {"outlined": _value(element) != "9"},
    # an old kind of text box, as Word put page numbers in: centred whatever its text is
    "framePr": lambda element: {"framed": element.get(f"{W}xAlign") == "center"},
}


# --- theme ------------------------------------------------------------------------


def _theme(root: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Fonts by the names that runs call them, and colours by theirs."""
    fonts: dict[str, str] = {}
    colours: dict[str, str] = {}
    if root is None:
        return fonts, colours
    for name in ("major", "minor"):
        latin = root.find(f".//{_A}{name}Font/{_A}latin")
        vietnamese = root.find(f".//{_A}{name}Font/{_A}font[@script='Viet']")
        faces = [f.get("typeface") for f in (latin, vietnamese) if f is not None and f.get("typeface")]
        if faces:
            fonts |= {f"{name}Ascii": faces[0], f"{name}HAnsi": faces[0]}
    scheme = root.find(f".//{_A}clrScheme")
    for colour in () if scheme is None else scheme:
        if len(colour):
            value = colour[0].get("lastClr") or colour[0].get("val", "")
            colours[colour.tag.rpartition("}")[2]] = value.upper()
    return fonts, colours
