"""PyTorch's autograd is the oracle: its numbers are stored, and a full run calculates them anew."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.oracle import arrays, expressions, networks
from tests.oracle.make import KINDS, cases, rounded, stored
from tests.sample import sample
from tracer import Expression, Network, Trace, trace
from tracer.choose import optimizer_of
from tracer.rules.optimizers import MOMENTUM, OPTIMIZERS
from tracer.rules.penalties import PENALTIES

CLOSE = 1e-10  # of the largest magnitude in the array
ROUNDING = 1e-15  # of a 0 that is a difference; what is not 0 is at least 1e-6
Case = dict[str, Any]
MODULES = (  # of torch.nn, as the stored programs are titled
    "functional.scaled_dot_product_attention", "MultiheadAttention", "functional.layer_norm",
    "functional.batch_norm", "functional.conv2d, relu, max_pool2d",
    "functional.conv2d in strides, avg_pool2d", "LSTMCell", "GRUCell", "RNN",
)  # fmt: skip
COUNTS = {
    "networks": 500, "expressions": 500, "arrays": arrays.COUNT, "nn": len(MODULES),
    "optimisers": 56,
}  # fmt: skip
PROGRAMS = ("arrays", "nn")
EXPRESSIONS = ("expressions", *PROGRAMS)


def traced(kind: str, case: Case) -> Trace:
    made = Expression if kind in EXPRESSIONS else Network
    source = made.of(case["keys"])
    return trace(source, case["steps"])


def differences(kind: str, number: int, case: Case) -> Iterator[str]:
    """What the tracer has otherwise: a name only one of them has, a shape, a number."""
    t = traced(kind, case)
    names = set(case["numbers"])
    if kind in PROGRAMS:
        others = set[str]()
    else:
        others = names - set(t.state) if kind == "optimisers" else compared(kind, t) ^ names
    for name in others:
        yield f"{number}: only one of both has {name}"
    for name, value in case["numbers"].items():
        if name not in t:
            if kind in PROGRAMS:
                yield f"{number}: there is no {name}"
            continue
        want, got = np.array(value), np.asarray(t[name])
        if want.shape != got.shape:
            yield f"{number}: {name} has shape {got.shape}, not {want.shape}"
        elif not np.abs(got - want).max() <= CLOSE * np.abs(want).max() + ROUNDING:
            yield f"{number}: {name} = {got}, not {want}: {case['keys']}"


def compared(kind: str, t: Trace) -> set[str]:
    """The names of a trace that the oracle has too: all but the slopes of one step alone, the
    steps Δw, and what an expression's unnamed intermediates are called."""
    steps = [step for step in t if step.quantity.role not in ("local", "change")]
    if kind == "networks":
        return {s.name for s in steps if s.quantity.by is None or s.quantity.base == "J"}
    lines = {*t.source.at, *named_lines(t.source.expression)}
    wanted = [s for s in steps if (s.quantity.by or s.quantity).base in lines]
    output = t.steps[0].quantity
    for step in wanted:
        if step.quantity.by is None:
            output = step.quantity
    return {s.name for s in wanted if s.name != f"d{output.base}/d{output.base}"}


def named_lines(typed: Any) -> list[str]:
    texts = [typed] if isinstance(typed, str) else typed
    return [text.split("=")[0].strip() for text in texts if "=" in text] + ["y", "f"]


@pytest.mark.parametrize("first", sample(range(4)))
@pytest.mark.parametrize("kind", sample(KINDS))
def test_every_number_is_autograds(kind: str, first: int) -> None:
    """Of every fourth case from the first on."""
    found = stored(kind)
    assert len(found) == COUNTS[kind]
    some = list(enumerate(found))[first::4]
    wrong = [line for at, case in some for line in differences(kind, at, case)]
    assert not wrong, f"{len(wrong)} differences, such as\n" + "\n".join(wrong[:5])


@pytest.mark.parametrize(
    "kind",
    [pytest.param(one, marks=[pytest.mark.full, pytest.mark.system][one == "nn"]) for one in KINDS],
)
def test_autograd_still_gives_the_stored_numbers(kind: str) -> None:
    """Calculated by PyTorch here and now: without the extra `torch` this fails, not skips."""
    for at, (now, then) in enumerate(zip(cases(kind), stored(kind), strict=True)):
        assert (now["keys"], now["steps"]) == (then["keys"], then["steps"]), at
        assert now["numbers"].keys() == then["numbers"].keys(), at
        for name, value in now["numbers"].items():
            want = np.array(then["numbers"][name])
            np.testing.assert_allclose(
                value, want, rtol=0, atol=1e-11 * np.abs(want).max() + ROUNDING
            )
        assert not list(differences(kind, at, now)), at


