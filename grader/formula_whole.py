"""The formula of a whole array as an answer: right where every entry is, else what is wrong:
shapes that do not go together, factors in the wrong order, a transpose, ⊙ for @, or a mistake
of the table that makes all its entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tracer.errors import InputError
from tracer.formula.text import text as as_text
from tracer.formula.tree import (
    BigSum,
    Call,
    Formula,
    Hadamard,
    MatMul,
    Name,
    Num,
    Product,
    Transpose,
    children,
    negated,
    rebuilt,
    substitute,
)
from tracer.mistakes import MISTAKES
from tracer.rules.rule import Array
from tracer.show import formula_of, sizes_of
from tracer.symbols import Place
from tracer.trace import Step, Trace

from .formula_allowed import all_entries, turned
from .formula_arrays import (
    OneOf,
    Values,
    Whole,
    WholeNames,
    names_of,
    readings,
    spoken,
)
from .formula_key import LONGEST, length, lines_of
from .formula_mistakes import mistaken, same
from .formula_names import Allowed, Symbol
from .formula_shapes import Misfit, Shape, shaped, shapes_of
from .formula_text import Written
from .formulas import NUMBER, Judged, equal, moving
from .many_points import KINDS, Drawn, drawn

TURNED = "transpose-forgotten"
MOST_REPAIRS = 60  # changes of a wrong formula that are tried


class Asked(NamedTuple):
    """A whole array that is asked for: its sign, and its asked entries as calculated."""

    known: Trace
    name: str
    sign: int
    places: tuple[Place, ...]

    @property
    def shape(self) -> Shape:
        rows, columns = self.known.laid(self.name).shape[-2:]
        return rows, columns

    @property
    def turned(self) -> bool:
        return turned(self.known, self.name)


@lru_cache(maxsize=256)  # a class types the same few formulas
def judge_whole(asked: Asked, text: str, allowed: Allowed | None = None) -> Judged:
    """Compare a typed formula of arrays with an array of a trace of one student. `allowed` None:
    it may use all that stands before it."""
    names = names_of(asked.known, asked.name, asked.sign, asked.places[0], allowed)
    said = ""
    wrong: Written | None = None
    first: Written | None = None
    try:
        for one in readings(names, text):
            first = first or one
            try:
                settled = in_shape(asked, one)
            except Misfit as misfit:
                said = said or str(misfit)
                continue
            if is_right(asked, settled):
                return Judged(right=True)
            wrong = wrong or settled
    except InputError as error:
        return Judged(fault=error)
    if wrong is not None and (found := mistakes_of(asked, wrong)):
        return Judged(mistakes=found)
    assert first is not None
    said = "" if wrong is not None else said
    if (repair := repaired(asked, wrong or first)) is not None:
        says = f"{said.rstrip('.')}: {MISTAKES[repair]}" if said else MISTAKES[repair]
        return Judged(mistakes=((repair, says),))
    return Judged(said=said if said or first.symbols else NUMBER.format(", ".join(names.usable)))


def entry_value(
    asked: Asked, text: str, allowed: Allowed | None, place: Place, state: Mapping[str, Array]
) -> float | None:
    """What a formula gives for one entry on somebody's own numbers; None where it cannot."""
    names = names_of(asked.known, asked.name, asked.sign, asked.places[0], allowed)
    try:
        for one in readings(names, text):
            with suppress(Misfit):
                made = float(entry_of(asked, in_shape(asked, one), place, {}).at(state))
                return asked.sign * made if np.isfinite(made) else None
    except InputError:
        return None
    return None


def in_shape(asked: Asked, typed: Written) -> Written:
    """The formula with its products settled. Raises Misfit where it makes another shape."""
    said = spoken(asked.known, typed)
    tree, shape = shaped(said.tree, shapes_of(asked.known, said))
    if shape != asked.shape:
        own = as_text(asked.known.symbols.tree(asked.known.local(asked.name)))
        has = "This is a single number" if shape == (1, 1) else f"This is {sized(shape)}"
        raise Misfit(f"{has}, and {own} is {sized(asked.shape)}.")
    return Written(tree, said.symbols, said.numbers)


def sized(shape: Shape) -> str:
    return f"{shape[0]}×{shape[1]}"


def is_right(asked: Asked, typed: Written) -> bool:
    """Whether every asked entry is the key's, at the seeded points."""
    kinds = dict.fromkeys((KINDS, moving(asked.known, typed)))
    return any(same_everywhere(asked, drawn(asked.known, kind), typed) for kind in kinds)


def same_everywhere(asked: Asked, points: Drawn, typed: Written) -> bool:
    values: Values = {}
    return all(
        equal(points, Symbol(asked.name, place, asked.sign), entry_of(asked, typed, place, values))
        for place in asked.places
    )


def entry_of(asked: Asked, typed: Written, place: Place, values: Values) -> OneOf:
    return OneOf(typed, (place[1], place[0]) if asked.turned else place, values)


def mistakes_of(asked: Asked, typed: Written) -> tuple[tuple[str, str], ...]:
    """The mistakes of the table that make every wrong entry: a name fits all or it is not given."""
    points = drawn(asked.known, moving(asked.known, typed))
    values: Values = {}
    found: dict[str, str] | None = None
    for place in asked.places:
        symbol = Symbol(asked.name, place, asked.sign)
        one = entry_of(asked, typed, place, values)
        if same(one.at(points.few.state), symbol.at(points.few.state)):
            continue
        here = mistaken(points.few, symbol, one)
        found = here if found is None else {name: found[name] for name in found if name in here}
        if not found:
            return ()
    return tuple((found or {}).items())


