"""Honest numbers that were once wrong: each input is one of a kind, and more of it beside.

Beside them stand, as tests of their own rooms: a given value in its own slope
(`test_formulas.test_what_follows_from_a_given_value_is_marked_as_on_a_network`), sign(p − y) as a
formula (`test_formula_reading.test_what_has_one_reading_is_read`), and the sheet's sign in what is
told (`test_report.test_the_right_number_has_the_sign_of_the_symbol_that_was_used`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exercises.task import bundled
from grader import mark
from grader.asked import Exercise
from tests.sample import sample
from tracer import Layer, Network

from .marks import alone, filled, layer, lines, sheet, to_digits, typed, verdicts

Turn = Callable[[float], int]
TURNS = (round, math.trunc, math.floor)
few = settings(max_examples=15, deadline=None)
kept = st.integers(3, 5)
turns = st.sampled_from(TURNS)


def losses(
    y_hat: Sequence[float], y: Sequence[int], cost: str = "bce", digits: int = 4
) -> Exercise:
    return layer(
        ("loss", "J"), activation="sigmoid", cost=cost, Y=[[one] for one in y],
        given={"y_hat": [list(y_hat)]}, digits=digits,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("y_hat", "loss", "J"),
    [((0.6, 0.2, 0.7), ["0.5108", "0.2231", "0.3567"], "0.3637"),
     ((0.3, 0.1, 0.7), ["1.203", "0.1053", "0.3566"], "0.5546")],
)  # fmt: skip
def test_a_sum_is_rounded_before_it_is_divided(
    y_hat: tuple[float, ...], loss: list[str], J: str
) -> None:
    """Cases 22 and 23: 1.091/3; 1.664/3, cut off."""
    found = typed(losses(y_hat, (1, 0, 1)), {"loss": [loss], "J": J})
    assert [one.verdict for one in found.answers] == ["right"] * 4


def text_of(number: float, digits: int) -> str:
    """All its digits, zeros at the end among them."""
    return f"{number:#.{digits}g}".rstrip(".")


def sum_of(numbers: Sequence[float], digits: int, turn: Turn) -> float:
    """Every term and every sum so far rounded."""
    total = 0.0
    for number in numbers:
        with_it = round(total + to_digits(number, digits, turn), 12)  # on paper, no float64 is seen
        total = to_digits(with_it, digits, turn)
    return total


@few
@given(st.lists(st.tuples(st.integers(2, 98), st.booleans()), min_size=2, max_size=6), kept, turns)
def test_any_sum_of_losses_may_be_rounded_before_it_is_divided(
    samples: list[tuple[int, bool]], digits: int, turn: Turn
) -> None:
    y_hat, y = [one / 100 for one, _ in samples], [int(one) for _, one in samples]
    own = [-math.log(p if one else 1 - p) for p, one in zip(y_hat, y, strict=True)]
    own = [to_digits(loss, digits, turn) for loss in own]
    J = to_digits(sum_of(own, digits, turn) / len(own), digits, turn)
    answers = {"loss": [[text_of(loss, digits) for loss in own]], "J": text_of(J, digits)}
    found = verdicts(losses(y_hat, y, digits=digits), answers)
    assert set(found.values()) == {"right"}


@pytest.mark.parametrize(("loss", "J"), [("1.049", "1.049"), ("1.048", "1.048")])
def test_a_difference_is_rounded_before_it_is_squared(loss: str, J: str) -> None:
    """Case 24: ŷ − y = 1.02362, rounded 1.024."""
    found = verdicts(losses([0.02362], [-1], "mse"), {"loss": loss, "J": J})
    assert set(found.values()) == {"right"}


@few
@given(st.integers(10_001, 99_999), st.integers(-3, 3), kept, turns)
def test_any_difference_may_be_rounded_before_it_is_squared(
    number: int, y: int, digits: int, turn: Turn
) -> None:
    y_hat = number / 100_000
    difference = to_digits(y_hat - y, digits, turn)
    units = (y_hat - y) ** 2 * 10.0 ** (digits - 1 - math.floor(2 * math.log10(abs(y_hat - y))))
    assume(abs(units - round(units)) > 1e-4)  # a hair from whole units: test_marks_open
    J = text_of(to_digits(difference**2, digits, turn), digits)
    own = losses([y_hat], [y], "mse", digits)
    assert verdicts(own, {"J": J}) == {"J": "right"}
    assert verdicts(own, {"loss": J, "J": J}) == {"loss[1,1]": "right", "J": "right"}


def test_a_partial_sum_is_rounded_at_the_size_it_has() -> None:
    """Case 25: −1.037 − 0.2178 + 1.538 = 0.283 for 0.28278."""
    own = layer(("z[1]",), W=[[-0.621, 0.396, 1.809]], X=[[1.67, -0.55, 0.85]], Y=[[1]])
    assert own.trace["z[1]"].item() == pytest.approx(0.28278)
    for text in ("0.2830", "0.283", "0.2828", "0.2827"):
        assert alone(own, "z[1][1,1]", text).verdict == "right"


hundredths = st.integers(-300, 300).filter(bool).map(lambda n: n / 100)


@few
@given(st.lists(st.tuples(hundredths, hundredths), min_size=2, max_size=5), kept, turns)
def test_any_partial_sum_may_be_rounded(
    terms: list[tuple[float, float]], digits: int, turn: Turn
) -> None:
    own = layer(
        ("z[1]",), W=[[w for w, _ in terms]], X=[[x for _, x in terms]], Y=[[1]], digits=digits
    )
    products = [to_digits(w * x, digits, turn) for w, x in terms]
    for order in (products, products[::-1]):
        made = sum_of(order, digits, turn)
        assume(abs(made) > 1e-3)
        assert alone(own, "z[1][1,1]", text_of(made, digits)).verdict == "right"


NUMBERS = [
    name for name in bundled() if any(ask.kind == "number" for ask in sheet(name).asks or ())
]
WAYS: tuple[Callable[[float], str], ...] = (
    lambda number: text_of(to_digits(number, 4, math.floor), 4),
    lambda number: text_of(to_digits(number, 4, math.trunc), 4),
    lambda number: str(np.float32(number)),
    repr,
)


def three(turn: Turn) -> Callable[[float], str]:
    return lambda number: f"{turn(float(f'{number * 1000:.9f}')) / 1000:.3f}"


def lost(own: Exercise, ways: Sequence[Callable[[float], str]]) -> list[tuple[int, str, str]]:
    """What is not right of a sheet's numbers, written down in each of some ways."""
    papers = [filled(own, lambda _, number, way=way: way(number)) for way in ways]
    return [
        (at, one.name, one.typed)
        for at, student in enumerate(mark(own, papers).students)
        for one in student.answers
        if one.verdict != "right"
    ]


