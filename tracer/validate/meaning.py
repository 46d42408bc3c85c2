"""What the settings mean together: activations, costs, targets, and what may be missing."""

from __future__ import annotations

import re

import numpy as np

from ..checks import Faults, line_of_text
from ..errors import InputError, shown, unknown
from ..formula.parse import parse
from ..formula.tree import Formula, names
from ..quantity import layered
from ..rules.activations import ACTIVATIONS, coupled
from ..rules.costs import COSTS, not_adding_up
from . import keys
from .draft import Draft

CONSTANTS = ("pi",)


def activation(value: object, key: str, faults: Faults) -> str | None:
    """A name of the table, or an expression in z."""
    line = keys.LAYER["activation"].example
    if value is None:
        listed = ", ".join(ACTIVATIONS)
        faults.add(key, "the activation is missing", expected=listed, example=line)
        return None
    if isinstance(value, str) and value in ACTIVATIONS:
        return value
    expected = 'an expression in z, such as "z**2"'
    return written(value, ("z",), "z", "activation", ACTIVATIONS, key, faults, expected)


def slope_text(value: object, key: str, faults: Faults) -> str | None:
    """A declared slope: an expression in z or a."""
    line = keys.LAYER["derivative"].example
    text = line_of_text(value, 2000, key, faults, line)
    if text is None:
        return None
    try:
        strange = [one for one in names(parse(text, faults.at(key))) if one not in ("z", "a", "pi")]
    except InputError as error:
        faults.take(error)
        return None
    if strange:
        wrong = f"{shown(text)} uses {shown(strange[0])}"
        faults.add(key, wrong, expected="an expression in z or a", example=line)
        return None
    return text


def cost(value: object, faults: Faults) -> str | None:
    """A name of the table, or an expression in y_hat and y."""
    if isinstance(value, str) and value in COSTS:
        return value
    expected = "an expression in y_hat and y: one output's loss"
    return written(value, ("y_hat", "y"), "y_hat", "cost", COSTS, "cost", faults, expected)


def written(
    value: object,
    allowed: tuple[str, ...],
    needed: str,
    kind: str,
    table: object,
    key: str,
    faults: Faults,
    expected: str,
) -> str | None:
    """An expression in the allowed names; a single word is a misspelt name of the table."""
    known = list(table)  # type: ignore[call-overload]
    line = f'{kind} = "{{}}"'
    text = line_of_text(value, 2000, key, faults, line.format(known[0]))
    if text is None:
        return None
    if re.fullmatch(r"\s*[^\W\d]\w*\s*", text) and text.strip() not in (*allowed, "ŷ"):
        lower = {name.lower(): name for name in known}.get(text.strip().lower())
        error = unknown(faults.at(key), kind, text, [lower] if lower else known, line)
        listed = f"{', '.join(known)}, or {expected}"
        faults.take(InputError(error.where, error.wrong, expected=listed, example=error.example))
        return None
    example = line.format({"z": "z**2", "y_hat": "(y_hat - y)**2"}[needed])
    try:
        tree: Formula = parse(text, faults.at(key))
    except InputError as error:
        faults.take(InputError(error.where, error.wrong, expected=error.expected, example=example))
        return None
    strange = [name for name in names(tree) if name not in (*allowed, *CONSTANTS)]
    if strange:
        wrong = f"{shown(text)} uses {shown(strange[0])}"
    elif needed not in names(tree):
        wrong = f"{shown(text)} does not use {needed}"
    else:
        return text
    faults.add(key, wrong, expected=expected, example=example)
    return None


def uses_targets(cost: str | None) -> bool:
    return cost is not None and (cost in COSTS or "y" in names(parse(cost)))


