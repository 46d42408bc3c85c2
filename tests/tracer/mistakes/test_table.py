"""The table of mistakes: a mistake a row, with a line in which it shows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from tracer import Expression, Layer, Network, Trace, trace
from tracer.evaluate import evaluate
from tracer.mistakes import MISTAKES, TABLE, swaps_of
from tracer.mistakes.slips import TYPED_SLIPS
from tracer.mistakes.spot import Spot


def network(
    first: str = "sigmoid", last: str = "sigmoid", cost: str = "bce", **more: Any
) -> Network:
    """2-2-2 with three samples: square, so that transposing fits, and no symmetry."""
    Y = [[1, 0], [0, 1], [1, 0]]
    settings: dict[str, Any] = {
        "layers": [
            Layer(activation=first, W=[[0.3, -0.5], [0.8, 0.2]], b=[0.1, -0.2]),
            Layer(activation=last, W=[[0.7, -0.4], [0.9, 0.6]], b=[0.3, 0.5]),
        ],
        "X": [[0.5, -1.0], [1.5, 2.0], [-0.3, 0.4]],
        "Y": Y,
        "cost": cost,
        "alpha": 0.3,
    }
    return Network(**{**settings, **more})


def threshold() -> Network:
    layer = Layer(activation="sigmoid", W=[[0.3, -0.5]], b=[0.4], bias_input=-1)
    return network(layers=[layer], Y=[[1], [0], [1]])


def perceptron(activation: str = "step", W: Any = ((0.3, 0.5),)) -> Network:
    layer = Layer(activation=activation, W=W, b=[0])
    return Network(layers=[layer], X=[[1, -1]], Y=[[1]], alpha=0.3, learning_rule="perceptron")


def deep() -> Network:
    three = [[0.3, -0.5], [0.8, 0.2]], [[0.7, -0.4], [0.9, 0.6]], [[-0.2, 0.5], [0.4, 0.1]]
    layers = [Layer(activation="sigmoid", W=W, b=[0.1, -0.2]) for W in three]
    return network(layers=layers)


def expression(*lines: str, **at: float) -> Expression:
    return Expression(expression=list(lines), at=at)


def arrays(*lines: str) -> Expression:
    X = [[1, 5, -2, 1], [0.3, 1, 1, 4], [2, 1, 3, 1], [-3, 4, 0.5, 2]]
    at = {"A": [[0.3, -0.5], [0.8, 0.2]], "B": [[0.7, -0.4], [0.9, 0.6]], "X": X}
    named = [name for name in at if any(name in line for line in lines)]
    return Expression(expression=list(lines), at={name: at[name] for name in named})


class Row(NamedTuple):
    """Where a mistake can be made: the network, the line, and the update that has it."""

    source: Network | Expression
    line: str
    steps: int = 1


def skipping() -> Network:
    """A skip connection: what the first layer gave is added to the z of the second."""
    layers = [
        Layer(activation="sigmoid", W=[[0.3, -0.2], [-0.5, 0.8]], b=[0.1, 0.2]),
        Layer(activation="tanh", W=[[0.4, 0.1], [-0.2, 0.7]], b=[-0.1, 0.3], add="a[1]"),
        Layer(activation="sigmoid", W=[[0.6, -0.5]], b=[0.2]),
    ]
    X = [[0.5, 1.0], [1.3, -0.3]]
    return Network(layers=layers, X=X, Y=[[1], [0]], cost="bce", alpha=0.1)


def moving() -> Network:
    """Momentum that began before the first iteration."""
    before = {"@0 v_W[1]": [[0.4, -0.2], [0.1, 0.3]]}
    return network(optimizer="momentum", given=before)


def masked() -> Network:
    """A mask of 0 and 2 in the hidden layer."""
    mask = [[2, 0], [0, 2], [2, 2]]
    first = Layer(
        activation="sigmoid", W=[[0.3, -0.5], [0.8, 0.2]], b=[0.1, -0.2], dropout_mask=mask
    )
    return network(layers=[first, Layer(activation="sigmoid", W=[[0.7, -0.4], [0.9, 0.6]])])


def leaky() -> Network:
    """A slope of leaky ReLU that is not the usual one."""
    layers = [
        Layer(activation="leaky_relu", slope=0.1, W=[[0.3, -0.5], [0.8, 0.2]], b=[0.1, -0.2]),
        Layer(activation="sigmoid", W=[[0.7, -0.4], [0.9, 0.6]], b=[0.3, 0.5]),
    ]
    return network(layers=layers)


def hinge() -> Network:
    """A margin that is met by some samples."""
    Y = [[1, -1], [-1, 1], [1, -1]]
    return network(last="identity", cost="hinge", Y=Y, X=[[0.5, -1], [9, 2], [-3, 0.4]])


ROWS: dict[str, Row] = {
    "bias-forgotten": Row(network(), "z[1]"),
    "bias-sign": Row(network(), "z[1]"),
    "on-at-zero": Row(perceptron(W=[[1, 1]]), "y_hat"),
    "off-at-zero": Row(perceptron(activation="heaviside", W=[[1, 1]]), "y_hat"),
    "error-turned-round": Row(perceptron(), "error"),
    "net-input-for-output": Row(perceptron(), "error"),
    "target-for-error": Row(perceptron(activation="sign"), "ΔW[1]"),
    "step-taken-off": Row(perceptron(), "W[1]:="),
    "threshold-added": Row(threshold(), "z[1]"),
    "activation-forgotten": Row(network(), "a[1]"),
    "activation-twice": Row(network(), "a[1]"),
    "leaky-slope-dropped": Row(network(first="leaky_relu"), "da[1]/dz[1]"),
    "usual-leaky-slope": Row(leaky(), "da[1]/dz[1]"),
    "wrong-activation": Row(network(), "a[1]"),
    "skip-forgotten": Row(skipping(), "z[2]"),
    "mask-forgotten": Row(masked(), "r[1]"),
    "mask-not-scaled": Row(masked(), "dJ/da[1]"),
    "weight-row-column-swapped": Row(network(), "z[1]"),
    "softmax-not-normalised": Row(network(last="softmax", cost="ce"), "y_hat"),
    "mean-forgotten": Row(network(), "dJ/dy_hat"),
    "mean-twice": Row(network(), "dJ/dW[2]"),
    "outputs-averaged": Row(network(), "loss"),
    "log-base": Row(network(), "loss"),
    "sign-flipped": Row(network(), "dJ/dy_hat"),
    "second-term-dropped": Row(network(), "loss"),
    "inner-minus-lost": Row(network(), "dJ/dy_hat"),
    "shortcut-as-dJ-dyhat": Row(network(), "dJ/dy_hat"),
    "factor-two-missing": Row(network(cost="mse"), "dJ/dy_hat"),
    "half-or-two-twice": Row(network(cost="half_mse"), "dJ/dy_hat"),
    "square-forgotten": Row(network(cost="mse"), "loss"),
    "target-0-for-minus-1": Row(hinge(), "margin"),
    "margin-of-0": Row(hinge(), "loss"),
    "margin-met-forgotten": Row(hinge(), "dJ/dmargin"),
    "target-for-output": Row(network(last="softmax", cost="ce"), "dJ/dy_hat"),
    "output-derivative-twice": Row(network(), "dJ/dz[2]"),
    "softmax-diagonal": Row(network(last="softmax", cost="ce"), "dJ/dz[2]"),
    "shortcut-without-distribution": Row(
        network(last="softmax", cost="ce", Y=[[1, 1], [0.5, 1], [1, 0]]), "dJ/dz[2]"
    ),
    "mean-forgotten-in-shortcut": Row(network(), "dJ/dz[2]"),
    "raw-error-for-dJ-dz": Row(network(cost="mse"), "dJ/dz[2]"),
    "slope-added": Row(network(), "dJ/dz[1]"),
    "derivative-at-a": Row(network(), "da[1]/dz[1]"),
    "a-form-at-z": Row(network(), "da[1]/dz[1]"),
    "half-derivative": Row(network(), "da[1]/dz[1]"),
    "one-plus-a": Row(network(), "da[1]/dz[1]"),
    "wrong-tanh-derivative": Row(network(first="tanh"), "da[1]/dz[1]"),
    "relu-value-as-derivative": Row(network(first="relu"), "da[1]/dz[1]"),
    "relu-derivative-always-one": Row(network(first="relu"), "da[1]/dz[1]"),
    "relu-derivative-swapped": Row(network(first="relu"), "da[1]/dz[1]"),
    "relu-mask-from-layer-below": Row(network(first="relu"), "da[1]/dz[1]"),
    "activation-for-derivative": Row(network(), "da[1]/dz[1]"),
    "activation-derivative-forgotten": Row(network(), "dJ/dz[1]"),
    "relu-mask-alone": Row(network(first="relu"), "dJ/dz[1]"),
    "derivative-times-z": Row(network(), "dJ/dz[1]"),
    "derivative-twice": Row(network(), "dJ/dz[1]"),
    "matmul-for-elementwise": Row(
        network(X=[[0.5, -1.0], [1.5, 2.0]], Y=[[1, 0], [0, 1]]), "dJ/dz[1]"
    ),
    "slope-of-another-layer": Row(network(), "dJ/dz[1]"),
    "upstream-of-another-layer": Row(network(), "dJ/dz[1]"),
    "slope-inverted": Row(network(), "dJ/dz[1]"),
    "slope-of-upstream": Row(network(), "dJ/dz[1]"),
    "bias-averaged-again": Row(network(), "dJ/db[1]"),
    "bias-not-summed": Row(network(), "dJ/db[1]"),
    "bias-summed-over-neurons": Row(network(), "dJ/db[1]"),
    "bias-times-b": Row(network(), "dJ/db[1]"),
    "bias-as-weight": Row(network(), "dJ/db[1]"),
    "one-sample-only": Row(network(), "dJ/dW[1]"),
    "outer-product-transposed": Row(network(), "dJ/dW[2]"),
    "z-instead-of-a": Row(network(), "dJ/dW[2]"),
    "wrong-layer-activation": Row(network(), "dJ/dW[2]"),
    "input-forgotten": Row(network(), "dJ/dW[1]"),
    "upstream-forgotten": Row(network(), "dJ/dW[1]"),
    "weight-not-transposed": Row(network(), "dJ/da[1]"),
    "gradient-as-weight": Row(network(), "dJ/da[1]"),
    "updated-weight-used": Row(network(), "dJ/da[1]"),
    "wrong-layer-weight": Row(network(), "dJ/da[1]"),
    "weight-dropped": Row(network(), "dJ/da[1]"),
    "input-for-weight": Row(network(), "dJ/da[1]"),
    "one-path-only": Row(network(), "dJ/da[1]"),
    "raw-error-propagated": Row(network(), "dJ/da[1]"),
    "dJ-da-propagated": Row(deep(), "dJ/da[1]"),
    "accumulated-twice": Row(network(), "dJ/dW[1]"),
    "step-for-gradient": Row(network(), "dJ/dW[1]"),
    "plus-alpha": Row(network(), "W[1]:="),
    "minus-alpha": Row(network(maximize=True), "W[1]:="),
    "alpha-forgotten": Row(network(), "W[1]:="),
    "alpha-over-n": Row(network(), "W[1]:="),
    "update-of-another-parameter": Row(network(), "W[2]:="),
    "gradient-for-new-value": Row(network(), "W[1]:="),
    "weight-scaled": Row(network(), "W[1]:="),
    "not-updated": Row(network(), "W[1]:="),
    "bias-correction-forgotten": Row(network(optimizer="adam"), "W[1]:="),
    "bias-correction-not-counted": Row(network(optimizer="adam"), "@2 W[1]:=", 2),
    "scaling-root-forgotten": Row(network(optimizer="adagrad"), "W[1]:="),
    "epsilon-in-or-out": Row(network(optimizer="rmsprop", epsilon=0.01), "W[1]:="),
    "old-velocity-sign": Row(moving(), "v_W[1]"),
    "old-velocity-forgotten": Row(moving(), "v_W[1]"),
    "velocity-step-sign": Row(moving(), "v_W[1]"),
    "velocity-taken-off": Row(moving(), "W[1]:="),
    "alpha-twice": Row(moving(), "W[1]:="),
    "share-forgotten": Row(network(optimizer="adam"), "m_W[1]"),
    "penalty-forgotten": Row(network(penalty_strength=0.5), "dJ/dW[1]"),
    "penalty-counted-twice": Row(network(penalty_strength=0.5), "dJ/dW[1]"),
    "penalty-sign": Row(network(penalty_strength=0.5), "dJ/dW[1]"),
    "penalty-on-bias": Row(network(penalty_strength=0.5), "dJ/db[1]"),
    "power-not-lowered": Row(expression("y = x**3", x=2.0), "d(y)/d(x)"),
    "power-not-multiplied": Row(expression("y = x**3", x=2.0), "d(y)/d(x)"),
    "constant-factor-forgotten": Row(expression("y = 3*x", x=2.0), "d(y)/d(x)"),
    "constant-kept": Row(expression("y = x + 4", x=2.0), "d(y)/d(x)"),
    "other-variable-not-held": Row(expression("y = x*v", x=2.0, v=5.0), "d(y)/d(x)"),
    "product-of-derivatives": Row(expression("y = x*v", x=2.0, v=5.0), "d(y)/d(x)"),
    "quotient-order": Row(expression("y = v/x", x=2.0, v=5.0), "d(y)/d(x)"),
    "quotient-square-forgotten": Row(expression("y = v/x", x=2.0, v=5.0), "d(y)/d(x)"),
    "derivative-of-log-as-log": Row(expression("y = log(x)", x=2.0), "d(y)/d(x)"),
    "derivative-of-exp-as-power": Row(expression("y = exp(x)", x=2.0), "d(y)/d(x)"),
    "chain-at-wrong-point": Row(expression("y = tanh(x)", x=2.0), "d(y)/d(x)"),
    "inner-derivative-forgotten": Row(expression("u = 3*x", "y = u**2", x=2.0), "dy/dx"),
    "outer-derivative-forgotten": Row(expression("u = 3*x", "y = u**2", x=2.0), "dy/dx"),
    "inner-left-inside": Row(expression("u = 3*x", "y = u**2", x=2.0), "dy/dx"),
    "path-dropped": Row(expression("u = 3*x", "y = u*x", x=2.0), "dy/dx"),
    "derivative-for-value": Row(expression("u = x + 2", "y = 3*u**2", x=3.0), "y"),
    "value-for-derivative": Row(expression("u = 3*x", "y = u**2", x=3.0), "dy/dx"),
    "transpose-forgotten": Row(arrays("C = A @ B.T", "L = sum(C*C)"), "dL/du1"),
    "order-swapped": Row(arrays("C = A @ B", "L = sum(C*C)"), "C"),
    "transposed-elsewhere": Row(arrays("C = A @ B.T", "L = sum(C*C)"), "dL/du1"),
    "another-steps-input": Row(
        expression("h = tanh(w*x1)", "y = tanh(w*x2 + u*h)", w=0.7, u=0.4, x1=1.3, x2=-0.6), "u2"
    ),
    "root-d-forgotten": Row(arrays("C = A @ B/sqrt(2)", "L = sum(C*C)"), "C"),
    "root-of-d-left-out": Row(arrays("C = A @ B/sqrt(2)", "L = sum(C*C)"), "C"),
    "wrong-side": Row(arrays("C = row_softmax(A)", "L = sum(C*C)"), "C"),
    "kernel-flipped": Row(arrays("C = conv(X, A)", "L = sum(C*C)"), "C"),
    "kernel-transposed": Row(arrays("C = conv(X, A)", "L = sum(C*C)"), "C"),
    "stride-forgotten": Row(arrays("C = conv(X, A, stride = 2)", "L = sum(C*C)"), "C"),
    "padding-on-one-side": Row(arrays("C = conv(X, A, pad = 1)", "L = sum(C*C)"), "C"),
    "n-minus-1": Row(arrays("v = col_vars(A)", "L = sum(v)"), "v"),
    "max-to-the-wrong-place": Row(arrays("C = maxpool(X, 2)", "L = sum(C*C)"), "dL/dX"),
    "uses-dropped": Row(expression("u = 3*x", "v = x**2", "y = u*v*x", x=2.0), "dy/dx"),
    "term-dropped": Row(expression("y = u*v + x", x=2.0, u=3.0, v=5.0), "y"),
    "sign-of-a-term": Row(expression("v = 0.9*u - 0.2*g", u=-2.4, g=7.2), "v"),
    "factor-dropped": Row(expression("y = 3*x", x=2.0), "y"),
    "outer-function-left-out": Row(expression("h = o*tanh(c)", o=0.4, c=1.3), "u1"),
    "root-forgotten": Row(expression("y = sqrt(x)", x=3.0), "y"),
    "exponent-slip": Row(expression("y = x**3", x=3.0), "y"),
    "operands-swapped": Row(expression("y = x/v", x=3.0, v=5.0), "y"),
    "log-of-the-wrong-one": Row(expression("y = p*log(q)", p=0.3, q=0.6), "y"),
    "product-rule-term-dropped": Row(expression("f = (x + 1)**2*exp(-x)", x=1.3), "df/dx"),
    "product-rule-sign": Row(expression("f = (x + 1)**2*exp(-x)", x=1.3), "df/dx"),
    "quotient-sign": Row(expression("f = (x + 1)**2/x", x=1.3), "df/dx"),
    "quotient-of-derivatives": Row(expression("f = (x + 1)**2/x", x=1.3), "df/dx"),
    "sign-of-a-derivative": Row(expression("f = cos(x)*x", x=1.3), "df/dx"),
    "derivative-by-another-variable": Row(expression("f = x*v**2", x=1.3, v=0.7), "df/dx"),
    "line-above-copied": Row(network(), "a[1]"),
    "sign": Row(network(), "z[1]"),
    "factor-2": Row(network(), "z[1]"),
    "factor-10": Row(network(), "z[1]"),
    "factor-100": Row(network(), "z[1]"),
    "reciprocal": Row(network(), "z[1]"),
}


def ways(known: Trace, name: str, line: str) -> list[Any]:
    equation = known.by_name[line].equation
    return [swap for mistake, swap in swaps_of(known, equation) if mistake.name == name]


@pytest.mark.parametrize("name", ROWS)
def test_a_mistake_can_be_made_and_shows(name: str) -> None:
    known = trace(ROWS[name].source, ROWS[name].steps)
    line = ROWS[name].line
    swaps = ways(known, name, line)
    assert swaps
    for swap in swaps:
        lines = [swap if one.target == line else one for one in known.equations]
        wrong = evaluate(lines, known.given)[line]
        assert wrong.shape == known.state[line].shape
        assert not np.allclose(wrong, known.state[line], rtol=1e-3)


def test_every_mistake_has_a_row_and_every_name_an_entry() -> None:
    assert set(ROWS) == set(MISTAKES) - set(TYPED_SLIPS)
    assert len({mistake.name for mistake in TABLE if not mistake.generic}) >= 50


@pytest.mark.parametrize("at", range(len(TABLE)), ids=lambda at: f"{at}-{TABLE[at].name}")
def test_an_entry_says_everything(at: int) -> None:
    mistake = TABLE[at]
    assert mistake.taught.startswith("L")
    assert mistake.says.endswith(".")
    assert mistake.says[0].islower() or not mistake.says[0].isalpha() or mistake.says[1] in "′ᵢ[₁/ "
    assert mistake.hidden
    assert mistake.seen
    assert mistake.often in (1, 2, 3)
    assert mistake.whom in ("pencil", "code", "both")
    assert not (mistake.generic and mistake.understanding)


def test_many_students_make_a_mistake_as_each_alone() -> None:
    W = np.array([[[0.3, -0.5]], [[0.8, 0.2]]])
    layer = Layer(activation="sigmoid", W=W, b=np.array([[0.1], [0.4]]))
    both = trace(network(layers=[layer], Y=[[1], [0], [1]]))
    for equation in both.equations:
        for _, swap in swaps_of(both, equation):
            arrays = [both.state[name] for name in swap.inputs]
            with np.errstate(all="ignore"):
                together = swap.rule.calculate(*arrays)
                for k in range(2):
                    one = [array[k] if array.ndim > 2 else array for array in arrays]
                    alone = swap.rule.calculate(*one)
                    whole = np.broadcast_to(together, (2, *together.shape[-2:]))
                    np.testing.assert_allclose(whole[k], alone, rtol=1e-12)


def test_wrong_slopes_may_read_what_the_line_reads_though_its_slope_reads_the_value_alone() -> None:
    lines = ["z = w*x", "a = tanh(z)", "J = a**2"]
    known = trace(Expression(expression=lines, at={"w": 0.7, "x": 1.3}))
    found = {mistake.name for mistake, _ in swaps_of(known, known.by_name["d(a)/d(z)"].equation)}
    assert {"a-form-at-z", "chain-at-wrong-point", "value-for-derivative"} <= found


def test_a_line_is_not_known_before_it_is_worked_out() -> None:
    known = trace(network())
    spot = Spot(known, known.by_name["z[2]"].equation)
    assert [spot.before(name) for name in ("a[1]", "z[2]", "y_hat")] == [True, False, False]
    assert spot.before("a[0]")


def test_outer_and_inner_are_the_two_factors_of_a_chain_and_of_nothing_else() -> None:
    several = Expression(expression=["u = 3*x", "v = x**2", "y = u*v*x"], at={"x": 2})
    arrays = {"W": [[1, 2]], "X": [[1], [2]]}
    whole = Expression(expression=["A = W @ X", "B = tanh(A)", "L = sum(B)"], at=arrays)
    found = {}
    for known in (trace(several), trace(whole)):
        for step in known.steps:
            spot = Spot(known, step.equation)
            outer, inner = spot.quantity("outer"), spot.quantity("inner")
            if outer or inner:
                found[step.name] = outer, inner
    assert found == {
        "dy/du": ("dy/dy", "d(y)/d(u)"),
        "dy/dv": ("dy/dy", "d(y)/d(v)"),  # dy/dx is a sum of three
        "dL/dA": ("dL/dB", "d(B)/d(A)"),
    }
