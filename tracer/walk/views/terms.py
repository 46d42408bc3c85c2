"""One entry of a step with numbers put in, term by term, with the path each term came along."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...expression import Expression
from ...formula.text import text
from ...formula.tree import BigSum, Equality, Formula, Name, Neg, Num, Partial, Product, Sum, walk
from ...formula.value import value
from ...network import Network
from ...rules.rule import Does
from ...shell.line import Line, wrapped
from ...show import entry_of, sizes_of, worked
from ...symbols import Place, split_entry
from ...trace import Step
from ..model import Walk
from .formula import named_in, quantities
from .kept import kept

DOTS = Name("…")
LONGEST_PUT_IN = 400  # characters of a worked line; a longer one is cut in its middle


class Term(NamedTuple):
    """One term: in names, in numbers, what it comes to, and along which path it came."""

    names: str
    numbers: str
    value: float | None
    path: str
    plain: bool = False  # only a number, nothing to work out
    goes: str = ""  # the entry in it that a step made, or else one that is given


@kept
def line_of(step: Step, place: Place | None, digits: int) -> Equality:
    """The worked line; kept, since one step is laid out several times to fit its pane."""
    return worked(step, place, digits)


@kept
def names_of(step: Step, place: Place) -> Equality:
    return entry_of(step, place)


def put_in_lines(model: Walk, width: int) -> tuple[Line, ...]:
    """The line with numbers put in; in a try, its result is a question mark."""
    return laid_out(model.step, model.place, model.digits, model.hidden, width)


@kept
def laid_out(
    step: Step, place: Place | None, digits: int, hidden: bool, width: int
) -> tuple[Line, ...]:
    line = line_of(step, place, digits)
    if hidden:
        known = line.sides[:-1] if len(line.sides) > 2 else line.sides[:1]
        line = Equality((*known, Name("?")), line.sign)
    return tuple(wrapped(shown_text(line), width, "plain", "    "))


def factor_around(tree: Formula) -> tuple[Formula, ...] | None:
    """The terms of the sum that the formula is, or that it multiplies; None if it is neither."""
    match tree:
        case Sum(terms):
            return terms
        case Neg(inner):
            return factor_around(inner)
        case Product(factors):
            sums = [factor for factor in factors if isinstance(factor, Sum)]
            return sums[0].terms if len(sums) == 1 else None
        case _:
            return None


def adds_up(step: Step) -> str | None:
    """The index of the sum that makes an entry; "" for a sum of paths in an expression."""
    rule = step.equation.rule
    if rule.entry is not None:
        for node in walk(rule.entry):
            if isinstance(node, BigSum):
                return node.index
    if not isinstance(step.trace.source, Network) and step.equation.phase == "backward":
        return ""
    return None


class Nth(NamedTuple):
    """One term of a sum: which of those that are written, and which of all; or (at −1) a line
    that stands for terms left away."""

    at: int
    number: int = 0
    instead: str = ""


def chosen(model: Walk, most: int) -> list[Nth]:
    """Which terms of the entry under the cursor are shown, the middle ones counted where they
    are more than `most`; none where it is no sum of several."""
    step = model.step
    index = adds_up(step)
    if index is None:
        return []
    named, _ = sides(step, model.place, model.digits)
    if len(named) < 2:
        return []
    count = len(named)
    # A very long sum has a … in its middle: what stands behind it counts from the end.
    behind = named.index(DOTS) if DOTS in named else count
    skipped = max(whole_count(step, index) - count, 0) if DOTS in named else 0
    shown = [*range(count)] if count <= most else [*range(min(most - 2, behind)), count - 1]
    found: list[Nth] = []
    for at in shown:
        if found and at == count - 1 and len(shown) < count:
            found.append(Nth(-1, instead=f"… {count + skipped - len(shown)} more"))
        if at == behind:
            found.append(Nth(-1, instead=f"… {skipped + 1} more"))
        else:
            found.append(Nth(at, at + 1 + (skipped if at > behind else 0)))
    return found


def term(model: Walk, nth: Nth) -> Term:
    if nth.at < 0:
        return Term(nth.instead, "", None, "")
    return worked_out(model.step, model.place, model.digits, nth)


@kept
def worked_out(step: Step, place: Place | None, digits: int, nth: Nth) -> Term:
    """One term; kept, as `line_of` is."""
    named, filled = (side[nth.at] for side in sides(step, place, digits))
    index = adds_up(step) or ""
    return Term(
        text(named),
        text(filled),
        evaluated(filled),
        path(step, index, nth.number, named),
        isinstance(filled, Num),
        leads(step, named),
    )


def sides(
    step: Step, place: Place | None, digits: int
) -> tuple[tuple[Formula, ...], tuple[Formula, ...]]:
    """The terms of an entry in names and in numbers, one for one; else none."""
    named = factor_around(last(names_of(step, place or (1, 1))))
    filled = factor_around(line_of(step, place, digits).sides[1])
    if named is None or filled is None or len(named) != len(filled):
        return (), ()
    return named, filled


def leads(step: Step, names: Formula) -> str:
    """Where a term came from: of its factors the first that a step made."""
    found = [name for _, name in named_in(names, quantities(step))]
    made = [name for name in found if split_entry(name)[0] in step.trace.by_name]
    return (made or found or [""])[0]


def whole_count(step: Step, index: str) -> int:
    """How many terms the sum has, those left away too."""
    rule = step.equation.rule
    sums = [node for node in walk(rule.entry) if isinstance(node, BigSum)] if rule.entry else []
    sizes = sizes_of(step)
    size = next((node.size.text for node in sums if isinstance(node.size, Name)), "")
    bias = rule.role is Does.AFFINE and "b" in rule.inputs
    return sizes.get(size, 0) + bias if index else 0


def last(line: Equality) -> Formula:
    return line.sides[-1]


def evaluated(term: Formula) -> float | None:
    """What a term comes to, from the numbers that are shown in it."""
    try:
        with np.errstate(all="ignore"):  # what went wrong is said at the step
            return float(value(term, {}))
    except (KeyError, ValueError, TypeError, ZeroDivisionError):
        return None


def path(step: Step, index: str, number: int, names: Formula) -> str:
    """Along which way a term came: "from neuron 2 of layer 1", "sample 3", "through u2"."""
    line = step.equation
    if index == "":
        through = [
            node for node in walk(names) if isinstance(node, Partial) and node.kind == "local"
        ]
        return f"through {text(through[0].of)}" if through else ""
    if isinstance(step.trace.source, Expression):
        return ""  # an array's rows and columns are no samples and no neurons
    if line.rule.role is Does.AFFINE:
        width = step.trace.state[line.inputs[0]].shape[-1]
        if number > width:
            return "its bias"
        return (
            f"from input {number}"
            if line.layer == 1
            else f"from neuron {number} of layer {below(step)}"
        )
    if line.rule.role is Does.INPUT_GRADIENT:
        return f"back through neuron {number} of layer {line.layer}"
    return {"n": f"sample {number}", "i": f"through output {number}"}.get(index, f"output {number}")


def below(step: Step) -> int:
    layer = step.equation.layer
    return layer - 1 if layer else 0


def shown_text(line: Equality) -> str:
    """The worked line on one line; a very long one loses its middle."""
    shown = text(line)
    if len(shown) <= LONGEST_PUT_IN:
        return shown
    half = LONGEST_PUT_IN // 2
    return f"{shown[:half]} … {shown[-half:]}"


__all__ = ["Num", "Term", "chosen", "put_in_lines", "term"]
