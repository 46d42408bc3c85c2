"""How long a perceptron learns: to the end of the first epoch without an error."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from .errors import InputError
from .expression import Expression
from .network import Network
from .progress import progress
from .quantity import at_iteration, layered
from .trace import Trace, trace

MOST_EPOCHS = 100
MOST_SAMPLES = 1000


def updates_until_no_error(source: Network | Expression) -> tuple[int, bool]:
    """The updates of all epochs until none of a whole epoch is wrong, that epoch's with them, 100
    epochs at most; and whether there was such a one. Raises InputError for what has no errors to
    count: another learning rule, or no samples."""
    if not isinstance(source, Network) or not learns(source):
        raise InputError(
            "until no error",
            "this counts the errors of a perceptron, epoch by epoch",
            expected='learning_rule = "perceptron", '
            f"of one student, with 1 to {MOST_SAMPLES} samples",
            example='learning_rule = "perceptron"',
        )
    now = source
    with progress("epochs", MOST_EPOCHS) as tell:
        for epoch in range(1, MOST_EPOCHS + 1):
            known = trace(now, source.N)
            if not any(wrong(known, iteration) for iteration in range(1, source.N + 1)):
                return epoch * source.N, True
            now = after(now, known)
            tell(epoch)
    return MOST_EPOCHS * source.N, False


def learns(network: Network) -> bool:
    """Whether it is a perceptron, of one student, of few enough samples."""
    few = 0 < network.N <= MOST_SAMPLES
    return network.learning_rule == "perceptron" and few and network.students is None


def wrong(known: Trace, iteration: int) -> bool:
    """Whether an iteration's output is not its target."""
    y_hat, y = (known.state[at_iteration(name, iteration)] for name in ("y_hat", "y"))
    return not np.array_equal(y_hat, y)


def after(network: Network, known: Trace) -> Network:
    """The network with the parameters that the last iteration left."""

    def left(base: str) -> Any:
        return known[known.read_in(layered(base, 1), known.iterations + 1)]

    (layer,) = network.layers
    b = None if layer.b is None else left("b").reshape(-1)
    return network.replaced(layers=[replace(layer, W=left("W"), b=b)])
