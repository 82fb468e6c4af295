"""The results for machines: Results come in, the text of `ket-qua-<period>.json` goes out.

The form is the contract's section 3.4: shares and values as decimal strings, half up at 10 places;
numerators, denominators, counts and sums exact; null where there is no figure.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from json.encoder import JSONEncoder
from json.encoder import encode_basestring as _text
from typing import TypeVar

from pipeline.model import Finding, Source
from pipeline.outcome import Disagreement, HandIns, MeasureResult, Part, Receipt, Results, ScoreSheet, Tally
from pipeline.report.evidence import Reading
from pipeline.report.registry import Entry, Place, Registry
from pipeline.version import RULES, build
from pipeline.vietnamese import exact_decimal
from pipeline.wording import STANDING

Item = TypeVar("Item")

SCHEMA = 1
JSON_END = "]\n}\n"
_MARGIN = "\n "
_TOGETHER = 1_000  # entries of a registry that become text at once


def to_json(results: Results) -> str:
    """The whole result as JSON text, keys in the contract's order, Vietnamese letters as they are.

    But for the registries of the run's documents, each of which stands before the end as `inside` tells it.
    """
    return "".join((*json_begun(results), json_up_to_registries(()), JSON_END))


def json_begun(results: Results) -> Iterator[str]:
    """What the text begins with, piece by piece: that of a province need not stand in memory as a whole."""
    plan, period = results.plan, results.period
    document: dict[str, object] = {
        "schema": SCHEMA,
        "period": {"key": period.key, "from": period.start.isoformat(), "to": period.end.isoformat()},
        "as_of": results.as_of.isoformat(),
        "plan": {"sha256": plan.sha256, **_tally(results.overall)},
        "sections": [{"code": section.code, **_tally(t)} for section, t in results.sections],
        "tasks": [{"code": t.task.code, "status": t.status, "completion": _share(t.completion)} for t in results.tasks],
        "measures": map(_measure, results.measures),
        "submissions": map(receipt_json, results.receipts),
        "missing": [{"task": m.task, "unit": m.unit, "deadline": m.deadline.isoformat()} for m in results.missing],
        "hand_in": [_unit_hand_in(code, results) for code in results.plan.units],
        **({"scores": _scores(results.scores)} if results.scores else {}),
    }
    for at, (key, value) in enumerate(document.items()):
        yield f'{"," if at else "{"}\n "{key}": '
        if isinstance(value, Iterator):
            yield from _listed(value)
        else:
            yield _indented(value, _MARGIN)


def json_up_to_registries(disagreements: Sequence[Disagreement]) -> str:
    """How it goes on; each registry then stands on one line: indented it would take ten times as long."""
    told = _indented([_disagreement(d) for d in disagreements], _MARGIN)
    return (f',\n "disagreements": {told}' if disagreements else "") + ',\n "registries": ['


def _listed(items: Iterator[object]) -> Iterator[str]:
    """A list of the document, item by item."""
    begin = "[\n  "
    for item in items:
        yield begin + _indented(item, "\n  ")
        begin = ",\n  "
    yield "[]" if begin[0] == "[" else "\n ]"


def _indented(value: object, margin: str) -> str:
    """As `json.dumps` writes it with an indent of 1, in a third of its time; margin: a line end and what follows it."""
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return "null"
    if type(value) is int:
        return str(value)
    inner = f"{margin} "
    if isinstance(value, dict) and value:
        told = [f"{_text(key)}: {_indented(item, inner)}" for key, item in value.items()]
        return f"{{{inner}{f',{inner}'.join(told)}{margin}}}"
    if isinstance(value, list) and value:
        return f"[{inner}{f',{inner}'.join([_indented(item, inner) for item in value])}{margin}]"
    return json.dumps(value)


def _unit_hand_in(unit: str, results: Results) -> dict[str, object]:
    """How the reports asked of a unit stand, in the period and in each month that the plan counts."""
    history = results.history.of_unit(unit)
    months = dict.fromkeys(r.period for r in sorted(history.reports, key=lambda r: r.deadline))
    return {
        "unit": unit, **_hand_in(results.hand_ins.of_unit(unit)),
        "months": [{"period": key, **_hand_in(history.of_month(key))} for key in months],
    }  # fmt: skip


def _hand_in(own: HandIns) -> dict[str, object]:
    """Counts and both rates; what is waived is not due, what is nil is on time or late too."""
    standings: dict[str, object] = {standing: len(own.standing(standing)) for standing in STANDING}
    shares = {"rate": _share(own.rate), "on_time_rate": _share(own.on_time_rate)}
    return {"due": len(own.due), "accepted": len(own.accepted), "nil": len(own.nil), **standings, **shares}


def _disagreement(found: Disagreement) -> dict[str, str]:
    return {"place": found.place, "report": found.main, "recomputed": found.second}


def _share(value: Fraction | None) -> str | None:
    return None if value is None else exact_decimal(value)


def _exact(value: Fraction | None) -> int | str | None:
    """A count or a sum: a whole number as it is, any other as an exact decimal string."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else exact_decimal(value)


