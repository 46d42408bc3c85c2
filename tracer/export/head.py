"""What stands at the head and at the end of every export: what it is, what is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..formula.text import symbol
from ..formula.tree import Equality, negated
from ..iteration import BEFORE
from ..network import Network
from ..quantity import quantity
from ..setting_sentences import alpha_named

if TYPE_CHECKING:
    from ..expression import Expression
    from ..trace import Trace
    from .format import View

DATA = ("a", "y", "mask")  # what each sample has of its own
PLAIN = {"identity": "without activation"}
UNTITLED = "Backpropagation, equation by equation"


def title(trace: Trace) -> str:
    """The title as one line without control characters; a file may say anything."""
    return clean(trace.source.title) or UNTITLED


def clean(line: str) -> str:
    """One printable line: what could move a cursor or turn the direction of text is escaped."""
    return "".join(map(printable, " ".join(line.split())))


def printable(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]


def summary(trace: Trace) -> str:
    """What it is, in one line."""
    source = trace.source
    if not isinstance(source, Network):
        return expression_summary(trace, source)
    cost = [f"cost {clean(source.cost)}"] if source.cost else []
    return "; ".join([*structure(source), *cost, *pace(trace)])


def structure(source: Network) -> list[str]:
    """Its layers, and how many samples there are."""
    inputs, *sizes = source.sizes
    layers = [
        f"{size or ''} {PLAIN.get(layer.activation) or clean(layer.activation)}".strip()
        for size, layer in zip(sizes, source.layers, strict=True)
    ]
    facts = [" → ".join([counted(inputs, "input")] * (inputs > 0) + layers)]
    return facts + [counted(source.N, "sample")] * (source.N > 0)


def counted(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def pace(trace: Trace) -> list[str]:
    """α, and how many updates there are."""
    alpha = trace.source.alpha
    if alpha is None:
        return []
    said = [f"{symbol(alpha_named(trace.source))} = {repr(float(alpha)).removesuffix('.0')}"]
    return said + [f"{trace.iterations} updates"] * (trace.iterations > 1)


def expression_summary(trace: Trace, source: Expression) -> str:
    by = ", ".join(map(symbol, source.with_respect_to))
    said = f"{symbol(source.output)} by {by}" if by else symbol(source.output)
    steps = [step for step in trace.steps if step.equation.phase == "forward"]
    return "; ".join(
        [said, counted(len(steps) // trace.iterations, "elementary step"), *pace(trace)]
    )


def formulas(trace: Trace) -> list[Equality]:
    """The lines of an expression, in the sheet's own symbols; a network has none."""
    if isinstance(trace.source, Network):
        return []
    made = []
    for line in trace.source.lines:
        sign, name = trace.symbols.signed_tree(quantity(line.name))
        tree = trace.symbols.spelled(line.tree)
        made.append(Equality((name, tree if sign > 0 else negated(tree))))
    return made


def given(trace: Trace) -> list[str]:
    """The names of what is given, first the data, then the parameters, then the rest; none
    where only formulas are asked. In stochastic order each sample's data is there once."""
    if numberless(trace):
        return []
    order = {"a": 0, "y": 1, "mask": 1, "W": 2, "b": 2}

    def key(name: str) -> tuple[int, int, int]:
        found = quantity(name)
        rank = order.get(found.base, 3) if found.role == "value" else 3
        return rank, found.layer or 0, found.iteration

    names = [n for n in trace.given if not (repeated(trace, n) or at_rest(trace, n))]
    return sorted(names, key=key)


def at_rest(trace: Trace, name: str) -> bool:
    """Whether it is the 0 of an optimiser before the first iteration, which nobody gave."""
    return name.startswith(BEFORE) and name not in trace.source.given


def repeated(trace: Trace, name: str) -> bool:
    """Whether it is the data of a sample that was there already."""
    return name.startswith("@") and quantity(name).iteration > sample_count(trace)


def sample_count(trace: Trace) -> int:
    return trace.source.N if isinstance(trace.source, Network) else 1


def one_at_a_time(trace: Trace) -> bool:
    """Whether each update takes another sample."""
    source = trace.source
    return isinstance(source, Network) and source.order == "stochastic" and source.N > 1


def which_sample(trace: Trace, name: str) -> str:
    """`sample 2: ` where each update takes another sample; whether it is what an optimiser kept;
    else nothing."""
    if name.startswith(BEFORE):
        return "before the first update: "
    found = quantity(name)
    data = found.name in (name, "a[0]", "y") and found.base in DATA and found.role == "value"
    return f"sample {found.iteration}: " if one_at_a_time(trace) and data else ""


def numberless(trace: Trace) -> bool:
    """Whether there are no numbers at all, only formulas."""
    return not isinstance(trace.source, Network) and trace.source.numberless


def ending(view: View) -> list[str]:
    """What is not there: steps that were not asked for, equations that want a number."""
    trace = view.trace
    shown, whole = len(view.steps), len(trace.steps)
    said = [f"Shown: {shown} of {whole} steps."] if view.partial else []
    if trace.wanting:
        targets = [line.target for line in trace.wanting]
        needed = dict.fromkeys(name for line in trace.wanting for name in line.inputs)
        missing = [name for name in needed if name not in trace.state and name not in targets]
        said.append(f"Left out, for want of {', '.join(missing)}: {', '.join(targets)}.")
    return said
