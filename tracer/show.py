"""A step as formulas: with names, as the lecture chains it, for one entry, with numbers put in.

All forms are trees; `formula/` prints them in any notation. Places are as the sheet lays them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from .formula.calls import whole_call
from .formula.tree import (
    BigSum,
    Call,
    Entry,
    Equality,
    Formula,
    Fraction,
    Kronecker,
    Name,
    Num,
    Product,
    Sum,
    Transpose,
    addends,
    multiplied,
    names,
    negated,
    substitute,
    summed,
    walk,
)
from .formula.value import value
from .kinds import KINDS
from .layout import lay_formula
from .numbers import DIGITS, entry_text
from .quantity import at_iteration, layered, quantity
from .rules.rule import Rule, entrywise
from .setting_sentences import alpha_named
from .symbols import Place

if TYPE_CHECKING:
    from .trace import Step, Trace

ALPHA = Name("alpha")
EXACT = 15  # digits that a float holds
LOSES = 20.0  # times its sum: so large a term is shown to more digits
MOST_TERMS = 24  # of a sum written out; longer ones show their first and last terms


def formula_of(step: Step, *, trivial: bool = False) -> Equality:
    """The whole equation in names: ∂J/∂W[2] = ∂J/∂z[2] a[1]ᵀ.

    Sums of one term and factors 1/1 are left away unless `trivial`.
    """
    rule, trace = step.equation.rule, step.trace
    holes = dict(zip(rule.inputs, step.inputs, strict=True))

    def lies(hole: str) -> bool | None:
        return trace.lies(holes[hole]) if hole in holes else None

    tree = lay_formula(rule.formula, lies, trace.lies(step.name))
    tree = tree if trivial else without_trivial(tree, sizes_of(step))
    if not trace.of_network:  # of arrays nobody has named: a size is a number
        tree = with_sizes(tree, sizes_of(step))
    tree = substitute(tree, by_name(trace, holes))
    return once(equality(step, None, (turned_back(tree),)))


def chain_of(step: Step) -> tuple[Equality, ...]:
    """As the lecture writes it, ∂J/∂W = ∂z/∂W · ∂J/∂z, and what the local factor is; () where
    the formula is that already."""
    rule, trace = step.equation.rule, step.trace
    if rule.chain is None or rule.local is None or step.equation.layer is None:
        return ()
    layer = step.equation.layer
    holes = {name: layered(name, layer) for name in ("z", "W", "b")}
    masked = at_iteration(layered("r", layer - 1), step.equation.iteration) in trace.state
    holes |= {"a": layered("r" if masked else "a", layer - 1), "J": "J"}
    read = by_name(trace, holes)
    chain = without_trivial(rule.chain, sizes_of(step))
    sides = tuple(substitute(side, read) for side in rule.local.sides)
    return equality(step, None, (substitute(chain, read),)), Equality(sides)


def entry_of(step: Step, place: Place) -> Equality:
    """How one entry is made, in names: z[1][1,2] = W[1][1,1]·a[0][1,2] + … + b[1][1,1]."""
    trace = step.trace

    def read(name: str, at: Place) -> Formula:
        return trace.symbols.tree(trace.local(name), None if bare(trace, name) else at)

    return once(equality(step, place, (expanded(step, place, read, keep_constants=True),)))


def worked(step: Step, place: Place | None, digits: int = DIGITS) -> Equality:
    """The same with numbers put in: z[1][1,2] = 0.3·0.5 + (−0.2)·1.0 + 0.1 = 0.05.

    `place` is None for a plain number. The trace must be of one student. Where terms cancel, they
    are shown to more digits: 13.8412872 − 13.824 = 0.0172872.
    """
    trace = step.trace

    def with_digits(shown: int) -> Formula:
        return expanded(
            step, at, lambda name, entry: number(trace, name, entry, shown), keep_constants=False
        )

    at = place or (1, 1)
    result = number(trace, step.name, at, digits)
    line = with_digits(digits)
    if isinstance(line, Sum) and (more := cancelled(line, result)):
        line = with_digits(min(digits + more, EXACT))
    return equality(step, place, (result,) if isinstance(line, Num) else (line, result))


def cancelled(line: Sum, result: Num) -> int:
    """How many digits the terms of a sum lose in it."""
    plain = not any(
        isinstance(node, Name) or (isinstance(node, Call) and whole_call(node))
        for node in walk(line)
    )
    if result.value == 0 or not plain:
        return 0
    with np.errstate(all="ignore"):
        largest = max(abs(float(value(term, {}))) for term in line.terms)
    lost = largest / abs(result.value)
    return math.ceil(math.log10(lost)) if LOSES < lost < math.inf else 0


def equality(step: Step, place: Place | None, sides: tuple[Formula, ...]) -> Equality:
    """The target in front; a symbol that is the negative takes the minus to the other side."""
    at = None if bare(step.trace, step.name) else place
    sign, target = step.trace.symbols.signed_tree(step.quantity, at)
    if sign < 0:
        sides = tuple(negated(side) for side in sides)
    sides = tuple(with_own_alpha(side, step.trace) for side in sides)
    made = step.quantity
    again = any(step.trace.local(name) == made for name in step.inputs)  # v := β v + g
    return Equality((target, *sides), ":=" if made.role == "update" or again else "=")


def once(line: Equality) -> Equality:
    """A part of a line of an expression is called what it is: x², not x² = x²."""
    twice = line.sign == "=" and line.sides[0] == line.sides[1]
    return Equality(line.sides[1:]) if twice else line


def with_own_alpha(tree: Formula, trace: Trace) -> Formula:
    """The formula with the sheet's own name for α: η."""
    own = Name(alpha_named(trace.source))
    return tree if own == ALPHA else substitute(tree, lambda node: own if node == ALPHA else None)


