"""Mistakes where derivatives are put together (L5, L6), made in the chain lines of an expression;
and derivatives and values taken for each other. To add one, add an entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TypeVar

from ..expression import Expression, put_in
from ..formula.calculus import derivative, simplify, size
from ..formula.tree import Formula, Name, Num, Sum, names, substitute, summed
from ..formula.value import variables
from ..network import Network
from .mistake import Mistake
from .spot import Spot

FORUMS = "course forums on L3–L6"
PUBLISHED = "seen published, with 6(x + 2) for 3(x + 2)²"
MOST_USES = 5  # of which any may be left out
Part = TypeVar("Part")
LONGEST = 60  # nodes of a value that is derived as a whole


def inner_forgotten(spot: Spot) -> Iterator[Formula]:
    """dy/dx = dy/du: what came down is passed on."""
    if spot.network is not None:
        return
    holes = spot.equation.rule.inputs
    if len(holes) == 2:
        yield Name(holes[0])


def outer_forgotten(spot: Spot) -> Iterator[Formula]:
    """dy/dx = du/dx."""
    if spot.network is None and len(spot.equation.rule.inputs) == 2:
        yield Name(spot.equation.rule.inputs[1])


def one_path(spot: Spot) -> Iterator[Formula]:
    """The sum over the uses of a variable, without one of them; 0 where others go around it."""
    tree = spot.equation.rule.formula
    if spot.network is None and isinstance(tree, Sum):
        for at in range(len(tree.terms)):
            yield summed(tree.terms[:at] + tree.terms[at + 1 :])
    elif gone_around(spot):
        yield Num(0.0, "0")


def gone_around(spot: Spot) -> bool:
    """Whether a line of the author's is derived by, and what it is made of is used beside it, too:
    who takes it for a constant, as what an earlier step hands on, drops one path of several."""
    source, made = spot.trace.source, spot.target
    if not isinstance(source, Expression) or made.by is None or made.base != source.output:
        return False
    reads = {line.name: variables(line.tree) for line in source.lines}
    own = made.by.name
    if own not in reads or own == source.output:
        return False
    return not made_of(own, reads).isdisjoint(made_of(source.output, reads, without=own))


def made_of(name: str, reads: Mapping[str, Iterable[str]], without: str = "") -> set[str]:
    """All that a line is made of, but for what only comes in through another."""
    found, ahead = set[str](), [name]
    while ahead:
        for one in reads.get(ahead.pop(), ()):
            if one not in found and one != without:
                found.add(one)
                ahead.append(one)
    return found


def several_paths(spot: Spot) -> Iterator[Formula]:
    """The sum over the uses of a variable, without several of them."""
    tree = spot.equation.rule.formula
    if spot.network is None and isinstance(tree, Sum):
        yield from map(summed, some_of(tree.terms))


def some_of(parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """Some of three or more parts, two at least left out: any of a few; of many, those at the
    beginning or at the end, as through time."""
    if len(parts) <= MOST_USES:
        for kept in range(1, len(parts) - 1):
            yield from combinations(parts, kept)
    else:
        yield from (parts[:kept] for kept in range(1, len(parts) - 1))
        yield from (parts[-kept:] for kept in range(1, len(parts) - 1))


def left_inside(spot: Spot) -> Iterator[Formula]:
    """f′(g′(x)): the inner derivative inside, where g(x) belongs."""
    if spot.network is not None or len(spot.equation.rule.inputs) != 2:
        return
    inner = spot.trace.local(spot.equation.inputs[0]).by
    local = inner and spot.trace.by_name.get(spot.own(f"d({spot.target.base})/d({inner.name})"))
    if not inner or not local:
        return
    outer = local.equation.rule
    inside = dict(zip(local.inputs, outer.inputs, strict=True)).get(spot.own(inner.name))
    if inside is not None and inside in names(outer.formula):
        put = Name(spot.equation.rule.inputs[1])
        yield substitute(outer.formula, lambda node: put if node == Name(inside) else None)


def slopes_added(spot: Spot) -> Iterator[Formula]:
    """dy/dx = dy/du + du/dx."""
    if spot.network is None and len(spot.equation.rule.inputs) == 2:
        yield Sum(tuple(map(Name, spot.equation.rule.inputs)))


def slope_typed(spot: Spot) -> Iterator[Formula]:
    """y = dy/dx, by any of its variables."""
    source = spot.trace.source
    if isinstance(source, Network) or spot.equation.phase != "forward" or source.has_arrays:
        return
    composed: dict[str, Formula] = {}
    for line in source.lines:
        composed[line.name] = put_in(line.tree, composed)
        if size(composed[line.name]) > LONGEST:
            return
    tree = composed.get(spot.target.base)
    for name in variables(tree) if tree is not None else ():
        yield simplify(derivative(composed[spot.target.base], name))


def value_typed(spot: Spot) -> Iterator[Formula]:
    """dy/dx = y."""
    if spot.network is None and spot.target.role == "derivative":
        yield Name("value_of_output")


CHAIN_RULE = (
    Mistake(name="inner-derivative-forgotten", at=("chain",), formula=inner_forgotten,
            says="the inner derivative is missing: (f(g(x)))′ = f′(g(x))·g′(x).",
            hidden="inner = 1 or outer = 0", taught="L5", seen=FORUMS, often=3),
    Mistake(name="outer-derivative-forgotten", at=("chain",), formula=outer_forgotten,
            says="only the inner derivative: what comes down from the output is missing.",
            hidden="outer = 1 or inner = 0", taught="L5", seen=FORUMS, often=1),
    Mistake(name="inner-left-inside", at=("chain",), formula=left_inside,
            says="f′(g′(x)): inside stays g(x), its derivative is a factor beside: f′(g(x))·g′(x).",
            hidden="wrong = right: g′(x) and g(x) are 1", taught="L5", seen=FORUMS, often=2),
    Mistake(name="slope-added", at=("chain",), formula=slopes_added,
            says="added where the chain rule multiplies.",
            hidden="(outer - 1)*(inner - 1) = 1", taught="L5", seen=FORUMS, often=1),
    Mistake(name="path-dropped", at=("chain",), formula=one_path,
            says="one use of the variable is left out: the contributions of all its uses add up.",
            hidden="wrong = right: that use contributes 0", taught="L6", seen="micrograd#53, #2",
            often=2),
    Mistake(name="uses-dropped", at=("chain",), formula=several_paths,
            says="some of its uses are left out: the contributions of all of them add up.",
            hidden="wrong = right: those uses contribute 0", taught="L6", often=2,
            seen="recurrent steps (only the last one), batch norm (through mean and variance)"),
    Mistake(name="value-for-derivative", at=("*",), formula=value_typed,
            says="the value stands where the derivative was asked.",
            hidden="wrong = right: both are the same", taught="L4", seen=PUBLISHED, often=2),
    Mistake(name="derivative-for-value", at=("*",), formula=slope_typed,
            says="the derivative stands where the value was asked.",
            hidden="wrong = right: both are the same", taught="L4", seen=PUBLISHED, often=2),
)  # fmt: skip
