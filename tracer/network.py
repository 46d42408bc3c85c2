"""A network as somebody writes it down: layers, data, cost, settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from .checks import Faults
from .errors import InputError
from .layer import Layer, Tied
from .layout import Layout
from .outline import Outline
from .quantity import Quantity
from .rules.rule import Array
from .schema import Keys, known_keys
from .settings import Gathering, Kinks, Lying, Penalising, Taking, Updates
from .symbols import Place


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Network(Updates, Taking, Kinks, Penalising, Gathering, Lying):
    """A network, its samples and the conventions of the sheet: its settings (settings.py).

    X: (N, n₀), Y: (N, n_L), one sample a row in every layout; arrays may have a leading axis of
    students. After construction every array is float64, read-only, in the sheet's layout, `b` flat;
    labels have become Y, and what `seed` draws stands in W and b. `where` is what messages call it.

    Raises InputError with every fault at once.

    >>> neuron = Layer(activation="sigmoid", W=[[0.3, -0.2]], b=[0.1])
    >>> Network(layers=[neuron], X=[[0.5, 1.0]], Y=[[1]], cost="bce")
    <Network 2-1, 1 sample, bce>
    """

    layers: Sequence[Layer]
    X: Any = None
    Y: Any = None
    labels: Any = None
    title: str = ""
    cost: str | None = None
    alpha: Any = None
    learning_rule: Literal["gradient", "perceptron"] = "gradient"
    absent: Sequence[str] = ()
    frozen: Sequence[str] = ()
    tied: Sequence[Tied] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    huber_delta: float = 1.0
    seed: int | None = None
    where: InitVar[str] = "network"
    outline: Outline = field(init=False)

    def __post_init__(self, where: str) -> None:
        from .validate import validated

        for name, value in validated(self, where).items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, keys: Mapping[str, Any], where: str = "network") -> Network:
        """The network of a file's keys (TOML or JSON). `where` is what messages call the file.

        Raises InputError with every fault: unknown keys, wrong types, what does not fit.
        """
        from .validate.keys import LAYER, NETWORK, TIED

        faults = Faults(where)
        known = known_keys(with_lambda(keys, faults), NETWORK, "", faults)
        known["layers"] = tables(known.get("layers"), Layer, LAYER, "layers", faults)
        known["tied"] = tables(known.get("tied", ()), Tied, TIED, "tied", faults)
        try:
            network = cls(**known, where=where)
        except InputError as error:
            faults.take(error)
            faults.all()
        faults.stop()
        return network

    @classmethod
    def from_torch(cls, model: Any, X: Any, Y: Any, loss: Any) -> Network:
        """The network of a PyTorch model: Linear and activations in an nn.Sequential, its data as
        tensors, arrays or lists, and a loss of torch.nn.

        Numbers are those of the model exactly, in the layout `torch`; Y may be class numbers, from
        0, where the loss takes them; a parameter without `requires_grad` is frozen.
        Raises InputError naming every module that is no part of such a stack, for a loss that no
        cost is, for data that do not fit, and without the extra `torch`.
        """
        from .pytorch.read import fields

        return cls(**fields(model, X, Y, loss), where="model")

    # Numbers

    def columns(self) -> dict[str, Array]:
        """Everything given, as it is calculated with: name → (..., rows, columns).

        `a[0]` n₀ × N, `y` n_L × N, `W[l]` n_l × n_{l−1}, `b[l]` n_l × 1, and the given
        quantities; what there is not is not in it.
        """
        return dict(self._columns)

    @cached_property
    def _columns(self) -> dict[str, Array]:
        from .validate import columns

        return columns(self.layout, self.layers, self.X, self.Y, self.given)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Inputs and neurons of each layer, n₀ .. n_L; 0 where nothing says how many."""
        return tuple(self.outline.size(f"n{at}") for at in range(len(self.layers) + 1))

    @property
    def N(self) -> int:  # noqa: N802 - the lecture's letter
        """How many samples; 0 where nothing says so."""
        return self.outline.size("N")

    def shape(self, name: str) -> tuple[int, int]:
        """Rows and columns, as calculated, of any array that the trace may have, by canonical
        name; 0 for a size that nothing tells. Raises KeyError for another name."""
        return self.outline.shape(name)

    @property
    def has_relu(self) -> bool:
        """Whether `relu_at_zero` says what a slope of it is."""
        from .choose import kinked_at_zero

        return kinked_at_zero(self)

    @cached_property
    def students(self) -> int | None:
        """The length of the leading axis; None: one student, no such axis."""
        arrays = [*self._columns.values(), np.asarray(self.alpha)]
        return next((len(array) for array in arrays if array.ndim == 3), None)

    # Entries

    def entry(self, text: str, where: str = "entry") -> tuple[str, int, int]:
        """Array, row and column, as calculated, of an entry as the sheet writes it.

        Raises InputError if there is no such entry; `where` is its place.

        >>> neuron = Layer(activation="relu", W=[[1], [2]])
        >>> Network(layers=[neuron], X=[[1, 3]], layout="rows").entry("W[1][2,1]")
        ('W[1]', 1, 2)
        """
        return self.outline.entry(text, where)

    @cached_property
    def absent_entries(self) -> dict[str, tuple[Place, ...]]:
        """W → rows and columns, as calculated, of its connections that there are not."""
        return grouped([self.entry(text) for text in self.absent])

    def unconnected(self, quantity: Quantity) -> tuple[Place, ...]:
        """Rows and columns, as calculated, of a quantity's entries that stand for no connection:
        v_W[1] and ∂J/∂W[1] have those of W[1]."""
        shape_of = quantity.by or quantity
        base = shape_of.base.rpartition("_")[2]
        return self.absent_entries.get(f"{base}[{shape_of.layer}]", ())

    @cached_property
    def frozen_entries(self) -> dict[str, tuple[Place, ...]]:
        """Parameter → rows and columns, as calculated, of entries that get no update."""
        tied = dict(self.tied_entries)
        places: list[tuple[str, int, int]] = []
        for text in self.frozen:
            places += tied[text] if text in tied else self.outline.entries(text, "frozen")
        return grouped(places)

    @cached_property
    def tied_entries(self) -> tuple[tuple[str, tuple[tuple[str, int, int], ...]], ...]:
        """Each tied parameter with the arrays, rows and columns, as calculated, of its places."""
        return tuple(
            (
                group.name,
                tuple(at for text in group.entries for at in self.outline.entries(text, "tied")),
            )
            for group in self.tied
        )

    # The same network, written otherwise

    def keys(self, *, defaults: bool = True) -> dict[str, Any]:
        """The keys of its file: plain lists and numbers. None stands for a key left out.

        Without `defaults`, only what differs from them. Raises InputError for a batch of
        students: a file holds one.
        """
        if self.students is not None:
            raise InputError(
                "network",
                f"it has {self.students} students, and a file holds one",
                expected="one student",
                example="network.student(0)",
            )
        from .file_keys import network_keys

        return network_keys(self, defaults=defaults)

    def replaced(self, **changes: Any) -> Network:
        """The same network with other fields. Raises InputError as the constructor does."""
        return replace(self, **changes)

    def student(self, k: int) -> Network:
        """The network of one student, counted from 0 as the leading axis is.

        Raises IndexError for one that there is not.
        """
        if not -(self.students or 1) <= k < (self.students or 1):
            raise IndexError(k)
        return self.some(k)

    def some(self, which: int | Sequence[int]) -> Network:
        """The network of some students, in that order; of one alone, without a leading axis."""

        def one(value: Any, axes: int) -> Any:
            return value[which] if isinstance(value, np.ndarray) and value.ndim > axes else value

        alpha = np.ravel(self.alpha)[which] if np.ndim(self.alpha) else self.alpha
        return self.replaced(
            layers=[
                replace(
                    layer,
                    W=one(layer.W, 2),
                    b=one(layer.b, 1),
                    dropout_mask=one(layer.dropout_mask, 2),
                )
                for layer in self.layers
            ],
            X=one(self.X, 2),
            Y=one(self.Y, 2),
            alpha=alpha if alpha is None or np.ndim(alpha) else float(alpha),
            given={name: one(value, 2) for name, value in self.given.items()},
        )

    def in_layout(self, layout: Layout) -> Network:
        """The same network written in another layout: numbers, entries and symbols."""
        from .file_keys import in_layout

        return self if layout == self.layout else replace(self, **in_layout(self, layout))

    def to_torch(self) -> tuple[Any, Any, Any, Any]:
        """Model, X, Y and loss in PyTorch, float64: what `from_torch` reads. Updates are not in it.

        Raises InputError for what modules and losses of torch.nn cannot say, and without the extra
        `torch`.
        """
        from .pytorch.write import model_of

        return model_of(self)

    def __repr__(self) -> str:
        sizes = "-".join(str(size or "?") for size in self.sizes)
        samples = f"{self.N} sample" + ("" if self.N == 1 else "s")
        students = f", {self.students} students" if self.students is not None else ""
        return f"<Network {sizes}, {samples}{students}, {self.cost or 'no cost'}>"


