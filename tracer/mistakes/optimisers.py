"""Mistakes of optimisers and penalties (L7, L14). To add one, add an entry.

What they make of a line is made out of its own formula: it has the sign of the way, down or up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..formula.tree import (
    Call,
    Formula,
    Fraction,
    Name,
    Neg,
    Num,
    Power,
    Sum,
    addends,
    negated,
    substitute,
    summed,
)
from ..network import Network
from ..penalty import numbers
from ..rules.optimizers import EVERY, MOMENTUM
from ..rules.penalties import PENALTIES, penalty_gradient
from .mistake import Mistake, Rewrite
from .spot import Spot

WAYS = ("update", "step", "ascent", "ascent step")
UPDATED = tuple(f"{one.name}, {way}" for one in EVERY if one.name for way in WAYS)
SCALED = tuple(f"{one.name}, {way}" for one in EVERY if one.under for way in WAYS)
KEPT = tuple(f"{one.name}, {line.makes}" for one in EVERY for line in one.lines if line.remembers)
AVERAGES = tuple(
    f"{one.name}, {line.makes}"
    for one in EVERY
    for line in one.lines
    if line.remembers and "(1 - " in line.formula
)
SQUARES = tuple(f"{one.name}, {line.makes}" for one in EVERY for line in one.lines
                if "g**2" in line.formula)  # fmt: skip
GOING = tuple(f"momentum (classical), {way}" for way in ("update", "ascent"))
VELOCITY = tuple(f"{one.name}, v" for one in MOMENTUM.values())
PENALISED = tuple(f"{name} penalty gradient" for name in PENALTIES)
STATE = {"m_hat": "m_state", "v_hat": "v_state"}  # what stands for it, uncorrected


def changed(new: Callable[[Formula], Formula | None]) -> Rewrite:
    """The line's formula with some of its parts changed."""

    def formulas(spot: Spot) -> Iterator[Formula]:
        tree = spot.equation.rule.formula
        wrong = substitute(tree, new)
        if wrong != tree:
            yield wrong

    return formulas


def uncorrected(node: Formula) -> Formula | None:
    return Name(STATE[node.text]) if isinstance(node, Name) and node.text in STATE else None


def counted_once(spot: Spot) -> Iterator[Formula]:
    """m/(1 − β₁) in every iteration, for m/(1 − β₁ᵗ); in an update whose m̂ and v̂ are made so."""
    source = spot.trace.source
    ones = {name: Num(1 - number, f"{1 - number:g}") for name, number in
            (("m_hat", source.beta1), ("v_hat", source.beta2))}  # fmt: skip

    def new(node: Formula) -> Formula | None:
        if node == Name("t"):
            return Num(1.0, "1")
        if isinstance(node, Name) and node.text in ones:
            return Fraction(Name(STATE[node.text]), ones[node.text])
        return None

    yield substitute(spot.equation.rule.formula, new)


def without_root(node: Formula) -> Formula | None:
    return node.arguments[0] if isinstance(node, Call) and node.function == "sqrt" else None


def epsilon_moved(node: Formula) -> Formula | None:
    """√v + ε for √(v + ε), and the other way round."""
    epsilon = Name("epsilon")
    match node:
        case Call("sqrt", (Sum((of, last)),)) if last == epsilon:
            return summed((Call("sqrt", (of,)), epsilon))
        case Sum((Call("sqrt", (of,)), last)) if last == epsilon:
            return Call("sqrt", (summed((of, epsilon)),))
    return None


def share(node: Formula) -> Formula | None:
    """1 for 1 − β."""
    match node:
        case Sum((Num(1.0), Neg(Name(text)))) if text.startswith(("beta", "rho")):
            return Num(1.0, "1")
    return None


def unsquared(node: Formula) -> Formula | None:
    return node.base if isinstance(node, Power) else None


def old(node: Formula) -> bool:
    return isinstance(node, Name) and node.text.endswith("_old")


