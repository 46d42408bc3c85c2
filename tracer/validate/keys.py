"""Every key of a network file, in the order of a file, and how much of anything there may be."""

from __future__ import annotations

import numpy as np

from ..rules.activations import ACTIVATIONS
from ..rules.costs import COSTS
from ..schema import Key, Keys, line, number, one_of, whole
from ..seeded import INITS, SEEDS
from ..settings import (
    Gathering,
    Kinks,
    Lying,
    Penalising,
    Taking,
    Updates,
    amounts_of,
    not_negative,
    settings_of,
)

DEEPEST = 50  # layers
WIDEST = 10_000  # neurons of a layer
OWN = 100  # samples with gradients of their own
WRITTEN = 2_000_000  # numbers of one student that a network may hold
TRACED = 50_000_000  # numbers that one iteration of its trace may hold

positive = number(float(np.nextafter(0, 1)), np.inf, "a number greater than 0")
below_one = number(0, float(np.nextafter(1, 0)), "a number from 0 up to, but not, 1")


def of(kind: type) -> dict[str, Key]:
    """The settings of one class of settings.py as keys of a file."""
    return {name: one.key(name) for name, one in settings_of(kind).items()}


NETWORK: Keys = {
    "title": Key(
        example='title = "Two inputs, two hidden, one output"', read=line(500), default=""
    ),
    **of(Lying),
    "cost": Key(example='cost = "bce"'),
    "huber_delta": Key(example="huber_delta = 1", read=positive, default=1.0),
    **of(Gathering),
    **of(Penalising),
    "penalty_strength": Key(example="penalty_strength = 0.1", read=not_negative),
    **of(Taking),
    **of(Kinks),
    "learning_rule": Key(
        example='learning_rule = "gradient"',
        read=one_of("gradient", "perceptron"),
        default="gradient",
    ),
    "alpha": Key(example="alpha = 0.1"),
    **of(Updates),
    **amounts_of(Updates),
    "absent": Key(example='absent = ["W[1][1,2]"]', default=()),
    "frozen": Key(example='frozen = ["b[1]", "W[1][1,2]"]', default=()),
    "seed": Key(example="seed = 1", read=whole(0, SEEDS - 1)),
    "X": Key(example="X = [[0.5, -1.0], [1.5, 2.0]]"),
    "Y": Key(example="Y = [[1], [0]]"),
    "labels": Key(example="labels = [1, 3]"),
    "layers": Key(example='[[layers]]\n    activation = "relu"\n    W = [[0.1, 0.4], [-0.3, 0.2]]'),
    "tied": Key(
        example='[[tied]]\n    name = "w"\n    entries = ["W[1][1,1]", "W[1][2,2]"]', default=()
    ),
    "names": Key(example='[names]\n    w5 = "W[2][1,1]"'),
    "given": Key(example='[given]\n    "dJ/dz[2]" = [[-3], [1]]'),
}

LAYER: Keys = {
    "activation": Key(example='activation = "relu"'),
    "W": Key(example="W = [[0.1, 0.4], [-0.3, 0.2]]"),
    "b": Key(example="b = [0.1, 0.0]"),
    "slope": Key(example="slope = 0.01", read=below_one, default=0.01),
    "elu_alpha": Key(example="elu_alpha = 1", read=positive, default=1.0),
    "derivative": Key(example='derivative = "a*(1 - a)"'),
    "bias_input": Key(example="bias_input = 1", default=1),
    "add": Key(example='add = "a[1]"'),
    "dropout_mask": Key(example="dropout_mask = [[1, 0], [0, 1]]"),
    "neurons": Key(example="neurons = 2", read=whole(1, WIDEST)),
    "init": Key(example='init = "small"', read=one_of(*INITS)),
}

TIED: Keys = {
    "name": Key(example='name = "w"'),
    "entries": Key(example='entries = ["W[1][1,1]", "W[1][2,2]"]'),
}

# The keys of a layer that are numbers of activations, and the activations that have them.
PARAMETERS = {
    name: owners
    for name in LAYER
    if (owners := [rule.name for rule in ACTIVATIONS.values() if name in rule.constants])
}

# The keys of a network that are numbers of costs, and the costs that have them.
COST_PARAMETERS = {
    name: owners
    for name in NETWORK
    if (owners := [cost.name for cost in COSTS.values() if name in cost.loss.constants])
}
