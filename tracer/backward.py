"""The way back, of any list of forward lines: each rule says what it does to a gradient.

From the last line to the first; the gradient of what a line reads comes as soon as all lines that
read it are done. One reader: the equation is that reader's own rule. Several: the sum of their
parts. A slope that a rule has apart from the gradient, ∂a/∂z, is a line of its own before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from .equation import Equation
from .rules.chain import PASSED_ON, ways
from .rules.rule import SLOPE, UP, VALUE, Back, Rule
from .rules.sums import added

Readers: TypeAlias = list[tuple[Equation, Back]]
Part: TypeAlias = Callable[[Equation], str]


def backward(
    lines: Sequence[Equation], of: str, local: str, via: Part = lambda line: ""
) -> Iterator[Equation]:
    """The gradients of everything that the lines lead back to.

    `of`: what is derived, J; `local`: how the slope of one step alone is called, `d{}/d{}`. A
    gradient belongs to the layer of its first reader; where that has none, to its maker's. `via`:
    the name of the part that a reader belongs to; several parts are lines of their own, then.
    """
    readers: dict[str, Readers] = {}
    for line in lines:
        for back in ways(line.rule):
            readers.setdefault(read_by(line, back), []).append((line, back))
    layers = {line.target: line.layer for line in lines}
    for line in reversed(lines):
        for name in dict.fromkeys(read_by(line, back) for back in ways(line.rule)):
            if readers[name][0][0] is line:
                layer = layers.get(name) if line.layer is None else line.layer
                yield from apart(f"d{of}/d{name}", readers[name], of, local, layer, via)


def read_by(line: Equation, back: Back) -> str:
    """The quantity in the hole that a gradient goes back to."""
    return line.inputs[line.rule.inputs.index(back.to)]


def apart(
    target: str, readers: Readers, of: str, local: str, layer: int | None, via: Part
) -> Iterator[Equation]:
    """A gradient at once, or what comes through each part that reads it, and then their sum."""
    parts = {via(line): [one for one in readers if via(one[0]) == via(line)] for line, _ in readers}
    inputs = tuple(f"{target} via {part}" if len(parts) > 1 else target for part in parts)
    for name, some in zip(inputs, parts.values(), strict=True):
        yield from gradient(name, some, of, local, layer)
    if len(parts) > 1:
        rule = replace(added([PASSED_ON] * len(parts)), name="sum of the parts")
        yield Equation(target, rule, inputs, "backward", layer)


def gradient(
    target: str, readers: Readers, of: str, local: str, layer: int | None
) -> Iterator[Equation]:
    """The slopes of the lines that read a quantity, then its gradient, `target`."""
    rules, inputs = list[Rule](), list[str]()
    for line, back in readers:
        known = {**dict(zip(line.rule.inputs, line.inputs, strict=True)), **back.also}
        known |= {UP: f"d{of}/d{line.target}", VALUE: line.target}
        if back.local is not None:
            known[SLOPE] = local.format(line.target, read_by(line, back))
            # a hole that the line does not have is what it makes: σ′ = a(1 − a)
            reads = (known.get(hole, line.target) for hole in back.local.inputs)
            yield Equation(
                known[SLOPE], back.local, tuple(reads), "backward", line.layer, inner=line.inner
            )
        rules.append(back.rule)
        inputs += [known[hole] for hole in back.reads or back.rule.inputs]
    rule = rules[0] if len(rules) == 1 else added(rules)
    yield Equation(target, rule, tuple(inputs), "backward", layer)