def bare(trace: Trace, name: str) -> bool:
    """Whether it is shown without row and column: a plain number, or a tied parameter's."""
    found = quantity(name)
    if trace.scalar(name):
        return True
    return trace.of_network and (found.by or found).base not in KINDS


def number(trace: Trace, name: str, at: Place, digits: int) -> Num:
    """One entry as a number in a formula."""
    array = trace.shown(name)
    entry = float(array[at[0] - 1, at[1] - 1])
    return Num(entry, entry_text(entry, whole(trace, name), digits))


def whole(trace: Trace, name: str) -> bool:
    """Whether all numbers of an array are whole (they then show no ".0")."""
    if name not in trace.whole:
        array = trace.shown(name)
        trace.whole[name] = bool(np.all(array == np.round(array)))
    return trace.whole[name]


def sizes_of(step: Step) -> dict[str, int]:
    """The named sizes of the rule's formula: N, K, m …"""
    rule = step.equation.rule
    known = dict(zip(rule.inputs, step.inputs, strict=True))
    return {
        size: step.trace.state[known[hole]].shape[axis] for size, (hole, axis) in rule.sizes.items()
    }


def with_sizes(tree: Formula, sizes: Mapping[str, int]) -> Formula:
    """The formula with numbers for the sizes in it."""

    def read(node: Formula) -> Formula | None:
        if isinstance(node, Name) and node.text in sizes:
            return Num(sizes[node.text], str(sizes[node.text]))
        return None

    return substitute(tree, read) if sizes else tree


def turned_back(tree: Formula) -> Formula:
    """w where the transpose of wᵀ stands: a line may read what is turned in a line already."""

    def read(node: Formula) -> Formula | None:
        match node:
            case Transpose(Transpose(base)):
                return turned_back(base)
        return None

    return substitute(tree, read)


def by_name(trace: Trace, holes: Mapping[str, str]) -> Callable[[Formula], Formula | None]:
    """Reads holes as the sheet's names for their quantities, or for one entry of them."""

    def read(node: Formula) -> Formula | None:
        match node:
            case Name(hole) if hole in holes:
                return trace.symbols.tree(trace.local(holes[hole]))
            case Entry(Name(hole), Num(row), Num(column)) if hole in holes:
                at = None if bare(trace, holes[hole]) else (int(row), int(column))
                return trace.symbols.tree(trace.local(holes[hole]), at)
        return None

    return read


def without_trivial(tree: Formula, sizes: Mapping[str, int]) -> Formula:
    """The formula without sums of one term and without factors 1/1."""

    def one(node: Formula) -> bool:
        return (
            isinstance(node, Fraction)
            and isinstance(node.bottom, Name)
            and (sizes.get(node.bottom.text) == 1)
        )

    def read(node: Formula) -> Formula | None:
        match node:
            case Product() if any(one(factor) for factor in node.factors):
                rest = tuple(factor for factor in node.factors if not one(factor))
                return substitute(multiplied(rest), read)
            case BigSum(index, Name(size), body) if sizes.get(size) == 1 and index not in names(
                body
            ):
                return substitute(body, read)
        return None

    return substitute(tree, read)


