"""Three promises, for every rule of every table: what is shown is what is calculated; a class
is its students one by one; a slope is the limit of quotients. A new rule is tested by being there.
"""

import zlib
from itertools import product

import numpy as np
import pytest

from tests.sample import sample
from tracer.formula.kinks import kinks
from tracer.formula.latex import latex
from tracer.formula.mathml import mathml
from tracer.formula.tree import Entry, names, walk
from tracer.formula.value import value
from tracer.layout import LAYOUTS, TRANSPOSED, lay_formula
from tracer.rules.activations import ACTIVATIONS, RELU_SLOPES, with_slope_at_zero
from tracer.rules.by_sample import gathered_gradients, own_gradient_of
from tracer.rules.chain import CHAIN, averaged, with_fallback
from tracer.rules.costs import COSTS
from tracer.rules.gathered import gathered_outputs, gathered_samples, shared_out
from tracer.rules.optimizers import EVERY, STATES, line_rules, step_rule, update_rule
from tracer.rules.penalties import PENALTIES, penalty_gradient, with_penalty
from tracer.rules.rule import Array, Rule
from tracer.rules.update import UPDATE, shared_gradient, shared_place, with_shared
from tracer.show import at_entry

SETTLED = {
    "alpha": 0.3, "slope": 0.1, "lambda": 0.2, "N": 4.0, "t": 3,
    "beta": 0.9, "beta1": 0.8, "beta2": 0.95, "rho": 0.85, "epsilon": 0.01,
}  # fmt: skip
POSITIVE = ("s", "v_hat")  # averages of squares


def all_rules() -> dict[str, Rule]:
    """Every entry of every table, and every rule that settings make of one."""
    activations = [
        *ACTIVATIONS.values(),
        *(with_slope_at_zero(ACTIVATIONS["relu"], zero) for zero in RELU_SLOPES),
        ACTIVATIONS["leaky_relu"].with_numbers(slope=0.2),
    ]
    rules = {f"{number} {rule.name}": rule for number, rule in enumerate(activations)}
    rules |= {f"slope of {key}": rule.derivative for key, rule in rules.items() if rule.derivative}
    for cost in COSTS.values():
        slope = cost.loss.derivative
        assert slope is not None
        rules |= {f"one output's {cost.name}": cost.loss, f"{cost.name} slope": slope}
        for mean in (True, False):
            rules[f"{cost.name} loss, mean={mean}"] = gathered_outputs(cost, mean)
        for one in filter(None, (slope, cost.combined)):
            for samples, outputs in ((1, 0), (0, 1), (1, 1), (0, 0)):
                rule = shared_out(one, samples=bool(samples), outputs=bool(outputs))
                rules[f"{cost.name} {rule.name} {samples}{outputs}"] = rule
        if cost.before:
            rules |= {one.name: one for one in (cost.before, *(b.rule for b in cost.before.back))}
    rules |= {f"J, mean={mean}": gathered_samples(mean) for mean in (True, False)}
    for name in ("weight gradient", "bias gradient", "threshold gradient"):
        for at, shared, mean in ((2, True, True), (3, False, False)):
            rule = own_gradient_of(CHAIN[name], at, shared)
            rules[f"{name} of {at}"] = rule
            rules[f"{name} of both, {mean}"] = gathered_gradients(CHAIN[name], 2, mean)
    for name, rule in CHAIN.items():
        rules[name] = rule
        if name.endswith("gradient") and name != "input gradient":
            rules[f"{name}, averaged"] = averaged(rule)
    rules["output"] = with_fallback(CHAIN["through activation"], lambda y_hat, y: y_hat - y)
    rules |= UPDATE
    rules |= optimisers() | penalties()
    rules["shared gradient"] = shared_gradient([("g1", 1, 2), ("g2", 2, 1), ("g1", 2, 2)])
    rules["shared update"] = shared_place(UPDATE["update"], 2, 3)
    rules["update with a shared entry"] = with_shared(UPDATE["update"], {(1, 2): "s"})
    return {name: rule.with_constants(**SETTLED) for name, rule in rules.items()}


def optimisers() -> dict[str, Rule]:
    """Every line, step and update of every optimiser, down and up, ε outside and inside."""
    found = {}
    for one, up, inside in product(EVERY, (False, True), (False, True)):
        made = [*line_rules(one, up).values(), step_rule(one, up, inside)]
        for rule in (*made, update_rule(one, up, inside)):
            found[f"{rule.name} {up} {inside}"] = rule
    return found


def penalties() -> dict[str, Rule]:
    found = {}
    for name, one in PENALTIES.items():
        for form in one.factors:
            found[f"{name} {form}"] = with_penalty(name, form, [1, 2])
            found[f"{name} {form}, its slope"] = penalty_gradient(name, form)
    return found


RULES = all_rules()

SHAPES = {
    "W": (2, 3), "b": (2, 1), "dJ_dz": (2, 4), "loss": (1, 4), "w": (2, 3), "dJ_dw": (2, 3),
    "step": (2, 3), "g1": (2, 3), "g2": (2, 3), "new_s": (1, 1),
    "J0": (1, 1), "W1": (2, 3), "W2": (3, 2), "dJ0_dw": (2, 3),
    **dict.fromkeys(STATES, (2, 3)), **{f"{state}_old": (2, 3) for state in STATES},
}  # fmt: skip
SAMPLES = (3, 4)  # neurons or outputs, samples


