"""The table `[variants]` of an exercise file: what is drawn, and what must hold of it.

    X, Y, labels        the data; labels are classes, counted from 1
    W, b, mask          the parameters and masks of all layers; "W[2]" those of one
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
    distinct_mistakes    false: mistakes may look alike, or like the right numbers; "somewhere":
              but not in all iterations, where a line comes back in several
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from tracer.checks import Faults
from tracer.errors import InputError, shown, unknown
from tracer.network import Network
from tracer.parts import with_part
from tracer.quantity import layered
from tracer.schema import (
    Key,
    Keys,
    as_list,
    defaults,
    number,
    one_of,
    read_keys,
    texts,
    truth,
    whole,
)

from ..task import Task
from .stream import VALUES, Numbers

MOST_DECIMALS = 6
LARGEST = 10**6
RANGE = "W = {low = -1, high = 1, decimals = 1}"
RANGE_KEYS: Keys = {
    "low": Key(example=RANGE),
    "high": Key(example=RANGE),
    "decimals": Key(example=RANGE, read=whole(0, MOST_DECIMALS), default=0),
    "values": Key(example="Y = {values = [0, 1]}"),
    "except": Key(example="W = {low = -1, high = 1, decimals = 1, except = [0]}"),
}
OF_LAYERS = ("W", "b", "mask")  # what each layer has of its own
some = number(0, float("inf"), "a number, 0 or more")
CONDITION_KEYS: Keys = {
    "margin": Key(example="margin = 0.1", read=some, default=0.1),
    "relu": Key(example='relu = "both"', read=one_of("both")),
    "falls": Key(example="falls = true", read=truth, default=False),
    "zeros": Key(example='zeros = ["a[1]", "dJ/dz[1]"]', read=texts, default=()),
    "smallest": Key(example="smallest = 0.01", read=some),  # left out: by the digits asked for
    "largest": Key(example="largest = 100", read=some, default=1000.0),
    "distinct_mistakes": Key(
        example="distinct_mistakes = false", read=one_of(True, False, "somewhere"), default=True
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """What one array may hold: `numerators` / `scale`. `name`: X, Y, labels, W[1], b[1], alpha, a
    given quantity or a variable; `shape`: as the file has it; `part`: whose it is, where there are
    several parts."""

    name: str
    shape: tuple[int, ...]
    numerators: Numbers
    scale: int
    part: str = ""

    @property
    def key(self) -> str:
        """What tells it from those of other parts."""
        return with_part(self.part, self.name)

    @property
    def count(self) -> int:
        return int(np.prod(self.shape))


def ranges(task: Task, where: str) -> tuple[Range, ...]:
    """The ranges in the order in which they are drawn: data, parameters and mask layer by layer,
    α, given quantities; of an expression its variables, as they appear. Raises InputError."""
    places = list(arrays(task))
    names = {name for name, _ in places}
    kinds = of_layers(names)
    table: dict[str, Any] = {}
    faults = Faults(where)
    for key, said in task.variants.items():
        if key in CONDITION_KEYS and not isinstance(said, Mapping):
            continue
        name = key if key in names | kinds else spelled_otherwise(task, key)
        if name not in names | kinds:
            known = [*sorted(kinds), *names, *CONDITION_KEYS]
            line = "{} = {{low = -1, high = 1, decimals = 1}}"
            faults.take(unknown(faults.at("variants"), "quantity to draw", key, known, line))
        table[name] = said
    values = {key: allowed(said, f"variants.{key}", faults) for key, said in table.items()}
    faults.stop()
    found = []
    for name, shape in places:
        drawn = values.get(name if name in table else base_of(name))
        if drawn is not None:
            found.append(Range(name, shape, *drawn))
    return tuple(found)


def base_of(name: str) -> str:
    """W for W[2]; "" for what layers do not have of their own."""
    base, bracket, _ = name.partition("[")
    return base if bracket and base in OF_LAYERS else ""


def of_layers(names: Iterable[str]) -> set[str]:
    """Which of W, b, mask there are."""
    return {base_of(name) for name in names} - {""}


def fits(task: Task, key: str) -> bool:
    """Whether a key of the table says something of an exercise, or of a part."""
    names = {name for name, _ in arrays(task)}
    known = names | of_layers(names)
    return key in CONDITION_KEYS or key in known or spelled_otherwise(task, key) in names


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
        yield from (
            (name, np.shape(source.at[name])) for name in source.variables if name in source.at
        )
        if source.alpha is not None:
            yield "alpha", ()
        yield from ((name, np.shape(value)) for name, value in source.given.items())
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
        if layer.dropout_mask is not None:
            yield layered("mask", at), layer.dropout_mask.shape
    if source.alpha is not None:
        yield "alpha", ()
    yield from ((name, np.shape(value)) for name, value in source.given.items())


def allowed(given: Any, place: str, faults: Faults) -> tuple[Numbers, int] | None:
    """The values of a range as whole numbers over a power of ten; None after a fault."""
    if not isinstance(given, Mapping):
        expected = "a range: low, high and decimals, or values"
        faults.add(place, f"{shown(given)} will not do", expected=expected, example=RANGE)
        return None
    before = len(faults.found)
    said = defaults(RANGE_KEYS) | read_keys(given, RANGE_KEYS, place, faults)
    chosen, decimals = chosen_of(said, place, faults)
    barred = {exact(one, f"{place}.except", faults) for one in as_list(said.get("except", []))}
    if len(faults.found) > before:
        return None
    left = [int(one.scaleb(decimals)) for one in chosen if one not in barred]
    if not left or decimals > MOST_DECIMALS:
        expected = "at least one value, with few decimals"
        faults.add(place, f"{len(left)} values will not do", expected=expected, example=RANGE)
        return None
    return np.array(left, dtype=np.int64), 10**decimals


def chosen_of(said: Mapping[str, Any], place: str, faults: Faults) -> tuple[list[Decimal], int]:
    """The values, and their decimals; none after a fault."""
    if "values" in said:
        values = [exact(one, f"{place}.values", faults) for one in as_list(said["values"])]
        return values, max(map(places, values), default=0)
    decimals = said["decimals"]
    low, high = (exact(said.get(key), f"{place}.{key}", faults) for key in ("low", "high"))
    first, last = int(low.scaleb(decimals)), int(high.scaleb(decimals))
    if max(places(low), places(high)) > decimals:
        expected = f"limits with {decimals} decimals"
    elif not 0 <= last - first < VALUES:
        expected = "low below high, and fewer than 65536 values"
    else:
        return [Decimal(at).scaleb(-decimals) for at in range(first, last + 1)], decimals
    faults.add(place, f"{low} to {high} will not do", expected=expected, example=RANGE)
    return [], decimals


def exact(number: Any, place: str, faults: Faults) -> Decimal:
    """A number of the file as it is written there; 0 after a fault."""
    try:
        read = Decimal(repr(number)) if type(number) in (int, float) else Decimal("nan")
    except InvalidOperation:  # pragma: no cover - repr of a float is a number
        read = Decimal("nan")
    if read.is_finite() and abs(read) <= LARGEST:
        return read
    faults.add(place, f"{shown(number)} will not do", expected="a number", example=RANGE)
    return Decimal(0)


def places(number: Decimal) -> int:
    """Its decimals: 2 for 0.25, 0 for 3 and 3.0."""
    exponent = number.normalize().as_tuple().exponent
    return max(-int(exponent), 0)
