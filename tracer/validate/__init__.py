"""What somebody wrote, made a network that can be calculated with: looked at, all its faults
collected, and filled in.

keys.py         every key of a network file, and how much of anything there may be
draft.py        a network on its way
read.py         what stands in each key; layers.py  in each layer
sizes.py        how large everything is, whether that agrees; what is drawn
references.py   absent, frozen, tied entries; named.py  the sheet's own symbols
meaning.py      what settings mean together; learning.py  what a perceptron may have
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..checks import Faults
from ..outline import Beside, Outline
from ..rules.activations import coupled
from ..rules.costs import COSTS
from ..rules.optimizers import OPTIMIZERS
from .draft import Draft, columns
from .layers import layers
from .learning import learning_rule
from .meaning import missing, order, output_and_cost, targets
from .named import names
from .read import data, given, settings
from .references import references, tied_names
from .sizes import draw, limits, measure, one_hot, own_samples, skips, students

if TYPE_CHECKING:
    from ..network import Network


def validated(network: Network, where: str) -> dict[str, Any]:
    """Every field as it is calculated with, and the outline.

    Raises InputError with every fault; `where` is what the person calls the network.
    """
    draft = Draft(network, Faults(where), Outline("columns", [True], [], False, {}))
    settings(draft)
    layers(draft)
    data(draft)
    draft.outline = outlined(draft)
    given(draft)
    measure(draft)
    skips(draft)
    limits(draft)
    if not draft.faults.found:
        draw(draft)
    missing(draft)
    one_hot(draft)
    students(draft)
    output_and_cost(draft)
    targets(draft)
    learning_rule(draft)
    order(draft)
    references(draft)
    names(draft)
    draft.faults.stop()
    draft.fields |= {"layers": tuple(draft.layers), "labels": None, "seed": None}
    return draft.fields | {"outline": draft.outline}


def outlined(draft: Draft) -> Outline:
    """The arrays that there are, of sizes not known yet. What is drawn has a bias."""
    typed = draft.typed
    biased = [
        layer.b is not None or (typed.seed is not None and layer.W is None)
        for layer in typed.layers
    ]
    optimizer = draft.fields["optimizer"] if typed.alpha is not None else "gd"
    states = {line.makes: line.remembers for line in OPTIMIZERS[optimizer].lines}
    masked = (at for at, layer in enumerate(draft.layers, 1) if layer.dropout_mask is not None)
    penalised = draft.fields["penalty_strength"] is not None
    made = COSTS[cost].before if (cost := draft.fields["cost"]) in COSTS else None
    before = (made.name,) if made else ()
    more = Beside(states, penalised, tuple(masked), before, own_samples(draft))
    softmax = coupled(draft.layers[-1].activation)
    return Outline(draft.fields["layout"], biased, tied_names(typed.tied), softmax, {}, more)


__all__ = ["columns", "validated"]
