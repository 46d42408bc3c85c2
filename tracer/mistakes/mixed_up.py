"""Mistakes on the way back in which one factor is taken for another: of another layer, the other
way round, at another place (L11, L13). To add one, add an entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..formula.tree import Formula, Hadamard, Name, substitute, walk
from ..rules.rule import Does
from .backward import BIAS
from .mistake import Mistake
from .spot import Spot


def slope_at(spot: Spot, shift: int, holes: Mapping[str, Formula]) -> Formula | None:
    """The slope of the activation of this layer, or of one above or below, with other formulas in
    the place of its z and a; None where there is none that works entry by entry."""
    forward = spot.trace.by_name.get(spot.activation_of(shift) or "")
    if forward is None or forward.equation.rule.derivative is None:
        return None
    rule = forward.equation.rule.derivative
    if rule.kind != "elementwise":
        return None
    return substitute(rule.formula, lambda at: holes.get(at.text) if isinstance(at, Name) else None)


def other_slopes(spot: Spot) -> Iterator[Formula]:
    """The slope of the layer below or above, times this layer's ∂J/∂a."""
    for shift, mark in ((-1, "prev"), (1, "next")):
        if spot.of_layer("z", shift) in spot.trace.state:
            slope = slope_at(spot, shift, {"z": Name(f"z_{mark}"), "a": Name(f"a_{mark}")})
            # the identity's is 1, and who takes 1 left the slope out
            if slope is not None and any(isinstance(at, Name) for at in walk(slope)):
                yield Hadamard((slope, Name("dJ_da")))


def slope_of_upstream(spot: Spot) -> Iterator[Formula]:
    """The slope at ∂J/∂a, where z belongs, times ∂J/∂a: 1[∂J/∂a > 0] for ReLU."""
    above = Name("dJ_da")
    forward = spot.trace.by_name.get(spot.activation_of() or "")
    if forward is not None:
        tree = forward.equation.rule.formula
        there = substitute(tree, lambda at: above if at == Name("z") else None)
        slope = slope_at(spot, 0, {"z": above, "a": there})
        if slope is not None:
            yield Hadamard((slope, above))


MIXED_UP = (
    Mistake(
        name="slope-of-another-layer",
        at=(Does.THROUGH,),
        formula=other_slopes,
        says="the slope of another layer's activation. ∂J/∂z[l] takes ∂a/∂z of its own z[l].",
        hidden="wrong = right: both layers have the same slopes; another shape makes it impossible",
        often=1,
        taught="L13",
        seen="course forums (off by one layer)",
    ),
    Mistake(
        name="upstream-of-another-layer",
        at=(Does.THROUGH,),
        formula=("da_dz ⊙ dJ_da_next", "da_dz ⊙ dJ_dz_next"),
        says="what comes down to the layer above. This layer takes its own ∂J/∂a, which has gone "
        "back through the weights in between.",
        hidden="wrong = right: another shape makes it impossible",
        often=1,
        taught="L13",
        seen="course forums (off by one layer)",
    ),
    Mistake(
        name="upstream-of-another-layer",
        at=(Does.WEIGHT_GRADIENT,),
        formula="dJ_dz_next @ a_prev.T",
        says="the ∂J/∂z of the layer above. ∂J/∂W[l] takes the ∂J/∂z[l] of its own layer.",
        hidden="wrong = right: another shape makes it impossible",
        often=1,
        taught="L13",
        seen="course forums (off by one layer)",
    ),
    Mistake(
        name="upstream-of-another-layer",
        at=BIAS,
        formula="sum(n, N, dJ_dz_next)",
        says="the ∂J/∂z of the layer above. ∂J/∂b[l] takes the ∂J/∂z[l] of its own layer.",
        hidden="wrong = right: another shape makes it impossible",
        often=1,
        taught="L13",
        seen="course forums (off by one layer)",
    ),
    Mistake(
        name="slope-inverted",
        at=(Does.THROUGH,),
        formula="dJ_da/da_dz",
        says="divided by the slope of the activation. It is a factor: ∂a/∂z · ∂J/∂a.",
        hidden="wrong = right: every slope is 1",
        often=1,
        taught="L13",
        seen="course forums (dz/da for da/dz)",
    ),
    Mistake(
        name="slope-of-upstream",
        at=(Does.THROUGH,),
        formula=slope_of_upstream,
        says="the slope was taken at ∂J/∂a. It belongs to z: where z > 0 ReLU passes on, whatever "
        "the sign of what comes down.",
        hidden="wrong = right: ∂J/∂a and z have the same signs, with ReLU",
        often=1,
        taught="L13",
        seen="published backward passes with the mask dA > 0",
    ),
    Mistake(
        name="input-for-weight",
        at=(Does.INPUT_GRADIENT,),
        formula="a_prev*sum(k, K, dJ_dz)",
        says="the a that comes in stands where the weights belong. ∂z/∂W is a, but ∂z/∂a is W.",
        hidden="wrong = right: a and the weights are the same",
        often=1,
        taught="L13",
        seen="course forums",
    ),
)