def with_lambda(keys: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    """The keys with `lambda` as what it stands for."""
    if "lambda" not in keys:
        return dict(keys)
    if keys.get("penalty_strength") is not None:
        wrong, one = "λ stands twice, as lambda and as penalty_strength", "one of both"
        faults.add("lambda", wrong, expected=one, example="penalty_strength = 0.1")
    known = {name: value for name, value in keys.items() if name != "lambda"}
    return {**known, "penalty_strength": keys["lambda"]}


def tables(value: Any, kind: type[Layer] | type[Tied], keys: Keys, key: str, faults: Faults) -> Any:
    """A list of tables as layers or tied parameters; anything else is left for what judges it."""
    from .validate.keys import NETWORK

    if not isinstance(value, list | tuple):
        return value
    made: list[Any] = []
    for at, item in enumerate(value, 1):
        if not isinstance(item, Mapping):
            made.append(item)
            continue
        own: dict[str, Any] = dict.fromkeys(list(keys)[:2] if kind is Tied else list(keys)[:1])
        made.append(kind(**own | known_keys(item, keys, f"{key}[{at}]", faults, above=NETWORK)))
    return made


def grouped(places: list[tuple[str, int, int]]) -> dict[str, tuple[Place, ...]]:
    table: dict[str, dict[Place, None]] = {}
    for name, row, column in places:
        table.setdefault(name, {})[row, column] = None
    return {name: tuple(listed) for name, listed in table.items()}
