"""Trace backpropagation equation by equation: networks, and expressions by the chain rule.

>>> from tracer import Layer, Network, trace
>>> neuron = Layer(activation="sigmoid", W=[[0.3, -0.2]], b=[0.1])
>>> t = trace(Network(layers=[neuron], X=[[0.5, 1.0]], Y=[[1]], cost="bce"))
>>> t["dJ/dW[1]"].round(4)
array([[-0.2438, -0.4875]])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import InputError
from .layer import Layer, Tied
from .network import Network
from .trace import Step, Trace, trace

if TYPE_CHECKING:
    from .expression import Expression

__all__ = ["Expression", "InputError", "Layer", "Network", "Step", "Tied", "Trace", "trace"]


def __getattr__(name: str) -> Any:
    """`Expression` is loaded when it is asked for: a network needs nothing of it."""
    if name != "Expression":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .expression import Expression

    return Expression
