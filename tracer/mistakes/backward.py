"""Mistakes on the way back through the layers (L11, L13). To add one, add an entry."""

from __future__ import annotations

from collections.abc import Iterator

from ..formula.parse import formula
from ..formula.tree import Formula, Name, addends, summed
from ..rules.rule import Does
from .cost import several
from .forward import threshold
from .mistake import Mistake
from .spot import Spot

BIAS = (Does.BIAS_GRADIENT,)


def hidden(spot: Spot) -> bool:
    return not spot.last


def switches(spot: Spot) -> bool:
    """Whether the layer's neurons are on or off, as ReLU's are."""
    rule = spot.activation
    return rule is not None and rule.switches


def without_skip(spot: Spot) -> Iterator[Formula]:
    """The sum over all ways back, without what a skip connection passes on."""
    terms = addends(spot.equation.rule.formula)
    for at, term in enumerate(terms):
        if spot.network is not None and isinstance(term, Name):
            yield summed(terms[:at] + terms[at + 1 :])


def single_paths(spot: Spot) -> Iterator[Formula]:
    """W[k,j]·∂J/∂z[k] of one neuron k above."""
    if spot.layer is None or (W := spot.of_forward("W")) is None:
        return
    rows = spot.shape(W)[0]
    if rows > 1:
        yield from (formula(f"(only{row} * W).T @ dJ_dz") for row in range(1, min(rows, 6) + 1))


