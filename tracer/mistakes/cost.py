"""Mistakes in the cost and in its slope (L9, L10). To add one, add an entry."""

from __future__ import annotations

from ..rules.rule import Does
from .mistake import Mistake
from .spot import Spot

LOSS = ("loss", "J")
SLOPE = ("dJ/dy_hat", Does.COMBINED)
ANY_SLOPE = (*SLOPE, "dJ/dmargin")
OWN = ("dloss/dW", "dloss/db")
GRADIENTS = ("dJ/dW", "dJ/db")


def averaged(spot: Spot) -> bool:
    """Whether 1/N stands in this very line."""
    own = "N" in spot.equation.rule.divides
    shared = spot.kind not in ("J", *GRADIENTS, *OWN) and (spot.share() or 1.0) != 1.0
    return spot.samples > 1 and (own or shared)


def several(spot: Spot) -> bool:
    return spot.samples > 1


def by_outputs(spot: Spot) -> bool:
    return spot.outputs > 1


def half(spot: Spot) -> bool:
    """Whether the cost has a ½ in front of the square."""
    return spot.cost is not None and spot.cost.square == 1 / 2


def square(spot: Spot) -> bool:
    return spot.cost is not None and spot.cost.square == 1


def between_0_and_1(spot: Spot) -> bool:
    """Whether no target is 0 or 1, by which nobody can divide."""
    y = spot.trace.state.get(spot.data("y"))
    return y is not None and bool(((y > 0) & (y < 1)).all())


def logarithmic(spot: Spot) -> bool:
    return spot.cost is not None and spot.cost.logarithmic


def without_logarithm(spot: Spot) -> bool:
    return not logarithmic(spot)


