"""A network of one's own, typed in as numbers, not as TOML: rows of W, b, X and Y."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import InputError, InputErrors, shown
from ..layer import Layer, Tied
from ..network import Network
from .trying import read

EXAMPLES = {
    "names": "w5 = W[2][1,1]; E = J",
    "tied": "b1 = b[1][1], b[1][2]",
    "activations": "relu sigmoid",
    "alpha": "0.1",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What decides which rows there are: neurons a layer, inputs first; activations, cost, α; and
    what the sheet calls its quantities, which of its parameters are one."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    cost: str
    alpha: float | None
    samples: int
    names: Mapping[str, str] = field(default_factory=dict)
    tied: tuple[Tied, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row to type: where it goes, what it is called, how many numbers it has."""

    key: str
    label: str
    count: int


def frame(
    sizes: str,
    activations: str,
    cost: str,
    alpha: str,
    samples: str,
    names: str = "",
    tied: str = "",
) -> Frame:
    """The frame from what was typed. Raises InputError, which names the field."""
    counts = [whole("sizes", text) for text in sizes.replace(",", " ").replace("-", " ").split()]
    if len(counts) < 2:
        raise InputError("sizes", f"{shown(sizes)} is no network", expected="inputs, then the "
                         "neurons of each layer", example="2 2 1")  # fmt: skip
    cost = named(cost.strip())
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
    made = Frame(
        tuple(counts),
        tuple(chosen),
        cost,
        rate.value if rate else None,
        whole("samples", samples),
        own_names := {name: in_full(said) for name, said in pairs("names", names)},
        tuple(
            Tied(name=name, entries=[own_names.get(one, one) for one in entries(said)])
            for name, said in pairs("tied", tied)
        ),
    )
    check(made)
    return made


def pairs(where: str, text: str) -> list[tuple[str, str]]:
    """`w5 = W[2][1,1]; E = J` as name and what it stands for. Raises InputError."""
    found = []
    for part in filter(None, map(str.strip, text.split(";"))):
        name, equals, said = (piece.strip() for piece in part.partition("="))
        if not (name and equals and said):
            expected = "a name, =, what it stands for; a semicolon before the next"
            raise InputError(where, f"{shown(part)} names nothing", expected=expected,
                             example=EXAMPLES[where])  # fmt: skip
        found.append((name, said))
    return found


def entries(text: str) -> list[str]:
    """`b[1][1], b[1][2]` or `b[1][1] = b[1][2]`: the comma inside brackets belongs to an entry."""
    return [in_full(one) for one in re.split(r"[,=\s]+(?![^\[]*\])", text) if one]


def in_full(text: str) -> str:
    """`b[1][2]` as `b[1][2,1]`: a bias has one column."""
    return re.sub(r"(b\[\d+\])\[(\d+)\]", r"\1[\2,1]", text)


def check(made: Frame) -> None:
    """Whether any numbers make a network of this. Raises InputError, which names the field."""
    zeros = {row.key: " ".join("0" * row.count) for row in rows(made)}
    try:
        network(made, zeros)
    except InputError as error:
        for fault in error.faults if isinstance(error, InputErrors) else (error,):
            name = re.split(r"[.,\[]", fault.where.rpartition(": ")[2])[0]
            if name == "cost":
                raise cost_error(made.cost, fault) from None
            name = "activations" if name == "layers" else name
            if name in EXAMPLES:
                raise InputError(name, fault.wrong, expected=fault.expected,
                                 example=EXAMPLES[name]) from None  # fmt: skip


def cost_error(typed: str, error: InputError) -> InputError:
    """What is wrong with a cost: the names that are meant by its words, where there are some."""
    from ..rules.costs import COSTS

    if not typed:
        return InputError("cost", "nothing is typed yet", expected=", ".join(COSTS), example="mse")
    meant = meant_costs(typed)
    if typed in COSTS or not meant:
        return error.at("cost")
    wrong = f"{shown(typed)} is the name of no cost"
    return InputError("cost", wrong, expected=" or ".join(meant), example=meant[0])


def meant_costs(typed: str) -> list[str]:
    """The costs of which most of the words stand in what was typed."""
    from ..rules.costs import COSTS

    if not re.fullmatch(r"[\w\s½/-]+", typed):  # an expression
        return []
    words = {word.rstrip("s") for word in re.findall(r"[a-z]+|½|1/2", typed.lower())}
    fit = {name: len(words & set(one.called.split())) for name, one in COSTS.items()}
    most = max(fit.values())
    return [name for name, count in fit.items() if count == most > 0]


def named(cost: str) -> str:
    """`MSE` and `half mse` as the name of the cost; what is none as it is."""
    from ..rules.costs import COSTS

    plain = re.sub(r"[\s-]+", "_", cost.lower())
    return plain if plain in COSTS else cost


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
        names=made.names,
        tied=made.tied,
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
        "cost": "bce (sigmoid at the end), ce (softmax at the end), mse, half_mse or half_sse; or "
        "one output's loss as an expression: (y_hat - y)**2 / 2",
        "alpha": "how far one step of descent goes; empty if the sheet has no update",
        "samples": "how many pairs of x and y there are",
        "names": f"what your sheet calls things: {EXAMPLES['names']}; empty: our names",
        "tied": f"entries that are one parameter: {EXAMPLES['tied']}; empty: none",
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
