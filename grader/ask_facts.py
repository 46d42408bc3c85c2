"""Asks for what a network is, not for a number of its trace: how many parameters, which shape.

[[ask]]
kind = "count"
of = "parameters"            # or "parameters[2]": of one layer
title = "How many parameters are learned?"

[[ask]]
kind = "shape"
of = "dJ/dW[2]"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tracer.errors import InputError, shown
from tracer.network import Network
from tracer.symbols import Place
from tracer.trace import Trace

from .answers import typed, unified
from .asked import Ask, Exercise

if TYPE_CHECKING:
    from .result import Marked

OF = re.compile(r"parameters(?:\[(\d+)\])?")
SHAPE = re.compile(r"[(\[]?\s*(\d{1,6})\s*(?:[x×*,;]|by|\s)\s*(\d{1,6})\s*[)\]]?", re.IGNORECASE)
BIASES = "every bias is a parameter, too."


def check_count(keys: Mapping[str, Any], where: str, known: Trace) -> None:
    """Raises InputError for what cannot be counted."""
    of = keys.get("of")
    match = OF.fullmatch(of) if isinstance(of, str) else None
    if not isinstance(known.source, Network):
        raise InputError(f"{where}.of", "this is no network: nothing in it is a layer's parameter",
                         expected="a choice with options of your own",
                         example='kind = "choice", options = [{text = "608", right = true}, '
                                 '{text = "600", reason = "a bias is learned, too"}]')  # fmt: skip
    layers = known.source.layers
    if match is None or (match[1] and not 1 <= int(match[1]) <= len(layers)):
        raise InputError(
            f"{where}.of",
            f"{shown(of)} cannot be counted",
            expected=f"parameters, or parameters[l] of a layer, 1 to {len(layers)}",
            example='of = "parameters"',
        )
    if not parameters(known, str(of)):
        raise InputError(f"{where}.of", "it has no W whose size is known",
                         expected="a layer with W", example="W = [[0.1, 0.4]]")  # fmt: skip


def parameters(known: Trace, of: str, *, biases: bool = True) -> int:
    """How many parameters there are, those that are tied counted once; no connection is none."""
    network = known.source
    assert isinstance(network, Network)
    match = OF.fullmatch(of)
    layer = match and match[1]
    counted = 0
    for name, array in network.columns().items():
        kind, _, behind = name.partition("[")
        if kind not in (("W", "b") if biases else ("W",)) or (layer and behind != f"{layer}]"):
            continue
        rows, columns = array.shape[-2:]
        counted += rows * columns - len(network.absent_entries.get(name, ()))
    for _, places in network.tied_entries:
        here = [name for name, _, _ in places if layer is None or name.endswith(f"[{layer}]")]
        counted -= max(len(here) - 1, 0)
    return counted


def right_count(sheet: Exercise, ask: Ask, _place: Place) -> str:
    return str(parameters(sheet.trace, ask.keys["of"]))


def mark_count(sheet: Exercise, ask: Ask, _place: Place, answer: Marked) -> None:
    """Right or not; the number without the biases is named."""
    try:
        given = typed(answer.typed)
    except InputError:
        given = None
    if given is None:
        answer.verdict = "unreadable"
        answer.message = f"{shown(answer.typed)} is no number; 17 can be read"
        return
    right = parameters(sheet.trace, ask.keys["of"])
    if given.value == right:
        answer.verdict = "right"
        return
    answer.verdict, answer.message = "wrong", "This is not how many there are."
    if given.value == parameters(sheet.trace, ask.keys["of"], biases=False):
        name = "bias-forgotten"
        answer.verdict, answer.mistakes, answer.says = "mistake", (name,), BIASES
        answer.message = f"Your number fits {name}: {BIASES}"
    answer.message += f" There are {right}." * (sheet.reveal != "never")


def check_shape(keys: Mapping[str, Any], where: str, known: Trace) -> None:
    """Raises InputError for what has no shape."""
    of = keys.get("of")
    if not isinstance(of, str):
        raise InputError(f"{where}.of", "it says no quantity", expected="a quantity of the trace",
                         example='of = "dJ/dW[2]"')  # fmt: skip
    try:
        found = known.names.find(of)
    except InputError as error:
        raise error.at(f"{where}.of") from None
    if found.place is not None or known.scalar(found.name):
        raise InputError(f"{where}.of", f"{shown(of)} is a single number", expected="an array",
                         example='of = "dJ/dW[2]"')  # fmt: skip


def shape_of(sheet: Exercise, ask: Ask) -> tuple[int, int]:
    rows, columns = sheet.trace.laid(sheet.trace.names.find(ask.keys["of"]).name).shape[-2:]
    return rows, columns


def right_shape(sheet: Exercise, ask: Ask, _place: Place) -> str:
    rows, columns = shape_of(sheet, ask)
    return f"{rows}×{columns}"


def mark_shape(sheet: Exercise, ask: Ask, _place: Place, answer: Marked) -> None:
    """Right or not; rows and columns the other way round are told.

    >>> [bool(SHAPE.fullmatch(text)) for text in ("2×3", "2x3", "(2, 3)", "2 by 3", "six")]
    [True, True, True, True, False]
    """
    match = SHAPE.fullmatch(unified(answer.typed).strip())
    if match is None:
        answer.verdict = "unreadable"
        answer.message = f"{shown(answer.typed)} is no shape; 2×3 can be read, rows first"
        return
    given, right = (int(match[1]), int(match[2])), shape_of(sheet, ask)
    if given == right:
        answer.verdict = "right"
        return
    turned = given == right[::-1]
    answer.verdict = "wrong"
    answer.message = "Rows come first, then columns." if turned else "It has another shape."
    answer.message += f" It is {right[0]}×{right[1]}." * (sheet.reveal != "never")
