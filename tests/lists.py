"""Every list of equations in short: which lines, in which order, with which words and numbers.

The bundled examples, and networks and expressions of the oracle, each as it is, under other
settings, and with each quantity of it given. `python -m tests.lists` writes data/lists.jsonl.gz
anew; `python -m tests.lists FILE` writes all words and numbers of many more, to compare two
versions line by line.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tracer import InputError, trace
from tracer.expression import Expression
from tracer.files import bundled, read
from tracer.formula.latex import latex
from tracer.formula.text import text
from tracer.network import Network
from tracer.show import chain_of, entry_of, formula_of, worked
from tracer.trace import Step, Trace

DATA = Path(__file__).parent / "data"
STORED = DATA / "lists.jsonl.gz"
STORED_EVERY, ALL_EVERY = 60, 5  # of the oracle's cases
GIVEN = 8  # how many of these have each quantity given, at most
SETTINGS: tuple[dict[str, Any], ...] = (
    {"output": "combined"},
    {"mean_enters": "parameters"},
    {"samples": "sum", "outputs": "mean"},
    {"update_as": "step"},
    {"order": "stochastic"},
    {"relu_at_zero": 0.5},
    {"absent": ["W[1][1,1]"], "frozen": ["b[1]"]},
    {"tied": [{"name": "w", "entries": ["W[1][1,1]", "W[2][1,1]"]}]},
    {"layout": "torch"},
)


def cases(every: int) -> Iterator[tuple[str, Network | Expression, int]]:
    """Name, source and iterations of each case."""
    for number, name in enumerate(sorted(bundled())):
        yield from varied(name, read(name), 1, given=every == ALL_EVERY or number % 3 == 0)
    for kind, of in (("networks", Network.of), ("expressions", Expression.of)):
        with gzip.open(DATA / "oracle" / f"{kind}.jsonl.gz", "rt", encoding="utf-8") as stream:
            found = [json.loads(line) for line in stream][::every]
        for number, case in enumerate(found):
            own, few = of(case["keys"]), (number < GIVEN and every == ALL_EVERY) or number == 1
            yield from varied(f"{kind} {number}", own, case["steps"], given=few)


def varied(
    name: str, source: Network | Expression, steps: int, *, given: bool
) -> Iterator[tuple[str, Network | Expression, int]]:
    """A source as it is, under each setting that it allows, and with each number given."""
    yield name, source, steps
    keys = {key: value for key, value in source.keys().items() if value is not None}
    layers = keys.get("layers", ())
    for setting in SETTINGS:
        if setting.keys() <= keys.keys() | {"absent", "frozen", "tied"}:
            yield from made(f"{name} {setting}", source, {**keys, **setting}, steps)
    if layers:
        turned = [{**layer, "bias_input": -1} for layer in layers]
        yield from made(f"{name} thresholds", source, {**keys, "layers": turned}, steps)
    for step in trace(source, steps).steps if given else ():
        value = step.value[..., 0, 0] if step.trace.scalar(step.name) else step.value
        one = {**keys.get("given", {}), step.name: np.asarray(value).tolist()}
        yield from made(f"{name} given {step.name}", source, {**keys, "given": one}, steps)


def made(
    name: str, source: Network | Expression, keys: dict[str, Any], steps: int
) -> Iterator[tuple[str, Network | Expression, int]]:
    """The source of these keys; none where they do not go together."""
    try:
        yield name, type(source).of(keys), steps if keys.get("alpha") is not None else 1
    except InputError:
        return


def words(step: Step) -> list[str]:
    """Everything that is said of a step."""
    line = step.equation
    place = None if step.trace.scalar(step.name) else (1, 1)
    last = step.value.shape[-2:] if place else None
    return [
        step.name, line.phase, f"{line.layer} {line.iteration} {line.sample}", line.rule.name,
        " ".join(line.inputs), line.rule.why, line.rule.source, line.rule.kind,
        f"{line.rule.domain}", text(formula_of(step)), latex(formula_of(step)),
        *map(text, chain_of(step)), text(entry_of(step, place or (1, 1))),
        *(text(worked(step, at)) for at in dict.fromkeys((place, last))),
        *(one.message for one in step.problems),
    ]  # fmt: skip


def listed(source: Network | Expression, steps: int) -> tuple[list[list[str]], Trace | None]:
    """The words of every step; those of the refusal, where nothing can be traced."""
    try:
        known = trace(source, steps)
    except InputError as error:
        return [[str(error)]], None
    lines = [words(step) for step in known.steps]
    return [*lines, ["wanting", *(line.target for line in known.wanting)]], known


def short(name: str, lines: list[list[str]], known: Trace | None) -> dict[str, Any]:
    """A case in a line: how many steps, a sign of all words, and a number of each phase."""
    sign = hashlib.sha256(json.dumps(lines).encode()).hexdigest()[:16]
    last = {step.equation.phase: step for step in known.steps} if known else {}
    numbers = [float(f"{float(np.sum(step.value)):.12g}") for step in last.values()]
    finite = [number if np.isfinite(number) else str(number) for number in numbers]
    return {"case": name, "steps": len(lines) - 1, "words": sign, "numbers": finite}


def main(where: str | None) -> None:
    every = ALL_EVERY if where else STORED_EVERY
    found = [(name, *listed(source, steps)) for name, source, steps in cases(every)]
    if where:
        with gzip.open(where, "wt", encoding="utf-8") as stream:
            for name, lines, known in found:
                values = [step.value.tolist() for step in known.steps] if known else []
                print(json.dumps([name, lines, values]), file=stream)
        return
    with gzip.GzipFile(STORED, "wb", mtime=0) as stored:
        for case in found:
            stored.write((json.dumps(short(*case)) + "\n").encode())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
