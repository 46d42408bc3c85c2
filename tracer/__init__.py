"""Trace backpropagation equation by equation: networks, and expressions by the chain rule.

>>> from tracer import Layer, Network, trace
>>> neuron = Layer(activation="sigmoid", W=[[0.3, -0.2]], b=[0.1])
>>> t = trace(Network(layers=[neuron], X=[[0.5, 1.0]], Y=[[1]], cost="bce"))
>>> t["dJ/dW[1]"].round(4)
array([[-0.2438, -0.4875]])

What somebody writes down
network.py      a network: layers, data, cost, settings; layer.py  one of its layers
expression.py   an expression: lines, values, what to derive it by
settings.py     the settings of a sheet, an entry each; setting_sentences.py  what they say
patterns.py     one layer, a row a sample
files.py        both from files, and back; file_keys.py, file_text.py  as keys, as text
examples/       the bundled ones, a file each
schema.py       keys of a file and how they are read; checks.py  values, all faults collected
parts.py        the `[[part]]`s of a file; toml_lines.py  in which line a key stands
expression_lines.py, expression_shapes.py, expression_check.py    typed lines, shapes, faults
validate/       what was written, looked at and filled in: a network to calculate with
errors.py       what is said of it where it will not do

From there to equations
equation.py     one line: a target, its rule, what the rule reads
rules/, formula/    the rules, and the formulas that people read
choose.py       which rules the settings choose; layers.py  the lines of one layer
equations.py    the equations of a network: forward, cost, backward, update
elementary.py   those of an expression, step by step
backward.py     the way back, of any forward lines
descent.py      the update; penalty.py, perceptron.py, epochs.py  other ways to learn
by_sample.py    each sample's own gradient before that of J
iteration.py    the names that further iterations give them
seeded.py       parameters from a seed; given.py  all that an iteration starts from
expand.py       a network written as an expression of single numbers
pytorch/        models of PyTorch as networks, and back

To numbers
arrays.py       the type of all of them
evaluate.py     the loop; trace.py  the equations with their numbers: all else reads this
cancelled.py, problems.py    sums that are 0 but for rounding; infinities, kinks
check.py        every derivative beside its difference quotients; check_text.py  as text
quotients.py, slopes.py    the quotients of one derivative; moving one number
mistakes/       the trace with one rule swapped

To names and pages
quantity.py     the name of one array; names.py  all its spellings, which one is meant
symbols.py      how a sheet writes it; kinds.py  the arrays of a network by kind
outline.py, layout.py    how large they are, how they lie on a sheet
numbers.py      numbers as people read them; show.py  a step as formulas
export/         a format a file; walk/  the screens; shell/  what all screens have in common
cli.py          the table of commands; commands/, __main__.py  one a file; alone
output.py       where a result goes; progress.py  a bar for what takes long
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
