"""What a perceptron may have: one layer of step or sign, targets, α, and nothing of gradients."""

from __future__ import annotations

from collections.abc import Iterator

from . import keys
from .draft import Draft

LEARNERS = {"step": 1.0, "heaviside": 1.0, "sign": 2.0}
"""The activations that it may have, and how far a wrong output is from the right one."""


def learning_rule(draft: Draft) -> None:
    """A perceptron takes one sample at a time, whatever `order` says."""
    if draft.fields["learning_rule"] != "perceptron":
        return
    draft.fields["order"] = "stochastic"
    for key, wrong, expected, example in misfits(draft):
        draft.faults.add(key, wrong, expected=expected, example=example)


def misfits(draft: Draft) -> Iterator[tuple[str, str, str, str]]:
    """What does not go with it: key, what is wrong, what was expected, a line that works."""
    fields, table, broken = draft.fields, keys.NETWORK, draft.broken
    if len(draft.layers) > 1:
        wrong = f"the perceptron rule with {len(draft.layers)} layers"
        yield (
            "layers",
            wrong,
            "one layer: it has no gradients to hand down",
            table["layers"].example,
        )
    elif draft.layers[0].activation not in LEARNERS and "layers[1].activation" not in broken:
        yield (
            "layers[1].activation",
            f"{draft.layers[0].activation} with the perceptron rule",
            "step, heaviside (1 or 0) or sign (1 or −1); others learn by gradients",
            'activation = "step"',
        )
    if fields["cost"] is not None:
        expected = 'no cost, or learning_rule = "gradient"'
        yield "cost", "the perceptron rule has no J", expected, table["learning_rule"].example
    if fields["alpha"] is None:
        yield "alpha", "alpha is missing", "how much of an error is learned", table["alpha"].example
    if fields["Y"] is None and "y" not in broken:
        yield "Y", "Y is missing: there are no errors", "Y, one sample a row", table["Y"].example
    if fields["optimizer"] != "gd" or fields["penalty_strength"] is not None or fields["maximize"]:
        key = "optimizer" if fields["optimizer"] != "gd" else "learning_rule"
        wrong = "the perceptron rule has no optimiser, no penalty and no way uphill"
        yield key, wrong, "the plain rule", 'optimizer = "gd"'
    if draft.typed.tied:
        yield "tied", "tied parameters in a perceptron", "no tied ones", "tied = []"
