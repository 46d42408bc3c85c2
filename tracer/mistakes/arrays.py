"""Mistakes in lines of arrays, made from the line's own formula. To add one, add an entry.

A wrong formula is in the holes of the line's rule: u, v of an operation, x1, x2, … of what goes
entry by entry, dy and y of a way back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from ..expression import Expression
from ..formula.tree import (
    Call,
    Formula,
    Fraction,
    MatMul,
    Name,
    Neg,
    Num,
    Product,
    Sum,
    Transpose,
    names,
    substitute,
    summed,
    walk,
)
from .mistake import Mistake
from .spot import OWN, Spot
from .tree_slips import Slip, everywhere

if TYPE_CHECKING:
    from ..equation import Equation
    from ..trace import Trace

DIGITS = "0123456789"
MOST_PARTS = 6  # of a sum of uses of which every choice is tried
POOLING = "course pages of convolution and pooling"
ATTENTION = "course pages of attention"
RECURRENT = "course pages of recurrent nets: only the last step's part"


def in_formula(change: Slip) -> Callable[[Spot], Iterator[Formula]]:
    """The wrong formulas of a line of arrays."""

    def formulas(spot: Spot) -> Iterator[Formula]:
        source = spot.trace.source
        if isinstance(source, Expression) and source.has_arrays:
            yield from everywhere(spot.equation.rule.formula, change)

    return formulas


def not_transposed(node: Formula) -> Iterator[Formula]:
    """A for Aᵀ."""
    if isinstance(node, Transpose):
        yield node.base


def order_swapped(node: Formula) -> Iterator[Formula]:
    """B A for A B."""
    match node:
        case MatMul((left, right)):
            yield MatMul((right, left))


def transposed_elsewhere(node: Formula) -> Iterator[Formula]:
    """B Aᵀ for Bᵀ A, and A B: what one tries until the shapes fit."""
    match node:
        case MatMul((Transpose(left), right)):
            yield MatMul((left, Transpose(right)))
            yield MatMul((right, left))
        case MatMul((left, Transpose(right))):
            yield MatMul((Transpose(left), right))
            yield MatMul((right, left))


def root_of_constant(node: Formula) -> Formula | None:
    """What stands under the root that a formula is divided by, if that is a number."""
    match node:
        case Fraction(_, Call("sqrt", (inside,))) if not names(inside):
            return inside
    return None


def scale_forgotten(node: Formula) -> Iterator[Formula]:
    """S for S/√d."""
    if isinstance(node, Fraction) and root_of_constant(node) is not None:
        yield node.top


def scale_without_root(node: Formula) -> Iterator[Formula]:
    """S/d for S/√d."""
    inside = root_of_constant(node)
    if isinstance(node, Fraction) and inside is not None:
        yield Fraction(node.top, inside)


def other_side(node: Formula) -> Iterator[Formula]:
    """Columns for rows, rows for columns."""
    if isinstance(node, Call):
        way, _, what = node.function.partition("_")
        other = {"row": "col", "col": "row"}.get(way)
        if other:
            yield Call(f"{other}_{what}", node.arguments)


FLIPPED = {
    "conv": "conv_flipped",
    "conv_to_image": "flipped_to_image",
    "conv_to_kernel": "flipped_to_kernel",
}
TURNED = {**FLIPPED, **{two: one for one, two in FLIPPED.items()}}


def kernel_flipped(node: Formula) -> Iterator[Formula]:
    if isinstance(node, Call) and node.function in TURNED:
        yield Call(TURNED[node.function], node.arguments)


def kernel_transposed(node: Formula) -> Iterator[Formula]:
    match node:
        case Call("conv" | "conv_flipped", (u, v, *options)):
            yield Call(node.function, (u, Transpose(v), *options))


RIGHT = Name("right")


def stride_forgotten(node: Formula) -> Iterator[Formula]:
    """The first of the places that a window has, one step apart."""
    one = Num(1.0, "1")
    match node:
        case Call("conv" | "conv_flipped", (u, v, Num(stride), pad)) if stride > 1:
            yield Call("cropped", (Call(node.function, (u, v, one, pad)), RIGHT))
        case Call("maxpool" | "avgpool", (u, size, Num(stride))) if stride > 1:
            yield Call("cropped", (Call(node.function, (u, size, one)), RIGHT))


def padding_on_one_side(node: Formula) -> Iterator[Formula]:
    """All zeros behind, or all in front; or as many entries without any, where they fit."""
    match node:
        case Call("conv" | "conv_flipped", (u, v, stride, Num(pad))) if pad > 0:
            for before in (0.0, 2.0 * pad):
                sides = (Num(before, f"{before:g}"), Num(2 * pad - before, f"{2 * pad - before:g}"))
                padded = Call("padded", (u, *sides))
                yield Call(node.function, (padded, v, stride, Num(0.0, "0")))


def uses_dropped(spot: Spot) -> Iterator[Formula]:
    """The sum over the uses of a quantity, without some of them."""
    holes = spot.equation.rule.inputs
    if spot.network is None and 1 < len(holes) <= MOST_PARTS:
        for count in range(len(holes) - 1, 0, -1):
            for kept in combinations(holes, count):
                yield summed(tuple(map(Name, kept)))


def part_turned(spot: Spot) -> Iterator[Formula]:
    """Each part in turn with the other sign."""
    parts = [Name(hole) for hole in spot.equation.rule.inputs]
    for turned in parts:
        yield Sum(tuple(Neg(part) if part is turned else part for part in parts))


def another_step(spot: Spot) -> Iterator[Formula]:
    """x1 for x2, where another step does the same with it."""
    rule = spot.equation.rule
    reads = () if spot.equation.phase == "update" else spot.equation.inputs
    for hole, name in zip(rule.inputs, reads, strict=False):
        for other in of_other_steps(spot.trace, name):
            yield with_names(rule.formula, {hole: OWN + other})


def of_other_steps(trace: Trace, name: str) -> list[str]:
    """What is given in place of x2 where the same weights meet another step's input: x1, x3."""
    stem = name.rstrip(DIGITS)
    if stem == name or name not in trace.given:
        return []
    forward = [line for line in trace.equations if line.phase == "forward"]
    met = [line for line in forward if name in line.inputs and len(line.inputs) > 1]
    pairs = ((line, other) for line in met for other in forward if like(line, other))
    changed = [
        {one: two for one, two in zip(line.inputs, other.inputs, strict=True) if one != two}
        for line, other in pairs
    ]
    found = dict.fromkeys(each[name] for each in changed if [*each] == [name])
    return [one for one in found if one in trace.given and one.rstrip(DIGITS) == stem]


