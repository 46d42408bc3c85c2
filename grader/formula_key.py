"""The key of a formula, to be shown: in what is given where that is short, else in the lines
before it, and in nothing that the answer itself may not use. What is shown can be typed back: it
was. What is right is decided by numbers (formulas.py), never by this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from tracer.choose import cost_of
from tracer.expression import Expression, put_in, symbolic
from tracer.formula.calculus import simplify, size
from tracer.formula.parse import formula
from tracer.formula.text import DOTS, text
from tracer.formula.text import symbolic as is_symbol
from tracer.formula.tree import (
    Change,
    Entry,
    Formula,
    Name,
    Neg,
    Num,
    Partial,
    Product,
    Sum,
    children,
    names,
    negated,
    substitute,
)
from tracer.layout import flipped
from tracer.network import Network
from tracer.quantity import quantity
from tracer.rules.rule import Rule
from tracer.show import bare, expanded, settled, with_own_alpha
from tracer.symbols import Place
from tracer.trace import Step, Trace, trace

from .asked import Exercise, alone
from .formula_allowed import allowed_of, trace_of, turned
from .formula_names import Names, Symbol, scalars_of, written_out
from .formulas import judge_formula

LONGEST = 30  # nodes of a formula that is shown; a symbol, ∂J/∂z[2][1,1] too, is one
SHORT = 15  # … of one in the variables alone that is taken before any other
MOST = 400  # … before it is simplified


BY_VALUE = tuple(
    map(formula, ("value*(1 - value)", "1 - value**2", "value", "-value**2", "1/(2*value)"))
)
"""Slopes of the sigmoid, tanh, exp, 1/u and √u, by what the function gives."""


class NoKey(Exception):
    """No formula in what may be used, or none that is short enough to be read."""


@lru_cache(maxsize=1024)
def key_of(sheet: Exercise, name: str, place: Place, sign: int = 1) -> Formula | None:
    """A right formula of an entry, in the sheet's own symbols and in no others than the answer may
    use; None where there is none in LONGEST nodes. `place`: as calculated; `sign`: -1 where the
    negative is asked for."""
    sheet = alone(sheet, 0)  # the same formula for all students of a class
    allowed = allowed_of(sheet, name, place)
    return key_formula(Names(trace_of(sheet), Symbol(name, place, sign), allowed))


def key_formula(symbols: Names) -> Formula | None:
    """The first form of the key that is short, and right when it is typed."""
    return next(
        (tree for tree in forms(symbols) if length(tree) <= LONGEST and reads_back(symbols, tree)),
        None,
    )


def length(tree: Formula) -> int:
    """How many nodes it has, a symbol counted as one."""
    if is_symbol(tree) or isinstance(tree, Partial | Change):
        return 1
    if isinstance(tree, Entry) and isinstance(tree.base, Partial | Change):
        return 1
    return 1 + sum(map(length, children(tree)))


def reads_back(symbols: Names, tree: Formula) -> bool:
    """Whether it is marked right as it is shown, and in ASCII."""
    texts = dict.fromkeys((text(tree), text(tree, ascii=True)))
    return all(
        judge_formula(symbols.trace, symbols.asked, one, symbols.allowed).right for one in texts
    )


def forms(symbols: Names) -> Iterator[Formula]:
    """In the variables alone, where that is short; then all forms, the shortest first."""
    sign = symbols.asked.sign
    made = list[Formula]()
    whole = of_expression(symbols) or of_network(symbols)
    if whole is not None:
        made.append(whole if sign > 0 else simplify(negated(whole)))
        if length(made[0]) <= SHORT:
            yield made[0]
    for lines in lines_of(symbols.trace):
        try:
            tree = InLines(symbols, lines).made(symbols.asked.name, symbols.asked.place)
        except NoKey:
            continue
        signed = tree if sign > 0 else negated(tree)
        made += [positive(simplify(signed, expand=False)), signed]
    yield from sorted(made, key=length)
    yield from in_its_value(symbols)


def in_its_value(symbols: Names) -> Iterator[Formula]:
    """The slope of a line as people know it by what the line gives, s(1 − s) of a sigmoid that is
    written as 1/(1 + exp(−u)); whether it is that slope is seen when it is read back."""
    known = symbols.trace
    what = quantity(symbols.asked.name)
    of = Symbol(what.of.name, (1, 1))
    if what.by is None or of.name not in known.state or not known.scalar(of.name):
        return
    if symbols.may(of):
        itself = known.symbols.tree(what.of)
        for slope in BY_VALUE:
            yield substitute(slope, lambda node: itself if node == Name("value") else None)


def positive(tree: Formula) -> Formula:
    """−a·(−b − c) as a·(b + c)."""
    sign, product = (-1, tree.term) if isinstance(tree, Neg) else (1, tree)
    if not isinstance(product, Product):
        return tree
    factors = list[Formula]()
    for factor in product.factors:
        below = [term.term for term in children(factor) if isinstance(term, Neg)]
        turned = isinstance(factor, Sum) and len(below) == len(factor.terms)
        sign = -sign if turned else sign
        factors.append(Sum(tuple(below)) if turned else factor)
    return Product(tuple(factors)) if sign > 0 else Neg(Product(tuple(factors)))


# In the variables alone


def of_expression(symbols: Names) -> Formula | None:
    """Of a line its formula, of dy/dx the total derivative."""
    source = symbols.trace.source
    return composed(source, symbols.asked.name) if isinstance(source, Expression) else None


def of_network(symbols: Names) -> Formula | None:
    """A forward quantity of a small network, written as scalars."""
    asked, scalar = symbols.asked, written_out(symbols.trace.source)
    entry = (asked.name, *asked.place)
    called = scalars_of(symbols.trace.source).items()
    name = next((name for name, at in called if at == entry), None)
    if name is None or scalar is None:
        return None
    tree = composed(scalar, name)
    return tree and substitute(tree, lambda one: unmistaken(one, symbols))


def composed(source: Expression, name: str) -> Formula | None:
    what = quantity(name)
    if what.role == "derivative" and what.by is not None and what.base == source.output:
        return symbolic(source, what.by.name)
    known: dict[str, Formula] = {}
    for line in source.lines:
        if line.name not in source.given:
            known[line.name] = put_in(line.tree, known)
    return known.get(name) if what.role == "value" else None


def unmistaken(one: Formula, symbols: Names) -> Formula | None:
    """The entry itself for a name that is read as another: b2, where b[2] has one entry, too."""
    known = symbols.trace
    if not isinstance(one, Name):
        return None
    array, *place = scalars_of(known.source).get(one.text, ("", 0, 0))
    meant = Symbol(array, (place[0], place[1]))
    if not array or symbols.entry(one.text) == meant:
        return None
    return known.symbols.tree(quantity(array), flipped(meant.place, known.lies(array)))


# In the lines before


def lines_of(known: Trace) -> Iterator[Mapping[str, Step]]:
    """The lines of the trace, and those that people know for a sigmoid or softmax at the end."""
    yield known.by_name
    source = known.source
    cost = cost_of(source) if isinstance(source, Network) else None
    if isinstance(source, Network) and cost and cost.combined and source.output == "separate":
        yield trace(source.replaced(output="combined"), known.iterations).by_name


class InLines:
    """A line in what may be used: what its formula reads and the answer may not is written out,
    down to what it may."""

    def __init__(self, symbols: Names, lines: Mapping[str, Step]) -> None:
        self.symbols = symbols
        self.known = symbols.trace
        self.lines = lines
        self.size = 0

    def made(self, name: str, place: Place) -> Formula:
        """The formula of an entry, its place as calculated. Raises NoKey."""
        step = self.lines.get(name)
        if step is None:
            raise NoKey
        at = flipped(place, turned(self.known, name))
        tree = expanded(step, at, self.read, keep_constants=True)
        tree = substitute(tree, numbers(step.equation.rule).get)
        tree = with_own_alpha(tree, self.known)
        self.size += size(tree)
        if self.size > MOST or DOTS in names(tree):
            raise NoKey
        return tree

    def read(self, name: str, at: Place) -> Formula:
        """What stands for an entry, its place as laid: its symbol, or its own line."""
        known = self.known
        place = flipped(at, turned(known, name))
        if self.symbols.may(Symbol(name, place)):
            return known.symbols.tree(known.local(name), None if bare(known, name) else at)
        return self.made(name, place)


def numbers(rule: Rule) -> dict[Formula, Num]:
    """The constants of a line that are one number; alpha has its name."""
    return {Name(name): number for name, number in settled(rule).items() if name != "alpha"}
