"""The table `[variants]` of an exercise file: what is drawn, and what must hold of it.

    X, Y, labels        the data; labels are classes, counted from 1
    W, b                the parameters of all layers; "W[2]" those of one
    alpha               the step of descent
    "dJ/da[2]", x, …    a given quantity; of an expression, each variable

each as `{low, high, decimals}` or `{values = […]}`, with `except = […]` for numbers that are not
drawn. What stands beside them:

    margin    how far from its kink the input of ReLU stays (0.1)
    relu      "both": every layer with ReLU has neurons that are on, and some that are off
    falls     true: J is smaller after each update
    zeros     the quantities in which an asked 0 will do
    smallest  the smallest asked number, without its sign, but for zeros
    largest   the largest (1000)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from tracer.errors import InputError, shown, unknown
from tracer.network import Network
from tracer.quantity import layered

from ..task import Task
from .stream import VALUES, Numbers

RANGE_KEYS = {
    "low": "W = {low = -1, high = 1, decimals = 1}",
    "high": "W = {low = -1, high = 1, decimals = 1}",
    "decimals": "W = {low = -1, high = 1, decimals = 1}",
    "values": "Y = {values = [0, 1]}",
    "except": "W = {low = -1, high = 1, decimals = 1, except = [0]}",
}
CONDITION_KEYS = {
    "margin": "margin = 0.1",
    "relu": 'relu = "both"',
    "falls": "falls = true",
    "zeros": 'zeros = ["a[1]", "dJ/dz[1]"]',
    "smallest": "smallest = 0.01",
    "largest": "largest = 100",
}
MOST_DECIMALS = 6
LARGEST = 10**6


class Phrase(str):
    """Words of ours in a message; what a person typed is shown in quotes."""


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """What one array may hold: `numerators` / `scale`. `name`: X, Y, labels, W[1], b[1], alpha, a
    given quantity or a variable; `shape`: as the file has it."""

    name: str
    shape: tuple[int, ...]
    numerators: Numbers
    scale: int

    @property
    def count(self) -> int:
        return int(np.prod(self.shape))


def ranges(task: Task, where: str) -> tuple[Range, ...]:
    """The ranges in the order in which they are drawn: data, parameters layer by layer, α, given
    quantities; of an expression its variables, as they appear. Raises InputError."""
    places = list(arrays(task))
    names = {name for name, _ in places}
    kinds = {name[0] for name in names if name.startswith(("W[", "b["))}
    table: dict[str, Any] = {}
    for key, said in task.variants.items():
        if key in CONDITION_KEYS and not isinstance(said, Mapping):
            continue
        name = key if key in names | kinds else spelled_otherwise(task, key)
        if name not in names | kinds:
            known = [*sorted(kinds), *names, *CONDITION_KEYS]
            raise unknown(f"{where}: variants", "quantity to draw", key, known,
                          "{} = {{low = -1, high = 1, decimals = 1}}")  # fmt: skip
        table[name] = said
    found = []
    for name, shape in places:
        key = name if name in table else name[0] if name[0] in kinds else ""
        if key in table:
            found.append(Range(name, shape, *allowed(table[key], f"{where}: variants.{key}")))
    return tuple(found)


def spelled_otherwise(task: Task, key: str) -> str:
    """A given quantity or a variable by another spelling: ∂J/∂a[2], θ."""
    try:
        return task.exercise.trace.names.find(key).name
    except InputError:
        return key


def arrays(task: Task) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Every array of an exercise that may be drawn, with its shape."""
    source = task.exercise.source
    if not isinstance(source, Network):
        yield from ((name, ()) for name in source.variables if name in source.at)
        if source.alpha is not None:
            yield "alpha", ()
        yield from ((name, ()) for name in source.given)
        return
    if source.X is not None:
        yield "X", source.X.shape
    if source.Y is not None:
        yield "Y", source.Y.shape
        yield "labels", source.Y.shape[:1]
    for at, layer in enumerate(source.layers, 1):
        if layer.W is not None:
            yield layered("W", at), layer.W.shape
        if layer.b is not None:
            yield layered("b", at), layer.b.shape
    if source.alpha is not None:
        yield "alpha", ()
    yield from ((name, np.shape(value)) for name, value in source.given.items())


def allowed(table: Any, where: str) -> tuple[Numbers, int]:
    """The values of a range as whole numbers over a power of ten. Raises InputError."""
    if not isinstance(table, Mapping):
        raise fault(where, table, "a range: low, high and decimals, or values")
    for key in table:
        if key not in RANGE_KEYS:
            raise unknown(where, "key of a range", key, RANGE_KEYS, "{} = 1")
    if "values" in table:
        chosen = [exact(number, f"{where}.values") for number in listed(table["values"])]
        decimals = max(map(places, chosen), default=0)
    else:
        decimals = table.get("decimals", 0)
        if type(decimals) is not int or not 0 <= decimals <= MOST_DECIMALS:
            raise fault(f"{where}.decimals", decimals, f"a whole number up to {MOST_DECIMALS}")
        low, high = (exact(table.get(key), f"{where}.{key}") for key in ("low", "high"))
        if max(places(low), places(high)) > decimals:
            raise fault(where, Phrase(f"{low} to {high}"), f"limits with {decimals} decimals")
        first, last = int(low.scaleb(decimals)), int(high.scaleb(decimals))
        if not 0 <= last - first < VALUES:
            raise fault(
                where, Phrase(f"{low} to {high}"), "low below high, and fewer than 65536 values"
            )
        chosen = [Decimal(at).scaleb(-decimals) for at in range(first, last + 1)]
    barred = {exact(number, f"{where}.except") for number in listed(table.get("except", []))}
    left = [int(one.scaleb(decimals)) for one in chosen if one not in barred]
    if not left or decimals > MOST_DECIMALS:
        raise fault(where, Phrase(f"{len(left)} values"), "at least one value, with few decimals")
    return np.array(left, dtype=np.int64), 10**decimals


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def exact(number: Any, where: str) -> Decimal:
    """A number of the file as it is written there."""
    try:
        read = Decimal(repr(number)) if type(number) in (int, float) else Decimal("nan")
    except InvalidOperation:  # pragma: no cover - repr of a float is a number
        read = Decimal("nan")
    if read.is_finite() and abs(read) <= LARGEST:
        return read
    raise fault(where, number, "a number")


def places(number: Decimal) -> int:
    """Its decimals: 2 for 0.25, 0 for 3 and 3.0."""
    exponent = number.normalize().as_tuple().exponent
    return max(-int(exponent), 0)


def fault(where: str, wrong: Any, expected: str) -> InputError:
    said = wrong if isinstance(wrong, Phrase) else shown(wrong)
    return InputError(where, f"{said} will not do", expected=expected,
                      example=RANGE_KEYS["low"])  # fmt: skip