COST = (
    Mistake(
        name="mean-forgotten",
        at=("J", *GRADIENTS),
        formula="N*right",
        says="the sum over the samples instead of their average: 1/N is missing.",
        hidden="N = 1 or right = 0",
        taught="L9",
        seen="hunkim#173, mistnet#33",
        often=3,
        when=averaged,
    ),
    Mistake(
        name="mean-forgotten",
        at=ANY_SLOPE,
        formula="N*right",
        says="the slope of the sample's own loss: in J, the average, it counts 1/N.",
        hidden="N = 1 or right = 0",
        taught="L10",
        seen="hunkim#173, mistnet#33",
        often=3,
        when=averaged,
    ),
    Mistake(
        name="mean-twice",
        at=("J", *ANY_SLOPE, *GRADIENTS),
        formula="right/N",
        says="divided by N once too often: 1/N enters J once, and comes down from there.",
        hidden="N = 1 or right = 0",
        taught="L9",
        seen="DL.ai forum 63071 (1/m in dZ1 and in dW1)",
        often=2,
        when=several,
    ),
    Mistake(
        name="mean-twice",
        at=OWN,
        formula="right/N",
        says="divided by N: that is what the sample counts in J. No average stands in its own "
        "gradient.",
        hidden="right = 0",
        taught="L9",
        seen="DL.ai forum 63071 (1/m in dZ1 and in dW1)",
        often=2,
        when=several,
    ),
    Mistake(
        name="outputs-averaged",
        at=("loss", *ANY_SLOPE),
        formula="right/K",
        says="averaged over the outputs. Here the outputs of a sample are added up.",
        hidden="K = 1 or right = 0",
        taught="L9",
        seen="PyTorch's MSELoss averages over outputs too",
        often=1,
        when=by_outputs,
    ),
    Mistake(
        name="log-base",
        at=LOSS,
        formula=("right/2.302585092994046", "right/0.6931471805599453"),
        says="a logarithm to base 10 or 2 instead of the natural one.",
        hidden="right = 0",
        taught="L9",
        seen="fast.ai (np.log against Excel's log10), discuss.pytorch 61602 (log2)",
        often=2,
        when=logarithmic,
    ),
    Mistake(
        name="sign-flipped",
        at=(*LOSS, *ANY_SLOPE),
        formula="-right",
        says="the sign is turned round: ŷ − y, not y − ŷ, and a minus in front of the logarithms.",
        hidden="right = 0",
        taught="L10",
        seen="dennybritz#11, grokking#37, MYONN#82, PyTorchStepByStep#21",
        often=3,
        when=logarithmic,
    ),
    Mistake(
        name="sign-flipped",
        at=(*LOSS, *ANY_SLOPE),
        formula="-right",
        says="the sign is turned round.",
        hidden="right = 0",
        taught="L10",
        seen="dennybritz#11, grokking#37, MYONN#82, PyTorchStepByStep#21",
        often=3,
        when=without_logarithm,
    ),
    Mistake(
        name="sign-flipped",
        at=("dJ/dz", *GRADIENTS, *OWN),
        formula="-right",
        says="the sign is turned round: that is minus the gradient, the direction of descent.",
        hidden="right = 0",
        taught="L10",
        seen="dennybritz#11, grokking#37, MYONN#82, PyTorchStepByStep#21",
        often=3,
    ),
    Mistake(
        name="second-term-dropped",
        at=("bce loss",),
        formula="-sum(k, K, y*log(y_hat))",
        says="only −y ln ŷ: the second term, (1 − y) ln(1 − ŷ), is missing.",
        hidden="sum(k, K, (1 - y)*log(1 - y_hat)) = 0: every y of the sample is 1",
        taught="L9",
        seen="course forums",
        often=2,
    ),
    Mistake(
        name="second-term-dropped",
        at=("bce′",),
        formula="-share*y/y_hat",
        says="only −y/ŷ: the second term, (1 − y)/(1 − ŷ), is missing.",
        hidden="y = 1",
        taught="L10",
        seen="course forums",
        often=2,
    ),
    Mistake(
        name="inner-minus-lost",
        at=("bce′",),
        formula="-share*(y/y_hat + (1 - y)/(1 - y_hat))",
        says="the inner minus of ln(1 − ŷ) was lost: its slope is −1/(1 − ŷ), which makes the "
        "second term +(1 − y)/(1 − ŷ).",
        hidden="y = 1: where y is 0 it looks like a turned sign",
        taught="L10",
        seen="math.SE 2503428 (24k views)",
        often=3,
    ),
    Mistake(
        name="shortcut-as-dJ-dyhat",
        at=("bce′",),
        formula="share*(y_hat - y)",
        says="ŷ − y belongs to ∂J/∂z: it has the slope of the output in it. The slope of a "
        "sample's loss is (1 − y)/(1 − ŷ) − y/ŷ, and it counts 1/N where J is an average.",
        hidden="y_hat = y",
        taught="L10",
        seen="sreekanth9999/Interview_Prep (published solution)",
        often=3,
    ),
    Mistake(
        name="shortcut-as-dJ-dyhat",
        at=("ce′",),
        formula="share*(y_hat - y)",
        says="ŷ − y belongs to ∂J/∂z: it has the slopes of softmax in it. The slope of a "
        "sample's loss is −y/ŷ, and it counts 1/N where J is an average.",
        hidden="y + y_hat = 0: never, for softmax is above 0",
        taught="L10",
        seen="sreekanth9999/Interview_Prep (published solution)",
        often=3,
    ),
    Mistake(
        name="factor-two-missing",
        at=("loss", *SLOPE),
        formula="1/2*right",
        says="half of what it is: the 2 of the power rule is missing (or a ½ that this cost does "
        "not have was put in front).",
        hidden="right = 0",
        taught="L10",
        seen="dlib#1169, mnielsen PR#79",
        often=2,
        when=square,
    ),
    Mistake(
        name="half-or-two-twice",
        at=("loss", *SLOPE),
        formula=("2*right", "1/2*right"),
        says="a factor 2 or ½ too many: the ½ of this cost and the 2 of the power rule cancel "
        "once.",
        hidden="right = 0: at N = 2 it looks like a forgotten average",
        taught="L10",
        seen="aml-book#17, snowkylin#23, creative_ml PR#6",
        often=2,
        when=half,
    ),
    Mistake(
        name="half-or-two-twice",
        at=("loss", *SLOPE),
        formula="2*right",
        says="a factor 2 too many: the power rule brings it down once.",
        hidden="right = 0: at N = 2 it looks like a forgotten average",
        taught="L10",
        seen="aml-book#17, snowkylin#23, creative_ml PR#6",
        often=2,
        when=square,
    ),
    Mistake(
        name="square-forgotten",
        at=("mse loss", "half_mse loss", "half_sse loss"),
        formula=("sum(k, K, y_hat - y)", "1/2*sum(k, K, y_hat - y)"),
        says="the difference ŷ − y without its square.",
        hidden="wrong = right: ŷ − y is 0 or 1",
        taught="L9",
        seen="course forums",
        often=1,
    ),
    Mistake(
        name="target-0-for-minus-1",
        at=("margin",),
        formula="max(0, y)*y_hat",
        says="0 where the target is −1: margins want targets 1 and −1, not 1 and 0.",
        hidden="right = 0 or y = 1",
        taught="L8",
        seen="keras#15665, deepchem PR#5018, ml-glossary PR#113",
        often=2,
    ),
    Mistake(
        name="margin-of-0",
        at=("hinge loss",),
        formula="sum(k, K, max(0, -margin))",
        says="max(0, −m), the loss of a perceptron. Hinge wants a margin of 1: max(0, 1 − m).",
        hidden="wrong = right: m is 1 or more",
        taught="L9",
        seen="scikit-learn#20075",
        often=1,
    ),
    Mistake(
        name="margin-met-forgotten",
        at=("hinge′",),
        formula="-share",
        says="a slope of −1 everywhere. Where the margin is 1 or more nothing is lost: 0 there.",
        hidden="wrong = right: the margin is below 1",
        taught="L10",
        seen="math.SE, the derivative of hinge loss written max(0, −y)",
        often=1,
    ),
    Mistake(
        name="target-for-output",
        at=("bce′",),
        formula="share*((1 - y_hat)/(1 - y) - y_hat/y)",
        says="ŷ and y were taken for each other: (1 − y)/(1 − ŷ) − y/ŷ.",
        hidden="y_hat = y",
        taught="L10",
        seen="course forums",
        often=1,
        when=between_0_and_1,
    ),
    Mistake(
        name="target-for-output",
        at=("ce′",),
        formula="-share*y_hat",
        says="ŷ was taken where −y/ŷ belongs: the target above, the output below.",
        hidden="y_hat**2 = y",
        taught="L10",
        seen="course forums",
        often=1,
    ),
)
