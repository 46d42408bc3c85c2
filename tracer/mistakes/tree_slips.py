"""Slips in a calculation, made from the line's own formula tree: one entry a kind of slip.

They can be made wherever a line is written in names of its own: in the lines of an expression, in
an activation that a sheet writes as a formula. To add one, add an entry: a function that says what
a node of a tree becomes. It is tried at every node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps

from ..expression import Expression
from ..formula.calculus import size
from ..formula.tree import (
    ONE,
    Call,
    Formula,
    Fraction,
    Hadamard,
    MatMul,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Sum,
    children,
    names,
    negated,
    rebuilt,
    summed,
    walk,
)
from .mistake import Mistake
from .spot import OWN, Spot

Slip = Callable[[Formula], Iterator[Formula]]
MOST_NODES = 80  # of a tree in which slips are looked for
FORUMS = "course forums on L3–L6"


def everywhere(tree: Formula, slip: Slip) -> Iterator[Formula]:
    """The tree with one of its nodes turned into what the slip makes of it, in every way."""
    yield from slip(tree)
    parts = children(tree)
    for at, part in enumerate(parts):
        for wrong in everywhere(part, slip):
            yield rebuilt(tree, (*parts[:at], wrong, *parts[at + 1 :]))


def own_formula(spot: Spot) -> Formula | None:
    """The formula of a forward line that is written in names of its own; None of any other."""
    if spot.equation.phase != "forward" or spot.kind.endswith(":="):
        return None
    if spot.network is not None and not written_activation(spot):
        return None
    tree = spot.equation.rule.formula
    return tree if short(tree) else None


def written_activation(spot: Spot) -> bool:
    """Whether the line is an activation that the sheet writes as a formula in z."""
    return spot.equation.target == spot.activation_of() and spot.written


def short(tree: Formula) -> bool:
    return size(tree) <= MOST_NODES


def forward(slip: Slip) -> Callable[[Spot], Iterator[Formula]]:
    """Wrong formulas of a forward line."""

    @wraps(slip)
    def formulas(spot: Spot) -> Iterator[Formula]:
        tree = own_formula(spot)
        if tree is not None:
            yield from dict.fromkeys(everywhere(tree, slip))

    return formulas


def one_less(parts: tuple[Formula, ...]) -> Iterator[tuple[Formula, ...]]:
    yield from (parts[:at] + parts[at + 1 :] for at in range(len(parts)))


# What a node becomes


def term_dropped(node: Formula) -> Iterator[Formula]:
    """u + v without u, or without v."""
    if isinstance(node, Sum):
        yield from map(summed, one_less(node.terms))


def sign_of_a_term(node: Formula) -> Iterator[Formula]:
    """u − v for u + v, u + v for u − v; a minus left out."""
    match node:
        case Sum(terms):
            for at, term in enumerate(terms):
                yield Sum((*terms[:at], negated(term), *terms[at + 1 :]))
        case Product() | Hadamard() | Fraction() | Power() | Call():
            for at, part in enumerate(parts := children(node)):
                if isinstance(part, Neg):
                    yield rebuilt(node, (*parts[:at], part.term, *parts[at + 1 :]))
        case Neg(term) if not isinstance(term, Num):
            yield term


def factor_dropped(node: Formula) -> Iterator[Formula]:
    """u for u·v, u for u/v, 1/v for u/v."""
    match node:
        case Product() | Hadamard() | MatMul():
            for rest in one_less(node.factors):
                yield rest[0] if len(rest) == 1 else type(node)(rest)
        case Fraction(top, bottom):
            yield top
            if top != ONE:
                yield Fraction(ONE, bottom)


def function_left_out(node: Formula) -> Iterator[Formula]:
    """u for f(u)."""
    if isinstance(node, Call) and len(node.arguments) == 1 and node.function != "sqrt":
        yield node.arguments[0]


def square_forgotten(node: Formula) -> Iterator[Formula]:
    """u for u²."""
    match node:
        case Power(base, Num(2.0)):
            yield base


def root_forgotten(node: Formula) -> Iterator[Formula]:
    """u for √u."""
    match node:
        case Call("sqrt", (inside,)):
            yield inside
        case Power(base, Num(0.5) | Fraction(Num(1.0), Num(2.0))):
            yield base


def exponent_slip(node: Formula) -> Iterator[Formula]:
    """n·u, uⁿ⁺¹, uⁿ⁻¹ or u⁻ⁿ for uⁿ."""
    match node:
        case Power(base, Num(n)):
            yield Product((node.exponent, base))
            others = {n + 1, -n} if n == 2 else {n + 1, n - 1, -n}
            yield from (Power(base, Num(other, f"{other:g}")) for other in sorted(others))
        case Power(base, exponent):
            yield Product((exponent, base))


def operands_swapped(node: Formula) -> Iterator[Formula]:
    """v/u for u/v, v − u for u − v, vᵘ for uᵛ."""
    match node:
        case Fraction(top, bottom):
            yield Fraction(bottom, top)
        case Sum((first, Neg(second))):
            yield Sum((second, negated(first)))
        case Sum((Neg(first), second)):
            yield Sum((first, negated(second)))
        case Power(base, exponent):
            yield Power(exponent, base)


def other_logs(spot: Spot) -> Iterator[Formula]:
    """The logarithm of something else that stands in the line: p·log(p) for p·log(q)."""
    source = spot.trace.source
    if not isinstance(source, Expression) or spot.equation.phase != "forward":
        return
    tree = next((line.tree for line in source.lines if line.name == spot.target.name), None)
    if tree is None or not short(tree):
        return
    logs = [node for node in walk(tree) if isinstance(node, Call) and "log" in node.function]
    inside = dict.fromkeys([log.arguments[0] for log in logs] + [Name(one) for one in names(tree)])

    def other(node: Formula) -> Iterator[Formula]:
        if node in logs and isinstance(node, Call):
            own = node.arguments[0]
            yield from (Call(node.function, (one,)) for one in inside if one != own)

    for wrong in everywhere(tree, other) if logs else ():
        yield in_own_names(wrong)


def in_own_names(tree: Formula) -> Formula:
    """A formula in the names of an expression: none of the words of `spot.py`."""
    if isinstance(tree, Name):
        return Name(f"{OWN}{tree.text}")
    parts = children(tree)
    return rebuilt(tree, tuple(map(in_own_names, parts))) if parts else tree


def entry(
    name: str, made: Slip, says: str, hidden: str, taught: str = "L1", seen: str = FORUMS
) -> Mistake:
    return Mistake(
        name=name, at=("*",), formula=forward(made), says=says, hidden=f"wrong = right: {hidden}",
        often=2, taught=taught, seen=seen, of_tree=True, slip=taught == "L1",
    )  # fmt: skip


TREE_SLIPS = (
    entry("term-dropped", term_dropped, "a term of the sum is missing.", "the term is 0",
          seen="sheets of the lecture's D = m·p + q·g"),
    entry("sign-of-a-term", sign_of_a_term,
          "one sign is turned round: + where − belongs, or the reverse.", "the term is 0",
          seen="updates with momentum: v = 0.9·v + 0.2·g"),
    entry("factor-dropped", factor_dropped, "a factor (or a divisor) is missing.",
          "the factor is 1"),
    entry("outer-function-left-out", function_left_out,
          "a function was left out: what stands inside it was used as it is.", "f(u) = u",
          "L5", "LSTM sheets: h = o·c for o·tanh(c)"),
    entry("square-forgotten", square_forgotten, "the square was forgotten.", "0 or 1"),
    entry("root-forgotten", root_forgotten, "the root was forgotten.", "0 or 1",
          seen="RMSProp and Adam sheets"),
    entry("exponent-slip", exponent_slip,
          "another exponent, or the exponent taken for a factor.", "0 or 1"),
    entry("operands-swapped", operands_swapped,
          "both sides were taken for each other: u/v and v/u, u − v and v − u are not the same.",
          "both are equal"),
    Mistake(name="log-of-the-wrong-one", at=("*",), formula=other_logs,
            says="the logarithm of something else that stands in the line.",
            hidden="wrong = right: both are equal", often=1, taught="L9",
            seen="course forums on cross entropy", of_tree=True),
)  # fmt: skip