def _tally(tally: Tally) -> dict[str, object]:
    return {
        "completion": _share(tally.completion),
        "tasks_complete": tally.tasks_complete,
        "tasks": tally.tasks,
        "nothing_arose": tally.nothing_arose,
        "tracked": tally.tracked,
    }


def measures(results: Results) -> Iterator[dict[str, object]]:
    """Every measure as the contract prints it, up to its figures."""
    return map(_figures, results.measures)


def _figures(result: MeasureResult) -> dict[str, object]:
    measure, figure = result.measure, result.figure
    return {
        "code": measure.code,
        "task": measure.task,
        "kind": measure.kind,
        "value": _share(figure.value),
        "numerator": _exact(figure.numerator),
        "denominator": _exact(figure.denominator),
        "baseline": _share(figure.baseline),
        "completion": _share(result.completion),
    }


def _measure(result: MeasureResult) -> dict[str, object]:
    figure = result.figure
    return {
        **_figures(result),
        "targets": [
            {
                "op": t.target.op,
                "target": t.target.text,
                "due": t.target.due.isoformat() if t.target.due else None,
                "status": t.status,
                "completion": _share(t.completion),
            }
            for t in result.targets
        ],
        "parts": [_part(p) for p in figure.parts],
        "units": {
            "expected": list(result.expected),
            "received": [u for u in result.expected if u in figure.received],
            "missing": list(result.missing),
        },
        "sources": [_source(s) for s in figure.sources],
    }


def _source(source: Source) -> dict[str, str]:
    """A cell; what the template brought along and the unit left as it was also names the file before."""
    told = {
        "sha256": source.sha256, "file": source.file, "sheet": source.sheet, "cell": source.cell, "raw": source.raw,
    }  # fmt: skip
    return {**told, "carried_from": source.carried_from} if source.carried_from else told


def _part(part: Part) -> dict[str, object]:
    return {
        "label": part.label,
        "value": _share(part.value),
        "numerator": _exact(part.numerator),
        "denominator": _exact(part.denominator),
    }


def _scores(sheet: ScoreSheet) -> dict[str, object]:
    return {
        "points": exact_decimal(sheet.total.points),
        "maximum": exact_decimal(sheet.total.maximum),
        "share": _share(sheet.total.share),
        "rules": [
            {
                "code": s.rule.code,
                "section": s.rule.section.code,
                "measure": s.rule.measure or None,
                "method": s.rule.method,
                "value": _share(s.value),
                "points": _share(s.points),
                "maximum": exact_decimal(s.rule.maximum),
                "state": s.state,
            }
            for s in sheet.scores
        ],
    }


def registry_json(
    registry: Registry, document: str, results: Results, apart: Mapping[tuple[str, str], int]
) -> dict[str, object]:  # fmt: skip
    """The registry of a document: what it was made from, every figure with its cells, every number that is none."""
    told: dict[str, object] = json.loads(f"{{{''.join(registry_text(registry, document, results, apart))}}}")
    return told


def inside(registry: Mapping[str, object]) -> Iterator[str]:
    """What stands between the braces of a registry as JSON, piece by piece: that of a province has 60 MB.

    Its iterators are lists.
    """
    text = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for at, (key, value) in enumerate(registry.items()):
        yield f"{',' if at else ''}{text(key)}:"
        if isinstance(value, list | Iterator):
            yield from _portions(value, lambda told: text(told)[1:-1])
        else:
            yield text(value)


def _portions(items: Iterable[Item], told: Callable[[list[Item]], str]) -> Iterator[str]:
    """A list as JSON, many items at once; told: how they stand in it."""
    rest, before = iter(items), "["
    while some := list(islice(rest, _TOGETHER)):
        yield before + told(some)
        before = ","
    yield "[]" if before == "[" else "]"