@pytest.mark.parametrize("name", sample(NUMBERS, 12))
def test_right_numbers_are_right_in_whatever_way_they_are_written_down(name: str) -> None:
    """Case 26: rounded down, float32 and three decimals where the sheet sets them."""
    for part in sheet(name).parts:
        numbers = tuple(ask for ask in part.asks or () if ask.kind == "number")
        own = replace(part.by_itself, asks=numbers)
        assert lost(own, WAYS) == []
        assert lost(replace(own, decimals=3), [three(turn) for turn in TURNS]) == []


def test_a_float32_that_is_not_quite_the_number_is_right() -> None:
    """Case 26: −0.5."""
    own = lines("d = p - y", at={"p": 0.5, "y": 1.0})
    for text in ("-0.5000001", "-0.49999997", "-0.5", "-0.50000012"):
        assert alone(own, "d", text).verdict == "right"
    assert alone(own, "d", "-0.5000101").points == 0


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", ["800", "800.0", "8e2"])
@pytest.mark.parametrize("x", [-800.0, -2000.0])
def test_the_loss_of_a_saturated_output_is_exact(x: float, text: str) -> None:
    """Case 27: −ln σ(−800) = 800, though σ is 0 there."""
    own = layer(("J",), activation="sigmoid", cost="bce", W=[[1.0]], X=[[x]], Y=[[1]])
    assert alone(own, "J", text if x == -800 else f"{-x:g}").verdict == "right"


@pytest.mark.parametrize("text", ["inf", "∞", "-inf", "−∞", "+inf"])
def test_infinity_is_read_as_a_number(text: str) -> None:
    """Case 27."""
    own = layer(("J",), activation="sigmoid", cost="bce", W=[[1.0]], X=[[-800.0]], Y=[[1]])
    assert alone(own, "J", text).verdict != "unreadable"


GRADIENT = [[0.2, -0.1, 0.3], [-0.3, 0.1, 0.2]]


def sums(*rows: list[float]) -> Any:
    count = len(rows)
    return layer(
        ("dJ/db[1]",), activation="sigmoid", W=[[0.5, -0.3]] * count, b=[0.2] * count,
        X=[[1, 2], [-1, 1], [2, -1]], given={"dJ/dz[1]": [list(row) for row in rows]}, reveal="all",
    )  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [[-0.3, 0.1, 0.2], [0.1, 0.2, -0.3], [0.7, -0.1, -0.6], [-0.7, 0.4, 0.3], [1.1, -2.2, 1.1]],
)
@pytest.mark.parametrize("text", ["0", "0.0", "-0", "0.000"])
def test_a_sum_that_cancels_is_0(row: list[float], text: str) -> None:
    """Case 31: −0.3 + 0.1 + 0.2 is 2.8e−17 for a computer."""
    assert alone(sums(row), "dJ/db[1][1,1]", text).verdict == "right"
    assert alone(sums(row), "dJ/db[1][1,1]", "0.1").points == 0


