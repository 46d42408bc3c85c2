"""The rules of one step on arrays: the operations of `formula/operations.py`, and what goes entry
by entry, where a number, a column or a row is repeated against a matrix.

Holes are u, v of an operation, x1, x2, … of what goes entry by entry; in a way back also dy, the
gradient of what the line makes, and y, what it makes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from ..formula.calculus import derivative, simplify, times
from ..formula.calls import whole_call
from ..formula.opened import Opened
from ..formula.operations import OPERATIONS, Operation, Shape, Way
from ..formula.parse import formula
from ..formula.tree import (
    ONE,
    ZERO,
    BigSum,
    Call,
    Entry,
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
    Transpose,
    addends,
    children,
    names,
    negated,
    rebuilt,
    substitute,
    summed,
)
from ..formula.value import variables
from .in_names import called_slope, domain, step_name
from .rule import SLOPE, UP, VALUE, Back, Does, Kind, OneEntry, Rule, by_formula, follows
from .scalar import AT_ZERO, STEPS

NUMBER: Shape = (1, 1)
SIZES = {"u": ("r", "c"), "v": ("s", "t"), "dy": ("p", "q")}
"""How rows and columns of a hole are called in formulas."""

EACH = Rule(
    name="chain",
    inputs=("dL_dy", "dy_du"),
    formula=formula("dL_dy ⊙ dy_du"),
    why="Chain rule, entry by entry: what comes from outside, times the inner derivative.",
    source="L13",
    kind="elementwise",
    role=Does.THROUGH,
    chains=True,
)

ONE_BY_ONE = replace(EACH, formula=formula("dL_dy*dy_du"))

NOTHING = Rule(
    name="constant",
    inputs=("u",),
    formula=formula("0*u"),
    why="It does not lead to the output: nothing changes when it does.",
    source="L4",
)


def sizes_of_holes(holes: tuple[str, ...]) -> dict[str, tuple[str, int]]:
    return {
        name: (hole, axis)
        for hole in holes
        for name, axis in zip(SIZES.get(hole, ()), (-2, -1), strict=False)
    }


# Operations


def operation_key(tree: Formula) -> str | None:
    """The entry of OPERATIONS that a step is; None for what goes entry by entry."""
    match tree:
        case MatMul():
            return "@"
        case Transpose():
            return ".T"
        case Entry():
            return "[]"
        case Call() if whole_call(tree):
            return tree.function
    return None


def operation_rule(tree: Formula, key: str, wanted: frozenset[str]) -> tuple[Rule, tuple[str, ...]]:
    """The rule of one operation, and the names that it reads; what has no name is put in."""
    made = OPERATIONS[key]
    parts = children(tree)
    arguments, numbers = parts[: len(made.back)], parts[len(made.back) :]
    options = dict(zip(made.options, map(whole_number, numbers), strict=True))
    fixed: dict[str, Formula] = {name: Num(number, str(number)) for name, number in options.items()}
    free = list[str]()
    for hole, argument in zip(made.arguments, arguments, strict=True):
        if isinstance(argument, Name):
            free.append(hole)
        else:
            fixed[hole] = argument
    inputs = tuple(argument.text for argument in arguments if isinstance(argument, Name))
    ways = tuple(
        way_back(key, way, hole, fixed, options)
        for hole, way, argument in zip(made.arguments, made.back, arguments, strict=True)
        if isinstance(argument, Name) and argument.text in wanted
    )
    rule = made_rule(NAMES.get(key, key), made, tuple(free), fixed, options)
    return replace(rule, back=ways), inputs


NAMES = {"@": "matrix product", ".T": "transpose", "[]": "entry"}


def whole_number(node: Formula) -> int:
    assert isinstance(node, Num)
    return int(node.value)


def put(tree: Formula, fixed: Mapping[str, Formula]) -> Formula:
    """Numbers for names: of options, and of arguments, which are then the same at every entry."""

    def read(node: Formula) -> Formula | None:
        inside = node.base if isinstance(node, Entry) else node
        return fixed.get(inside.text) if isinstance(inside, Name) else None

    return substitute(tree, read)


def made_rule(
    name: str,
    made: Operation | Way,
    holes: tuple[str, ...],
    fixed: Mapping[str, Formula],
    options: Mapping[str, int],
) -> Rule:
    """The rule that an entry of the table, or one of its ways back, stands for."""
    tree, entry = put(formula(made.formula), fixed), made.entry
    opened = None if isinstance(entry, str) else with_options(entry, fixed, options)
    sizes = sizes_of_holes(holes)
    calculate = follows
    if made.calculate is not None and fixed.keys() <= options.keys():  # no argument is put in
        calculate = partial(made.calculate, **options) if options else made.calculate
    return Rule(
        name=name,
        inputs=holes,
        formula=tree,
        calculate=calculate,
        entry=put(formula(entry), fixed) if isinstance(entry, str) else None,
        opened=opened,
        why=made.why,
        source="L8" if isinstance(made, Operation) else "L11",
        sizes=sizes,
        kind=made.kind,
    )


def with_options(
    opened: Opened, fixed: Mapping[str, Formula], options: Mapping[str, int]
) -> OneEntry:
    numbers = dict.fromkeys(fixed, NUMBER)
    return lambda row, column, shapes: put(
        opened(row, column, {**numbers, **shapes}, options), fixed
    )


def way_back(
    key: str, way: Way, hole: str, fixed: Mapping[str, Formula], options: Mapping[str, int]
) -> Back:
    found = names(put(formula(way.formula), fixed))
    holes = tuple(name for name in ("dy", "u", "v", "y") if name in found)
    rule = made_rule(f"{NAMES.get(key, key)}, backward", way, holes, fixed, options)
    reads = {"dy": UP, "y": VALUE}
    return Back(to=hole, rule=rule, reads=tuple(reads.get(one, one) for one in holes))


# Entry by entry


def shape_of(tree: Formula, shapes: Mapping[str, Shape]) -> Shape:
    """The shape of an elementwise formula. Raises ValueError where two do not fit."""
    if isinstance(tree, Name):
        return shapes.get(tree.text, NUMBER)
    return together([shape_of(part, shapes) for part in children(tree)])


def together(shapes: list[Shape]) -> Shape:
    """A number, a column or a row is repeated against a matrix."""
    made = NUMBER
    for shape in shapes:
        for one, other in zip(made, shape, strict=True):
            if one != other and 1 not in (one, other):
                raise ValueError(
                    f"{made[0]}×{made[1]} and {shape[0]}×{shape[1]} do not fit entry by entry: "
                    "only a number, a column or a row is repeated"
                )
        made = max(made[0], shape[0]), max(made[1], shape[1])
    return made


def step_shape(tree: Formula, shapes: Mapping[str, Shape]) -> Shape:
    """The shape of one step. Raises ValueError with a sentence where shapes do not fit."""
    key = operation_key(tree)
    if key is None:
        return shape_of(tree, shapes)
    made, parts = OPERATIONS[key], children(tree)
    count = len(made.back)
    arguments = [shape_of(part, shapes) for part in parts[:count]]
    return made.shape(*arguments, *map(whole_number, parts[count:]))


def arranged(tree: Formula, shapes: Mapping[str, Shape]) -> Formula:
    """Products of arrays written with ⊙, numbers in front of them."""
    parts = children(tree)
    if not parts:
        return tree
    parts = tuple(arranged(part, shapes) for part in parts)
    if not isinstance(tree, Product | Hadamard):
        return rebuilt(tree, parts)
    numbers = tuple(part for part in parts if shape_of(part, shapes) == NUMBER)
    arrays = tuple(part for part in parts if part not in numbers)
    if len(arrays) < 2:
        return Product(parts)
    flat = tuple(
        one for part in arrays for one in (part.factors if isinstance(part, Hadamard) else (part,))
    )
    return Product((*numbers, Hadamard(flat))) if numbers else Hadamard(flat)


def at_place(tree: Formula, shapes: Mapping[str, Shape], row: Formula, column: Formula) -> Formula:
    """An elementwise formula for one entry: what is repeated is read where it is."""

    def read(node: Formula) -> Formula | None:
        if isinstance(node, Name) and node.text in shapes:
            rows, columns = shapes[node.text]
            return Entry(node, row if rows > 1 else ONE, column if columns > 1 else ONE)
        if isinstance(node, Hadamard):
            return Product(tuple(substitute(factor, read) for factor in node.factors))
        return None

    return substitute(tree, read)


I, J = Name("i"), Name("j")


def elementwise_rule(
    tree: Formula,
    shapes: Mapping[str, Shape],
    wanted: frozenset[str],
    relu_at_zero: float,
) -> tuple[Rule, tuple[str, ...]]:
    """The rule of a step that goes entry by entry, and the names that it reads."""
    inputs = variables(tree)
    called = {name: f"x{number}" for number, name in enumerate(inputs, 1)}
    holes = {called[name]: shapes.get(name, NUMBER) for name in inputs}
    tree = arranged(put(tree, {name: Name(hole) for name, hole in called.items()}), holes)
    shape = shape_of(tree, holes)
    at_zero = Num(relu_at_zero, f"{relu_at_zero:g}")
    ways = tuple(
        elementwise_back(tree, called[name], holes, shape, at_zero)
        for name in inputs
        if name in wanted
    )
    entry = STEPS[step_name(tree)]
    rule = replace(
        entry,
        inputs=tuple(holes),
        formula=tree,
        calculate=by_formula(tree, tuple(holes)),
        entry=at_place(tree, holes, I, J),
        why=entry.why + repeated_sentence(list(holes.values()), shape),
        domain=domain(tree, tuple(holes)),
        derivative=None,
        back=ways,
    )
    return rule, inputs


def repeated_sentence(shapes: list[Shape], made: Shape) -> str:
    """What is repeated, said; a step without a name of its own is called what it is."""
    said = []
    for shape in dict.fromkeys(shapes):
        if shape == made:
            continue
        what = "A number" if shape == NUMBER else "A column" if shape[1] == 1 else "A row"
        where = "at every entry" if shape == NUMBER else "in every " + what[2:]
        said.append(f" {what} stands {where}.")
    return "".join(said)


def elementwise_back(
    tree: Formula, by: str, holes: Mapping[str, Shape], shape: Shape, at_zero: Num
) -> Back:
    """The way back to one input of an elementwise step: by its slope as a line of its own where it
    bends, directly where it does not; added up over where the input is repeated. Where the step's
    own value stands in its slope it is read, h(1 − h), as everybody does by hand."""
    part = tree
    if isinstance(tree, Sum):  # of a long sum, only the terms that count
        part = summed(tuple(term for term in tree.terms if by in names(term)))
    own: dict[Formula, Formula] = {AT_ZERO: at_zero, tree: Name("y")}
    slope = simplify(substitute(derivative(part, by), own.get), expand=False)
    known = {**holes, "y": shape, "dy": shape}
    table_entry = called_slope(tree, by)
    bends = isinstance(tree, Call | Power) and holes[by] == shape and bool(variables(slope))
    if bends:
        slope = arranged(slope, known)
        inside = variables(slope)
        local = replace(
            table_entry,
            inputs=inside,
            formula=slope,
            calculate=by_formula(slope, inside),
            entry=at_place(slope, known, I, J),
            domain=domain(tree, inside),
            derivative=None,
        )
        return Back(
            to=by, rule=ONE_BY_ONE if shape == NUMBER else EACH, reads=(UP, SLOPE), local=local
        )
    body = arranged(slope_times(slope, Name("dy")), known)
    whole, entry, sentence = gathered(body, known, holes[by], shape)
    inside = tuple(name for name in known if name in names(whole))
    product = all(isinstance(term, Name | Product | Hadamard | Neg | Num) for term in addends(body))
    kind: Kind = "product" if product else "elementwise" if whole is body else "coupled"
    rule = Rule(
        name=table_entry.name,
        inputs=inside,
        formula=whole,
        entry=entry,
        why=table_entry.why + sentence,
        source=table_entry.source,
        sizes=sizes_of_holes(inside),
        kind=kind,
    )
    reads = {"dy": UP, "y": VALUE}
    return Back(to=by, rule=rule, reads=tuple(reads.get(one, one) for one in inside))


def slope_times(slope: Formula, up: Formula) -> Formula:
    """slope · dy, as a person writes it: dy, −dy, dy/v."""
    match slope:
        case Num(1.0):
            return up
        case Num(-1.0):
            return Neg(up)
        case Num(0.0):
            return Product((ZERO, up))
        case Neg(inner):
            return negated(slope_times(inner, up))
        case Fraction(top, bottom):
            return Fraction(slope_times(top, up), bottom)
    return times(slope, up)


def gathered(
    body: Formula, known: Mapping[str, Shape], mine: Shape, shape: Shape
) -> tuple[Formula, Formula, str]:
    """What comes back, added up over the entries at which an input is repeated: the formula, that
    of one entry, and a sentence."""
    down, across = mine[0] < shape[0], mine[1] < shape[1]
    entry = at_place(body, known, Name("k") if down else I, Name("l") if across else J)
    if across:
        entry = BigSum("l", Name("q"), entry)
    if down:
        entry = BigSum("k", Name("p"), entry)
    if not (down or across):
        return body, entry, ""
    function = "sum" if mine == NUMBER else "row_sums" if across else "col_sums"
    return (
        Call(function, (body,)),
        entry,
        " It stands in several entries: what comes back from all of them is added up.",
    )


# One step


def of_arrays(tree: Formula, shapes: Mapping[str, Shape]) -> bool:
    """Whether a step has to do with arrays: an operation on them, or an input that is one."""
    return operation_key(tree) is not None or any(
        shapes.get(name, NUMBER) != NUMBER for name in names(tree)
    )


def array_rule(
    tree: Formula,
    shapes: Mapping[str, Shape],
    wanted: frozenset[str],
    relu_at_zero: float,
) -> tuple[Rule, tuple[str, ...]]:
    """The rule of one step of arrays with its ways back to what is `wanted`, and what it reads."""
    key = operation_key(tree)
    if key is not None:
        return operation_rule(tree, key, wanted)
    return elementwise_rule(tree, shapes, wanted, relu_at_zero)
