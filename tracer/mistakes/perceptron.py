"""Mistakes of a single layer that learns from its errors (L8). To add one, add an entry."""

from __future__ import annotations

from .mistake import Mistake

STEPS = ("perceptron step", "perceptron bias step", "perceptron threshold step")
OF_WEIGHTS, OF_BIAS, _ = STEPS
HEBB = "the target stands where the error belongs: y − ŷ, which is 0 where the output is right."
NOT_SEEN = "not seen published: what {} is to a gradient"


def on_at_zero(activation: str, formula: str) -> Mistake:
    return Mistake(
        name="on-at-zero",
        at=(activation,),
        formula=formula,
        says="on where z is 0. It is on only where z is above 0.",
        hidden="wrong = right: z is not 0",
        taught="L8",
        seen="courses differ: z > 0, z ≥ 0",
        often=2,
    )


PERCEPTRON = (
    Mistake(
        name="error-turned-round",
        at=("perceptron error",),
        formula="y_hat - y",
        says="made with ŷ − y. The error is y − ŷ: inputs are added where ŷ was too small.",
        hidden="wrong = right: the output is right",
        taught="L8",
        seen=NOT_SEEN.format("sign-flipped"),
        often=1,
    ),
    Mistake(
        name="target-for-error",
        at=(OF_WEIGHTS,),
        formula="alpha*y @ a_prev.T",
        says=HEBB,
        hidden="wrong = right: ŷ is 0",
        taught="L8",
        seen="not seen published: Hebb's rule, which courses teach beside this one",
        often=1,
    ),
    Mistake(
        name="target-for-error",
        at=(OF_BIAS,),
        formula="alpha*y",
        says=HEBB,
        hidden="wrong = right: ŷ is 0",
        taught="L8",
        seen="not seen published: Hebb's rule, which courses teach beside this one",
        often=1,
    ),
    Mistake(
        name="input-forgotten",
        at=(OF_WEIGHTS,),
        formula="alpha*(y - y_hat)",
        says="the error alone: each weight changes by the error times its own input.",
        hidden="wrong = right: that input is 1",
        taught="L8",
        seen=NOT_SEEN.format("input-forgotten"),
        often=1,
    ),
    Mistake(
        name="alpha-forgotten",
        at=STEPS,
        formula="right/alpha",
        says="the whole error: α is missing.",
        hidden="wrong = right: α is 1, or the output is right",
        taught="L8",
        seen=NOT_SEEN.format("alpha-forgotten"),
        often=1,
    ),
    Mistake(
        name="step-taken-off",
        at=("add step",),
        formula="w - step",
        says="the change was taken off: it has its sign already, and is added.",
        hidden="wrong = right: the change is 0",
        taught="L8",
        seen=NOT_SEEN.format("plus-alpha"),
        often=1,
    ),
    Mistake(
        name="net-input-for-output",
        at=("perceptron error",),
        formula="y - z",
        says="target less net input: so Adaline learns. A perceptron's error is y − ŷ.",
        hidden="wrong = right: z is what the step gives",
        taught="L8",
        seen="not seen published: Adaline's error, which courses print beside this one",
        often=1,
    ),
    Mistake(
        name="off-at-zero",
        at=("heaviside",),
        formula="[z > 0]",
        says="off where z is 0. Here it is on from 0 upwards.",
        hidden="wrong = right: z is not 0",
        taught="L8",
        seen="courses differ: z > 0, z ≥ 0",
        often=2,
    ),
    on_at_zero("step", "[z >= 0]"),
    on_at_zero("sign", "[z >= 0] - [z < 0]"),
)
