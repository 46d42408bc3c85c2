"""What a sheet has to say so that its questions can be answered: the conventions and formulas that
the asked lines need, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer.export import head
from tracer.export.conventions import ONE_STEP, agreed, kinds_of
from tracer.expression import Expression
from tracer.formula.calls import labelled, of_arrays, whole_call
from tracer.formula.operations import OPERATIONS, OPTIONS
from tracer.formula.tree import Call, Equality, Hadamard, MatMul, Product, walk
from tracer.network import Network
from tracer.quantity import quantity
from tracer.rules.rule import Does
from tracer.setting_sentences import speaking
from tracer.settings import COST_SLOPE
from tracer.show import entry_of, formula_of

from ..worth import asked_names, rests_on

if TYPE_CHECKING:
    from grader.asked import Exercise
    from tracer.trace import Step, Trace

ALONE = "{}, set with the word step beside it, is the derivative of that one line alone"
ALONG = "; without the word it is that along all lines"
LOGARITHM = "log is the natural logarithm."
MATRIX_PRODUCT = "Two arrays side by side, with no sign between them, are a matrix product."
ENTRY_BY_ENTRY = "A dot between two arrays goes entry by entry."
REPEATED = "A row or a column beside a matrix is repeated for all of its rows or columns."
FACTORS = "∂J/∂z of the last layer is made from both factors, ∂ŷ/∂z and ∂J/∂ŷ."
BOTH_WAYS = (
    "∂J/∂z of the last layer may be made from both factors, ∂ŷ/∂z and ∂J/∂ŷ, or at once, from "
    "ŷ − y: both count."
)


def agreements(exercise: Exercise) -> list[str]:
    """The conventions that what is asked needs; which logarithm is in the cost, for a calculator
    has two; what operations on whole arrays do; how the derivative of one step looks in the
    formats that have fractions."""
    steps = with_cost(needed(exercise))
    trace = steps[0].trace if steps else exercise.trace
    said = agreed(trace, steps)
    if free(exercise):
        factors, both = (speaking(trace.source, one) for one in (FACTORS, BOTH_WAYS))
        said = [both if one == factors else one for one in said]
    if isinstance(trace.source, Network):
        costs = (step for step in steps if trace.local(step.name).name == "loss")
        said += [LOGARITHM] * any(map(with_logarithm, costs))
    else:
        said += operations(trace)
    said = [one for one in said if not one.startswith(ONE_STEP)]
    return [*said, *one_step(exercise)]


def one_step(exercise: Exercise) -> Iterator[str]:
    """What d(y)/d(x) is, where one is asked: by the first of them."""
    asked = [quantity(ask.name) for ask in exercise.asks or () if not ask.alone]
    single = [one for one in asked if one.role == "local"]
    if single:
        other = ALONG * any(one.role == "derivative" for one in asked)
        yield ALONE.format(exercise.trace.symbols.text(single[0])) + other + "."


def operations(trace: Trace) -> Iterator[str]:
    """What the signs between whole arrays mean in the lines, what the operations do that a line
    calls by name, and their options."""
    source = trace.source
    assert isinstance(source, Expression)
    nodes = [node for line in source.lines for node in walk(line.tree)]
    if any(isinstance(node, MatMul) for node in nodes):
        yield MATRIX_PRODUCT
    single = [
        (step, {trace.state[name].shape[-2:] for name in step.inputs} - {(1, 1)})
        for step in trace.steps
        if step.equation.phase == "forward" and not of_arrays(step.equation.rule.formula)
    ]
    if any(
        shapes and isinstance(step.equation.rule.formula, Product | Hadamard)
        for step, shapes in single
    ):
        yield ENTRY_BY_ENTRY
    if any(len(shapes) > 1 for _, shapes in single):
        yield REPEATED
    calls = [node for node in nodes if isinstance(node, Call) and whole_call(node)]
    for name in dict.fromkeys(call.function for call in calls):
        why = OPERATIONS[name].why
        yield f"{name}: {why if why[1].isupper() or why[1] == ' ' else why[0].lower() + why[1:]}"
    options = dict.fromkeys(label for call in calls for label, _ in labelled(call) if label)
    yield from (OPTIONS[label] for label in options)


def with_logarithm(step: Step) -> bool:
    return any(isinstance(node, Call) and node.function == "log" for node in walk(formula_of(step)))


def needed(exercise: Exercise) -> list[Step]:
    """The lines that are asked, and those that they rest on; all of a calculation that is shown,
    and of a plain network."""
    if exercise.derivation or exercise.asks is None:
        return list(exercise.trace.steps)
    return rests_on(exercise, asked_names(exercise))


def with_cost(steps: list[Step]) -> list[Step]:
    """The lines, and those of the cost where its slope is among them."""
    if not steps or COST_SLOPE not in kinds_of(steps[0].trace, steps):
        return steps
    names = {step.name for step in steps}
    return [step for step in steps[0].trace.steps if step.name in names or
            (step.equation.phase == "cost" and step.equation.iteration == 1)]  # fmt: skip


def free(exercise: Exercise) -> bool:
    """Whether ∂J/∂z of the output may be made as one likes: neither factor is asked."""
    last = f"dy_hat/dz[{len(getattr(exercise.source, 'layers', ()))}]"
    asked = {exercise.trace.local(name).name for name in asked_names(exercise)}
    return not exercise.derivation and not asked & {"dJ/dy_hat", last}


def formulas(exercise: Exercise) -> Iterator[Equality]:
    """The lines of an expression; of a network the activations and the cost that are needed,
    where nobody is asked for their formula; of a calculation that is shown, all its lines."""
    trace = exercise.trace
    if exercise.derivation:
        yield from map(formula_of, trace.steps)
        return
    yield from head.formulas(trace)
    if not isinstance(trace.source, Network):
        return
    hidden = {ask.name for ask in exercise.asks or () if ask.kind == "formula"}
    for step in with_cost(needed(exercise)):
        if step.equation.iteration == 1 and step.name not in hidden and to_be_known(step):
            softmax = step.equation.phase == "forward" and step.equation.rule.kind == "coupled"
            yield entry_of(step, (1, 1)) if softmax else formula_of(step)  # Σₖ eᶻ: of which z?


def to_be_known(step: Step) -> bool:
    """An activation, or the cost: what no other line of the sheet says."""
    phase, rule = step.equation.phase, step.equation.rule
    return phase == "cost" or (rule.role is Does.ACTIVATION and rule.bends)
