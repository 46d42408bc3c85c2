"""Random expressions: every operator and function, on one line or several with names.

A tree is a tuple, the operator first: ("+", left, right), ("exp", inside), ("name", "x"),
("number", 2.0, "2"). It is written as text here, and worked out by `torch_expressions.py`;
nothing of the product is used.
"""

from __future__ import annotations

from random import Random
from typing import Any

COUNT = 500
ONE_ARGUMENT = (
    "exp", "log", "ln", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid", "relu", "abs",
)  # fmt: skip
TWO_ARGUMENTS = ("max", "min")
BINARY = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}
VARIABLES = ("x", "y", "x1", "x2", "w", "b")
NUMBERS = (("2", 2.0), ("3", 3.0), ("0.5", 0.5), ("1", 1.0), ("1.7", 1.7), ("4", 4.0))
EXPONENTS = (("2", 2.0), ("3", 3.0), ("-1", -1.0), ("0.5", 0.5), ("1.5", 1.5), ("-2", -2.0))
Tree = tuple[Any, ...]
Lines = dict[str, Tree]
"""Named trees in order; the last is the output, under the name that the trace gives it."""


def expression(r: Random) -> tuple[dict[str, Any], Lines]:
    """The keys of a file, and the same as trees. It may be undefined: whoever works it out
    looks and draws another one."""
    variables = r.sample(VARIABLES, r.randint(1, 3))
    known, lines = list(variables), Lines()
    for name in ("q", "s", "t")[: r.choice((0, 0, 1, 2, 3))]:
        lines[name] = tree(r, known, r.randint(1, 2))
        known.append(name)
    last = tree(r, known, r.randint(2, 3))
    for name in [*lines, *variables]:  # everything is used
        if name not in [part for made in [*lines.values(), last] for part in names_in(made)]:
            last = (r.choice(("+", "*", "-")), last, ("name", name))
    texts = [f"{name} = {written(made)}" for name, made in lines.items()]
    output = r.choice(("f", "J", ""))
    texts.append(f"{output} = {written(last)}" if output else written(last))
    lines[output or ("f" if "y" in variables else "y")] = last
    at = {
        name: r.choice((round(r.uniform(-2, 2), 3), float(r.randint(1, 3)))) for name in variables
    }
    return {"expression": texts if len(texts) > 1 else texts[0], "at": at}, lines


def tree(r: Random, known: list[str], depth: int) -> Tree:
    """A random tree over the known names."""
    if depth == 0 or r.random() < 0.1:
        if r.random() < 0.75:
            return "name", r.choice(known)
        return ("number", *r.choice(NUMBERS)[::-1])
    kind = r.random()
    if kind < 0.5:
        sign = r.choice(("+", "-", "*", "*", "/"))
        return sign, tree(r, known, depth - 1), tree(r, known, depth - 1)
    if kind < 0.62:
        return "**", tree(r, known, depth - 1), ("number", *r.choice(EXPONENTS)[::-1])
    if kind < 0.67:
        return "**", tree(r, known, depth - 1), tree(r, known, depth - 1)
    if kind < 0.73:
        return "negative", tree(r, known, depth - 1)
    if kind < 0.81:
        return r.choice(TWO_ARGUMENTS), tree(r, known, depth - 1), tree(r, known, depth - 1)
    return r.choice(ONE_ARGUMENT), tree(r, known, depth - 1)


def names_in(made: Tree) -> set[str]:
    if made[0] == "name":
        return {made[1]}
    parts = [part for part in made[1:] if isinstance(part, tuple)]
    return set().union(*map(names_in, parts)) if parts else set()


def written(made: Tree, above: int = 0) -> str:
    """The tree as text; `above` is how tightly the operator around it binds."""
    match made:
        case ("name", name):
            return str(name)
        case ("number", value, text):
            return f"({text})" if value < 0 and above > 1 else str(text)
        case ("negative", inside):
            text = f"-{written(inside, 3)}"
            return f"({text})" if above else text
        case (sign, left, right) if sign in BINARY:
            binds = BINARY[sign]
            to_left, to_right = (binds + 1, binds) if sign == "**" else (binds, binds + 1)
            text = f"{written(left, to_left)} {sign} {written(right, to_right)}"
            return f"({text})" if binds < above else text
        case (function, *inside):
            return f"{function}({', '.join(map(written, inside))})"
    raise AssertionError(made)