@pytest.mark.thorough
def test_the_random_networks_have_every_setting() -> None:
    keys = [case["keys"] for case in stored("networks")]
    layers = [layer for one in keys for layer in one["layers"]]
    activations = Counter(layer["activation"] for layer in layers)
    assert min(activations[name] for name in networks.ACTIVATIONS) > 50
    assert min(activations[name] for name in (*networks.WRITTEN_ACTIVATIONS, "softmax")) > 10
    assert {one["cost"] for one in keys} == {*networks.COSTS, *networks.WRITTEN_COSTS}
    for setting, values in {
        "layout": networks.LAYOUTS,
        "samples": ("mean", "sum"),
        "outputs": ("mean", "sum"),
        "mean_enters": ("cost", "parameters"),
        "output": ("separate", "combined"),
        "update_as": ("direct", "step"),
    }.items():
        counts = Counter(one.get(setting) for one in keys)
        assert min(counts[value] for value in values) > 40, (setting, counts)
    for setting in ("absent", "frozen", "tied", "alpha", "order"):
        assert sum(setting in one for one in keys) > 40, setting
    assert Counter("b" in layer for layer in layers)[False] > 100
    assert Counter(layer.get("bias_input") for layer in layers)[-1] > 100
    assert {len(one["layers"]) for one in keys} == {1, 2, 3, 4, 5}
    assert {len(one["X"]) for one in keys} >= {1, 16}
    widths = {len(one["X"][0]) for one in keys} | {len(one["Y"][0]) for one in keys}
    assert widths == set(range(1, 9))


def test_the_random_expressions_have_every_operator_and_function() -> None:
    keys = [case["keys"] for case in stored("expressions")]
    texts = ["; ".join(np.atleast_1d(one["expression"])) for one in keys]
    for part in (*expressions.ONE_ARGUMENT, *expressions.TWO_ARGUMENTS):
        assert sum(f"{part}(" in text for text in texts) > 10, part
    for sign in expressions.BINARY:
        assert sum(f" {sign} " in text for text in texts) > 10, sign
    assert sum(";" in text for text in texts) > 100
    assert {len(one["at"]) for one in keys} == {1, 2, 3}


def test_the_random_programs_of_arrays_have_every_operation() -> None:
    keys = [case["keys"] for case in stored("arrays")]
    lines = Counter(line for one in keys for line in one["expression"])
    for name in (*arrays.OVER, *arrays.ROWS, *arrays.COLUMNS, "conv", "conv_flipped", "concat"):
        assert sum(f"= {name}(" in line for line in lines) > 10, name
    for sign in ("+", "-", "*", "@", "/("):
        assert sum(f"{sign}" in line for line in lines) > 10, sign
    for part in ("maxpool(", "avgpool(", ".T", "[1,", "stride = 2", "pad = 1"):
        assert sum(part in line for line in lines) > 10, part
    assert {len(one["expression"]) for one in keys[: arrays.COUNT]} == set(range(2, 9))


def test_every_layer_is_compared_with_torch_nn_forward_and_backward() -> None:
    found = stored("nn")
    assert tuple(case["keys"]["title"] for case in found) == MODULES
    for case in found:
        lines = {line.split(" = ")[0] for line in case["keys"]["expression"]}
        assert len(lines & case["numbers"].keys()) > 1, "L, and what the layer makes"
        assert {f"dL/d{name}" for name in case["keys"]["at"]} <= case["numbers"].keys()
    assert not [line for at, case in enumerate(found) for line in differences("nn", at, case)]


def test_twelve_digits_are_kept_in_lists_however_deep() -> None:
    assert rounded([[math.pi], 1.0]) == [[3.14159265359], 1.0]


def test_the_optimisers_and_penalties_are_each_with_each() -> None:
    keys = [case["keys"] for case in stored("optimisers")]
    assert {one["optimizer"] for one in keys} == set(OPTIMIZERS)
    for optimizer in OPTIMIZERS:
        own = [one for one in keys if one["optimizer"] == optimizer]
        found = {(one.get("penalty"), one.get("penalty_form")) for one in own}
        assert found >= {(name, form) for name, one in PENALTIES.items() for form in one.factors}
        assert (None, None) in found
    forms = {one.get("momentum_form") for one in keys} - {None}
    assert forms == set(MOMENTUM)
    assert {case["steps"] for case in stored("optimisers")} == {5}


def test_every_state_is_compared_and_each_line_of_an_optimiser_is_made() -> None:
    for case in stored("optimisers"):
        t = traced("optimisers", case)
        letters = {line.makes for line in optimizer_of(t.source).lines if line.remembers}
        assert {f"@5 {letter}_W[1]" for letter in letters} <= set(case["numbers"]), case["keys"]