def output_and_cost(draft: Draft) -> None:
    """Which activation goes with which cost, and where softmax may stand."""
    faults, cost, depth = draft.faults, draft.fields["cost"], len(draft.layers)
    for at, layer in enumerate(draft.layers[:-1], 1):
        if coupled(layer.activation):
            faults.add(
                f"layers[{at}].activation",
                f"softmax in layer {at} of {depth}",
                expected="softmax only in the last layer",
                example=keys.LAYER["activation"].example,
            )
    last = draft.layers[-1].activation
    judged = "cost" not in draft.broken and f"layers[{depth}].activation" not in draft.broken
    needs = COSTS[cost].activation if cost in COSTS else None
    if judged and needs and needs != last:
        faults.add(
            "cost",
            f"cost {cost} with the output activation {shown(last)}",
            expected=f"{cost} needs the output activation {needs}",
            example=f'activation = "{needs}"',
        )
    elif judged and cost in COSTS and coupled(last) and needs != last:
        wrong = f"a softmax output with the cost {shown(cost)}"
        expected = "softmax needs the cost ce, or an expression in y_hat and y"
        faults.add("cost", wrong, expected=expected, example='cost = "ce"')
    if judged and draft.fields["output"] == "combined" and not (cost in COSTS and needs):
        wrong = "there is no combined form of this output and this cost"
        expected = "separate; combined with sigmoid and bce, or softmax and ce"
        faults.add("output", wrong, expected=expected, example=keys.NETWORK["output"].example)
    if judged and draft.typed.labels is not None and not (cost in COSTS and COSTS[cost].add_up):
        wrong = "classes are given by number, but the cost is not ce"
        faults.add("labels", wrong, expected='cost = "ce", or Y', example='cost = "ce"')


def targets(draft: Draft) -> None:
    """Targets within the bounds of the cost; those of a distribution for its combined form."""
    wanted, name = draft.fields["Y"], draft.fields["cost"]
    if wanted is None or name not in COSTS:
        return
    cost, line = COSTS[name], keys.NETWORK["Y"].example
    outside = np.argwhere((wanted < cost.low) | (wanted > cost.high))
    if len(outside):
        *_, row, column = map(int, outside[0])
        draft.faults.add(
            f"Y, row {row + 1}, number {column + 1}",
            f"the target {wanted[tuple(outside[0])]:g} under the cost {name}",
            expected=f"targets from {cost.low:g} to {cost.high:g}",
            example=line,
        )
    elif draft.fields["output"] == "combined" and cost.add_up and (far := not_adding_up(wanted)):
        draft.faults.add(
            "output",
            f"the targets of sample {far[0][0]} add up to {far[0][1]:g}: ∂J/∂z is then not ŷ − y",
            expected=f"separate, or targets that add up to 1 in each sample, as {name} has them",
            example='output = "separate"',
        )


def missing(draft: Draft) -> None:
    """Without given quantities everything must be there that the trace starts from."""
    typed, broken, lines = draft.typed, draft.broken, keys.NETWORK
    if isinstance(typed.given, dict) and typed.given:
        without_seed(draft, sizes_too=False)
        return
    without_seed(draft, sizes_too=True)
    for at, layer in enumerate(draft.layers, 1):
        seeded = typed.seed is not None or layer.neurons is not None
        if layer.W is None and layered("W", at) not in broken and not seeded:
            draft.faults.add(
                f"layers[{at}].W",
                "W is missing",
                expected="W; or neurons, and a seed to draw it from; or [given] quantities",
                example=draft.line(layered("W", at)),
            )
    if draft.fields["X"] is None and "a[0]" not in broken:
        wrong, expected = "X is missing: there are no inputs", "X, one sample a row; or [given]"
        draft.faults.add("X", wrong, expected=expected, example=lines["X"].example)
    no_targets = typed.Y is None and typed.labels is None
    if no_targets and uses_targets(draft.fields["cost"]):
        wrong = "Y is missing: the cost has no targets"
        draft.faults.add(
            "Y", wrong, expected="Y, one sample a row; or labels", example=lines["Y"].example
        )


def without_seed(draft: Draft, *, sizes_too: bool) -> None:
    """Layers that ask to be drawn, and no seed to draw from."""
    if draft.typed.seed is not None:
        return
    for at, layer in enumerate(draft.layers, 1):
        if layer.W is None and (layer.init or (sizes_too and layer.neurons)):
            wrong = f"the seed is missing from which layers[{at}] is drawn"
            draft.faults.add(
                "seed", wrong, expected="a whole number", example=keys.NETWORK["seed"].example
            )
            return


def order(draft: Draft) -> None:
    """One sample at a time: there must be samples, and nothing given for all of them at once."""
    if draft.fields["order"] != "stochastic":
        return
    if draft.fields["X"] is None and "a[0]" not in draft.broken:
        wrong = "there are no samples to take one at a time"
        draft.faults.add("order", wrong, expected="X", example=keys.NETWORK["X"].example)
    for name in draft.fields["given"]:
        if set(draft.outline.dimensions[name]) & {"N", "N·K"} and draft.outline.size("N") > 1:
            wrong = f"{name} is given for all samples, but each iteration takes one"
            line = keys.NETWORK["order"].example
            draft.faults.add(draft.key(name), wrong, expected='order = "batch"', example=line)