def expanded(
    step: Step,
    place: Place,
    read: Callable[[str, Place], Formula],
    *,
    keep_constants: bool,
) -> Formula:
    """The formula of one entry, sums written out; `read` says what stands for an input's entry."""
    rule, trace = step.equation.rule, step.trace
    holes = dict(zip(rule.inputs, step.inputs, strict=True))
    sizes = sizes_of(step)
    row, column = place[::-1] if trace.lies(step.name) else place
    indices = rule.places(row, column, sizes)
    shapes = {hole: trace.state[name].shape[-2:] for hole, name in holes.items()}
    tree = rule.special.get((row, column), one_entry(rule, row, column, shapes))
    absent = {name: places for name in step.inputs if (places := trace.absent(name))}
    constants = {} if keep_constants else settled(rule)

    def laid(hole: str, r: Formula, c: Formula, known: Mapping[str, int]) -> Place:
        """Where on the sheet the entry of an input stands."""
        at = int(value(r, known)), int(value(c, known))
        return at[::-1] if trace.lies(holes[hole]) else at

    def unconnected(body: Formula, known: Mapping[str, int]) -> bool:
        """Whether a term goes along a connection that is not there."""
        for part in walk(body) if absent else ():
            match part:
                case Entry(Name(hole), r, c) if holes[hole] in absent:
                    if laid(hole, r, c, known) in absent[holes[hole]]:
                        return True
        return False

    def fill(node: Formula, known: Mapping[str, int]) -> Formula:
        def answer(part: Formula) -> Formula | None:
            match part:
                case Entry(Name(hole), r, c):
                    return read(holes[hole], laid(hole, r, c, known))
                case Entry(Call() as call, r, c):
                    at = int(value(r, known)), int(value(c, known))
                    return of_whole(call, at, trace, holes, keep=keep_constants)
                case Sum(terms):
                    filled = (fill(term, known) for term in terms)
                    return summed(tuple(term for part in filled for term in addends(part)))
                case BigSum(index, size, body):
                    some = [
                        {**known, index: k}
                        for k in range(1, int(value(size, known)) + 1)
                        if not unconnected(body, {**known, index: k})
                    ]
                    whole = written_out(some, lambda indices: fill(body, indices))
                    if isinstance(body, BigSum):  # over rows and columns: one sum
                        inner = (term for one in addends(whole) for term in addends(one))
                        whole = summed(tuple(inner))
                    return whole
                case Kronecker():
                    same = value(part, known)
                    return Num(same, f"{same:g}")
                case Name(text) if text in known:
                    return Num(known[text], str(known[text]))
                case Name(text) if text in constants:
                    return constants[text]
            return None

        return substitute(node, answer)

    return fill(without_trivial(tree, sizes), {**sizes, **indices})


def one_entry(rule: Rule, row: int, column: int, shapes: Mapping[str, tuple[int, int]]) -> Formula:
    """How a rule makes an entry: as it says, or its formula entry by entry."""
    if rule.opened is not None:
        return rule.opened(row, column, shapes)
    return rule.entry or at_entry(rule.formula, rule.inputs, row, column)


def of_whole(
    call: Call, at: Place, trace: Trace, holes: Mapping[str, str], *, keep: bool
) -> Formula:
    """An entry of what an inner operation on arrays makes, as row_means(x) in a variance: in names,
    or its number."""
    inner = substitute(call, by_name(trace, holes))
    made = value(call, {hole: trace.state[name] for hole, name in holes.items()})
    if keep:
        single = made.shape[-2:] == (1, 1)
        return inner if single else Entry(inner, Num(at[0], str(at[0])), Num(at[1], str(at[1])))
    number = float(made[..., at[0] - 1, at[1] - 1])
    return Num(number, entry_text(number, bool(np.all(made == np.round(made))), DIGITS))


def settled(rule: Rule) -> dict[str, Num]:
    """The constants of a rule that are one number, as a formula shows them."""
    return {
        name: Num(float(number), f"{float(number):g}")
        for name, number in rule.constants.items()
        if isinstance(number, int | float)
    }


def at_entry(tree: Formula, inputs: tuple[str, ...], row: int, column: int) -> Formula:
    """An elementwise formula for one entry: every input is read there."""
    return entrywise(tree, inputs, Num(row, str(row)), Num(column, str(column)))


def written_out(
    places: Sequence[Mapping[str, int]], term: Callable[[Mapping[str, int]], Formula]
) -> Formula:
    """A sum term by term; a very long one with … in the middle."""
    if len(places) <= MOST_TERMS:
        return summed(tuple(map(term, places)))
    return summed((*map(term, places[: MOST_TERMS - 4]), Name("…"), *map(term, places[-2:])))
