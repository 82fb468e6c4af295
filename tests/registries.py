"""Registries for the tests: an office comes in, the registry of its report as a file holds it goes out."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pandas as pd

from pipeline import run
from pipeline.merge import observations
from pipeline.outcome import Results
from pipeline.report import excel, machine, outline
from pipeline.report.registry import Drafted, Known, Registry, registered
from tests.office import AFTER, Office


def registry_of(office: Office, period: str = "2022-09", as_of: date | None = None) -> dict[str, Any]:
    """The registry of a report, by way of its JSON text."""
    window = office.plan.calendar[period]
    return registry_from(*run.compute(office.plan, window, as_of or AFTER, office.submissions()))


def figures_from(results: Results, table: pd.DataFrame) -> Registry:
    """The figures of the report of these results."""
    draft = Drafted(outline.compose(results), Known(results, observations(table)))
    return registered(draft.document, draft)[1]


def registry_from(results: Results, table: pd.DataFrame) -> dict[str, Any]:
    """The registry of the report of these results, by way of its JSON text."""
    told = machine.registry_json(figures_from(results, table), f"bao-cao-{results.period.key}", results, {})
    read: dict[str, Any] = json.loads(json.dumps(told, ensure_ascii=False))
    return read


def workbook_of(results: Results, table: pd.DataFrame, stamp: datetime) -> bytes:
    """The summary workbook of a report's results."""
    return excel.with_figures(excel.without_figures(results, table, stamp), figures_from(results, table))
