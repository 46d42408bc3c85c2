"""How losses are gathered over the outputs and the samples, whatever the cost: sum or mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..formula.parse import formula
from ..formula.tree import ONE, BigSum, Entry, Formula, Fraction, Name, Product, substitute
from .costs import Cost
from .rule import Array, Does, Rule


def over(size: str) -> Formula:
    """1/N or 1/K, as a factor."""
    return Fraction(ONE, Name(size))


def gathered_outputs(cost: Cost, mean: bool) -> Rule:
    """loss: each sample's loss, its outputs summed or averaged: (..., K, N) → (..., 1, N)."""
    one = cost.loss

    def at_output(node: Formula) -> Formula | None:
        read = isinstance(node, Name) and node.text in one.inputs
        return Entry(node, Name("k"), Name("n")) if read else None

    total: Formula = BigSum("k", Name("K"), one.formula)
    entry: Formula = BigSum("k", Name("K"), substitute(one.formula, at_output))
    gather = np.mean if mean else np.sum
    return replace(
        one,
        name=f"{cost.name} loss",
        formula=Product((over("K"), total)) if mean else total,
        entry=Product((over("K"), entry)) if mean else entry,
        calculate=lambda *ys: gather(one.calculate(*ys), axis=-2, keepdims=True),
        sizes={"K": (cost.by, -2), "N": (cost.by, -1)},
        kind="coupled",
        derivative=None,
        divides=("K",) if mean else (),
    )


def saturated_loss(cost: Cost, loss: Rule, mean: bool) -> Rule:
    """The sample's loss of `gathered_outputs`, of (ŷ, y, z): where a saturated ŷ makes it infinite,
    it is worked from z, and is exact."""
    at_z = cost.at_z
    assert at_z is not None
    gather = np.mean if mean else np.sum

    def calculate(y_hat: Array, y: Array, z: Array) -> Array:
        one = cost.loss.calculate(y_hat, y)
        return np.asarray(
            gather(np.where(np.isfinite(one), one, at_z(z, y)), axis=-2, keepdims=True)
        )

    return replace(loss, inputs=(*loss.inputs, "z"), calculate=calculate)


def gathered_samples(mean: bool) -> Rule:
    """J: the losses of all samples, averaged or summed: (..., 1, N) → (..., 1, 1)."""
    total = formula("sum(n, N, loss)")
    entry = formula("sum(n, N, loss[1,n])")
    gather = np.mean if mean else np.sum
    return Rule(
        name="average over samples" if mean else "sum over samples",
        inputs=("loss",),
        formula=Product((over("N"), total)) if mean else total,
        entry=Product((over("N"), entry)) if mean else entry,
        calculate=lambda loss: gather(loss, axis=-1, keepdims=True),
        why="J is one number for all samples: the average of their losses."
        if mean
        else "J is one number for all samples: the sum of their losses.",
        source="L9",
        sizes={"N": ("loss", -1)},
        kind="product",
        role=Does.COST,
        divides=("N",) if mean else (),
    )


def shared_out(rule: Rule, *, samples: bool, outputs: bool, name: str | None = None) -> Rule:
    """A slope of one output's loss as its share in J: times 1/N and 1/K where J averages.

    The axes are those of `rule`'s first input: (..., K, N)."""
    divides = tuple(size for size, wanted in (("N", samples), ("K", outputs)) if wanted)
    factors = tuple(map(over, divides))

    def calculate(*ys: Array) -> Array:
        count = (ys[0].shape[-1] if samples else 1) * (ys[0].shape[-2] if outputs else 1)
        return np.asarray(rule.calculate(*ys) / count)

    return replace(
        rule,
        name=name or rule.name,
        formula=Product((*factors, rule.formula)) if factors else rule.formula,
        calculate=calculate if factors else rule.calculate,
        why=rule.why + (" J averages, so each sample's share is 1/N." if samples else ""),
        sizes={"K": (rule.inputs[0], -2), "N": (rule.inputs[0], -1)},
        derivative=None,
        divides=divides,
    )
