"""What stands in each layer: its activation, its numbers, how it is drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from ..checks import array, flat, frozen, matrix, said
from ..errors import shown
from ..layer import Layer
from ..quantity import layered
from ..rules.activations import ACTIVATIONS
from ..rules.rule import Array
from ..schema import Keys
from . import keys
from .draft import Draft
from .meaning import activation, slope_text


def layers(draft: Draft) -> None:
    """Each layer with its numbers read. Raises InputError at once if there are none to judge."""
    items = layer_items(draft)
    for at, layer in enumerate(items, 1):
        if isinstance(layer, Layer):
            draft.layers.append(one_layer(draft, at, layer))
        else:
            draft.faults.add(
                f"layers[{at}]",
                f"{said(layer)} is not a layer",
                expected="a table of one layer's keys",
                example=keys.NETWORK["layers"].example,
            )
    if not items or len(draft.layers) < len(items):
        draft.faults.all()


def layer_items(draft: Draft) -> list[Any]:
    typed = draft.typed.layers
    expected = "a list of layers: each under [[layers]], two pairs of brackets"
    if isinstance(typed, Mapping):
        wrong = "one table stands where a list of layers was expected"
    elif not isinstance(typed, list | tuple):
        wrong = "there are no layers" if typed is None else f"{said(typed)} is no list of layers"
    elif not typed:
        wrong = "the list of layers is empty"
    elif len(typed) > keys.DEEPEST:
        wrong, expected = f"there are {len(typed)} layers", f"at most {keys.DEEPEST}"
    else:
        return list(typed)
    draft.faults.add("layers", wrong, expected=expected, example=keys.NETWORK["layers"].example)
    return []


def one_layer(draft: Draft, at: int, typed: Any) -> Layer:
    key, faults = f"layers[{at}]", draft.faults
    name = activation(typed.activation, f"{key}.activation", faults)
    if name is None:
        draft.broken.add(f"{key}.activation")
    W, b = typed.W, typed.b
    if W is not None:
        W = draft.noted(layered("W", at), matrix(W, f"{key}.W", faults, keys.LAYER["W"].example))
    if b is not None:
        rows = -1 if draft.fields["layout"] == "rows" else -2
        neurons = None if W is None else W.shape[rows]
        b = draft.noted(layered("b", at), bias(draft, b, neurons, f"{key}.b"))
    return Layer(
        activation=name or "identity",
        W=W,
        b=b,
        **parameters(draft, typed, key),
        derivative=declared(draft, typed, name, key),
        bias_input=bias_input(draft, typed.bias_input, f"{key}.bias_input"),
        add=earlier(draft, typed.add, at),
        dropout_mask=dropout_mask(draft, typed.dropout_mask, at),
        **size_and_init(draft, typed, key),
    )


def parameters(draft: Draft, typed: Any, place: str) -> dict[str, Any]:
    """The numbers of activations, as leaky ReLU's slope: only beside one that has them."""
    return owned(
        draft, typed, keys.LAYER, keys.PARAMETERS, typed.activation, "activation", f"{place}."
    )


def owned(
    draft: Draft,
    typed: Any,
    table: Keys,
    owners: Mapping[str, Sequence[str]],
    owner: object,
    kind: str,
    place: str,
) -> dict[str, Any]:
    """Numbers that only some activations or costs have, by key; a fault beside another one."""
    found = {}
    for name, having in owners.items():
        key = table[name]
        read = key.of(getattr(typed, name), place + name, draft.faults)
        found[name] = key.default if read is None else read
        if found[name] != key.default and owner not in having:
            draft.faults.add(
                place + name,
                f"{said(owner)} as {kind} has no {name}",
                expected=f"{name} {'in a layer ' * (kind == 'activation')}with {', '.join(having)}",
                example=f'{kind} = "{having[0]}"',
            )
    return found


def bias_input(draft: Draft, typed: object, key: str) -> Literal[1, -1]:
    if typed in (1, -1) and not isinstance(typed, bool):
        return 1 if typed == 1 else -1
    wrong, line = f"{said(typed)} stands here", keys.LAYER["bias_input"].example
    expected = "1, or -1 where b is a threshold"
    draft.faults.add(key, wrong, expected=expected, example=line)
    return 1