def sign_of_new(spot: Spot) -> Iterator[Formula]:
    """The velocity with the other sign before what is new."""
    first, *rest = addends(spot.equation.rule.formula)
    yield summed((first, *map(negated, rest)))


def on_bias(spot: Spot) -> Iterator[Formula]:
    """The penalty's part of a gradient, of b."""
    network = spot.network
    assert isinstance(network, Network)
    slope = penalty_gradient(network.penalty, network.penalty_form)
    known: dict[str, Formula] = {
        name: Num(number, f"{number:g}") for name, number in numbers(network).items()
    }
    known |= {"w": Name("b"), "dJ0_dw": Name("right")}
    yield substitute(slope.formula, lambda n: known.get(n.text) if isinstance(n, Name) else None)


def penalised(spot: Spot) -> bool:
    return spot.network is not None and spot.network.penalty_strength is not None


def turned(name: str, way: str, says: str) -> Mistake:
    """An update that goes the other way."""
    return Mistake(
        name=name,
        at=tuple(f"{one.name}, {way}" for one in EVERY if one.name and "{sign}" in one.step),
        formula=sign_of_new,
        says=says,
        hidden="wrong = right: the step is 0",
        taught="L14",
        seen="dennybritz#11",
        often=2,
    )


OPTIMISERS = (
    turned("plus-alpha", "update", "uphill: the step was added. Descent takes it off."),
    turned("minus-alpha", "ascent", "downhill: the step was taken off. Ascent adds it."),
    Mistake(
        name="alpha-forgotten",
        at=("momentum (classical), v", *UPDATED),
        formula=changed(lambda node: Num(1.0, "1") if node == Name("alpha") else None),
        says="α is missing.",
        hidden="wrong = right: α is 1, or the step is 0",
        taught="L14",
        seen="course forums",
        often=2,
    ),
    Mistake(
        name="bias-correction-forgotten",
        at=("Adam, m_hat",),
        formula="m",
        says="m as it is: at first it is too small, and is divided by 1 − β₁ᵗ.",
        hidden="wrong = right: m is 0",
        taught="L14",
        seen="course forums on Adam by hand",
        often=3,
    ),
    Mistake(
        name="bias-correction-forgotten",
        at=("Adam, v_hat",),
        formula="v",
        says="v as it is: at first it is too small, and is divided by 1 − β₂ᵗ.",
        hidden="wrong = right: v is 0",
        taught="L14",
        seen="course forums on Adam by hand",
        often=3,
    ),
    Mistake(
        name="bias-correction-forgotten",
        at=tuple(f"Adam, {way}" for way in WAYS),
        formula=changed(uncorrected),
        says="made with m and v as they are: first m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ).",
        hidden="wrong = right",
        taught="L14",
        seen="course forums on Adam by hand",
        often=3,
    ),
    Mistake(
        name="bias-correction-not-counted",
        at=("Adam, m_hat", "Adam, v_hat", *(f"Adam, {way}" for way in WAYS)),
        formula=counted_once,
        says="corrected as in the first update, with t = 1: t counts the updates, 2 in the second.",
        hidden="wrong = right: t is 1, or m and v are 0",
        taught="L14",
        seen="PennyLane#1929, npfl114#79, ML-From-Scratch#35: 1 − β for 1 − βᵗ",
        often=2,
    ),
    Mistake(
        name="scaling-root-forgotten",
        at=SCALED,
        formula=changed(without_root),
        says="divided by the squares themselves: their root is missing.",
        hidden="wrong = right: the squares are 0 or 1",
        taught="L14",
        seen="course forums on RMSProp by hand",
        often=2,
    ),
    Mistake(
        name="epsilon-in-or-out",
        at=SCALED,
        formula=changed(epsilon_moved),
        says="ε stands on the other side of the root: see among the conventions where it is here.",
        hidden="wrong = right: ε is too small to be seen",
        taught="L14",
        seen="courses and libraries differ: √v + ε, √(v + ε)",
        often=2,
    ),
    Mistake(
        name="old-velocity-sign",
        at=KEPT,
        formula=changed(lambda node: negated(node) if old(node) else None),
        says="what was kept from the iteration before came in with the other sign.",
        hidden="wrong = right: it was 0",
        taught="L14",
        seen="published momentum tables: +0.9·2.4 for 0.9·(−2.4)",
        often=2,
    ),
    Mistake(
        name="old-velocity-forgotten",
        at=KEPT,
        formula=changed(lambda node: Num(0.0, "0") if old(node) else None),
        says="made of this gradient alone: the part of the iteration before is missing.",
        hidden="wrong = right: it was 0",
        taught="L14",
        seen="course forums on momentum",
        often=2,
    ),
    Mistake(
        name="velocity-step-sign",
        at=VELOCITY,
        formula=sign_of_new,
        says="this gradient came in with the other sign.",
        hidden="wrong = right: the gradient is 0",
        taught="L14",
        seen="course forums on momentum: both forms mixed",
        often=2,
    ),
    Mistake(
        name="velocity-taken-off",
        at=GOING,
        formula="w - v",
        says="the velocity was taken off: its sign is in it already, and it is added.",
        hidden="wrong = right: the velocity is 0",
        taught="L14",
        seen="not seen published: both forms of momentum mixed, as in velocity-step-sign",
        often=1,
    ),
    Mistake(
        name="alpha-twice",
        at=GOING,
        formula="w + alpha*v",
        says="α came in twice: it is in the velocity already.",
        hidden="wrong = right: α is 1, or the velocity is 0",
        taught="L14",
        seen="not seen published: both forms of momentum mixed, as in velocity-step-sign",
        often=1,
    ),
    Mistake(
        name="share-forgotten",
        at=AVERAGES,
        formula=changed(share),
        says="the new gradient came in whole: of an average it has the share 1 − β.",
        hidden="wrong = right: the gradient is 0",
        taught="L14",
        seen="courses and libraries differ: β v + g, β v + (1 − β) g",
        often=2,
    ),
    Mistake(
        name="square-forgotten",
        at=SQUARES,
        formula=changed(unsquared),
        says="the gradient itself: its square is kept.",
        hidden="wrong = right: it is 0 or 1",
        taught="L14",
        seen="RMSProp and Adam sheets",
        often=2,
        slip=True,
    ),
    Mistake(
        name="penalty-forgotten",
        at=PENALISED,
        formula="dJ0_dw",
        says="the gradient without the penalty: its part, λ w or the like, is missing.",
        hidden="wrong = right: w is 0",
        taught="L11",
        seen="DL.ai forums on regularisation",
        often=3,
    ),
    Mistake(
        name="penalty-counted-twice",
        at=PENALISED,
        formula="2*right - dJ0_dw",
        says="the penalty's part was added twice, or its ½ was forgotten.",
        hidden="wrong = right: w is 0",
        taught="L11",
        seen="DL.ai forums: λ/2 derived as 2λw",
        often=2,
    ),
    Mistake(
        name="penalty-sign",
        at=PENALISED,
        formula="2*dJ0_dw - right",
        says="the penalty's part was taken off: it is added to the gradient.",
        hidden="wrong = right: w is 0",
        taught="L11",
        seen="course forums on weight decay: mixed up with the update's sign",
        often=1,
    ),
    Mistake(
        name="penalty-forgotten",
        at=("cost with penalty",),
        formula="J0",
        says="the cost without the penalty: λ times the sum over all weights is missing.",
        hidden="wrong = right: every w is 0",
        taught="L8",
        seen="DL.ai forums on regularisation",
        often=3,
    ),
    Mistake(
        name="penalty-on-bias",
        at=("dJ/db",),
        formula=on_bias,
        says="the penalty is on the weights only: nothing of it stands in ∂J/∂b.",
        hidden="wrong = right: b is 0",
        taught="L11",
        seen="DL.ai forums on regularisation",
        often=2,
        when=penalised,
    ),
)