def like(line: Equation, other: Equation) -> bool:
    """Whether two lines are the same calculation."""
    if len(line.inputs) != len(other.inputs):
        return False
    holes = dict(zip(other.rule.inputs, line.rule.inputs, strict=True))
    return with_names(other.rule.formula, holes) == line.rule.formula


def with_names(tree: Formula, others: Mapping[str, str]) -> Formula:
    """The formula with other names in it."""

    def named(node: Formula) -> Formula | None:
        return Name(others[node.text]) if isinstance(node, Name) and node.text in others else None

    return substitute(tree, named)


def n_minus_one(spot: Spot) -> Iterator[Formula]:
    """The variance divided by N − 1."""
    rows, columns = spot.shape(spot.equation.inputs[0])
    way = spot.equation.rule.name.partition("_")[0]
    many = {"row": columns, "col": rows}.get(way, rows * columns)
    if many > 1:
        yield Product((RIGHT, Fraction(Num(many, str(many)), Num(many - 1, str(many - 1)))))


def max_elsewhere(spot: Spot) -> Iterator[Formula]:
    """A window's gradient to all of its entries, shared, or to the first."""
    call = next(node for node in walk(spot.equation.rule.formula) if isinstance(node, Call))
    dy, u, size, stride = call.arguments
    shared = Call("mean_to_image", call.arguments)
    yield shared
    yield Product((size, size, shared))
    yield Call("max_to_image", (dy, Product((Num(0.0, "0"), u)), size, stride))


