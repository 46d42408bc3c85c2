"""The activations. To add one, add an entry: forward, backward, every notation follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..formula.calculus import slope
from ..formula.functions import FUNCTIONS
from ..formula.parse import formula
from ..formula.tree import Call, Formula, Name, names, substitute
from .chain import THROUGH_SOFTMAX
from .rule import SLOPE, UP, Array, Back, Does, Rule, table

SIGMOID, TANH, RELU = FUNCTIONS["sigmoid"], FUNCTIONS["tanh"], FUNCTIONS["relu"]


def by_value(name: str) -> Formula:
    """The slope of a function by its own value a: a(1 − a) for σ."""
    call = Call(name, (Name("z"),))
    return substitute(slope(call, 0), lambda node: Name("a") if node == call else None)


def slope_of(name: str, text: str, why: str) -> Rule:
    """The slope of an activation, as a formula in z or a."""
    tree = formula(text)
    return Rule(
        name=f"{name}′",
        inputs=names(tree),
        formula=tree,
        why=why,
        source="L13",
        kind="elementwise",
        role=Does.SLOPE,
    )


def softmax(z: Array) -> Array:
    """e^z over the sum of e^z of the sample: (..., K, N) → (..., K, N). The largest z of each
    sample is taken off first, which changes nothing but the size of the powers."""
    e = np.exp(z - z.max(axis=-2, keepdims=True))
    return np.asarray(e / e.sum(axis=-2, keepdims=True))


def softmax_jacobian(a: Array) -> Array:
    """∂aᵢ/∂z_k = aᵢ(δᵢₖ − a_k): (..., K, N) → (..., K, N·K), sample after sample."""
    *students, outputs, samples = a.shape
    by_sample = a.mT[..., None, :, :]  # (..., 1, n, k)
    jacobian = a[..., :, :, None] * (np.eye(outputs)[:, None, :] - by_sample)
    return np.asarray(jacobian.reshape(*students, outputs, samples * outputs))


def jacobian_places(row: int, column: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """Column (n − 1)·K + k of the Jacobians side by side is output k of sample n."""
    n, k = divmod(column - 1, sizes["K"])
    return {"i": row, "n": n + 1, "k": k + 1}


SOFTMAX_SLOPE = Rule(
    name="softmax′",
    inputs=("a",),
    formula=formula("a[i,n]*(kronecker(i, k) - a[k,n])"),
    entry=formula("a[i,n]*(kronecker(i, k) - a[k,n])"),
    places=jacobian_places,
    calculate=softmax_jacobian,
    why="Every z_k of a sample moves every output ŷᵢ of it: a K × K Jacobian a sample.",
    source="L10",
    sizes={"K": ("a", -2)},
    role=Does.JACOBIAN,
    kind="coupled",
    domain=(0.0, 1.0),
)

ACTIVATIONS: dict[str, Rule] = table(
    Rule(
        name="sigmoid",
        inputs=("z",),
        formula=formula("1/(1 + exp(-z))"),
        calculate=SIGMOID.calculate,
        why="σ squeezes any z into 0..1, so that ŷ can be read as a probability.",
        source="L8",
        role=Does.ACTIVATION,
        ends=SIGMOID.ends,
        common=True,
        kind="elementwise",
        derivative=Rule(
            name="sigmoid′",
            inputs=("a",),
            formula=by_value("sigmoid"),
            calculate=lambda a: a * (1.0 - a),
            why="σ′(z) = σ(z)(1 − σ(z)): written with a, which is already known.",
            source="L10",
            role=Does.SLOPE,
            kind="elementwise",
            domain=(0.0, 1.0),
        ),
    ),
    Rule(
        name="relu",
        inputs=("z",),
        formula=formula("max(0, z)"),
        calculate=RELU.calculate,
        why="ReLU lets positive z through unchanged and stops the rest.",
        source="L12",
        role=Does.ACTIVATION,
        switches=RELU.switches,
        common=True,
        kind="elementwise",
        derivative=Rule(
            name="relu′",
            inputs=("z",),
            formula=formula("[z > 0]"),
            calculate=lambda z: (z > 0).astype(np.float64),
            why="The slope of ReLU is 1 where z was positive and 0 where the neuron was off.",
            source="L13",
            role=Does.SLOPE,
            kind="elementwise",
        ),
    ),
    Rule(
        name="leaky_relu",
        inputs=("z",),
        formula=formula("max(z, slope*z)"),
        calculate=lambda z, slope=0.01: np.where(z > 0, z, slope * z),
        why="Like ReLU, but a neuron that is off still lets a little through.",
        source="L12",
        constants={"slope": 0.01},
        role=Does.ACTIVATION,
        kind="elementwise",
        derivative=Rule(
            name="leaky_relu′",
            inputs=("z",),
            formula=formula("[z > 0] + slope*[z <= 0]"),
            calculate=lambda z, slope=0.01: np.where(z > 0, 1.0, slope),
            why="The slope is 1 where z was positive, and the small slope elsewhere.",
            source="L13",
            constants={"slope": 0.01},
            role=Does.SLOPE,
            kind="elementwise",
        ),
    ),
    Rule(
        name="tanh",
        inputs=("z",),
        formula=formula("tanh(z)"),
        calculate=TANH.calculate,
        why="tanh squeezes any z into −1..1.",
        source="L12",
        role=Does.ACTIVATION,
        ends=TANH.ends,
        common=True,
        kind="elementwise",
        derivative=Rule(
            name="tanh′",
            inputs=("a",),
            formula=by_value("tanh"),
            calculate=lambda a: 1.0 - a * a,
            why="tanh′(z) = 1 − tanh²(z): written with a, which is already known.",
            source="L13",
            role=Does.SLOPE,
            kind="elementwise",
            domain=(-1.0, 1.0),
        ),
    ),
    Rule(
        name="softplus",
        inputs=("z",),
        formula=formula("log(1 + exp(z))"),
        calculate=lambda z: np.logaddexp(0.0, z),
        why="Softplus is a ReLU with a round corner.",
        source="L12",
        role=Does.ACTIVATION,
        common=True,
        kind="elementwise",
        derivative=Rule(
            name="softplus′",
            inputs=("z",),
            formula=formula("1/(1 + exp(-z))"),
            calculate=SIGMOID.calculate,
            why="The slope of softplus is the sigmoid of z.",
            source="L13",
            role=Does.SLOPE,
            kind="elementwise",
        ),
    ),
    Rule(
        name="identity",
        inputs=("z",),
        formula=formula("z"),
        calculate=lambda z: z.copy(),
        why="No activation: the neuron passes z on as it is.",
        source="L8",
        role=Does.ACTIVATION,
        kind="elementwise",
        derivative=Rule(
            name="identity′",
            inputs=("z",),
            formula=formula("1"),
            calculate=np.ones_like,
            why="a = z, so a changes exactly as z does: the slope is 1.",
            source="L10",
            role=Does.SLOPE,
            kind="elementwise",
        ),
    ),
    Rule(
        name="elu",
        inputs=("z",),
        formula=formula("max(0, z) + elu_alpha*(exp(min(0, z)) - 1)"),
        why="Like ReLU, but negative z level off softly at −α.",
        source="L12",
        constants={"elu_alpha": 1.0},
        kind="elementwise",
        role=Does.ACTIVATION,
        derivative=Rule(
            name="elu′",
            inputs=("z",),
            formula=formula("[z > 0] + elu_alpha*exp(min(0, z))*[z <= 0]"),
            why="The slope is 1 where z was positive, and α eᶻ elsewhere.",
            source="L13",
            constants={"elu_alpha": 1.0},
            kind="elementwise",
            role=Does.SLOPE,
        ),
    ),
    Rule(
        name="softsign",
        inputs=("z",),
        formula=formula("z/(1 + abs(z))"),
        why="Softsign squeezes any z into −1..1, more slowly than tanh.",
        source="L12",
        kind="elementwise",
        role=Does.ACTIVATION,
        ends=(-1.0, 1.0),
        derivative=slope_of("softsign", "1/(1 + abs(z))**2", "Quotient rule: 1/(1 + |z|)²."),
    ),
    Rule(
        name="step",
        inputs=("z",),
        formula=formula("[z > 0]"),
        why="The neuron fires, 1, where z is above 0; else it gives 0.",
        source="L8",
        kind="elementwise",
        role=Does.ACTIVATION,
    ),
    Rule(
        name="heaviside",
        inputs=("z",),
        formula=formula("[z >= 0]"),
        why="The neuron fires, 1, where z is 0 or above; else it gives 0.",
        source="L8",
        kind="elementwise",
        role=Does.ACTIVATION,
    ),
    Rule(
        name="sign",
        inputs=("z",),
        formula=formula("[z > 0] - [z <= 0]"),
        why="1 where z is above 0, else −1.",
        source="L8",
        kind="elementwise",
        role=Does.ACTIVATION,
    ),
    Rule(
        name="softmax",
        inputs=("z",),
        formula=formula("exp(z)/sum(k, K, exp(z))"),
        entry=formula("exp(z[i,n])/sum(k, K, exp(z[k,n]))"),
        calculate=softmax,
        why="Softmax turns the z of one sample into probabilities that add up to 1.",
        source="L8",
        sizes={"K": ("z", -2)},
        role=Does.ACTIVATION,
        ends=(0.0, 1.0),
        kind="coupled",
        derivative=SOFTMAX_SLOPE,
        back=(Back(to="z", rule=THROUGH_SOFTMAX, reads=(SLOPE, UP), local=SOFTMAX_SLOPE),),
    ),
)


def coupled(name: str) -> bool:
    """Whether all outputs of a sample depend on all its z, as softmax's do."""
    return name in ACTIVATIONS and ACTIVATIONS[name].kind == "coupled"


RELU_SLOPES = {0.0: "[z > 0]", 0.5: "[z > 0] + 1/2*[z = 0]", 1.0: "[z >= 0]"}


def relu_slope(z: Array, at_zero: float) -> Array:
    """1 where z > 0, `at_zero` where z = 0, else 0; any shape."""
    slope = (z > 0).astype(np.float64)
    return slope + at_zero * (z == 0) if at_zero else slope


def with_slope_at_zero(relu: Rule, at_zero: float) -> Rule:
    """The same activation with its slope at the kink set: 0, ½ or 1."""
    steps = relu.derivative
    assert steps is not None
    return replace(
        relu,
        derivative=replace(
            steps,
            formula=formula(RELU_SLOPES[at_zero]),
            calculate=lambda z: relu_slope(z, at_zero),
        ),
    )
