"""A small network written as an expression of named scalars, as many sheets write it.

w1, w2, … are the weights, neuron by neuron through the layers, b1, b2, … the biases, x the
inputs, h the hidden neurons, o the outputs, t the targets; the sheet's own symbols win. With
several samples everything but a parameter ends in _n.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from .choose import activation_of, averages, cost_of
from .errors import InputError
from .expression import Expression
from .expression_lines import NAME
from .formula.functions import FUNCTIONS
from .formula.text import text
from .formula.tree import BigSum, Entry, Formula, Name, names, substitute, summed
from .layers import mask
from .network import Network
from .penalty import numbers
from .quantity import layered, quantity
from .rules.penalties import PENALTIES
from .setting_sentences import numbers_of_updates
from .settings import settings_of
from .symbols import ENTRY


def expand(network: Network) -> Expression:
    """The same J, line by line in scalars; its derivatives by the weights are the network's.

    Raises InputError for a network that starts mid-chain, has no cost, or is too large.
    """
    if network.cost is None or network.given or network.students is not None:
        raise InputError(
            "expand",
            "only a whole network of one student can be written as scalars: inputs, weights, cost",
            expected="a network with a cost and without [given]",
            example="backprop expand mazur",
        )
    if any(layer.dropout_mask is not None for layer in network.layers):
        raise InputError(
            "dropout_mask",
            "what a mask leaves out is not written as scalars",
            expected="a network without masks",
            example="backprop expand mazur",
        )
    if network.order == "stochastic":
        raise InputError(
            "order",
            "in stochastic order there is another J in every iteration",
            expected="one J for all samples",
            example='order = "batch"',
        )
    return Scalars(network).expression()


def scalars(network: Network) -> dict[str, tuple[str, int, int]]:
    """What each name of the expression stands for: its array, row and column as calculated.

    Raises InputError as `expand` does.
    """
    expand(network)
    made = Scalars(network)
    made.expression()  # which names them
    return made.called


class Scalars:
    """The names that the scalars have, and their values."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.given = network.columns()
        self.depth = len(network.layers)
        self.own = own_symbols(network)
        self.tied = {
            (array, i, j): name for name, places in network.tied_entries for array, i, j in places
        }
        self.at: dict[str, float] = {}
        self.parameters: dict[str, bool] = {}  # name → whether it is updated
        self.numbers = {letter: count(1) for letter in "wb"}
        self.named: dict[tuple[str, int, int], str] = {}
        self.called: dict[str, tuple[str, int, int]] = {}

    def expression(self) -> Expression:
        network = self.network
        samples = range(1, network.N + 1)
        self.name_parameters()
        lines = [line for n in samples for line in self.sample(n)]
        cost = cost_of(network)
        assert cost is not None
        total = " + ".join(self.tail("loss", n) for n in samples)
        mean = averages(network, cost) and network.N > 1
        plain = f"({total})/{network.N}" if mean else total
        lines += [f"J = {plain}"] if not self.penalty() else [f"J0 = {plain}", self.penalty()]
        moving = [name for name, moves in self.parameters.items() if moves]
        own: dict[str, Any] = {name: getattr(network, name) for name in settings_of(Expression)}
        own |= numbers_of_updates(network)
        return Expression(
            title=network.title,
            expression=lines,
            at=self.at,
            with_respect_to=tuple(self.parameters),
            alpha=network.alpha,
            update=tuple(moving) if network.alpha is not None else (),
            **own,
        )

    def penalty(self) -> str:
        """The line of J from J0 and every weight; nothing where there is no penalty."""
        if self.network.penalty_strength is None:
            return ""
        kind, known = PENALTIES[self.network.penalty], numbers(self.network)
        weights = [name for (array, _, _), name in self.named.items() if array[0] == "W"]
        terms = " + ".join(kind.of_one.format(name) for name in weights)
        factor = kind.factors[self.network.penalty_form]
        for word, number in known.items():
            factor = factor.replace(word, repr(number))
        return f"J = J0 + {factor}*({terms})"

    def name_parameters(self) -> None:
        """w1, w2, … and b1, b2, …, in the order in which they are read on a diagram."""
        for layer in range(1, self.depth + 1):
            for letter, base in (("w", "W"), ("b", "b")):
                array = layered(base, layer)
                if array not in self.given:
                    continue
                present = mask(self.network, array, "absent") if base == "W" else None
                frozen = self.network.frozen_entries.get(array, ())
                rows, columns = self.given[array].shape[-2:]
                for i in range(1, rows + 1):
                    for j in range(1, columns + 1):
                        if present is None or present[i - 1, j - 1]:
                            self.parameter(letter, array, i, j, (i, j) not in frozen)

    def parameter(self, letter: str, array: str, i: int, j: int, moves: bool) -> None:
        number = next(self.numbers[letter])
        name = self.tied.get((array, i, j)) or self.own.get((array, i, j)) or f"{letter}{number}"
        self.named[array, i, j] = name
        self.called.setdefault(name, (array, i, j))
        self.parameters[name] = self.parameters.get(name, True) and moves
        self.at[name] = float(self.given[array][i - 1, j - 1])

    def tail(self, name: str, n: int) -> str:
        return name if self.network.N == 1 else f"{name}_{n}"

    def neuron(self, base: str, array: str, i: int, number: int, n: int) -> str:
        name = self.tail(self.own.get((array, i, 1)) or f"{base}{number}", n)
        self.called[name] = (array, i, n)
        return name

    def sample(self, n: int) -> Iterator[str]:
        """The lines of one sample: neuron by neuron, then its loss."""
        outputs: list[list[str]] = [[]]  # of each layer, the inputs first
        for i, row in enumerate(self.given["a[0]"], 1):
            outputs[0].append(self.neuron("x", "a[0]", i, i, n))
            self.at[outputs[0][-1]] = float(row[n - 1])
        numbers = {letter: count(1) for letter in "zho"}
        for layer in range(1, self.depth + 1):
            last = layer == self.depth
            rows = range(1, self.given[layered("W", layer)].shape[-2] + 1)
            z = [self.neuron("z", layered("z", layer), i, next(numbers["z"]), n) for i in rows]
            base, array = ("o", "y_hat") if last else ("h", layered("a", layer))
            a = [self.neuron(base, array, i, next(numbers[base]), n) for i in rows]
            for i in rows:
                yield f"{z[i - 1]} = {self.weighted(layer, i, outputs)}"
            for i in rows:
                yield f"{a[i - 1]} = {self.activation(layer, z, i)}"
            outputs.append(a)
        yield f"{self.tail('loss', n)} = {self.loss(outputs[-1], n)}"

    def weighted(self, layer: int, i: int, outputs: list[list[str]]) -> str:
        W, b = layered("W", layer), layered("b", layer)
        terms = [
            f"{self.named[W, i, j]}*{name}"
            for j, name in enumerate(outputs[-1], 1)
            if (W, i, j) in self.named
        ]
        made, total = self.network.layers[layer - 1], " + ".join(terms) or "0"
        if (b, i, 1) in self.named:
            total += f" {'+' if made.bias_input == 1 else '-'} {self.named[b, i, 1]}"
        skip = quantity(made.add).layer if made.add else None
        return total if skip is None else f"{total} + {outputs[skip][i - 1]}"

    def activation(self, layer: int, z: list[str], i: int) -> str:
        made = self.network.layers[layer - 1]
        if made.activation in FUNCTIONS:
            return f"{made.activation}({z[i - 1]})"
        rule = activation_of(made, self.network.relu_at_zero)
        if rule.entry is None:
            return typed(rule.formula, {"z": z[i - 1]}.get)
        return text(of_sample(rule.entry, {"i": i}, z), ascii=True)

    def loss(self, outputs: list[str], n: int) -> str:
        cost = cost_of(self.network)
        assert cost is not None
        terms = []
        for k, output in enumerate(outputs, 1):
            target = self.neuron("t", "y", k, k, n)
            if "y" in names(cost.written):
                self.at[target] = float(self.given["y"][k - 1, n - 1])
            terms.append(typed(cost.written, {"y_hat": output, "y": target}.get))
        if self.network.outputs == "mean" and len(terms) > 1:
            return f"({' + '.join(f'({term})' for term in terms)})/{len(terms)}"
        return " + ".join(terms)


def of_sample(tree: Formula, at: Mapping[str, int], z: Sequence[str]) -> Formula:
    """The formula of one entry with the names of its sample's z, sums written out."""

    def read(node: Formula) -> Formula | None:
        match node:
            case Entry(Name("z"), Name(row)):
                return Name(z[at[row] - 1])
            case BigSum(index, _, body):
                rows = range(1, len(z) + 1)
                return summed(tuple(of_sample(body, {**at, index: k}, z) for k in rows))
        return None

    return substitute(tree, read)


def typed(tree: Formula, new: Callable[[str], str | None]) -> str:
    """The formula as it can be typed, with other names."""

    def read(node: Formula) -> Formula | None:
        found = new(node.text) if isinstance(node, Name) else None
        return Name(found) if found else None

    return text(substitute(tree, read), ascii=True)


def own_symbols(network: Network) -> dict[tuple[str, int, int], str]:
    """The sheet's symbols for single entries that can stand in an expression; one for the
    negative of a number (delta = "-dJ/dz") cannot be a line of it."""
    found = {}
    for symbol, target in network.names.items():
        if not target.startswith("-") and ENTRY.fullmatch(target) and NAME.fullmatch(symbol):
            found[network.entry(target, "names")] = symbol
    return found