def entry(
    name: str,
    change: Slip,
    says: str,
    hidden: str,
    taught: str = "L8",
    seen: str = "course pages of matrix derivatives",
    often: int = 2,
) -> Mistake:
    return Mistake(
        name=name, at=("*",), formula=in_formula(change), says=says,
        hidden=f"wrong = right: {hidden}", taught=taught,
        seen=seen, often=often, of_tree=True,
    )  # fmt: skip


SOFTMAX = ("row_softmax", "col_softmax")
ARRAYS = (
    entry("transpose-forgotten", not_transposed,
          "a matrix was not transposed: rows where columns belong.", "it is symmetric"),
    entry("order-swapped", order_swapped,
          "the factors of a matrix product in the other order: A B is not B A.", "both commute"),
    Mistake(name="transposed-elsewhere", at=("*",), formula=in_formula(transposed_elsewhere),
            says="transpose and order of a matrix product are not those of the line: B Aᵀ and A B "
                 "are not Bᵀ A.",
            hidden="wrong = right: both commute and are symmetric", taught="L8",
            seen="course pages of matrix derivatives: tried until the shapes fit", often=1,
            of_tree=True, named_only=True),
    entry("root-d-forgotten", scale_forgotten,
          "not divided by the root of d: the scores are Q Kᵀ/√d.", "d is 1", seen=ATTENTION),
    entry("root-of-d-left-out", scale_without_root,
          "divided by d, not by its root: the scores are Q Kᵀ/√d.", "d is 1", seen=ATTENTION),
    entry("wrong-side", other_side,
          "over columns where it goes over rows, or the other way round.", "both are the same",
          seen=ATTENTION),
    entry("kernel-flipped", kernel_flipped,
          "the kernel was flipped where it slides as it is, or not flipped where it should be.",
          "the kernel is the same flipped", seen=POOLING),
    entry("kernel-transposed", kernel_transposed,
          "the kernel was transposed.", "the kernel is symmetric", seen=POOLING),
    entry("stride-forgotten", stride_forgotten,
          "the window was moved by one entry at a time, not by its stride.", "one place only",
          seen=POOLING),
    entry("padding-on-one-side", padding_on_one_side,
          "zeros on one side only: padding goes around the whole array.", "the edge is 0",
          seen=POOLING),
    Mistake(name="uses-dropped", at=("sum of the parts",), formula=uses_dropped,
            says="some of its uses are left out: the contributions of all of them add up.",
            hidden="wrong = right: those uses contribute 0", taught="L6", seen=RECURRENT,
            often=2, of_tree=True),
    Mistake(name="sign-of-a-term", at=("sum of the parts",), formula=part_turned,
            says="what comes through one line has the wrong sign.",
            hidden="wrong = right: that part is 0", taught="L6", seen=RECURRENT,
            often=1, of_tree=True),
    Mistake(name="n-minus-1", at=("var", "row_vars", "col_vars"), formula=n_minus_one,
            says="divided by N − 1; the variance of a batch or a layer divides by N.",
            hidden="right = 0", taught="L9", seen="batch norm sheets", often=2),
    Mistake(name="max-to-the-wrong-place", at=("maxpool, backward",), formula=max_elsewhere,
            says="a window's gradient goes to its largest entry alone, all others get 0.",
            hidden="wrong = right: the first entry is the largest", taught="L13", seen=POOLING,
            often=2, of_tree=True),
    Mistake(name="softmax-diagonal", at=tuple(f"{one}, backward" for one in SOFTMAX),
            formula="dy*y*(1 - y)",
            says="only the diagonal of the softmax derivative: every z moves every output.",
            hidden="wrong = right: what all feel is what one feels", taught="L10",
            seen=ATTENTION, often=1, of_tree=True),
    Mistake(name="another-steps-input", at=("*",), formula=another_step,
            says="the input of another step: each step has its own.",
            hidden="wrong = right: both are the same", taught="L6",
            seen="course pages of recurrent nets: one input for several steps", often=1,
            of_tree=True, named_only=True),
    Mistake(name="softmax-not-normalised", at=SOFTMAX, formula="exp(u)",
            says="eˣ without the division by the sum of all eˣ.",
            hidden="wrong = right: that sum is 1", taught="L10", seen=ATTENTION, often=1,
            of_tree=True),
)  # fmt: skip
