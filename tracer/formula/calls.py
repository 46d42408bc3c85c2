"""A call of an operation on arrays, as it stands in a formula: what it calculates, how it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from ..arrays import Array
from .functions import FUNCTIONS
from .operations import OPERATIONS, POOLS, SLIDES
from .tree import BigSum, Call, Formula, MatMul, Transpose, walk
from .windows import conv_to_image, conv_to_kernel, flipped, max_to_image, mean_to_image


def calculation(call: Call) -> Callable[..., Any]:
    """What a call calculates: a function entry by entry, an operation on arrays, a way back."""
    function, count = call.function, len(call.arguments)
    if function in ("max", "min") and count > 1:
        return lambda *arrays: reduce(FUNCTIONS[function].calculate, arrays)
    if function in FUNCTIONS and function not in OPERATIONS:
        return FUNCTIONS[function].calculate
    if function in WAYS_BACK:
        return WAYS_BACK[function]
    made = OPERATIONS[function]
    first = len(made.back)
    return lambda *all_of: made.calculate(*map(as_matrix, all_of[:first]), *all_of[first:])


def as_matrix(value: Any) -> Any:
    """A plain number as a matrix of one entry; an array as it is."""
    return value if getattr(value, "ndim", 0) > 1 else np.atleast_2d(value)


def of_arrays(tree: Formula) -> bool:
    """Whether a formula has an operation on whole arrays: its shape is then its own."""
    return any(
        isinstance(node, MatMul | Transpose | BigSum)
        or (isinstance(node, Call) and whole_call(node))
        for node in walk(tree)
    )


def whole_call(call: Call) -> bool:
    """Whether a call is of whole arrays; max of one argument is, of two it goes entry by entry."""
    if call.function in FUNCTIONS and len(call.arguments) > 1:
        return False
    return call.function in OPERATIONS or call.function in WAYS_BACK


def linear(call: Call) -> bool:
    """Whether a call of whole arrays is linear in each of them: its size follows from theirs."""
    if not whole_call(call):
        return False
    if call.function in WAYS_BACK:
        return call.function != "max_to_image"
    return OPERATIONS[call.function].kind != "coupled"


def for_everybody(function: Callable[..., Any]) -> Callable[..., Array]:
    """With the leading axes of all arguments, of those as well whose shape alone is read."""

    def calculate(*values: Any) -> Array:
        made = np.asarray(function(*values))
        if made.ndim == max(map(np.ndim, values)):
            return made
        students = np.broadcast_shapes(*(np.shape(one)[:-2] for one in values))
        return np.array(np.broadcast_to(made, (*students, *made.shape[-2:])))

    return calculate


def repeat(dy: Array, u: Array) -> Array:
    return dy * np.ones(u.shape)


def padded(u: Array, before: float, after: float) -> Array:
    sides = [(int(before), int(after))] * 2
    return np.pad(u, [(0, 0)] * (u.ndim - 2) + sides)


def placed(dy: Array, u: Array, row: float, column: float) -> Array:
    made = np.zeros(np.broadcast_shapes(dy.shape[:-2], u.shape[:-2]) + u.shape[-2:])
    made[..., int(row) - 1, int(column) - 1] = dy[..., 0, 0]
    return made


OF_ONE: dict[str, Callable[..., Any]] = {
    "placed": placed,
    "first_rows": lambda dy, u: dy[..., : u.shape[-2], :],
    "last_rows": lambda dy, v: dy[..., -v.shape[-2] :, :],
    "conv_to_image": conv_to_image,
    "conv_to_kernel": conv_to_kernel,
    "flipped_to_image": lambda dy, v, *rest: conv_to_image(dy, flipped(v), *rest),
    "flipped_to_kernel": lambda dy, u, v, *rest: flipped(conv_to_kernel(dy, u, v, *rest)),
    "max_to_image": max_to_image,
    "mean_to_image": mean_to_image,
    "cropped": lambda u, v: u[..., : v.shape[-2], : v.shape[-1]],
    "padded": padded,
}
WAYS_BACK = {"repeat": repeat, **{name: for_everybody(made) for name, made in OF_ONE.items()}}
"""Functions of the ways back, and of mistakes: nobody types them."""


def spoken_of(call: Call) -> str:
    """How an operation is said, before what it is of; "" where its name is said."""
    return OPERATIONS[call.function].spoken if call.function in OPERATIONS else ""


def options_of(function: str) -> Mapping[str, int | None]:
    """The options of an operation, or of a way back: those that its last arguments are."""
    if function in OPERATIONS:
        return OPERATIONS[function].options
    if function.endswith(("_to_image", "_to_kernel")):
        return POOLS if function.startswith(("max", "mean")) else SLIDES
    return OPERATIONS["[]"].options if function == "placed" else {}


def labelled(call: Call) -> list[tuple[str, Any]]:
    """What a call shows between its parentheses: each argument with the name of the option that it
    is, "" if it is none; options that are as usual are left away.

    >>> from .parse import formula
    >>> [label for label, _ in labelled(formula("conv(u, v, 2, 0)"))]
    ['', '', 'stride']
    """
    options = options_of(call.function)
    first = len(call.arguments) - len(options)
    shown: list[tuple[str, Any]] = [("", one) for one in call.arguments[:first]]
    before: Any = None
    for (label, usual), node in zip(options.items(), call.arguments[first:], strict=False):
        number = getattr(node, "value", None)
        if number is None or number != (before if usual is None else usual) or label == "size":
            shown.append(("" if label == "size" else label, node))
        before = number
    return shown
