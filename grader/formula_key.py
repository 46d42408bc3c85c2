"""The key of a formula, to be shown: in what is given where that is short, else in the lines
before it. What is right is decided by numbers (formulas.py), never by this."""

from __future__ import annotations

import numpy as np

from tracer.errors import InputError
from tracer.expand import expand
from tracer.expression import Expression, put_in, symbolic
from tracer.formula.tree import Formula, Name, negated, substitute, walk
from tracer.formula.value import value
from tracer.layout import flipped
from tracer.network import Network
from tracer.quantity import quantity
from tracer.show import entry_of
from tracer.trace import Trace

from .formula_text import Reader, Symbol, scalars_of

LONGEST = 30  # nodes of a formula that is shown as a whole


def key_formula(known: Trace, asked: Symbol) -> Formula | None:
    """A right formula of an entry in the sheet's own symbols; None where no line makes it."""
    composed = of_expression(known, asked) or of_network(known, asked)
    if composed is not None and sum(1 for _ in walk(composed)) <= LONGEST:
        return composed if asked.sign > 0 else negated(composed)
    step = known.by_name.get(asked.name)
    if step is None:
        return None
    turned = not known.scalar(asked.name) and known.lies(asked.name)
    return entry_of(step, flipped(asked.place, turned)).sides[-1]


def of_expression(known: Trace, asked: Symbol) -> Formula | None:
    """In the variables alone: of a line its formula, of dy/dx the total derivative."""
    source = known.source
    return composed(source, asked.name) if isinstance(source, Expression) else None


def of_network(known: Trace, asked: Symbol) -> Formula | None:
    """The same of a small network written as scalars, where that says the same."""
    source = known.source
    if not isinstance(source, Network):
        return None
    what = quantity(asked.name)
    by = what.by if what.role == "derivative" and what.base == "J" else None
    entry = ((by or what).name, *asked.place)
    name = next((name for name, at in scalars_of(source).items() if at == entry), None)
    if name is None or (by is None and what.role != "value"):
        return None
    try:
        scalar = expand(source)
    except InputError:
        return None
    tree = composed(scalar, name if by is None else f"dJ/d{name}")
    if tree is None or not says_the_same(tree, known, asked):
        return None
    return substitute(tree, lambda one: unmistaken(one, known, asked))


def composed(source: Expression, name: str) -> Formula | None:
    what = quantity(name)
    if what.role == "derivative" and what.by is not None and what.base == source.output:
        return symbolic(source, what.by.name)
    known: dict[str, Formula] = {}
    for line in source.lines:
        known[line.name] = put_in(line.tree, known)
    return known.get(name) if what.role == "value" else None


def unmistaken(one: Formula, known: Trace, asked: Symbol) -> Formula | None:
    """The entry itself for a name that is read as another: b2, where b[2] has one entry, too."""
    if not isinstance(one, Name):
        return None
    array, *place = scalars_of(known.source).get(one.text, ("", 0, 0))
    meant = Symbol(array, (place[0], place[1]))
    if not array or Reader(known, asked).symbol(one.text) == meant:
        return None
    return known.symbols.tree(quantity(array), flipped(meant.place, known.lies(array)))


def says_the_same(tree: Formula, known: Trace, asked: Symbol) -> bool:
    """Whether the formula gives the trace's own number: conventions may share it out otherwise."""
    at = {
        name: float(known.state[array][row - 1, column - 1])
        for name, (array, row, column) in scalars_of(known.source).items()
        if array in known.state
    }
    right = float(known.state[asked.name][asked.place[0] - 1, asked.place[1] - 1])
    with np.errstate(all="ignore"):
        return bool(np.isclose(float(value(tree, at)), right, rtol=1e-9, atol=1e-15))