def draw(rule: Rule, students: tuple[int, ...] = ()) -> list[Array]:
    """Random inputs inside the rule's domain, of shapes that fit together."""
    random = np.random.default_rng(zlib.crc32(rule.name.encode()))
    arrays = []
    for hole in rule.inputs:
        shape = SHAPES.get(hole, SAMPLES)
        if rule.name == "through softmax" and hole == "da_dz":
            shape = (3, 12)
        if rule.name == "update" and rule.entry and hole == "dJ_dw":
            shape = (1, 1)  # of a shared parameter
        if hole in POSITIVE:
            arrays.append(random.uniform(0.1, 2.0, size=(*students, *shape)))
            continue
        low, high = rule.domain if hole == rule.inputs[0] else (-np.inf, np.inf)
        if hole == "y":
            low, high = 0.0, 1.0
        drawn = random.normal(size=(*students, *shape))
        if np.isfinite(low):
            drawn = low + (high - low) * random.uniform(0.05, 0.95, size=(*students, *shape))
        arrays.append(drawn)
    return arrays


def known(rule: Rule, arrays: list[Array]) -> dict[str, object]:
    """Every name of the formula: inputs, sizes and settled constants."""
    inputs = dict(zip(rule.inputs, arrays, strict=True))
    sizes = {size: inputs[hole].shape[axis] for size, (hole, axis) in rule.sizes.items()}
    return {**inputs, **sizes, **{k: v for k, v in rule.constants.items() if v is not None}}


@pytest.mark.parametrize("rule", sample(RULES.values(), 2), ids=RULES)
def test_the_entry_shown_is_the_entry_calculated(rule: Rule) -> None:
    arrays = draw(rule)
    made, names_known = rule.calculate(*arrays), known(rule, arrays)
    sizes = {k: v for k, v in names_known.items() if isinstance(v, int)}
    for row, column in np.ndindex(made.shape):
        place = row + 1, column + 1
        entry = rule.special.get(place, rule.entry or at_entry(rule.formula, rule.inputs, *place))
        shown = value(entry, {**names_known, **rule.places(*place, sizes)})
        assert shown == pytest.approx(made[row, column], rel=1e-12, abs=1e-14), place


# The others' formulas are of single entries, which the test above reads.
MATRIX = {
    name: rule
    for name, rule in RULES.items()
    if not rule.special and not any(isinstance(node, Entry) for node in walk(rule.formula))
}


@pytest.mark.parametrize("rule", MATRIX.values(), ids=MATRIX)
def test_the_formula_shown_is_the_calculation_made(rule: Rule) -> None:
    arrays = draw(rule)
    shown = value(rule.formula, known(rule, arrays))
    np.testing.assert_allclose(shown, rule.calculate(*arrays)[..., :, :], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "name", ["affine", "affine with threshold", "weight gradient", "input gradient"]
)
def test_the_formula_of_a_layout_is_the_calculation_transposed(name: str, layout: str) -> None:
    rule = CHAIN[name]
    arrays = dict(zip(rule.inputs, draw(rule), strict=True))
    lies = {"W": "W", "a": "a", "b": "b", "dJ_dz": "z"}
    made_as = {"weight gradient": "W", "input gradient": "a"}.get(name, "z")
    turned = TRANSPOSED[layout]  # type: ignore[index]
    tree = lay_formula(rule.formula, lambda hole: lies[hole] in turned, made_as in turned)
    laid = {hole: a.mT if lies[hole] in turned else a for hole, a in arrays.items()}
    made = rule.calculate(*arrays.values())
    np.testing.assert_allclose(value(tree, laid), made.mT if made_as in turned else made)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_class_is_its_students_one_by_one(rule: Rule) -> None:
    inputs = draw(rule, students=(5,))
    together = rule.calculate(*inputs)
    alone = np.stack([rule.calculate(*(array[k] for array in inputs)) for k in range(5)])
    np.testing.assert_array_max_ulp(together, alone, maxulp=1)


SLOPED = {
    name: rule for name, rule in RULES.items() if rule.derivative and rule.kind == "elementwise"
}


@pytest.mark.parametrize("rule", SLOPED.values(), ids=SLOPED)
def test_a_slope_is_the_limit_of_quotients(rule: Rule) -> None:
    first, *others = draw(rule)
    first = first + 0.013 * bool(kinks(rule.formula))  # off the kink
    dx = 1e-6
    rise = rule.calculate(first + dx, *others) - rule.calculate(first - dx, *others)
    slope = rule.derivative
    assert slope is not None
    inputs = {
        **dict(zip(rule.inputs, [first, *others], strict=True)),
        "a": rule.calculate(first, *others),
    }
    made = slope.calculate(*(inputs[name] for name in slope.inputs))
    np.testing.assert_allclose(made, rise / (2 * dx), atol=1e-8, rtol=1e-7)


def test_the_softmax_jacobian_is_the_limit_of_quotients() -> None:
    rule = ACTIVATIONS["softmax"]
    assert rule.derivative is not None
    (z,) = draw(rule)
    jacobian = rule.derivative.calculate(rule.calculate(z))
    for n, k in np.ndindex(4, 3):
        moved = np.zeros_like(z)
        moved[k, n] = 1e-6
        rise = rule.calculate(z + moved) - rule.calculate(z - moved)
        np.testing.assert_allclose(jacobian[:, n * 3 + k], rise[:, n] / 2e-6, atol=1e-9)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_reads_in_every_notation(rule: Rule) -> None:
    for tree in filter(None, (rule.formula, rule.entry, rule.chain, rule.local)):
        assert latex(tree)
        assert "<math" in mathml(tree)
    assert rule.why.endswith(".")
    assert rule.source.startswith("L")


def test_every_hole_of_a_formula_is_an_input_a_size_or_a_constant() -> None:
    for rule in RULES.values():
        allowed = {*rule.inputs, *rule.sizes, *rule.constants, *"iknj"}
        assert set(names(rule.formula)) <= allowed, rule.name