def test_a_sum_that_cancels_is_0_beside_others() -> None:
    found = typed(sums(*GRADIENT), {"dJ/db[1]": [["0.4"], ["0"]]})
    assert [one.verdict for one in found.answers] == ["right", "right"]


def test_each_samples_loss_of_a_saturated_softmax_is_its_own() -> None:
    sure = Layer(activation="softmax", W=[[800.0], [0.0]])
    network = Network(layers=[sure], X=[[1.0], [2.0]], Y=[[0, 1], [0, 1]], cost="ce")
    answers = mark(network, {"loss": [["800", "1600"]]}).student.answers
    assert [answer.verdict for answer in answers] == ["right", "right"]


@pytest.mark.parametrize("digits", [4, 6])
@pytest.mark.parametrize("k", ["1000", "1.00e3", "2340"])
def test_zeros_of_a_whole_number_do_not_say_that_somebody_works_with_more_digits(
    digits: int, k: str
) -> None:
    """u·v = 1.3755 is 1.38 to three digits, 1.38 − 1.07 = 0.31; beside it stands 1000."""
    own = lines(
        "p = u*v", "s = p - w", "k = 1000*c", ask=("s", "k"), digits=digits, min_digits=3,
        at={"u": 1.31, "v": 1.05, "w": 1.07, "c": float(k) / 1000},
    )  # fmt: skip
    assert verdicts(own, {"s": "0.310", "k": k}) == {"s": "right", "k": "right"}
    assert verdicts(own, {"s": "0.3100", "k": k})["s"] == "wrong"


def test_the_sum_of_an_array_may_be_added_up_entry_by_entry() -> None:
    """From the last, cut off: 0.0529 + 6.86 → 6.91, + 8.76 → 15.6, + 0.883 → 16.4."""
    own = lines("L = sum(U)", ask=("L",), at={"U": [[0.883, 8.76], [6.86, 0.0529]]}, digits=3)
    assert [alone(own, "L", text).points for text in ("16.4", "16.6", "16.2")] == [1, 1, 0]


def test_the_terms_of_a_sum_may_be_taken_off_one_by_one() -> None:
    """y (dy − Σ dy y): 1.35 + 0.128 → 1.47, − 0.988 → 0.481 (cut off), · 0.732 → 0.352."""
    found = verdicts(sheet("attention-head"), {
        "A": [["0.267", "0.732"], ["0.377", "0.622"]],
        "dL/dA": [["-0.482", "1.35"], ["0.738", "3.69"]],
        "dL/dS": [["-0.357", "0.352"], ["-0.689", "0.696"]],
    })  # fmt: skip
    assert set(found.values()) == {"right"}


@pytest.mark.parametrize(
    ("text", "verdict"), [("0.92", "coarse"), ("0.93", "wrong"), ("1", "wrong")]
)
def test_an_exact_number_of_few_digits_that_is_no_whole_one_is_coarse(
    text: str, verdict: str
) -> None:
    """0.71 · 1.3 = 0.923; of a whole number nothing is coarse."""
    own = lines("z = w*x", ask=("z",), at={"w": 0.71, "x": 1.3}, digits=4)
    assert alone(own, "z", text).verdict == verdict


def test_who_holds_a_step_in_memory_may_cut_off_only_what_is_asked() -> None:
    """0.5329 is held, e^(−0.5329) = 0.58690 cut off; who cuts 0.5329 off comes to 0.587."""
    own = lines(
        "v = 3*w - 1", "s = v**2", "y = exp(-s)", ask=("v", "y"), at={"w": 0.09}, decimals=3
    )
    for text in ("0.586", "0.587"):
        assert verdicts(own, {"v": "-0.73", "y": text})["y"] == "right"
    for text in ("0.585", "0.589"):
        assert verdicts(own, {"v": "-0.73", "y": text})["y"] == "wrong"


# What is held in memory, near powers of ten, and of many exact factors


def test_a_product_may_be_rounded_only_after_a_number_that_was_held_in_memory() -> None:
    """2.362 held, −0.2362 rounded down to −0.237; whoever wrote 2.36 has −0.236 and rounds no
    more. So too a typed number, behind which more may stand."""
    own = lines("q = x*y", "p = -0.1*q", "r = 0.4*p", at={"x": 1.181, "y": 2}, digits=3)
    for text in ("-0.0945", "-0.0944", "-0.0948"):
        assert alone(own, "r", text).verdict == "right"
    assert alone(own, "r", "-0.0952").verdict == "wrong"


