"""Each sample's own gradient of a parameter, and the one of J that is made of them."""

from __future__ import annotations

from dataclasses import replace

from ..formula.parse import formula
from ..formula.tree import Formula, Name, Product, negated, summed
from .chain import only
from .gathered import over
from .rule import Array, Does, Rule, follows

OWN = "The gradient of this sample's loss alone: of its column of ∂J/∂z{came_in}.{times}"
CAME_IN = ", and of what came in"
TIMES = " Times N, for ∂J/∂z has its share in J, 1/N."
SHARE = "J is the {total} of the samples' losses, and so is its gradient that of theirs."


def own_gradient_of(rule: Rule, sample: int, shared: bool) -> Rule:
    """∂loss[n]/∂W or ∂loss[n]/∂b of one sample, from 1. `rule`: how the gradient of J is made;
    `shared`: whether ∂J/∂z has the sample's share in J, 1/N, which its own gradient has not."""
    of_weights = rule.role is Does.WEIGHT_GRADIENT
    minus = rule.name.startswith("threshold")
    column = slice(sample - 1, sample)
    present = rule.constants.get("present")

    def calculate(dJ_dz: Array, a: Array | None = None) -> Array:
        own = dJ_dz[..., column] * (dJ_dz.shape[-1] if shared else 1)
        if a is not None:
            return only(present, own @ a[..., column].mT)
        return -own if minus else own

    text = f"dJ_dz[i,{sample}]*a[j,{sample}]" if of_weights else f"dJ_dz[i,{sample}]"
    tree: Formula = formula(f"N*{text}" if shared else text)
    return Rule(
        name="a sample's own gradient",
        inputs=rule.inputs,
        formula=negated(tree) if minus else tree,
        entry=negated(tree) if minus else tree,
        calculate=calculate,
        why=OWN.format(came_in=CAME_IN * of_weights, times=TIMES * shared),
        source="L11",
        sizes={"N": ("dJ_dz", -1)} if shared else {},
        kind="product",
        role=Does.OTHER,
    )


def gathered_gradients(rule: Rule, samples: int, mean: bool) -> Rule:
    """∂J/∂W from the samples' own gradients: their average or their sum. `rule`: how it is made at
    once, which the mistakes of it go by."""
    holes = tuple(f"g{sample}" for sample in range(1, samples + 1))
    total: Formula = summed(tuple(map(Name, holes)))
    return replace(
        rule,
        inputs=holes,
        formula=Product((over("N"), total)) if mean else total,
        entry=None,
        chain=None,
        local=None,
        calculate=follows,
        why=SHARE.format(total="average" if mean else "sum"),
        sizes={},
        constants={"N": float(samples)} if mean else {},
        kind="elementwise",
        divides=("N",) if mean else (),
    )
