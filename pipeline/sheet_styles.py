"""How the templates look: a workbook comes in, its cell formats by name go out."""

from __future__ import annotations

from pipeline import forms
from pipeline import layout as lo
from pipeline.xlsx.book import Book
from pipeline.xlsx.look import Look

FONT = "Times New Roman"
NAVY = "#1F3864"
_LINE, _INPUT, _KEPT, _BAD = "#A6A6A6", "#FFFBE6", "#E7EEF7", "#F8CBAD"
_WRONG, _WRONG_LINE = "#FFC266", "#C55A11"
PROTECTION = {
    "select_locked_cells": True, "format_columns": True, "format_rows": True,
    "format_cells": True, "insert_rows": True, "sort": True, "autofilter": True,
}  # fmt: skip
_BASE = {"font_name": FONT, "font_size": 12, "valign": "vcenter"}
_STYLES: dict[lo.Style, dict[str, object]] = {
    "agency": {"bold": True},
    "title": {"bold": True, "font_size": 15, "align": "center", "font_color": NAVY},
    "subtitle": {"italic": True, "align": "center", "text_wrap": True, "valign": "top"},
    "label": {"bold": True, "text_wrap": True, "border": 1, "border_color": _LINE, "bg_color": "#F2F2F2"},
    "face": {"text_wrap": True, "border": 1, "border_color": _LINE, "align": "left"},
    "bar": {"bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "text_wrap": True},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
    "help": {"italic": True, "font_size": 11, "font_color": "#595959", "text_wrap": True, "indent": 1},
    "former": {"italic": True, "font_size": 11, "font_color": "#7F7F7F", "text_wrap": True, "indent": 1},
    "link": {"font_color": "#0563C1", "underline": 1},
    "heading": {
        "bold": True, "text_wrap": True, "align": "center", "border": 1, "border_color": _LINE, "bg_color": "#DCE6F1",
    },
    "guide": {"text_wrap": True},
    "subject": {"bold": True, "bg_color": "#F2F2F2", "top": 1, "bottom": 1, "border_color": _LINE},
    "rule": {"font_size": 11, "text_wrap": True, "indent": 1, "border": 1, "border_color": _LINE},
    "title_left": {"bold": True, "font_size": 14, "font_color": NAVY},
    "plain": {},
    "order": {"align": "center", "border": 1, "border_color": _LINE},
}  # fmt: skip
_FORMS: dict[forms.Form, dict[str, object]] = {
    "whole": {"num_format": "#,##0", "align": "right"},
    "number": {"num_format": "#,##0.##########", "align": "right"},
    "money": {"num_format": "#,##0", "align": "right"},
    "date": {"num_format": "dd/mm/yyyy", "align": "center"},
    "text": {"num_format": "@", "align": "left", "text_wrap": True},
    "long": {"num_format": "@", "align": "left", "text_wrap": True, "valign": "top"},
    "yes_no": {"align": "center"},
    "status": {"align": "center"},
    "given": {"num_format": "@", "align": "left", "text_wrap": True},
}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.made: dict[str, Look] = {}
        self.bad = book.add_format({"bg_color": _BAD, "font_color": "#9C0006"})

    def named(self, key: str, properties: dict[str, object]) -> Look:
        if key not in self.made:
            self.made[key] = self.book.add_format({**_BASE, **properties})
        return self.made[key]

    def text(self, style: lo.Style) -> Look:
        return self.named(style, _STYLES[style])

    def input(self, form: forms.Form, *, kept: bool = False, wrong: bool = False) -> Look:
        """Of a cell to fill in; of a given text; of what is filled in already; of what is to be mended."""
        cell: dict[str, object] = {"border": 1, "border_color": _LINE, "locked": form == "given"}
        if wrong:
            cell |= {"border": 2, "border_color": _WRONG_LINE, "bg_color": _WRONG}
        elif form != "given":
            cell["bg_color"] = _KEPT if kept else _INPUT
        look = " wrong" if wrong else " kept" if kept else ""
        return self.named(f"form {form}{look}", {**_FORMS[form], **cell})

    def column(self, form: forms.Form) -> Look:
        """Of a whole column that a list is pasted into."""
        return self.named(f"column {form}", {**_FORMS[form], "locked": False})

    def ready(self) -> Look:
        return self.named("ready", {**_STYLES["face"], "bold": True, "font_color": NAVY})