def declared(draft: Draft, typed: Any, activation: str | None, key: str) -> str | None:
    """The slope that the sheet declares; an activation that has none of its own needs one."""
    if typed.derivative is not None:
        return slope_text(typed.derivative, f"{key}.derivative", draft.faults)
    rule = ACTIVATIONS.get(activation or "")
    if rule is not None and rule.derivative is None and draft.fields["cost"] is not None:
        line = keys.LAYER["derivative"].example
        expected = "derivative = the slope that the sheet uses, an expression in z or a"
        wrong = f"{shown(rule.name)} has no slope to go back through"
        draft.faults.add(f"{key}.derivative", wrong, expected=expected, example=line)
    return None


def earlier(draft: Draft, typed: object, at: int) -> str | None:
    """The activation of a layer below, or the inputs: what a skip connection adds to z."""
    if typed is None:
        return None
    below = [layered("a", k) for k in range(at)]
    name = re.sub(r"\s+", "", typed[:40]) if isinstance(typed, str) else ""
    if name in below:
        return name
    expected = f"what comes out of an earlier layer: {below[0]}"
    expected += f" to {below[-1]}" if at > 1 else ", the inputs"
    wrong = f"{said(typed)} cannot be added to {layered('z', at)}"
    draft.faults.add(f"layers[{at}].add", wrong, expected=expected, example=f'add = "{below[-1]}"')
    return None


def dropout_mask(draft: Draft, typed: Any, at: int) -> Array | None:
    """One row a sample; not after the last layer, whose output is compared with the targets."""
    if typed is None:
        return None
    key, line = f"layers[{at}].dropout_mask", keys.LAYER["dropout_mask"].example
    if at == len(draft.typed.layers):
        wrong, expected = "a mask after the last layer", "a mask in a hidden layer"
        draft.faults.add(key, wrong, expected=expected, example=line)
    return draft.noted(layered("mask", at), matrix(typed, key, draft.faults, line))


def size_and_init(draft: Draft, typed: Any, key: str) -> dict[str, Any]:
    neurons, init, faults = typed.neurons, typed.init, draft.faults
    if neurons is not None:
        neurons = keys.LAYER["neurons"].of(neurons, f"{key}.neurons", faults)
        if neurons is None:
            draft.broken.add(f"{key}.neurons")
    if init is not None:
        init = keys.LAYER["init"].of(init, f"{key}.init", faults)
        if typed.W is not None:
            wrong = "W is written here: nothing is drawn"
            faults.add(f"{key}.init", wrong, expected="init or W", example=keys.LAYER["W"].example)
    return {"neurons": neurons, "init": init}


def bias(draft: Draft, value: Any, neurons: int | None, key: str) -> Array | None:
    """(n,), or (S, n) for students: from a flat list, the layout's matrix, or an array."""
    line, faults = keys.LAYER["b"].example, draft.faults
    upright = draft.fields["layout"] == "columns"
    read: Array | None
    if isinstance(value, list | tuple) and any(isinstance(b, list | tuple) for b in value):
        read = matrix(value, key, faults, line)
        if read is None or read.shape[1 if upright else 0] == 1:
            return None if read is None else frozen(read.reshape(-1))
    elif not hasattr(value, "__array__"):
        numbers = flat(value, key, faults, line)
        return None if numbers is None else frozen(np.array(numbers, dtype=np.float64))
    else:
        read = array(value, (1, 2, 3), key, faults, line)
        if read is None or read.ndim == 1:
            return read
        own = (neurons or read.size, 1) if upright else (1, neurons or read.size)
        if read.ndim == 2:
            return frozen(read.reshape(-1)) if read.shape == own else read
        if 1 in read.shape[1:]:
            return frozen(read.reshape(len(read), -1))
    wrong = f"its shape is {' × '.join(map(str, read.shape))}"
    faults.add(key, wrong, expected="a flat list, one number a neuron", example=line)
    return None