def registry_text(
    registry: Registry, document: str, results: Results, apart: Mapping[tuple[str, str], int]
) -> Iterator[str]:  # fmt: skip
    """The same as `inside` tells it: as objects it would take more room than all else, and four times the time."""
    plan, period = results.plan, results.period
    as_of = results.as_of.isoformat()
    yield from inside({
        "schema": SCHEMA,
        "document": document,
        "program": build(),
        "rules": RULES,
        "plan": {"file": plan.source, "sha256": plan.sha256},
        "period": {"key": period.key, "from": period.start.isoformat(), "to": period.end.isoformat()},
        "as_of": as_of,
    })  # fmt: skip
    lists = {
        "inputs": map(_input, results.receipts),
        "sources": map(_reading, registry.readings),
        "figures": (_entry(entry, as_of) for entry in registry.figures),
        "apart": (f'{{"kind":{_text(kind)},"text":{_text(text)},"count":{n}}}' for (kind, text), n in apart.items()),
    }
    for key, entries in lists.items():
        yield f',"{key}":'
        yield from _portions(entries, ",".join)


def _input(receipt: Receipt) -> str:
    """A file that the report was made from, as JSON; what is said of who sent it, as `verify` finds it again."""
    arrival = receipt.arrival
    found = ",".join(map(_said, receipt.trust))
    said = f',"said":[{found}]' if found else ""
    return (
        f'{{"file":{_text(arrival.name)},"sha256":"{arrival.sha256}","received":"{arrival.received.isoformat()}",'
        f'"order":{arrival.order},"state":"{receipt.state}"{said}}}'
    )


def _said(found: Finding) -> str:
    return f'{{"code":{_text(found.code)},"found":{_text(found.found)},"message":{_text(found.message)}}}'


def _reading(reading: Reading) -> str:
    """A cell of a registry, as JSON."""
    source = reading.source
    carried = f',"carried_from":{_text(source.carried_from)}' if source.carried_from else ""
    return (
        f'{{"sha256":{_text(source.sha256)},"file":{_text(source.file)},"sheet":{_text(source.sheet)},'
        f'"cell":{_text(source.cell)},"raw":{_text(source.raw)}{carried},"value":{_text(reading.value)},'
        f'"repairs":{_texts(reading.repairs)}}}'
    )


def _entry(entry: Entry, as_of: str) -> str:
    """A figure of a registry, as JSON."""
    about = entry.subject
    task = _text(about.task) if about.task else "null"
    measure = _text(about.measure) if about.measure else "null"
    sources = ",".join(map(str, entry.sources))
    return (
        f'{{"id":"{entry.id}","concept":"{entry.concept}","of":{_text(entry.of)},"name":{_text(about.name)},'
        f'"task":{task},"measure":{measure},"units":{_texts(about.units)},"period":{_text(about.period)},'
        f'"as_of":"{as_of}","days":{_texts(about.days)},"rule":{_text(about.rule)},"exact":{_text(entry.exact)},'
        f'"shown":{_text(entry.shown)},"counted":{_texts(entry.counted)},"sources":[{sources}],'
        f'"places":[{",".join(map(_place, entry.places))}]}}'
    )


def _place(place: Place) -> str:
    if place.chart is None:
        return f'{{"anchor":"{place.anchor}","shown":{_text(place.shown)}}}'
    chart, series, point = place.chart
    return f'{{"chart":{chart},"series":{series},"point":{point},"shown":{_text(place.shown)}}}'


def _texts(texts: tuple[str, ...]) -> str:
    """Some texts as a list of JSON."""
    return f"[{','.join(map(_text, texts))}]" if texts else "[]"


def receipt_json(receipt: Receipt) -> dict[str, object]:
    """A file with its findings as the contract prints it; of a bundle also the state of each task."""
    arrival = receipt.arrival
    told: dict[str, object] = {
        "file": arrival.name,
        "sha256": arrival.sha256,
        "received": arrival.received.isoformat(),
        "late_days": receipt.parts[0].late_days,
        "task": receipt.task or None,
        "unit": receipt.unit or None,
        "period": receipt.period or None,
        "state": receipt.state,
        "findings": [_finding(f) for f in receipt.findings],
    }
    if receipt.bundle:
        told["parts"] = [
            {"task": p.task or None, "state": p.state, "findings": [_finding(f) for f in p.findings]}
            for p in receipt.parts
        ]
    return told


def _finding(found: Finding) -> dict[str, object]:
    return {
        "code": found.code,
        "severity": found.severity,
        "sheet": found.sheet,
        "cell": found.cell,
        "label": found.label,
        "found": found.found,
        "message": found.message,
    }
