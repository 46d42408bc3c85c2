"""Arrays of anybody's program: PyTorch, NumPy, lists, numbers; what is none is told as such."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Number
from typing import Any

import numpy as np

from tracer.errors import InputError, shown
from tracer.layout import Layout, transposed
from tracer.network import Network
from tracer.quantity import quantity
from tracer.rules.rule import Array
from tracer.symbols import Place, entry_name
from tracer.trace import Trace

# Significant digits that rounding leaves right in each type, step after step.
DIGITS = {"float32": 5, "float16": 3, "bfloat16": 2}
EXACT, EIGHT_BITS = 10, 1  # of float64 and wider, and of whole numbers; of float8_e4m3fn and others
GRADIENT = ".grad"  # as PyTorch calls it: W1.grad


@dataclass(frozen=True, slots=True, eq=False)
class Came:
    """One array as it came: `name` is canonical, `place` where only one entry is meant; `key` is
    the right array as the code lays it, `digits` what can be right of a number of this type."""

    name: str
    place: Place | None
    array: Array
    key: Array
    digits: int

    @property
    def fits(self) -> bool:
        """Whether it has the right shape; a flat list fills a single row or column."""
        if self.array.size == self.key.size == 1 or self.array.shape == self.key.shape:
            return True
        return self.array.ndim == 1 and 1 in self.key.shape and self.array.size == self.key.size

    @property
    def laid(self) -> Array:
        """The array in the shape of the key, where it fits."""
        return self.array.reshape(self.key.shape)


def came(known: Trace, name: str, given: Any, layout: Layout | None) -> Came:
    """An array and what it should be. Raises InputError for a name that the trace does not have,
    and for what is no array of numbers."""
    found = known.names.find(meant(known, name))
    key = right(known, found.name, found.place, layout)
    array = found.sign * numbers(name, given, key.shape)
    return Came(found.name, found.place, array, key, digits_of(given))


def right(known: Trace, name: str, place: Place | None, layout: Layout | None) -> Array:
    """A right array, or one entry of it, as the code lays it."""
    key = known.with_number(name).state[name]
    turned = transposed(quantity(name), layout or known.layout) and not known.scalar(name)
    key = key.mT if turned else key
    return key if place is None else key[place[0] - 1 : place[0], place[1] - 1 : place[1]]


def meant(known: Trace, name: str) -> str:
    """`W1.grad` is dJ/dW[1]."""
    if not name.endswith(GRADIENT):
        return name
    found = known.names.find(name.removesuffix(GRADIENT))
    of = entry_name(found.name, found.place)
    output = "J" if isinstance(known.source, Network) else known.source.output
    return f"d{output}/d{of}"


def numbers(name: str, given: Any, shape: tuple[int, ...]) -> Array:
    """The array as floats. Raises InputError for None, rows of different lengths, complex numbers
    and what is no number at all."""
    if given is None:
        hint = ": backward was not run, or this gradient is not kept" if "d" in name else ""
        raise fault(name, f"None came{hint}", shape)
    try:
        array = np.asarray(plain(given))
        if array.dtype.kind == "c":
            raise fault(name, "complex numbers came", shape)
        if array.dtype.kind == "O" and not all(isinstance(one, Number) for one in array.flat):
            raise TypeError
        return array.astype(float)
    except ValueError:  # NumPy's, of lists that are no table and of texts
        lengths = {len(row) for row in given if hasattr(row, "__len__")} if listed(given) else ()
        if len(lengths) > 1:
            counts = " and ".join(map(str, sorted(lengths)))
            raise fault(name, f"its rows have {counts} entries", shape) from None
        raise fault(name, f"{shown(given)} came", shape) from None
    except (TypeError, OverflowError):
        raise fault(name, f"{kind_of(given)} came", shape) from None


def kind_of(given: Any) -> str:
    if listed(given) or isinstance(given, np.ndarray):
        return "an array in which not everything is a number"
    return f"something of type {type(given).__name__}"


def listed(given: Any) -> bool:
    return isinstance(given, list | tuple)


def fault(name: str, wrong: str, shape: tuple[int, ...]) -> InputError:
    return InputError(name, wrong, expected=f"an array of {in_words(shape)} numbers",
                      example="network.W1.grad.numpy()")  # fmt: skip


def plain(given: Any) -> Any:
    """Tensors as NumPy arrays, which may hang in a graph or on a device; also in lists."""
    if listed(given):
        return [plain(one) for one in given]
    if not hasattr(given, "detach"):
        return given
    tensor = given.detach().cpu()
    try:
        return tensor.numpy()
    except TypeError:  # a type that NumPy does not have, such as bfloat16
        return tensor.float().numpy()


def digits_of(given: Any) -> int:
    """How many digits of a number of this type rounding leaves right."""
    if listed(given):
        return min(map(digits_of, given), default=EXACT)
    name = str(getattr(given, "dtype", "")).rpartition(".")[2]
    return EIGHT_BITS if name.startswith("float8") else DIGITS.get(name, EXACT)


def in_words(shape: tuple[int, ...]) -> str:
    """`2×3`; of a flat list its length."""
    return "×".join(map(str, shape)) or "single"


def same(one: Array, other: Array, digits: int) -> bool:
    """Whether two arrays are the same to so many digits."""
    return one.shape == other.shape and bool(
        np.allclose(one, other, rtol=10.0 ** (1 - digits), atol=1e-12)
    )
