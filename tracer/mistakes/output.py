"""Mistakes at the output, where cost and activation meet (L10). To add one, add an entry."""

from __future__ import annotations

from ..choose import remarkable
from ..rules.rule import Does
from .mistake import Mistake
from .spot import Spot


def last(spot: Spot) -> bool:
    return spot.last


def certain(spot: Spot) -> bool:
    """Whether the output is a sigmoid or softmax with its own cost."""
    return spot.last and spot.cost is not None and spot.cost.combined is not None


def no_distribution(spot: Spot) -> bool:
    """Whether the targets of a sample do not add up to 1 under a cost of distributions."""
    return spot.network is not None and bool(remarkable(spot.network))


OUTPUT = (
    Mistake(
        name="output-derivative-twice",
        at=(Does.THROUGH,),
        formula="da_dz ⊙ right",
        says="the slope of the output counted twice: ∂J/∂z is ∂ŷ/∂z · ∂J/∂ŷ, and once is enough.",
        hidden="da_dz = 1 or right = 0: a linear output",
        taught="L10",
        seen="hunkim/DeepLearningZeroToAll PR#113, mnielsen PR#77",
        often=2,
        when=last,
    ),
    Mistake(
        name="output-derivative-twice",
        at=(Does.COMBINED, Does.THROUGH_JACOBIAN),
        formula="y_hat*(1 - y_hat)*right",
        says="ŷ − y has the slope of the output in it already; it was multiplied by ŷ(1 − ŷ) "
        "once more.",
        hidden="right = 0",
        taught="L10",
        seen="hunkim/DeepLearningZeroToAll PR#113, mnielsen PR#77",
        often=2,
        when=certain,
    ),
    Mistake(
        name="softmax-diagonal",
        at=(Does.THROUGH_JACOBIAN,),
        formula="y_hat*(1 - y_hat)*dJ_dy_hat",
        says="ŷ(1 − ŷ) is only the diagonal of softmax's slopes: every z moves every output of "
        "its sample, −ŷᵢŷₖ, and those contributions add up too.",
        hidden="sum(k, K, y_hat*dJ_dy_hat) = y_hat*dJ_dy_hat: the other outputs contribute "
        "nothing, as at the true class of 0/1 targets",
        taught="L10",
        seen="libnd4j#440, SebLague PR#5, RoboticsClubIITJ PR#153, fast.ai 18970",
        often=3,
    ),
    Mistake(
        name="shortcut-without-distribution",
        at=(Does.THROUGH_JACOBIAN,),
        formula="share*(y_hat - y)",
        says="ŷ − y, which holds where the targets of a sample add up to 1. Here they do not.",
        hidden="wrong = right: those of this sample do",
        taught="L10",
        seen="Paddle PR#7069: each row of targets has to add up to 1",
        often=1,
        when=no_distribution,
    ),
    Mistake(
        name="mean-forgotten-in-shortcut",
        at=(Does.THROUGH, Does.THROUGH_JACOBIAN),
        formula="y_hat - y",
        says="ŷ − y without J's average: every sample's share is 1/N.",
        hidden="share = 1 or right = 0",
        taught="L10",
        seen="hunkim#173",
        often=3,
        when=lambda spot: certain(spot) and (spot.share() or 1.0) != 1.0,
    ),
    Mistake(
        name="raw-error-for-dJ-dz",
        at=(Does.THROUGH,),
        formula=("y_hat - y", "y - y_hat"),
        says="the bare difference of ŷ and y. With this cost and this output ∂J/∂z is "
        "∂ŷ/∂z · ∂J/∂ŷ.",
        hidden="wrong = right: a linear output whose cost has ½, one sample",
        taught="L10",
        seen="SO 53287032",
        often=2,
        when=lambda spot: spot.last and not certain(spot),
    ),
    Mistake(
        name="slope-added",
        at=(Does.THROUGH,),
        formula="da_dz + dJ_da",
        says="added where the chain rule multiplies.",
        hidden="(da_dz - 1)*(dJ_da - 1) = 1",
        taught="L13",
        seen="course forums",
        often=1,
    ),
)
