"""The rules between layers: z from the layer below, and every gradient on the way back.

All calculations are in the layout `columns`; the formulas of `rows` and `torch` are the same
ones transposed (`tracer/layout.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..formula.parse import formula
from ..formula.tree import Equality, Name, Neg, Partial, Product, addends, summed
from .gathered import over
from .rule import SLOPE, UP, Array, Back, Does, Rule, table


def local(of: str, by: str) -> Partial:
    return Partial(Name(of), Name(by))


def through_softmax(dy_hat_dz: Array, dJ_dy_hat: Array) -> Array:
    """Σᵢ ∂ŷᵢ/∂z_k · ∂J/∂ŷᵢ, sample by sample: (..., K, N·K), (..., K, N) → (..., K, N)."""
    outputs, samples = dJ_dy_hat.shape[-2:]
    jacobians = dy_hat_dz.reshape(*dy_hat_dz.shape[:-2], outputs, samples, outputs)
    return np.asarray(np.einsum("...ink,...in->...kn", jacobians, dJ_dy_hat))


def only(present: Array | None, gradient: Array) -> Array:
    """The gradient, 0 where there is no connection."""
    return gradient if present is None else gradient * present


THROUGH = Rule(
    name="through activation",
    inputs=("da_dz", "dJ_da"),
    formula=formula("da_dz ⊙ dJ_da"),
    calculate=lambda da_dz, dJ_da: da_dz * dJ_da,
    why="Chain rule: how J feels a, times how a feels z, entry by entry.",
    source="L13",
    kind="elementwise",
    role=Does.THROUGH,
)

THROUGH_SOFTMAX = Rule(
    name="through softmax",
    inputs=("da_dz", "dJ_da"),
    formula=formula("sum(i, K, da_dz[i,k]*dJ_da[i,n])"),  # the Jacobian of sample n
    entry=formula("sum(i, K, da_dz[i,(n-1)*K+k]*dJ_da[i,n])"),
    places=lambda row, column, sizes: {"k": row, "n": column},
    calculate=through_softmax,
    why="z_k moves every output of its sample, so the contributions along all of them add up.",
    source="L10",
    sizes={"K": ("dJ_da", -2)},
    kind="product",
    role=Does.THROUGH_JACOBIAN,
)

WEIGHT_GRADIENT = Rule(
    name="weight gradient",
    inputs=("dJ_dz", "a"),
    formula=formula("dJ_dz @ a.T"),
    entry=formula("sum(n, N, dJ_dz[i,n]*a[j,n])"),
    chain=Product((local("z", "W"), local("J", "z"))),
    local=Equality((local("z", "W"), Name("a"))),
    calculate=lambda dJ_dz, a, present=None: only(present, dJ_dz @ a.mT),
    why="A weight multiplies the a that comes in, so ∂z/∂W is that a; the samples add up.",
    source="L11",
    sizes={"N": ("a", -1)},
    constants={"present": None},
    kind="product",
    role=Does.WEIGHT_GRADIENT,
)

BIAS_GRADIENT = Rule(
    name="bias gradient",
    inputs=("dJ_dz",),
    formula=formula("sum(n, N, dJ_dz)"),
    entry=formula("sum(n, N, dJ_dz[i,n])"),
    chain=Product((local("z", "b"), local("J", "z"))),
    local=Equality((local("z", "b"), formula("1"))),
    calculate=lambda dJ_dz: dJ_dz.sum(axis=-1, keepdims=True),
    why="The bias is simply added, so ∂z/∂b is 1; the samples add up.",
    source="L11",
    sizes={"N": ("dJ_dz", -1)},
    kind="product",
    role=Does.BIAS_GRADIENT,
)

THRESHOLD_GRADIENT = Rule(
    name="threshold gradient",
    inputs=("dJ_dz",),
    formula=Neg(formula("sum(n, N, dJ_dz)")),
    entry=Neg(formula("sum(n, N, dJ_dz[i,n])")),
    chain=Product((local("z", "b"), local("J", "z"))),
    local=Equality((local("z", "b"), formula("-1"))),
    calculate=lambda dJ_dz: -dJ_dz.sum(axis=-1, keepdims=True),
    why="The threshold is subtracted (its input is −1), so ∂z/∂b is −1; the samples add up.",
    source="L11",
    sizes={"N": ("dJ_dz", -1)},
    kind="product",
    role=Does.BIAS_GRADIENT,
)

INPUT_GRADIENT = Rule(
    name="input gradient",
    inputs=("W", "dJ_dz"),
    formula=formula("W.T @ dJ_dz"),
    entry=formula("sum(k, p, W[k,i]*dJ_dz[k,n])"),
    chain=Product((local("z", "a"), local("J", "z"))),
    local=Equality((local("z", "a"), Name("W"))),
    calculate=lambda W, dJ_dz: W.mT @ dJ_dz,
    why="Needed to continue going backward: each a feeds every neuron above, "
    "so the contributions along all its weights add up.",
    source="L13",
    sizes={"p": ("W", -2)},
    kind="product",
    role=Does.INPUT_GRADIENT,
)

TO_WEIGHTS = Back(to="W", rule=WEIGHT_GRADIENT, reads=(UP, "a"))
TO_INPUTS = Back(to="a", rule=INPUT_GRADIENT, reads=("W", UP))

AFFINE = Rule(
    name="affine",
    inputs=("W", "a", "b"),
    formula=formula("W @ a + b"),
    entry=formula("sum(k, m, W[i,k]*a[k,n]) + b[i,1]"),
    calculate=lambda W, a, b: W @ a + b,
    why="Each neuron weighs what comes in, adds it up and adds its bias.",
    source="L8",
    sizes={"m": ("W", -1)},
    kind="product",
    back=(TO_WEIGHTS, Back(to="b", rule=BIAS_GRADIENT, reads=(UP,)), TO_INPUTS),
    role=Does.AFFINE,
)

UNBIASED = Rule(
    name="affine without bias",
    inputs=("W", "a"),
    formula=formula("W @ a"),
    entry=formula("sum(k, m, W[i,k]*a[k,n])"),
    calculate=lambda W, a: W @ a,
    why="Each neuron weighs what comes in and adds it up; it has no bias.",
    source="L8",
    sizes={"m": ("W", -1)},
    kind="product",
    back=(TO_WEIGHTS, TO_INPUTS),
    role=Does.AFFINE,
)

THRESHOLD = Rule(
    name="affine with threshold",
    inputs=("W", "a", "b"),
    formula=formula("W @ a - b"),
    entry=formula("sum(k, m, W[i,k]*a[k,n]) - b[i,1]"),
    calculate=lambda W, a, b: W @ a - b,
    why="The bias is a threshold here, a weight on the constant input −1: it is subtracted.",
    source="L8",
    sizes={"m": ("W", -1)},
    kind="product",
    back=(TO_WEIGHTS, Back(to="b", rule=THRESHOLD_GRADIENT, reads=(UP,)), TO_INPUTS),
    role=Does.AFFINE,
)

CHAIN: dict[str, Rule] = table(
    AFFINE,
    UNBIASED,
    THRESHOLD,
    THROUGH,
    THROUGH_SOFTMAX,
    WEIGHT_GRADIENT,
    BIAS_GRADIENT,
    THRESHOLD_GRADIENT,
    INPUT_GRADIENT,
)


def ways(rule: Rule) -> tuple[Back, ...]:
    """What a rule does to gradients: an activation multiplies entry by entry with its slope."""
    if rule.back or rule.derivative is None:
        return rule.back
    return (Back(to=rule.inputs[0], rule=THROUGH, reads=(SLOPE, UP), local=rule.derivative),)


PASSED_ON = Rule(
    name="passed on",
    inputs=("dJ_dz",),
    formula=Name("dJ_dz"),
    why="What is only added moves z exactly as itself: the gradient is passed on as it is.",
    source="L6",
    role=Does.PASSED_ON,
)


MASKED = Rule(
    name="dropout",
    inputs=("mask", "a"),
    formula=formula("mask ⊙ a"),
    why="Dropout: where the mask is 0 the neuron is left out, for this sample and this update.",
    source="L8",
    kind="elementwise",
    back=(
        Back(
            to="a",
            rule=Rule(
                name="through dropout",
                inputs=("mask", "dJ_dr"),
                formula=formula("mask ⊙ dJ_dr"),
                why="A neuron that was left out gets no blame; the others' is scaled as a was.",
                source="L13",
                kind="elementwise",
            ),
            reads=("mask", UP),
        ),
    ),
)


def with_skip(rule: Rule) -> Rule:
    """z = W a + b and what an earlier layer gave: a skip connection."""

    def calculate(*inputs: Array) -> Array:
        return np.asarray(rule.calculate(*inputs[:-1]) + inputs[-1])

    assert rule.entry is not None
    return replace(
        rule,
        name=f"{rule.name} and skip",
        inputs=(*rule.inputs, "skip"),
        formula=summed((*addends(rule.formula), Name("skip"))),
        entry=summed((*addends(rule.entry), formula("skip[i,n]"))),
        calculate=calculate,
        why=rule.why + " What an earlier layer gave is added: a skip connection.",
        back=(*rule.back, Back(to="skip", rule=PASSED_ON, reads=(UP,))),
    )


def averaged(rule: Rule) -> Rule:
    """The gradient of a parameter where 1/N enters only here: times 1/N."""

    def calculate(dJ_dz: Array, *others: Array, **constants: object) -> Array:
        return np.asarray(rule.calculate(dJ_dz, *others, **constants) / dJ_dz.shape[-1])

    return replace(
        rule,
        name=f"{rule.name}, averaged",
        formula=Product((over("N"), rule.formula)),
        entry=rule.entry and Product((over("N"), rule.entry)),
        chain=rule.chain and Product((over("N"), rule.chain)),
        calculate=calculate,
        why=rule.why + " J averages, and the 1/N enters here.",
        divides=("N",),
    )


def with_fallback(product: Rule, combined: Callable[[Array, Array], Array]) -> Rule:
    """The product of both factors at the output; where it is not representable (a saturated ŷ
    makes it 0 · ∞), the combined form of both, which is the same number."""

    def calculate(da_dz: Array, dJ_da: Array, y_hat: Array, y: Array) -> Array:
        value = product.calculate(da_dz, dJ_da)
        if np.isfinite(value).all():
            return np.asarray(value)
        return np.where(np.isfinite(value), value, combined(y_hat, y))

    inputs = (*product.inputs, "y_hat", "y")
    return replace(product, inputs=inputs, calculate=calculate, stands_in_for=product)