def test_a_number_is_rounded_down_across_a_power_of_ten() -> None:
    """−1.664 → −1.67, −1.002 → −1.01, −0.606; −0.9984 alone would have been −0.999."""
    own = lines("q = x*y", "p = 0.6*q", "r = 0.6*p", at={"x": -1.28, "y": 1.3}, digits=3)
    for text in ("-0.599", "-0.600", "-0.606"):
        assert alone(own, "r", text).verdict == "right"
    assert alone(own, "r", "-0.612").verdict == "wrong"


def test_a_power_of_a_typed_number_is_rounded_as_any_other() -> None:
    """1.1302⁴ has sixteen decimals: so many that no unit is a part of it."""
    own = lines("a = x + 0.1", "v = 0.001*a**4", "r = 500*v", at={"x": 1.03021}, decimals=4)
    assert verdicts(own, {"a": "1.1302", "r": "0.8000"})["r"] == "right"


def test_the_square_of_a_difference_that_rounding_may_make_0_may_be_0() -> None:
    """1.0820 − 1.0801; with three digits 1.08 − 1.08, and its square is 0, or anything small."""
    own = lines(
        "p = a*b", "d = p - c", "u = d**2", at={"a": 1.2345, "b": 0.8765, "c": 1.0801}, digits=3
    )
    for text in ("0", "0.00000001", "0.0000036", "0.000004"):
        assert alone(own, "u", text).verdict == "right"
    for text in ("-0.0001", "0.02"):
        assert alone(own, "u", text).verdict == "wrong"


@pytest.mark.parametrize(
    ("line", "turn", "beyond"),
    [
        ("u = d**2 + 3", "3.00", "2.98"),
        ("u = cos(d)", "1.00", "1.02"),
        ("u = d**4 - 1", "-1.00", "-1.02"),
        ("u = exp(-d**2)", "1.00", "1.02"),
        ("u = abs(d) + 1", "1.00", "0.98"),
        ("u = (p - c)**2", "0", "-0.001"),
    ],
)
def test_what_lies_where_a_curve_turns_is_accepted(line: str, turn: str, beyond: str) -> None:
    own = lines("p = a*b", "d = p - c", line, at={"a": 1.2345, "b": 0.8765, "c": 1.0801}, digits=3)
    assert alone(own, "u", turn).verdict == "right"
    assert alone(own, "u", beyond).verdict == "wrong"


def test_a_sum_of_known_numbers_is_cut_off_one_after_the_other() -> None:
    """0.462 + 0.4186 = 0.8806 → 0.880; + 0.2698 = 1.1498 → 1.14; − 0.53 = 0.61. Without the first
    rounding it were 1.1504 → 1.15."""
    own = layer(
        ("z[1]",), W=[[0.33, 0.91, 0.38]], b=[-0.53], X=[[1.4, 0.46, 0.71]], Y=[[0]], digits=3
    )
    for text in ("0.610", "0.620", "0.6204"):
        assert alone(own, "z[1][1,1]", text).verdict == "right"
    for text in ("0.590", "0.640"):
        assert alone(own, "z[1][1,1]", text).verdict == "wrong"


def test_a_line_that_was_held_does_not_make_good_what_steps_lose() -> None:
    """2·0.34521 may be cut off first here, and then e^−z and 1 + e^−z in the line behind it: but
    whoever cut off 0.34521 before has lost nothing in the first, and all in these."""
    network = Network(
        layers=[
            Layer(activation="tanh", W=[[0.8, 0.4, 0.6]], b=[0.4], dropout_mask=[[2.0]]),
            Layer(activation="sigmoid", W=[[1.0]], b=[-0.1]),
        ],
        X=[[1.3, -0.3, -1.6]],
        Y=[[1.0]],
        cost="bce",
    )
    report = mark(network, {"z[1]": "0.36000", "y_hat": "0.64350"})
    assert [one.verdict for one in report.student.answers] == ["right", "right"]


def test_what_was_held_may_be_lost_in_each_entry_of_a_line() -> None:
    """An Adaline, rounded down to three digits, now from memory and now from what is written: both
    weights of the third step are too large by 0.0015, and z of the fourth is −0.071 for −0.0675."""
    network = Network(
        layers=[Layer(activation="identity", W=[[-0.2, 0.1]], b=[-0.4])],
        X=[[1, 1], [1, -1], [-1, 1], [-1, -1]],
        Y=[[1], [1], [1], [-1]],
        cost="half_sse",
        order="stochastic",
        alpha=0.3,
    )
    asked = {"@2 W[1]:=[1,1]": "0.625", "@2 W[1]:=[1,2]": "0.175", "@3 dJ/dy_hat[1,1]": "-1.03",
             "@3 b[1]:=[1,1]": "0.732", "@4 z[1][1,1]": "-0.0710"}  # fmt: skip
    own = Exercise(source=network, steps=4, asks=None)
    found = {one.name: one.verdict for one in mark(own, asked).student.answers}
    assert found["@4 z[1][1,1]"] == "right"
