"""Mistakes in the cost and in its slope (L9, L10). To add one, add an entry."""

from __future__ import annotations

from ..rules.rule import Does
from .mistake import Mistake
from .spot import Spot

LOSS = ("loss", "J")
SLOPE = ("dJ/dy_hat", Does.COMBINED)
GRADIENTS = ("dJ/dW", "dJ/db")


def averaged(spot: Spot) -> bool:
    """Whether 1/N stands in this very line."""
    own = "N" in spot.equation.rule.divides
    shared = spot.kind not in ("J", *GRADIENTS) and (spot.share() or 1.0) != 1.0
    return spot.samples > 1 and (own or shared)


def several(spot: Spot) -> bool:
    return spot.samples > 1


def by_outputs(spot: Spot) -> bool:
    return spot.outputs > 1


def half(spot: Spot) -> bool:
    """Whether the cost has a ½ in front of the square."""
    return spot.network is not None and spot.network.cost in ("half_mse", "half_sse")


def square(spot: Spot) -> bool:
    return spot.network is not None and spot.network.cost == "mse"


COST = (
    Mistake(
        name="mean-forgotten",
        at=("J", *SLOPE, *GRADIENTS),
        formula="N*right",
        says="the sum over the samples instead of their average: 1/N is missing.",
        hidden="N = 1",
        taught="L9",
        seen="hunkim#173, mistnet#33",
        when=averaged,
    ),
    Mistake(
        name="mean-twice",
        at=("J", *SLOPE, *GRADIENTS),
        formula="right/N",
        says="divided by N once too often: 1/N enters J once, and comes down from there.",
        hidden="N = 1",
        taught="L9",
        seen="DL.ai forum 63071 (1/m in dZ1 and in dW1)",
        when=several,
    ),
    Mistake(
        name="outputs-averaged",
        at=("loss", *SLOPE),
        formula="right/K",
        says="averaged over the outputs. Here the outputs of a sample are added up.",
        hidden="one output",
        taught="L9",
        seen="PyTorch's MSELoss averages over outputs too",
        when=by_outputs,
    ),
    Mistake(
        name="log-base",
        at=LOSS,
        formula=("right/2.302585092994046", "right/0.6931471805599453"),
        says="a logarithm to base 10 or 2 instead of the natural one.",
        hidden="never, where there is a logarithm",
        taught="L9",
        seen="fast.ai (np.log against Excel's log10), discuss.pytorch 61602 (log2)",
        when=lambda spot: bool(spot.network and spot.network.cost in ("bce", "ce")),
    ),
    Mistake(
        name="sign-flipped",
        at=(*LOSS, *SLOPE),
        formula="-right",
        says="the sign is turned round: ŷ − y, not y − ŷ, and a minus in front of the logarithms.",
        hidden="never",
        taught="L10",
        seen="dennybritz#11, grokking#37, MYONN#82, PyTorchStepByStep#21",
    ),
    Mistake(
        name="sign-flipped",
        at=("dJ/dz", *GRADIENTS),
        formula="-right",
        says="the sign is turned round: of the gradient and its negative, the direction of "
        "descent, this is the one that is not asked for.",
        hidden="never",
        taught="L10",
        seen="dennybritz#11, grokking#37, MYONN#82, PyTorchStepByStep#21",
    ),
    Mistake(
        name="second-term-dropped",
        at=("bce loss",),
        formula="-sum(k, K, y*log(y_hat))",
        says="only −y ln ŷ: the second term, (1 − y) ln(1 − ŷ), is missing.",
        hidden="all y are 1",
        taught="L9",
        seen="course forums",
    ),
    Mistake(
        name="second-term-dropped",
        at=("bce′",),
        formula="-share*y/y_hat",
        says="only −y/ŷ: the second term, (1 − y)/(1 − ŷ), is missing.",
        hidden="all y are 1",
        taught="L10",
        seen="course forums",
    ),
    Mistake(
        name="inner-minus-lost",
        at=("bce′",),
        formula="-share*(y/y_hat + (1 - y)/(1 - y_hat))",
        says="the inner minus of ln(1 − ŷ) was lost: its slope is −1/(1 − ŷ), which makes the "
        "second term +(1 − y)/(1 − ŷ).",
        hidden="all y are 1; where all are 0 it looks like a turned sign",
        taught="L10",
        seen="math.SE 2503428 (24k views)",
    ),
    Mistake(
        name="shortcut-as-dJ-dyhat",
        at=("bce′", "ce′"),
        formula="share*(y_hat - y)",
        says="ŷ − y is already ∂J/∂z, with the slope of the output in it. ∂J/∂ŷ is "
        "(1 − y)/(1 − ŷ) − y/ŷ, or −y/ŷ with softmax.",
        hidden="never",
        taught="L10",
        seen="sreekanth9999/Interview_Prep (published solution)",
    ),
    Mistake(
        name="factor-two-missing",
        at=("loss", *SLOPE),
        formula="1/2*right",
        says="half of what it is: the 2 of the power rule is missing (or a ½ that this cost does "
        "not have was put in front).",
        hidden="never",
        taught="L10",
        seen="dlib#1169, mnielsen PR#79",
        when=square,
    ),
    Mistake(
        name="half-or-two-twice",
        at=("loss", *SLOPE),
        formula=("2*right", "1/2*right"),
        says="a factor 2 or ½ too many: the ½ of this cost and the 2 of the power rule cancel "
        "once.",
        hidden="never; at N = 2 it looks like a forgotten average",
        taught="L10",
        seen="aml-book#17, snowkylin#23, creative_ml PR#6",
        when=half,
    ),
    Mistake(
        name="half-or-two-twice",
        at=("loss", *SLOPE),
        formula="2*right",
        says="a factor 2 too many: the power rule brings it down once.",
        hidden="never; at N = 2 it looks like a forgotten average",
        taught="L10",
        seen="aml-book#17, snowkylin#23, creative_ml PR#6",
        when=square,
    ),
    Mistake(
        name="square-forgotten",
        at=("mse loss", "half_mse loss", "half_sse loss"),
        formula=("sum(k, K, y_hat - y)", "1/2*sum(k, K, y_hat - y)"),
        says="the difference ŷ − y without its square.",
        hidden="ŷ − y is 0 or 1",
        taught="L9",
        seen="course forums",
    ),
    Mistake(
        name="target-for-output",
        at=("bce′", "ce′"),
        formula=("share*((1 - y_hat)/(1 - y) - y_hat/y)", "-share*y_hat"),
        says="ŷ and y were taken for each other.",
        hidden="ŷ = y",
        taught="L10",
        seen="course forums",
    ),
)
