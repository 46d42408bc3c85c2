"""Which names wrong numbers are given: they fit all that was written of a line, at the digits
typed, and are made from the line's own formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader import mark
from grader.asked import Exercise
from grader.marking import Submission
from grader.result import StudentReport
from grader.spoiled import first_named
from tests.sample import sample
from tracer import Expression, Layer, Network, Trace, trace
from tracer.evaluate import evaluate
from tracer.mistakes import swaps_of

from . import marks


def network(first: str = "relu", last: str = "sigmoid", cost: str = "bce", **more: Any) -> Network:
    settings: dict[str, Any] = {
        "layers": [
            Layer(activation=first, W=[[0.3, -0.5], [0.8, 0.2]], b=[0.1, -0.3]),
            Layer(activation=last, W=[[0.7, -0.4], [0.9, 0.6]], b=[0.3, 0.5]),
        ],
        "X": [[0.5, -1.0], [1.5, 2.0], [-0.3, 0.4]],
        "Y": [[1, 0], [0, 1], [1, 0]],
        "cost": cost,
        "alpha": 0.4,
    }
    return Network(**{**settings, **more})


def texts(array: Any, digits: int = 4) -> list[list[str]]:
    return [[f"{number:.{digits}g}" for number in row] for row in np.atleast_2d(array)]


def names(report: StudentReport) -> set[str]:
    return {name for answer in report.answers for name in answer.mistakes}


def with_mistake(known: Trace, line: str, name: str) -> dict[str, Any]:
    """All numbers of somebody who makes a mistake in one line."""
    swaps = swaps_of(known, known.by_name[line].equation)
    swap = next(swap for mistake, swap in swaps if mistake.name == name)
    return evaluate([swap if one.target == line else one for one in known.equations], known.given)


def test_a_mask_of_what_comes_down_is_no_mask_turned_round() -> None:
    known = trace(network())
    above, z = known["dJ/da[1]"], known["z[1]"]
    assert not ((above > 0) == (z > 0)).all()
    found = names(
        mark(network(), {"dJ/da[1]": texts(above), "dJ/dz[1]": texts(above * (above > 0))}).student
    )
    assert "slope-of-upstream" in found
    assert "relu-derivative-swapped" not in found


def test_a_name_fits_right_entries_too() -> None:
    """Where only one entry is without its bias, that is no bias forgotten."""
    known = trace(network("sigmoid"))
    one = np.array(known["z[1]"])
    one[0, 0] -= 0.1
    assert names(mark(network("sigmoid"), {"z[1]": texts(one)}).student) == set()
    row = known["z[1]"] - np.array([[0.1], [-0.3]])
    assert names(mark(network("sigmoid"), {"z[1]": texts(row)}).student) == {"bias-forgotten"}


def test_nothing_but_zeros_is_said_to_be_so() -> None:
    known = trace(network())
    lines = ["dJ/dy_hat", "dy_hat/dz[2]", "dJ/dz[2]", "dJ/dW[2]", "dJ/dW[1]"]
    zeros = {name: texts(0 * known[name]) for name in lines}
    report = mark(network(), zeros).student
    assert names(report) == {"all-zeros"}
    assert "every number here is 0" in report["dJ/dy_hat[1,1]"].message


def test_a_number_that_no_neighbour_has_is_not_copied() -> None:
    sheet = network("identity", layers=[
        Layer(activation="identity", W=[[1], [1], [1], [1]], b=[0.0002, 0.0010, 0.0002, 0.0016])],
        X=[[0.00047]], Y=[[0, 0, 0, 0]], cost="half_mse")  # fmt: skip
    typed = [["0.0015"], ["0.0015"], ["0.0006"], ["0.0021"]]
    assert "neighbour-copied" not in mark(sheet, {"z[1]": typed}).student["z[1][3,1]"].mistakes


def test_a_name_is_compared_at_the_digits_typed() -> None:
    known = trace(network("sigmoid"))
    right = -known["dJ/dW[1]"]
    lines = {"dJ/dW[1]": texts(right, 8)}
    assert "sign-flipped" in names(mark(network("sigmoid"), lines).student)
    assert "sign-flipped" not in names(
        mark(network("sigmoid"), {"dJ/dW[1]": texts(right * 1.004, 8)}).student
    )


D = Expression(expression=["D = m*p + q*g"], at={"m": 1.3, "p": 2.0, "q": 0.7, "g": 0.9})
H = Expression(expression=["h = o*tanh(c)"], at={"o": 0.45, "c": 1.35})
V = Expression(expression=["v2 = 0.9*v1 - 0.2*g2"], at={"v1": -2.4, "g2": 7.2})
F = Expression(expression=["f = (x + 1)**2*exp(-x)"], at={"x": 1.3})
OWN_LINES = {
    "a term dropped": (D, "D", "0.63", "term-dropped"),
    "the other one": (D, "D", "2.6", "term-dropped"),
    "a function left out": (H, "h", "0.6075", "outer-function-left-out"),
    "a sign of a term": (V, "v2", "-0.72", "sign-of-a-term"),
    "a product of derivatives": (F, "df/dx", "-1.2536", "product-of-derivatives"),
    "half of the product rule": (F, "df/dx", "-1.4417", "product-rule-term-dropped"),
    "an inner derivative": (F, "df/dx", "2.6953", "inner-derivative-forgotten"),
}


@pytest.mark.parametrize("case", OWN_LINES.values(), ids=OWN_LINES)
def test_slips_are_made_from_the_lines_own_formula(case: tuple[Expression, str, str, str]) -> None:
    source, line, typed, name = case
    assert name in mark(source, {line: typed}).student[line].mistakes


def test_an_expression_of_several_lines_is_told_by_its_own_lines() -> None:
    sheet = Expression(expression=["q = x*v", "r = q + x", "f = q*r*x"], at={"x": 1.3, "v": 0.2})
    one_of_three = mark(sheet, {"df/dx": "0.3380"}).student["df/dx"]
    assert "uses-dropped" in one_of_three.mistakes
    two_of_three = mark(sheet, {"df/dx": "0.8788"}).student["df/dx"]
    assert "path-dropped" in two_of_three.mistakes


@pytest.mark.parametrize("activation", sample(["sigmoid", "tanh", "softmax", "z/(1 + abs(z))"], 3))
def test_an_activation_is_applied_twice_or_not_at_all(activation: str) -> None:
    cost = "ce" if activation == "softmax" else "half_mse"
    sheet = network("identity", activation, cost)
    known = trace(sheet)
    assert "activation-twice" in names(
        mark(
            sheet, {"y_hat": texts(with_mistake(known, "y_hat", "activation-twice")["y_hat"])}
        ).student
    )
    assert "activation-forgotten" in names(mark(sheet, {"y_hat": texts(known["z[2]"])}).student)


def test_a_sheet_of_ascent_is_told_of_ascent() -> None:
    sheet = network(alpha=-0.2)
    known = trace(sheet)
    down = known["W[2]"] - 0.2 * known["dJ/dW[2]"]
    report = mark(sheet, {"dJ/dW[2]": texts(known["dJ/dW[2]"]), "W[2]:=": texts(down)}).student
    assert "plus-alpha" in names(report)
    assert "Descent goes" not in "".join(answer.message for answer in report.answers)


def test_the_bias_alone_averaged_again_is_named_in_every_layer() -> None:
    known = trace(network("sigmoid"))
    typed = {f"dJ/dW[{layer}]": texts(known[f"dJ/dW[{layer}]"]) for layer in (1, 2)}
    typed |= {f"dJ/db[{layer}]": texts(known[f"dJ/db[{layer}]"] / 3) for layer in (1, 2)}
    report = mark(network("sigmoid"), typed).student
    for layer in (1, 2):
        assert report[f"dJ/db[{layer}][1,1]"].mistakes[0] == "bias-averaged-again"


def test_the_same_number_has_the_same_words_however_it_is_spelled() -> None:
    sheet = network("identity", layers=[Layer(activation="identity", W=[[0.05], [0.3]])],
                    X=[[2.0], [1.234]], Y=[[0, 0], [0, 0]], cost="half_mse")  # fmt: skip
    typed = {text: [["0.1", "0.06170"], ["0.6", text]] for text in ("1e-1", "1/10", "0.1000")}
    said = [mark(sheet, {"z[1]": one}).student["z[1][2,2]"].mistakes for one in typed.values()]
    assert said == [("neighbour-copied",)] * 3


def test_after_a_name_the_repaired_line_is_checked_again() -> None:
    known = trace(network("sigmoid"))
    both = known["W[1]"].T @ known["a[0]"]
    report = mark(network("sigmoid"), {"z[1]": texts(both)}).student
    answer = report["z[1][1,1]"]
    assert answer.mistakes == ("weight-row-column-swapped",)
    assert "it still fits bias-forgotten" in answer.message


def test_two_mistakes_at_once_are_told_whoever_else_is_wrong_in_the_same_line() -> None:
    known = trace(network("sigmoid"))
    one = texts(known["z[1]"])
    one[0][0] = "0.9173"
    two = texts(known["W[1]"].T @ known["a[0]"])
    class_ = [Submission("a", {"z[1]": two}), Submission("b", {"z[1]": one})]
    both, other = mark(network("sigmoid"), class_).students
    assert "it still fits bias-forgotten" in both["z[1][1,1]"].message
    assert names(other) == set()


def test_slips_of_the_pen_are_named_entry_by_entry_and_the_rest_told_apart() -> None:
    known = trace(network("sigmoid"))
    z = texts(known["z[1]"])
    z[0][0] = z[0][0].removeprefix("-") if z[0][0].startswith("-") else f"-{z[0][0]}"
    z[1][1] = f"{10 * float(z[1][1]):.4g}"
    z[1][2] = "7.377"
    report = mark(network("sigmoid"), {"z[1]": z}).student
    assert report["z[1][1,1]"].mistakes == ("sign",)
    assert report["z[1][2,2]"].mistakes == ("factor-10",)
    assert report["z[1][2,3]"].verdict == "wrong"
    assert "wrong in another way" in report["z[1][1,1]"].message


def test_a_mistake_in_an_unwritten_line_does_not_speak_against_right_lines() -> None:
    """1/N forgotten in ∂J/∂ŷ would show in every gradient: where one is right, it is not named."""
    known = trace(network("sigmoid"))
    wrong = with_mistake(known, "dJ/dy_hat", "mean-forgotten")
    typed = {"dJ/dW[2]": texts(wrong["dJ/dW[2]"]), "dJ/db[2]": texts(known["dJ/db[2]"])}
    report = mark(network("sigmoid"), typed).student
    assert "mean-forgotten" not in names(report)
    one = {"dJ/dW[2]": typed["dJ/dW[2]"], "dJ/db[2][1,1]": typed["dJ/db[2]"][0][0]}
    assert "mean-forgotten" not in names(mark(network("sigmoid"), one).student)
    typed["dJ/db[2]"] = texts(wrong["dJ/db[2]"])
    report = mark(network("sigmoid"), typed).student
    assert "mean-forgotten" in report["dJ/dW[2][1,1]"].mistakes
    assert report["dJ/db[2][1,1]"].verdict == "follows"


def neuron(digits: int) -> Exercise:
    """z is 0.881, 0.581 without its bias; ŷ is 0.7070, 0.6413 without it. Two samples."""
    return marks.layer(
        ("z[1]", "y_hat"), activation="sigmoid", W=[[0.7]], b=[0.3], X=[[0.83], [1.66]],
        Y=[[1], [0]], cost="bce", digits=digits, min_digits=digits,
    )  # fmt: skip


def test_a_mistake_with_which_nobody_went_on_needs_more_digits_to_be_believed() -> None:
    """The other sample is not written in either line."""
    alone = {"z[1][1,1]": "0.581"}
    assert names(marks.typed(neuron(3), alone)) == {"bias-forgotten"}
    assert names(marks.typed(neuron(3), alone | {"y_hat[1,1]": "0.707"})) == set()


def test_more_digits_than_are_asked_tell_more_whatever_others_typed() -> None:
    """One number of two samples; one of the class typed as many digits as are asked."""
    assert names(marks.typed(neuron(2), {"y_hat[1,1]": "0.64"})) == set()
    assert names(marks.typed(neuron(2), {"y_hat[1,1]": "0.6413"})) == {"bias-forgotten"}
    papers = [Submission("a", {"y_hat[1,1]": "0.6413"}), Submission("b", {"y_hat[1,1]": "0.91"})]
    assert [names(one) for one in mark(neuron(2), papers).students] == [{"bias-forgotten"}, set()]


def test_a_sign_turned_round_once_is_no_sign_turned_round_in_three_lines() -> None:
    """∂J/∂b[1] does not come of ∂J/∂W[1], and its right number is told; of ∂J/∂z[1] it does."""
    known = trace(network("sigmoid"))
    answers = {"dJ/dW[1]": texts(-known["dJ/dW[1]"]), "dJ/db[1]": [["0.9"], ["0.7"]]}
    report = mark(network("sigmoid"), answers).student
    assert report["dJ/dW[1][1,1]"].mistakes == ("sign-flipped",)
    assert "The right number is 0.08447" in report["dJ/db[1][1,1]"].message


def test_a_slip_in_a_formula_is_not_looked_for_in_two_unwritten_lines_at_once() -> None:
    text = ["u = 1.3*x - 0.7*y", "w = 0.9*s - 0.4*t", "f = u*w"]
    own = Expression(expression=text, at={"x": 1.7, "y": 0.83, "s": 1.1, "t": 0.61})
    u, w = 1.3 * 1.7 + 0.7 * 0.83, 0.9 * 1.1 - 0.4 * 0.61
    assert names(mark(own, {"f": f"{u * w:.7g}"}).student) == {"sign-of-a-term"}
    w = 0.9 * 1.1 + 0.4 * 0.61
    assert names(mark(own, {"f": f"{u * w:.7g}"}).student) == set()


# Given numbers, read in another way as a whole


def test_a_given_matrix_read_with_rows_for_columns_is_told_and_all_follows() -> None:
    sheet = network("tanh", X=[[0.5, -1.0], [1.5, 2.0]], Y=[[1, 0], [0, 1]])
    known = trace(sheet)
    read = evaluate(known.equations, {**known.given, "a[0]": known["a[0]"].mT})
    lines = ["z[1]", "a[1]", "z[2]", "dJ/dW[1]", "dJ/db[1]"]
    report = mark(sheet, {name: texts(read[name]) for name in lines}).student
    assert names(report) == {"given-transposed"}
    assert {one.verdict for one in report.answers if one.quantity != "z[1]"} <= {"follows", "right"}


def test_a_class_counted_from_another_number_is_told_in_every_sample() -> None:
    layer = Layer(activation="softmax", W=[[0.2, 0.4], [-0.3, 0.1], [0.5, -0.2]], b=[0.1, 0, -0.1])
    Y = [[0, 1, 0], [1, 0, 0]]
    sheet = Network(cost="ce", X=[[1.0, -0.5], [0.3, 0.8]], Y=Y, layers=[layer])
    known = trace(sheet)
    read = evaluate(known.equations, {**known.given, "y": np.roll(known["y"], 1, axis=-2)})
    typed = {name: texts(read[name]) for name in ("y_hat", "dJ/dz[1]", "dJ/dW[1]")}
    report = mark(sheet, typed).student
    assert names(report) == {"given-class-off-by-one"}
    one = {"dJ/dz[1]": texts(known["dJ/dz[1]"] + np.array([[0.1], [0], [0]]))}
    assert "given-class-off-by-one" not in names(mark(sheet, one).student)


# What is made in an unwritten line


STEPS = ["h1 = tanh(w*x1 + u*h0)", "h2 = tanh(w*x2 + u*h1)", "L = (h2 - t)**2"]
RECURRENT = Expression(
    expression=STEPS, at={"w": 0.6, "u": 0.8, "h0": 0.2, "x1": 1.0, "x2": -0.5, "t": 0.4}
)


def test_what_an_earlier_step_hands_on_is_a_path_and_no_step_without_a_name_is_spoken_of() -> None:
    """Only the last of two steps is gone back through, for both weights."""
    lines = {"h1": "0.6411", "h2": "0.2097", "dL/dw": "0.1820", "dL/du": "-0.2333"}
    report = mark(RECURRENT, lines).student
    first = next(one for one in report.answers if one.verdict == "mistake")
    later = next(one for one in report.answers if one.verdict == "follows")
    assert first.mistakes[0] == "path-dropped"
    assert later.because_of == ("dL/dh1",)
    assert "the same mistake in dL/dh1, which is not written" in later.message


def test_the_first_line_with_a_name_stands_for_a_step_that_has_none() -> None:
    known = trace(RECURRENT)
    unnamed = known.names.unnamed
    told = {
        line: first_named(known.equations, "d(u5)/d(h1)", line, unnamed)
        for line in ("dL/dw", "dL/dh1", "dL/dh2")
    }
    assert told == {"dL/dw": "dL/dh1", "dL/dh1": None, "dL/dh2": None}
    assert first_named(known.equations, "dL/dh2", "dL/dw", unnamed) == "dL/dh2"


def test_of_many_mistakes_one_with_few_ways_is_named_by_a_single_number() -> None:
    """Alone on the page: about a hundred numbers are tried, few of them of this kind."""
    lines = ["u = x/(y**2 + 0.7)", "v = cos(y)*u + 2.2", "t = x**3/2.3",
             "p = sqrt(u**2 + t**2)", "f = 2.1*p - 1.5*v"]  # fmt: skip
    sheet = Expression(expression=lines, at={"x": 0.43, "y": 1.4})
    known = trace(sheet)
    wrong = with_mistake(known, "df/dt", "inner-left-inside")
    typed = {name: texts(wrong[name]) for name in ("df/dx", "df/dy")}
    assert "inner-left-inside" in names(mark(sheet, typed).student)
    typed["df/dx"] = texts(wrong["df/dx"] * 1.0037)
    assert names(mark(sheet, typed).student) == set()


def test_two_conventions_that_fit_are_told_in_one_sentence() -> None:
    layer = Layer(activation="identity", W=[[0.4, -0.7]], b=[0.3])
    sheet = Network(cost="mse", X=[[1.0, 2.0]], Y=[[1.0]], layers=[layer])
    halved = {"dJ/dW[1]": texts(trace(sheet)["dJ/dW[1]"] / 2)}
    said = mark(sheet, halved).student.answers[0].message
    assert "with another convention: cost = half_mse, or cost = half_sse." in said


def test_a_wrong_calculation_that_makes_one_row_of_several_is_marked_like_any_other() -> None:
    """W[2] for W[3] gives one row of ∂J/∂a[2], which stands for both."""
    widths = [[[0.4]], [[0.7], [-0.3]], [[0.5, -0.8], [0.2, 0.6]]]
    layers = [Layer(activation="sigmoid", W=W, b=[0.1] * len(W)) for W in widths]
    sheet = Network(cost="bce", X=[[0.5], [-1.2], [2.0]], Y=[[1, 0], [0, 1], [1, 1]], layers=layers)
    wrong = with_mistake(trace(sheet), "dJ/da[2]", "wrong-layer-weight")
    lines = [f"dJ/d{one}[{layer}]" for layer in (3, 2, 1) for one in "Wb"]
    report = mark(sheet, {name: texts(wrong[name]) for name in lines}).student
    assert "wrong-layer-weight" in names(report)


def two_layers(W: list[list[float]], b: list[float], samples: int = 1) -> Network:
    """a[1] is 0.7109 and 0.4750; the second layer is identity."""
    first = Layer(activation="sigmoid", W=[[0.7], [0.3]], b=[0.2, -0.4])
    layers = [first, Layer(activation="identity", W=W, b=b)]
    return Network(
        cost="half_sse",
        X=[[1.0 + n] for n in range(samples)],
        Y=[[0.4, 0.2][: len(b)]] * samples,
        layers=layers,
    )


def test_a_mistake_is_named_where_half_of_its_numbers_cancel() -> None:
    """0.668·0.711 − 0.475 is −0.000052, without rounding −0.000107: far apart, and both honest."""
    sheet = two_layers([[0.668, -1.0], [0.9, 0.4]], [0.31, 0.27])
    report = mark(sheet, {"z[2]": [["-0.000052"], ["0.8299"]]}).student
    assert names(report) == {"bias-forgotten"}


def test_of_two_mistakes_that_fit_the_one_that_gives_the_very_number_is_named() -> None:
    """Without b it is 0.2507; with a′ for a, four units further: rounding may reach so far."""
    for samples in (1, 2):  # of two, the other is not written
        own = two_layers([[6.7, -9.5]], [1.2433], samples)
        assert names(mark(own, {"z[2][1,1]": "0.2507"}).student) == {"bias-forgotten"}


def test_of_a_paper_that_is_wrong_all_over_twelve_lines_are_looked_into() -> None:
    at = {f"x{k}": 0.3 + k / 7 for k in range(1, 14)}
    text = [f"u{k} = x{k}*1.37 + y" for k in range(1, 14)]
    sheet = Expression(expression=text, at={**at, "y": 0.4471})
    key = trace(sheet)
    report = mark(sheet, {f"u{k}": f"{-float(key[f'u{k}']):.5g}" for k in range(1, 14)}).student
    assert [answer.mistakes for answer in report.answers] == [("sign",)] * 12 + [()]