# Order, transposes, ⊙ for @


def repaired(asked: Asked, typed: Written) -> str | None:
    """The name of what is wrong with a formula that is right once factors are exchanged, arrays
    transposed, or @ stands for ⊙: one change, or two, whose first names it."""
    said = spoken(asked.known, typed)
    arrays = frozenset(name for name, one in said.symbols.items() if isinstance(one, Whole))
    tried = 0
    level: list[tuple[str, Formula]] = [("", said.tree)]
    for _ in range(2):
        made = [
            (name or own, tree)
            for name, before in level
            for own, tree in (*changed(before, arrays), (TURNED, Transpose(before)))
        ]
        for name, tree in made:
            tried += 1
            if tried > MOST_REPAIRS:
                return None
            if becomes_right(asked, Written(tree, said.symbols, said.numbers)):
                return name
        level = made
    return None


def becomes_right(asked: Asked, typed: Written) -> bool:
    try:
        settled = in_shape(asked, typed)
    except Misfit:
        return False
    points = drawn(asked.known, moving(asked.known, typed)).few
    value = settled.at(points.state)
    right: Array = asked.sign * points.state[asked.name]
    if asked.turned:
        right = right.mT
    return same(np.asarray(value), right)


def changed(tree: Formula, arrays: frozenset[str]) -> Iterator[tuple[str, Formula]]:
    """Every formula that one change makes, and what the change is called."""
    match tree:
        case Hadamard():
            yield "elementwise-for-matmul", MatMul(tree.factors)
        case MatMul() | Product() if len(tree.factors) > 1:
            if isinstance(tree, MatMul):
                yield "matmul-for-elementwise", Hadamard(tree.factors)
            factors = tree.factors
            for at in range(len(factors) - 1):
                pair = factors[at + 1], factors[at]
                yield "order-swapped", type(tree)((*factors[:at], *pair, *factors[at + 2 :]))
        case Transpose():
            yield TURNED, tree.base
        case Name() if tree.text in arrays:
            yield TURNED, Transpose(tree)
        case _:
            pass
    parts = children(tree)
    for at, part in enumerate(parts):
        for name, other in changed(part, arrays):
            yield name, rebuilt(tree, (*parts[:at], other, *parts[at + 1 :]))


# The key that is shown


@lru_cache(maxsize=256)
def key_of_whole(asked: Asked, allowed: Allowed | None = None) -> Formula | None:
    """A right formula of the array in what the answer may use; None where there is no short one
    that is right when it is typed."""
    names = names_of(asked.known, asked.name, asked.sign, asked.places[0], allowed)
    made = list[Formula]()
    for lines in lines_of(asked.known):
        tree = written(names, lines, asked.name, {})
        if tree is not None:
            made.append(tree if asked.sign > 0 else negated(tree))
    for tree in sorted(made, key=length):
        texts = as_text(tree), as_text(tree, ascii=True)
        if length(tree) <= LONGEST and all(judge_whole(asked, one, allowed).right for one in texts):
            return tree
    return None


def written(
    names: WholeNames, lines: Mapping[str, Step], name: str, done: dict[str, Formula | None]
) -> Formula | None:
    """The line of an array in what may be used. `done`: the arrays before it."""
    if name in done:
        return done[name]
    done[name] = None
    step = lines.get(name)
    if step is None:
        return None
    known = names.trace
    tree = plain_line(step)
    before: dict[Formula, Formula | None] = {}
    for each in step.inputs:
        if not usable(names, each):
            made = written(names, lines, each, done)
            if made is None:
                return None
            before[known.symbols.tree(known.local(each))] = made
    done[name] = without_ones(substitute(tree, before.get))
    return done[name]


def usable(names: WholeNames, name: str) -> bool:
    return all(names.may(Symbol(*entry)) for entry in all_entries(names.trace, name))


def plain_line(step: Step) -> Formula:
    """A line of the trace: sizes as numbers, and ⊙ where its entries are multiplied."""
    sizes: dict[Formula, Formula | None] = {
        Name(name): Num(float(size), str(size)) for name, size in sizes_of(step).items()
    }
    tree = substitute(formula_of(step).sides[-1], sizes.get)
    sums = "col_sums" if step.trace.lies(step.name) else "row_sums"  # over the samples
    tree = substitute(
        tree, lambda node: Call(sums, (node.body,)) if isinstance(node, BigSum) else None
    )
    return entrywise(tree) if step.equation.rule.kind == "elementwise" else tree


def entrywise(tree: Formula) -> Formula:
    """Every product of arrays as ⊙."""
    parts = tuple(map(entrywise, children(tree)))
    made = rebuilt(tree, parts) if parts else tree
    if not isinstance(made, Product):
        return made
    numbers = tuple(one for one in made.factors if isinstance(one, Num))
    arrays = tuple(one for one in made.factors if not isinstance(one, Num))
    joined = Hadamard(arrays) if len(arrays) > 1 else arrays[0]
    return Product((*numbers, joined)) if numbers else joined


def without_ones(tree: Formula) -> Formula:
    """The formula without factors that are 1."""
    parts = tuple(map(without_ones, children(tree)))
    made = rebuilt(tree, parts) if parts else tree
    if not isinstance(made, Product | Hadamard):
        return made
    kept = tuple(one for one in made.factors if not (isinstance(one, Num) and one.value == 1))
    return type(made)(kept) if len(kept) > 1 else (*kept, *made.factors)[0]