BACKWARD = (
    Mistake(
        name="activation-derivative-forgotten",
        at=(Does.THROUGH, Does.THROUGH_JACOBIAN),
        formula="dJ_da",
        says="∂J/∂a passed on unchanged: the slope of the activation is missing. Multiply by "
        "∂a/∂z, entry by entry.",
        hidden="right = dJ_da: the slope is 1 (ReLU neurons that are on, no activation), or "
        "∂J/∂a is 0",
        taught="L13",
        seen="AGH page, ujjwalkarn PR#16, filipecalasans/mlp#1, parasdahal/tinyml#1",
        often=3,
    ),
    Mistake(
        name="relu-mask-alone",
        at=(Does.THROUGH,),
        formula="da_dz",
        says="only the slope ∂a/∂z: what comes down from above, ∂J/∂a, is missing.",
        hidden="dJ_da = 1 or da_dz = 0",
        taught="L13",
        seen="haifengl/smile#528",
        often=1,
    ),
    Mistake(
        name="derivative-times-z",
        at=(Does.THROUGH,),
        formula="right*z",
        says="multiplied by z once more. ∂J/∂z is ∂a/∂z · ∂J/∂a, and no z stands in it.",
        hidden="z = 1 or right = 0",
        taught="L13",
        seen="DL.ai 85937",
        often=1,
    ),
    Mistake(
        name="derivative-twice",
        at=(Does.THROUGH,),
        formula="da_dz ⊙ right",
        says="the slope of the activation counted twice.",
        hidden="da_dz = 1 or right = 0",
        taught="L13",
        seen="mnielsen PR#77",
        often=1,
        when=lambda spot: hidden(spot) and not switches(spot),
    ),
    Mistake(
        name="matmul-for-elementwise",
        at=(Does.THROUGH,),
        formula=("dJ_da @ da_dz", "da_dz @ dJ_da"),
        says="a matrix product where entries are to be multiplied one by one (⊙).",
        hidden="wrong = right: 1 × 1; other shapes make it impossible unless they are square",
        taught="L13",
        seen="DL.ai 402919, Welch#24",
        often=2,
        whom="code",
    ),
    Mistake(
        name="bias-averaged-again",
        at=BIAS,
        formula="right/N",
        says="the bias averaged once more: ∂J/∂b is the sum of ∂J/∂z over the samples, 1/N is in "
        "it already.",
        hidden="N = 1 or right = 0",
        taught="L11",
        seen="kvfrans/notes#5, deeplearning4j PR#366",
        often=2,
        when=several,
    ),
    Mistake(
        name="bias-not-summed",
        at=BIAS,
        formula=("dJ_dz @ first.T", "dJ_dz @ last.T"),
        says="the ∂J/∂z of one sample. ∂J/∂b adds up those of all samples.",
        hidden=("dJ_dz @ (1 - first).T = 0", "dJ_dz @ (1 - last).T = 0"),
        taught="L11",
        seen="mlpack PR#3679, datascience.SE 20139",
        often=2,
        when=lambda spot: several(spot) and not threshold(spot),
    ),
    Mistake(
        name="bias-not-summed",
        at=BIAS,
        formula=("-dJ_dz @ first.T", "-dJ_dz @ last.T"),
        says="the −∂J/∂z of one sample. ∂J/∂b adds up those of all samples.",
        hidden=("dJ_dz @ (1 - first).T = 0", "dJ_dz @ (1 - last).T = 0"),
        taught="L11",
        seen="mlpack PR#3679, datascience.SE 20139",
        often=2,
        when=lambda spot: several(spot) and threshold(spot),
    ),
    Mistake(
        name="bias-summed-over-neurons",
        at=BIAS,
        formula="sum(k, K, right)",
        says="the sum over all neurons too. Every neuron has its own ∂J/∂b: only samples "
        "are added.",
        hidden="sum(k, K, right) = right: one neuron, or the others' add up to 0",
        taught="L11",
        seen="rasbt/stat453#5",
        often=1,
        whom="code",
    ),
    Mistake(
        name="bias-times-b",
        at=BIAS,
        formula="b*right",
        says="multiplied by b. ∂z/∂b is 1 (−1 for a threshold), whatever b is.",
        hidden="b = 1 or right = 0",
        taught="L11",
        seen="xnought/backprop-explainer#18",
        often=1,
    ),
    Mistake(
        name="bias-as-weight",
        at=BIAS,
        formula="sum(n, N, dJ_dz @ a_prev.T)",
        says="the bias treated like a weight, with the a that comes in. ∂z/∂b is 1 (−1 for a "
        "threshold).",
        hidden="wrong = right: each sample's inputs add up to 1",
        taught="L11",
        seen="rust0258 NLP-Specialization#62, #64",
        often=2,
    ),
    Mistake(
        name="bias-sign",
        at=BIAS,
        formula="-right",
        says="the sign of ∂J/∂b: + where the bias is added to z, − where it is a threshold.",
        hidden="right = 0",
        taught="L11",
        seen="sheets with thresholds",
        often=1,
    ),
    Mistake(
        name="one-sample-only",
        at=(Does.WEIGHT_GRADIENT,),
        formula=("(dJ_dz * first) @ a_prev.T", "(dJ_dz * last) @ a_prev.T"),
        says="the contribution of one sample. ∂J/∂W adds up those of all samples.",
        hidden=(
            "(dJ_dz * (1 - first)) @ a_prev.T = 0: the other samples contribute 0",
            "(dJ_dz * (1 - last)) @ a_prev.T = 0: the other samples contribute 0",
        ),
        taught="L11",
        seen="course forums",
        often=2,
        when=several,
    ),
    Mistake(
        name="outer-product-transposed",
        at=(Does.WEIGHT_GRADIENT,),
        formula="a_prev @ dJ_dz.T",
        says="transposed: row i, column j of ∂J/∂W belongs to neuron i and input j.",
        hidden="wrong = right: ∂J/∂W is symmetric; another shape makes it impossible",
        taught="L11",
        seen="iamtrask PR#22, jcjohnson#29",
        often=2,
    ),
    Mistake(
        name="z-instead-of-a",
        at=(Does.WEIGHT_GRADIENT,),
        formula="dJ_dz @ z_prev.T",
        says="the z of the layer below, before its activation. What comes in is its a.",
        hidden="dJ_dz @ (z_prev - a_prev).T = 0: z = a, ReLU neurons that are on",
        taught="L11",
        seen="SO 2190732",
        often=2,
    ),
    Mistake(
        name="wrong-layer-activation",
        at=(Does.WEIGHT_GRADIENT,),
        formula=("dJ_dz @ a.T", "dJ_dz @ a_prev2.T"),
        says="the a of another layer. ∂J/∂W[l] takes what comes into the layer, a[l−1].",
        hidden=("dJ_dz @ (a - a_prev).T = 0", "dJ_dz @ (a_prev2 - a_prev).T = 0"),
        taught="L11",
        seen="course forums (off by one layer)",
        often=2,
    ),
    Mistake(
        name="input-forgotten",
        at=(Does.WEIGHT_GRADIENT,),
        formula="sum(n, N, dJ_dz)",
        says="∂J/∂z alone. A weight multiplies the a that comes in, so ∂z/∂W is that a.",
        hidden="dJ_dz @ (1 - a_prev).T = 0: all inputs are 1",
        taught="L11",
        seen="course forums",
        often=1,
    ),
    Mistake(
        name="upstream-forgotten",
        at=(Does.WEIGHT_GRADIENT,),
        formula="dJ_da @ a_prev.T",
        says="∂J/∂a instead of ∂J/∂z: the slope of the activation is missing.",
        hidden="(dJ_da - dJ_dz) @ a_prev.T = 0: every slope is 1",
        taught="L11",
        seen="Bot-Academy PR#3",
        often=1,
    ),
    Mistake(
        name="weight-not-transposed",
        at=(Does.INPUT_GRADIENT,),
        formula="W @ dJ_dz",
        says="W was not transposed: what a[j] feeds stands in column j of W.",
        hidden="(W - W.T) @ dJ_dz = 0: W is symmetric; another shape makes it impossible",
        taught="L13",
        seen="enesozeren#1, dominhhai#19, math.SE 2979764",
        often=3,
    ),
    Mistake(
        name="gradient-as-weight",
        at=(Does.INPUT_GRADIENT,),
        formula="dJ_dW.T @ dJ_dz",
        says="∂J/∂W stands where the weights themselves belong.",
        hidden="(W - dJ_dW).T @ dJ_dz = 0",
        taught="L13",
        seen="DL.ai forum 402919, jcjohnson#28, #5",
        often=2,
        whom="code",
    ),
    Mistake(
        name="updated-weight-used",
        at=(Does.INPUT_GRADIENT,),
        formula="(W - alpha*dJ_dW).T @ dJ_dz",
        says="the weights after their update. Every gradient of one step is taken at the old ones.",
        hidden="alpha*dJ_dW.T @ dJ_dz = 0: the gradient is 0; a small α is lost in rounding",
        taught="L14",
        seen="joelgrus#31, kim-marcel#7, CodingTrain#72, Bot-Academy PR#3, hanbt/learn_dl#20",
        often=3,
    ),
    Mistake(
        name="wrong-layer-weight",
        at=(Does.INPUT_GRADIENT,),
        formula=("W_prev.T @ dJ_dz", "W_next.T @ dJ_dz"),
        says="the weights of another layer. ∂J/∂a[l−1] goes back through W[l].",
        hidden=("(W_prev - W).T @ dJ_dz = 0", "(W_next - W).T @ dJ_dz = 0"),
        taught="L13",
        seen="ai.SE 42884",
        often=1,
    ),
    Mistake(
        name="weight-dropped",
        at=(Does.INPUT_GRADIENT,),
        formula="sum(k, K, dJ_dz)",
        says="the weights are missing: each ∂J/∂z comes down multiplied by its weight.",
        hidden="(W - 1).T @ dJ_dz = 0: the weights are 1",
        taught="L13",
        seen="'Is my back propagation math correct?' (forum thread)",
        often=1,
    ),
    Mistake(
        name="one-path-only",
        at=(Does.INPUT_GRADIENT,),
        formula=single_paths,
        says="only one way up. An a feeds every neuron above, and what comes back along all of "
        "them adds up.",
        hidden="wrong = right: one neuron above, or the others hand down 0",
        taught="L13",
        seen="ai.SE 31566, Mazur follow-up thread",
        often=2,
    ),
    Mistake(
        name="skip-forgotten",
        at=(Does.SUM,),
        formula=without_skip,
        says="only what comes back through the weights: a skip connection adds this number to a "
        "later z, too, and the gradient of that z is passed on as it is.",
        hidden="wrong = right: that gradient is 0",
        taught="L6",
        seen="not seen published: path-dropped of an expression, in a network",
        often=1,
    ),
    Mistake(
        name="mask-forgotten",
        at=("through dropout",),
        formula="dJ_dr",
        says="the mask was left out on the way back: ∂J/∂a is mask ⊙ ∂J/∂r.",
        hidden="wrong = right: the mask is 1, or the gradient is 0",
        taught="L13",
        seen="not seen published: what activation-derivative-forgotten is to an activation",
        often=1,
    ),
    Mistake(
        name="mask-not-scaled",
        at=("through dropout",),
        formula="[mask > 0]*dJ_dr",
        says="left out where the mask is 0, but not scaled where it is more than 1.",
        hidden="wrong = right: the mask is 0 or 1, or the gradient is 0",
        taught="L13",
        seen="courses differ: masks of 0 and 1, inverted dropout",
        often=2,
    ),
    Mistake(
        name="raw-error-propagated",
        at=(Does.INPUT_GRADIENT,),
        formula=("W.T @ dJ_dy_hat", "W.T @ (y_hat - y)"),
        says="the error of the output, without the slope of the output layer. What goes back is "
        "∂J/∂z.",
        hidden=(
            "W.T @ (dJ_dz - dJ_dy_hat) = 0: a linear output",
            "W.T @ (dJ_dz - y_hat + y) = 0: sigmoid with its own cost, one sample",
        ),
        taught="L13",
        seen="SO 53287032",
        often=2,
        when=lambda spot: spot.last,
    ),
    Mistake(
        name="dJ-da-propagated",
        at=(Does.INPUT_GRADIENT,),
        formula="W.T @ dJ_da",
        says="∂J/∂a went back through the weights. It is ∂J/∂z that does.",
        hidden="W.T @ (dJ_dz - dJ_da) = 0: every slope is 1",
        taught="L13",
        seen="SO 53287032",
        often=1,
        when=hidden,
    ),
    Mistake(
        name="accumulated-twice",
        at=("dJ/dW", "dJ/db"),
        formula="2*right",
        says="twice what it is: the gradient was added to one that stood there already.",
        hidden="right = 0: at N = 2 it looks like a forgotten average",
        taught="L11",
        seen="micrograd#53, #2",
        often=2,
        whom="code",
    ),
    Mistake(
        name="step-for-gradient",
        at=("dJ/dW",),
        formula=("-alpha*right", "W - alpha*right", "alpha*right"),
        says="the step −α ∂J/∂W, or the new weight. The gradient itself was asked.",
        hidden=("right = 0", "W = (1 + alpha)*right", "alpha = 1 or right = 0"),
        taught="L7",
        seen="course forums",
        often=1,
    ),
    Mistake(
        name="step-for-gradient",
        at=("dJ/db",),
        formula=("-alpha*right", "b - alpha*right", "alpha*right"),
        says="the step −α ∂J/∂b, or the new bias. The gradient itself was asked.",
        hidden=("right = 0", "b = (1 + alpha)*right", "alpha = 1 or right = 0"),
        taught="L7",
        seen="course forums",
        often=1,
    ),
)
