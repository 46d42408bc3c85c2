"""Mistakes with a perceptron (L8): where its step is, what its error is, what changes. To add one,
add an entry."""

from __future__ import annotations

from .mistake import Mistake

AT_ZERO = "at z = 0 the other side was taken: which it is there belongs to the rule of the sheet."

PERCEPTRON = (
    Mistake(
        name="step-at-zero",
        at=("step",),
        formula="[z >= 0]",
        says=AT_ZERO,
        hidden="wrong = right: no z is 0",
        taught="L8",
        seen="courses have both: Cornell CS472 1, most textbooks 0",
        often=2,
    ),
    Mistake(
        name="step-at-zero",
        at=("heaviside",),
        formula="[z > 0]",
        says=AT_ZERO,
        hidden="wrong = right: no z is 0",
        taught="L8",
        seen="courses have both: Cornell CS472 1, most textbooks 0",
        often=2,
    ),
    Mistake(
        name="step-at-zero",
        at=("sign",),
        formula="[z >= 0] - [z < 0]",
        says=AT_ZERO,
        hidden="wrong = right: no z is 0",
        taught="L8",
        seen="courses have both: Cornell CS472 1, most textbooks 0",
        often=2,
    ),
    Mistake(
        name="error-turned-round",
        at=("perceptron error",),
        formula="y_hat - y",
        says="output less target. The error is y − ŷ: above 0 where ŷ was too small.",
        hidden="wrong = right: the output is right",
        taught="L8",
        seen="generalises sign-flipped of ∂J/∂ŷ",
        often=2,
    ),
    Mistake(
        name="net-input-for-output",
        at=("perceptron error",),
        formula="y - z",
        says="target less net input: so Adaline learns. A perceptron's error is y − ŷ.",
        hidden="wrong = right: z is what the step gives",
        taught="L8",
        seen="not seen published; textbooks print both tables beside each other",
        often=1,
    ),
    Mistake(
        name="learned-without-error",
        at=("perceptron step",),
        formula="alpha*y @ a_prev.T",
        says="the target times the inputs, whether the output was right or not: Hebb's rule. A "
        "perceptron changes by α (y − ŷ) x.",
        hidden="wrong = right: the error is the target",
        taught="L8",
        seen="not seen published; textbooks print both tables beside each other",
        often=1,
    ),
    Mistake(
        name="alpha-forgotten",
        at=("perceptron step", "perceptron bias step", "perceptron threshold step"),
        formula="right/alpha",
        says="the whole error: α is missing.",
        hidden="alpha = 1 or right = 0",
        taught="L8",
        seen="course forums",
        often=2,
    ),
)
