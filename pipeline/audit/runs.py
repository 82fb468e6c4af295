"""A run as a record of the log: values come in, their one text goes out, and back from any text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Input:
    """A file of the inbox as a run read it; `said` of who sent it and of what the office decided about it."""

    file: str
    sha256: str
    received: datetime
    state: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """All that a run's outputs depend on but the printed head; `inputs` in the order of receipt."""

    period: str
    as_of: date
    plan: str  # SHA-256 of the plan workbook
    program: str
    rules: int
    options: Mapping[str, str]
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One run in the chain; `outputs` are the SHA-256 of what it wrote, by file name."""

    position: int
    previous: str  # hash of the record before, "" for the first
    run: Run
    outputs: Mapping[str, str]


def is_hash(text: str) -> bool:
    """Whether a text is a SHA-256 as it is written everywhere here."""
    return _HASH.fullmatch(text) is not None


def sha256(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def run_hash(run: Run) -> str:
    """The SHA-256 of a run, for its report to carry: so the report is a witness of its own record."""
    return sha256(_dump(_run_told(run)))


def to_text(record: Record) -> str:
    """The one text of a record: JSON in ASCII, keys sorted, no blanks."""
    return _dump(
        {
            "position": record.position,
            "previous": record.previous,
            "run": _run_told(record.run),
            "outputs": dict(record.outputs),
        }
    )


def text_end(run: Run) -> str:
    """What the text of a record of this run ends with: the last of its keys is the run."""
    return f'"run":{_dump(_run_told(run))}}}'


def _run_told(run: Run) -> dict[str, object]:
    inputs = [
        {
            "file": i.file, "sha256": i.sha256, "received": i.received.isoformat(), "state": i.state,
            **({"said": list(i.said)} if i.said else {}),  # nothing where there is nothing, as in older records
        }
        for i in run.inputs
    ]  # fmt: skip
    return {
        "period": run.period, "as_of": run.as_of.isoformat(), "plan": run.plan, "program": run.program,
        "rules": run.rules, "options": dict(run.options), "inputs": inputs,
    }  # fmt: skip


def _dump(told: dict[str, object]) -> str:
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Record | None:
    """The record that a text is the canonical text of; None for any other text."""
    try:
        told = json.loads(text)
        run = told["run"]
        inputs = tuple(
            Input(
                _text(i["file"]), _text(i["sha256"]), datetime.fromisoformat(i["received"]), _text(i["state"]),
                tuple(_text(said) for said in i.get("said", ())),
            )
            for i in run["inputs"]
        )  # fmt: skip
        record = Record(
            _whole(told["position"]), _previous(told["previous"]),
            Run(
                _text(run["period"]), date.fromisoformat(run["as_of"]), _text(run["plan"]), _text(run["program"]),
                _whole(run["rules"]), _texts(run["options"]), inputs,
            ),
            _texts(told["outputs"]),
        )  # fmt: skip
        return record if to_text(record) == text else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _previous(value: Any) -> str:
    if value == "" or is_hash(_text(value)):
        return str(value)
    raise ValueError


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError
    return {key: _text(told) for key, told in value.items()}
