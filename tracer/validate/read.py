"""What stands in each key: settings, data, given quantities. Layers are in `layers.py`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..checks import (
    array,
    frozen,
    listed,
    matrix,
    number,
    said,
    whole,
)
from ..errors import shown
from ..outline import OWN_KEY
from ..quantity import quantity
from ..rules.optimizers import NUMBERS
from ..rules.rule import Array
from ..settings import settings_of
from . import keys
from .draft import Draft
from .layers import owned
from .meaning import cost


def settings(draft: Draft) -> None:
    """Everything but layers and arrays."""
    typed, faults, fields = draft.typed, draft.faults, draft.fields
    for name in ("title", "learning_rule", *settings_of(typed)):
        key = keys.NETWORK[name]
        read = key.of(getattr(typed, name), name, faults)
        fields[name] = key.default if read is None else read
    fields["cost"] = None
    if typed.cost is not None:
        fields["cost"] = cost(typed.cost, faults)
        if fields["cost"] is None:
            draft.broken.add("cost")
    for owners, kind in ((keys.COST_PARAMETERS, "cost"), (NUMBERS, "optimizer")):
        fields |= owned(draft, typed, keys.NETWORK, owners, fields[kind], kind, "")
    fields["alpha"] = alpha(draft)
    strength = typed.penalty_strength
    if strength is not None:
        key = keys.NETWORK["penalty_strength"]
        strength = key.of(strength, "penalty_strength", faults)
    fields["penalty_strength"] = strength
    seed = typed.seed
    fields["seed"] = None if seed is None else keys.NETWORK["seed"].of(seed, "seed", faults)


def alpha(draft: Draft) -> float | Array | None:
    """One number; or one a student, (S, 1, 1)."""
    value, line = draft.typed.alpha, keys.NETWORK["alpha"].example
    if value is None:
        return None
    if isinstance(value, np.ndarray) and value.ndim:
        read = array(value, (1, 3), "alpha", draft.faults, line)
        return None if read is None else frozen(read.reshape(-1, 1, 1))
    plain = value.item() if isinstance(value, np.ndarray) else value
    return number(plain, "alpha", draft.faults, example=line)


def data(draft: Draft) -> None:
    """X and Y, or the classes that Y is made of."""
    fields, lines, faults = draft.fields, keys.NETWORK, draft.faults
    for key, name in (("X", "a[0]"), ("Y", "y")):
        value = getattr(draft.typed, key)
        if value is not None:
            value = draft.noted(name, matrix(value, key, faults, lines[key].example))
        fields[key] = value
    labels = draft.typed.labels
    if isinstance(labels, np.ndarray):
        labels = labels.tolist()
    fields["labels"] = None
    if labels is None:
        return
    expected = "a flat list of classes, one a sample, counted from 1"
    if draft.typed.Y is not None:
        wrong = "the classes are given twice, as labels and as Y"
        faults.add("labels", wrong, expected="labels or Y", example=lines["labels"].example)
    classes = listed(
        labels, "labels", faults, 1, expected=expected, example=lines["labels"].example
    )
    read = [
        whole(label, 1, keys.WIDEST, f"labels, sample {at}", faults, lines["labels"].example)
        for at, label in enumerate(classes, 1)
    ]
    if read and None not in read:
        fields["labels"] = read
    else:
        draft.broken.add("y")


def given(draft: Draft) -> None:
    """The quantities that are fixed as printed, by canonical name, in the layout."""
    found: dict[str, Array] = {}
    draft.fields["given"] = found
    faults, line = draft.faults, keys.NETWORK["given"].example
    typed = draft.table("given", "a table from quantities to their values", line)
    for text, value in typed.items():
        name = given_name(draft, text)
        if name is None:
            continue
        if name in found or name in draft.broken:
            wrong = f"{name} is given twice"
            faults.add(f"given.{shown(text)}", wrong, expected="each one once", example=line)
            continue
        read = draft.noted(name, given_value(draft, name, value))
        if read is not None:
            found[name] = read


def given_name(draft: Draft, text: object) -> str | None:
    faults = draft.faults
    if not isinstance(text, str):
        wrong, line = f"{said(text)} is not a name", keys.NETWORK["given"].example
        faults.add("given", wrong, expected="a quantity's name", example=line)
        return None
    key = f"given.{shown(text)}"
    found = draft.find(text, key, '"{}" = [[0.1, 0.2]]')
    if found is None:
        return None
    name, place = found
    what = quantity(name)
    if OWN_KEY.fullmatch(name):
        own = {"a": "X", "y": "Y", "mask": "dropout_mask"}.get(what.base, what.base)
        wrong, line = f"{name} has a key of its own", {**keys.NETWORK, **keys.LAYER}[own].example
        stands = f"{own}, in layers[{what.layer}]" if own not in ("X", "Y") else own
        faults.add(key, wrong, expected=stands, example=line)
    elif place is not None or name in draft.outline.tied:
        wrong = f"{shown(text)} is not a whole array"
        faults.add(
            key,
            wrong,
            expected="a whole array that an equation makes",
            example=keys.NETWORK["given"].example,
        )
    elif what.role in ("update", "change") and draft.typed.alpha is None:
        wrong = f"{name} belongs to an update, and there is none without alpha"
        faults.add(key, wrong, expected="alpha", example=keys.NETWORK["alpha"].example)
    elif what.role == "change" and draft.fields["update_as"] != "step":
        wrong, line = f"{name} is no step of this trace", 'update_as = "step"'
        faults.add(key, wrong, expected='update_as = "step"', example=line)
    else:
        return name
    return None


def given_value(draft: Draft, name: str, value: Any) -> Array | None:
    """The matrix of a quantity; a plain number becomes (1, 1), or (S, 1, 1) for students."""
    key, line, faults = draft.key(name), draft.line(name), draft.faults
    if draft.outline.dimensions[name] != ("1", "1"):
        return matrix(value, key, faults, line)
    if isinstance(value, np.ndarray) and value.ndim:
        read = array(value, (1, 2, 3), key, faults, line)
        if read is None:
            return None
        shape = (1, 1) if read.ndim == 2 else (len(read), 1, 1)
        if read.size == shape[0]:
            return frozen(read.reshape(shape))
        wrong = f"the array has the shape {read.shape}"
        faults.add(key, wrong, expected="one number", example=line)
        return None
    for _ in range(2):
        if isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
    plain = number(value, key, faults, expected="one number", example=line)
    return None if plain is None else frozen(np.array([[plain]]))
