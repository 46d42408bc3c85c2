"""A network of one's own, typed in as numbers, not as TOML: rows of W, b, X and Y."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import InputError, shown
from ..network import Layer, Network
from .trying import read


@dataclass(frozen=True, slots=True)
class Frame:
    """What decides which rows there are: neurons a layer, inputs first; activations, cost, α."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    cost: str
    alpha: float | None
    samples: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row to type: where it goes, what it is called, how many numbers it has."""

    key: str
    label: str
    count: int


def frame(sizes: str, activations: str, cost: str, alpha: str, samples: str) -> Frame:
    """The frame from what was typed. Raises InputError, which names the field."""
    counts = [whole("sizes", text) for text in sizes.replace(",", " ").replace("-", " ").split()]
    if len(counts) < 2:
        raise InputError("sizes", f"{shown(sizes)} is no network", expected="inputs, then the "
                         "neurons of each layer", example="2 2 1")  # fmt: skip
    cost = cost.strip()
    chosen = activations.replace(",", " ").split()
    layers = len(counts) - 1
    if not chosen:
        chosen = ["relu"] * (layers - 1) + [output_with(cost)]
    if len(chosen) != layers:
        raise InputError("activations", f"{len(chosen)} for {layers} layers",
                         expected="one a layer, inputs have none",
                         example=" ".join(["relu"] * (layers - 1) + ["sigmoid"]))  # fmt: skip
    rate = read(alpha) if alpha.strip() else None
    if alpha.strip() and rate is None:
        raise InputError("alpha", f"{shown(alpha)} is no number", expected="a number, or nothing "
                         "for no update", example="0.1")  # fmt: skip
    return Frame(tuple(counts), tuple(chosen), cost, rate.value if rate else None,
                 whole("samples", samples))  # fmt: skip


def output_with(cost: str) -> str:
    """The output activation that a cost needs; a sigmoid, where it takes any."""
    from ..rules.costs import COSTS

    return (COSTS[cost].activation if cost in COSTS else None) or "sigmoid"


def whole(where: str, text: str) -> int:
    if not text.strip().isdigit() or not 1 <= int(text) <= 64:
        raise InputError(where, f"{shown(text)} is no count", expected="1 to 64", example="2")
    return int(text)


def rows(made: Frame) -> list[Row]:
    """The rows to type, in the order of a homework sheet: data first, then layer by layer."""
    found = [Row(f"X {n}", f"sample {n}: x", made.sizes[0]) for n in range(1, made.samples + 1)]
    for layer, (below, size) in enumerate(zip(made.sizes, made.sizes[1:], strict=False), 1):
        found += [Row(f"W{layer} {i}", f"W[{layer}] row {i}", below) for i in range(1, size + 1)]
        found.append(Row(f"b{layer} 1", f"b[{layer}]", size))
    last = made.sizes[-1]
    return found + [Row(f"Y {n}", f"sample {n}: y", last) for n in range(1, made.samples + 1)]


def network(made: Frame, typed: Mapping[str, str], title: str = "My own network") -> Network:
    """The network of what was typed. Raises InputError at the first row that will not do; an
    empty b leaves the bias out."""
    numbers: dict[str, list[float]] = {}
    for row in rows(made):
        text = typed.get(row.key, "")
        if row.key.startswith("b") and not text.strip():
            continue
        numbers[row.key] = values(row, text)
    layers = []
    for layer, activation in enumerate(made.activations, 1):
        weights = [numbers[f"W{layer} {i}"] for i in range(1, made.sizes[layer] + 1)]
        layers.append(Layer(activation=activation, W=weights, b=numbers.get(f"b{layer} 1")))
    samples = range(1, made.samples + 1)
    return Network(
        title=title,
        layers=layers,
        X=[numbers[f"X {n}"] for n in samples],
        Y=[numbers[f"Y {n}"] for n in samples],
        cost=made.cost,
        alpha=made.alpha,
    )


def values(row: Row, text: str) -> list[float]:
    """The numbers of one row: `0.1 0.2 0.3`, also with commas between. Raises InputError."""
    parts = text.replace(";", " ").split()
    if len(parts) == 1 and row.count > 1:
        parts = text.split(",")
    found = [read(part.strip(", ")) for part in parts]
    good = [number.value for number in found if number is not None]
    if len(good) != len(found) or len(good) != row.count:
        raise InputError(
            row.label,
            f"{len(good)} of {row.count} numbers" if text.strip() else "nothing is typed yet",
            expected=f"{row.count} number" + ("s, a blank between" if row.count > 1 else ""),
            example=" ".join(["0.1", "-0.2", "0.3", "0.4"][: row.count]),
        )
    return good


def explained(key: str) -> str:
    """What belongs into a field, in a sentence; "" for no field of ours."""
    from ..rules.activations import ACTIVATIONS

    words = {
        "sizes": "how many inputs, then how many neurons each layer has: 2 3 1",
        "activations": "one for each layer: " + ", ".join(ACTIVATIONS),
        "cost": "bce (sigmoid at the end), ce (softmax at the end), mse, half_mse or half_sse",
        "alpha": "how far one step of descent goes; empty if the sheet has no update",
        "samples": "how many pairs of x and y there are",
    }
    if key in words:
        return words[key]
    base, number, row = key[:1], key[1:].partition(" ")[0], key.partition(" ")[2]
    return {
        "X": f"what goes in: the inputs of sample {row}",
        "Y": f"what should come out for sample {row}; a class as 0 1 0",
        "W": f"the weights into neuron {row} of layer {number}, one from each input of the layer",
        "b": f"the bias of each neuron of layer {number}; empty: none",
    }.get(base, "")
