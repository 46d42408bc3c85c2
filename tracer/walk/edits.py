"""What if: change a number, an activation or a convention of what is walked.

`parsed` reads the one line that a person types, `W[1][1,2] = 0.5`, `alpha = 0.1`,
`activation[1] = tanh`, `layout = rows`; it returns the new source, the old one untouched.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import InputError, shown, unknown
from ..layer import Layer
from ..layout import lay
from ..network import Network
from ..numbers import significant
from ..quantity import quantity
from ..rules.activations import ACTIVATIONS
from ..rules.rule import Array
from ..schema import word
from ..setting_sentences import alpha_named
from ..settings import settings_of
from ..symbols import entry_name
from ..trace import Trace
from .trying import read
from .version import Source

HALF = ("1/2", ".5")  # as a person may write a choice that is a number

ACTIVATION = re.compile(r"activation\s*\[?(\d+)\]?")
EXAMPLE = "W[1][1,1] = 0.5"


def parsed(trace: Trace, line: str) -> tuple[Source, str]:
    """The source with one change, and the change as it reads. Raises InputError."""
    # The field already says `W[1][1,1] =`; whoever types it again means the same.
    left, equals, right = line.rpartition("=")
    left = left.rpartition("=")[2]
    left, right = left.strip().removesuffix(":"), right.strip()
    if not equals or not left or not right:
        raise InputError(
            "edit", f"{shown(line)} changes nothing", expected="what = value", example=EXAMPLE
        )
    source = trace.source
    if left in ("alpha", "α", "eta", "η", alpha_named(source)):
        alpha = number(left, right)
        return changed(source, alpha=alpha), f"alpha = {significant(alpha)}"
    match = ACTIVATION.fullmatch(left)
    if match and isinstance(source, Network):
        return with_activation(source, int(match[1]), right), f"activation[{match[1]}] = {right}"
    if left in settings_of(Network):
        return with_convention(source, left, right), f"{left} = {right}"
    return with_numbers(trace, left, right)


def number(where: str, text: str) -> float:
    typed = read(text)
    if typed is None:
        raise InputError(
            where, f"{shown(text)} is no number", expected="a number", example=f"{where} = 0.5"
        )
    return typed.value


def changed(source: Source, **changes: Any) -> Source:
    """The source with other keys; it is checked again as when it was read."""
    return source.replaced(**changes)


def with_activation(network: Network, layer: int, activation: str) -> Network:
    """The network with another activation in one layer (counted from 1)."""
    if not 1 <= layer <= len(network.layers):
        raise InputError(
            f"activation[{layer}]",
            f"there is no layer {layer}",
            expected=f"a layer from 1 to {len(network.layers)}",
            example="activation[1] = tanh",
        )
    if activation.isidentifier() and activation not in ACTIVATIONS and activation != "z":
        line = f"activation[{layer}] = {{}}"
        raise unknown(f"activation[{layer}]", "activation", activation, list(ACTIVATIONS), line)
    return with_layer(network, layer, activation=activation)


def with_layer(network: Network, layer: int, **changes: Any) -> Network:
    layers = list[Layer](network.layers)
    layers[layer - 1] = replace(layers[layer - 1], **changes)
    return network.replaced(layers=layers)


def with_convention(source: Source, key: str, text: str) -> Source:
    """The source under another convention; numbers mean what they meant."""
    own = settings_of(source)
    if key not in own:
        raise InputError(
            key,
            "an expression has no such setting",
            expected=f"a variable, alpha, {' or '.join(own)}",
            example=f"{next(iter(own))} = 1",
        )
    words = {word(value): value for value in own[key].values}
    words |= {str(value): value for value in own[key].values}
    words |= dict.fromkeys(HALF, 0.5) if 0.5 in own[key].values else {}
    if text not in words:
        listed = [word(value) for value in own[key].values]
        raise unknown(key, "setting", text, listed, f"{key} = {{}}")
    if key == "layout" and isinstance(source, Network):
        return source.in_layout(words[text])
    return changed(source, **{key: words[text]})


def with_numbers(trace: Trace, left: str, right: str) -> tuple[Source, str]:
    """The source with other given numbers: an entry, or a whole array row after row."""
    found = trace.names.find(left)
    if found.name not in trace.given:
        step = trace.by_name.get(found.name)
        raise InputError(
            left,
            f"{found.name} is not given: "
            + (f"step {step.number} makes it" if step else "derived"),
            expected="one of " + ", ".join(editable(trace)),
            example=EXAMPLE
            if isinstance(trace.source, Network)
            else f"{next(iter(trace.given))} = 2",
        )
    old = trace.laid(found.name)
    values = np.array(old)
    if found.place:
        typed = number(left, right)
        values[..., found.place[0] - 1, found.place[1] - 1] = found.sign * typed
        said = f"{entry_name(found.name, found.place)} = {significant(found.sign * typed)}"
    else:
        rows = [row.replace(",", " ").split() for row in re.split(r"[;|]", right)]
        flat = [number(left, text) for row in rows for text in row]
        if len(flat) != old.size:
            height, width = old.shape[-2:]
            raise InputError(
                left,
                f"{len(flat)} numbers for {height}×{width}",
                expected=f"{old.size} numbers, or one entry",
                example=f"{entry_name(found.name, (1, 1))} = 0.5",
            )
        values = found.sign * np.array(flat, dtype=np.float64).reshape(old.shape)
        said = f"{found.name} = {right}"
    return given_as(trace, found.name, values), said


def editable(trace: Trace) -> list[str]:
    """The names of all that is given, for the person to change."""
    return [name for name in trace.given if not name.startswith("@")]


def given_as(trace: Trace, name: str, values: Array) -> Source:
    """The source with other numbers for one given array, `values` as laid on the sheet."""
    source = trace.source
    if not isinstance(source, Network):
        return source.replaced(at={**source.at, name: float(values[..., 0, 0])})
    if name in source.given:
        return source.replaced(given={**source.given, name: values})
    made = quantity(name)
    columns = lay(values, made, trace.layout)
    match made.base:
        case "a":
            return source.replaced(X=columns.mT)
        case "y":
            return source.replaced(Y=columns.mT, labels=None)
        case "W":
            assert made.layer is not None
            return with_layer(source, made.layer, W=values, init=None)
        case _:
            assert made.layer is not None
            return with_layer(source, made.layer, b=columns[..., 0], init=None)
