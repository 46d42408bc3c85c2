"""How roundings travel: one along two paths, none of exact numbers, ends that lead nowhere."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from grader import worked
from grader.bounds import through
from grader.follow import Followed, follow
from grader.ranged import Ranged, Rounding, Sums, given, last_digit
from grader.second_order import bent
from grader.worked import steps_of
from grader.written import Written
from tests.sample import sample
from tests.tracer.test_rules import RULES, draw
from tracer import Expression, Layer, Network, Trace, trace
from tracer.mistakes import swaps_of
from tracer.rules.rule import Array, Rule


def followed(known: Trace, written: dict[str, Written] | None = None, digits: int = 4) -> Followed:
    """The loop of one student who wrote these lines, or none."""
    return follow(known.equations, known.given, written or {}, Rounding(np.full((1, 1, 1), digits)))


def lines(*text: str, **at: float) -> Trace:
    return trace(Expression(expression=list(text), at=at))


def width(line: Ranged) -> float:
    return float((line.high - line.low).max())


UNITS = {0.1234: 1e-4, 0.001: 1e-6, 1234.0: 1.0, 98765.0: 10.0, -0.05: 1e-5, 0.0: 0.0}


@pytest.mark.parametrize("number", UNITS)
def test_the_last_of_four_digits(number: float) -> None:
    assert last_digit(np.array(number), 4) == pytest.approx(UNITS[number])


def test_one_rounding_along_two_paths_cancels() -> None:
    known = lines("u = x/3", "v = 2*u", "f = v - u", "g = v + u", x=1.0)
    own = followed(known)
    assert 0 < 2 * width(own.line["f"]) < width(own.line["g"])


def test_equal_numbers_are_rounded_equally() -> None:
    many = [f"u{n} = x{n}/7" for n in range(1, 10)]
    total = "f = " + " + ".join(f"u{n}" for n in range(1, 10))
    same = lines(*many, total, **{f"x{n}": 3.0 for n in range(1, 10)})
    other = lines(*many, total, **{f"x{n}": 3.0 + n / 100 for n in range(1, 10)})
    spread = [float(followed(one).line["f"].sums.squares.max()) for one in (same, other)]
    assert spread[0] > 1.05 * spread[1]


def test_a_wrong_line_that_is_the_same_along_each_row_moves_what_follows() -> None:
    """N = X − m without X: what is one number a row stands at every entry."""
    text = ["m = row_means(X)", "N = X - m", "L = sum(N**2)"]
    X = [[-0.2, 0.4, 0.5], [0.6, -0.8, 0.9]]
    known = trace(Expression(expression=text, at={"X": X}))
    right = known.by_name["N"].equation
    wrong = [swap for mistake, swap in swaps_of(known, right) if mistake.name == "term-dropped"]
    assert wrong
    for swap in wrong:
        steps = [swap if line is right else line for line in known.equations]
        found = follow(steps, known.given, {}, Rounding(np.full((1, 1, 1), 4)))
        assert width(found.line["dL/dX"]) > 0


def test_an_entry_of_another_parameter_is_followed_whatever_its_shape() -> None:
    """A bias updated from the first of four weights, behind an update that was not written."""
    layers = [
        Layer(activation="tanh", W=[[0.4, -0.3], [0.2, 0.1]], b=[0.2, 0.1]),
        Layer(activation="sigmoid", W=[[0.5, -0.7]], b=[0.1]),
    ]
    network = Network(layers=layers, X=[[0.5, -1.0]], Y=[[1.0]], cost="bce", alpha=0.5)
    known = trace(network, 2)
    right = known.by_name["@2 b[2]:="].equation
    swaps = list(swaps_of(known, right))
    wrong = [swap for mistake, swap in swaps if mistake.name == "update-of-another-parameter"]
    assert wrong
    for swap in wrong:
        steps = [swap if line is right else line for line in known.equations]
        found = follow(steps, known.given, {}, Rounding(np.full((1, 1, 1), 4)))
        assert np.isfinite(found.line["@2 b[2]:="].low).all()
        assert found.line["@2 b[2]:="].low.shape[-2:] == (1, 1)


def test_of_sixteen_lines_each_is_told_apart_and_of_more_the_eight_largest() -> None:
    numbers = {f"x{n}": np.array([3.0 * n + 1, 3.0 * n + 1]) for n in range(1, 17)}
    numbers["x17"] = np.array([3.0, 1.0])  # a third of the first student's rounds nothing
    text = [f"u{n} = x{n}/3" for n in range(1, 18)]
    total = "f = " + " + ".join(f"u{n}" for n in range(1, 18))
    known = trace(Expression(expression=[*text, total], at=numbers))
    two = follow(known.equations, known.given, {}, Rounding(np.full((2, 1, 1), 4)))
    moves = two.state["f"].moves
    told = [sum(bool(move[:, who].any()) for move in moves.values()) for who in (0, 1)]
    assert told == [16, 8]
    assert (moves["u9"] != 0).ravel().tolist() == [True, False]
    assert (moves["u16"] != 0).all()
    for who in (0, 1):
        own = trace(
            Expression(expression=[*text, total], at={x: n[who] for x, n in numbers.items()})
        )
        assert width(followed(own).state["f"]) == width(two.state["f"].part(np.array([who])))


def test_a_line_is_rounded_where_any_of_its_entries_is() -> None:
    at = {f"x{n}": [[3.0 * n + 1, 3.0]] for n in range(1, 18)}  # a third of 3 rounds nothing
    text = [f"u{n} = x{n}/3" for n in range(1, 18)]
    total = "f = " + " + ".join(f"u{n}" for n in range(1, 18))
    known = trace(Expression(expression=[*text, total, "y = sum(f)"], at=at))
    assert len(followed(known).state["f"].moves) == 8  # of more than sixteen lines


def test_a_large_rounding_along_two_paths_cancels_behind_many_small_ones() -> None:
    text = [f"u{n} = x{n}/300" for n in range(1, 18)]
    total = "v = k*" + "*".join(f"u{n}" for n in range(1, 18))
    at = {"y": 7.0, **{f"x{n}": 3.0 * n + 1 for n in range(1, 18)}}
    own = followed(lines("z = y/3", "k = z**30", *text, total, "r = v/k", "s = v/2", **at))
    relative = [width(own.line[name]) / own.line[name].value.item() for name in "rs"]
    assert relative[0] < 0.7 * relative[1]


def test_some_students_of_a_line_keep_their_own_roundings() -> None:
    known = trace(Expression(expression=["u = x/3", "f = 2*u"], at={"x": np.array([1.0, 20.0])}))
    two = follow(known.equations, known.given, {}, Rounding(np.full((2, 1, 1), 4)))
    whole, second = two.line["f"], two.line["f"].part(np.array([1]))
    of_both = np.concatenate([whole.moves["u"]], axis=-3)[..., 1:, :, :]
    assert whole.moves["u"].shape[-3] == 2
    assert np.array_equal(second.moves["u"], of_both)


@pytest.mark.parametrize("asked", ["in order", "from the last"])
def test_a_line_that_no_written_number_is_made_of_is_the_same_when_it_is_asked_for(
    asked: str,
) -> None:
    hidden = Layer(activation="tanh", W=[[0.3, -0.2], [0.1, 0.7]], b=[0.1, -0.3])
    output = Layer(activation="sigmoid", W=[[0.6, -0.4]], b=[0.2])
    known = trace(Network(layers=[hidden, output], X=[[0.5, 1.0]], Y=[[1]], cost="bce", alpha=0.5))
    wrong = Written(np.array([[[0.05], [0.31]]]), np.full((1, 2, 1), 1e-2))
    nothing = np.full((1, 1, 1), np.nan)
    late = followed(known, {"a[1]": wrong})
    all_of = {line.target: Written(nothing, nothing) for line in known.equations}
    at_once = followed(known, {**all_of, "a[1]": wrong})
    names = [line.target for line in known.equations]
    for name in names if asked == "in order" else names[::-1]:
        for one, other in ((late.line, at_once.line), (late.state, at_once.state)):
            assert np.array_equal(one[name].low, other[name].low), name
            assert np.array_equal(one[name].high, other[name].high), name


def test_exact_numbers_round_nothing() -> None:
    known = lines("J = u*x + v*y", "f = J**2", u=1.0, x=3.0, v=2.0, y=4.0)
    assert followed(known).line["f"].exact.all()
    assert not followed(lines("J = x/3", "f = J**2", x=1.0)).line["f"].exact.any()
    known = lines("a = w*x", "f = 1*a", w=0.8, x=0.75)
    assert followed(known).line["f"].exact.all()


def test_a_number_that_was_written_replaces_what_came_before_it() -> None:
    known = lines("u = x/3", "v = u*7.13", "f = v/1.7", x=1.0)
    own = Written(known.state["v"][None], np.full((1, 1, 1), 1e-4))
    there = followed(known, {"v": own}).line["f"]
    assert width(there) < 0.3 * width(followed(known).line["f"])
    assert set(there.moves) == {"v"}


def test_more_digits_make_ranges_narrower() -> None:
    known = lines("u = x/3", "v = u*7.13", "f = v/1.7", x=1.0)
    wide = [width(followed(known, digits=digits).line["f"]) for digits in (3, 4, 5)]
    assert wide[0] > 5 * wide[1] > 25 * wide[2]


def test_a_line_is_worked_with_as_many_digits_as_all_its_numbers_show() -> None:
    shown = np.array([[[5.0, 0.0, 4.0]], [[0.0, 0.0, 0.0]]])  # 0: nothing was written
    digits = Rounding(np.full((2, 1, 1), 3.0)).at_least(shown).digits
    assert digits.ravel().tolist() == [4.0, 3.0]


def test_a_range_that_reaches_the_end_of_the_domain_ends_there() -> None:
    known = trace(
        Network(layers=[Layer(activation="sigmoid", W=[[1.0]])], X=[[7.0]], Y=[[0]], cost="bce")
    )
    own = followed(known, digits=3)
    assert np.isfinite(own.line["dJ/dy_hat"].low).all()
    assert np.isfinite(own.line["dJ/dy_hat"].high).all()
    assert 0.9 < own.line["dJ/dz[1]"].low < own.line["dJ/dz[1]"].high < 1.1


def test_a_curve_that_turns_inside_a_range_is_seen() -> None:
    known = lines("u = x/3", "v = u - 0.3333", "f = v**2", x=1.0)
    square = followed(known, digits=3).line["f"]
    assert square.low < 2e-9 < 1e-7 < square.high


def test_a_slope_is_either_side_of_its_kink_where_the_range_holds_it() -> None:
    known = lines("u = x/3", "v = u - 0.3333", "f = relu(v)", x=1.0)
    slope = followed(known, digits=3).line["d(f)/d(v)"]
    assert slope.low <= 0.0
    assert slope.high >= 1.0


def rounded(rule: Rule, values: list[Array]) -> list[Ranged]:
    """Three students' numbers, all but the given ones rounded before."""
    known = [given(value) for value in values]
    return [through(rule_of_copy(), [one], Rounding(3), {}, ["x"]).unwritten() for one in known]


def rule_of_copy() -> Rule:
    return RULES["affine without bias"].__class__(
        name="third", inputs=("x",), formula=third(), calculate=lambda x: x / 3, why="", source="",
        kind="elementwise",
    )  # fmt: skip


def within(value: Array, reach: float) -> Ranged:
    """Numbers that may be off by so much to both sides."""
    off = np.full(value.shape, reach)
    return Ranged(value, sums=Sums(worst=off, squares=off**2))


def test_where_entries_depend_on_one_another_what_each_may_do_adds_up() -> None:
    """Of softmax no single z takes ŷ as far as all of them together."""
    layer = Layer(activation="softmax", W=[[0.04], [0.01], [-0.02]])
    known = trace(Network(layers=[layer], X=[[1.0]], Y=[[1, 0, 0]], cost="ce"))
    rule = known.by_name["y_hat"].equation.rule
    z = known.state["z[1]"][None]
    value = np.asarray(rule.calculate(z))
    straight, (down, up) = bent(rule, [within(z, 2.5)], value, [0])
    assert not straight.any()
    for signs in product((-2.5, 2.5), repeat=3):
        made = rule.calculate(z + np.reshape(signs, z.shape))
        assert (made >= value + down).all()
        assert (made <= value + up).all()


def test_a_number_on_the_end_of_the_domain_is_not_taken_to_lie_in_it() -> None:
    """u^1.1 at u = 0: on one side there is nothing, on the other it rises, however flat it is."""
    rule = lines("f = u**1.1", u=0.0).by_name["f"].equation.rule
    zero = np.zeros((1, 1, 1))
    with np.errstate(invalid="ignore"):
        straight, (down, up) = bent(rule, [within(zero, 0.01)], zero, [0])
    assert not straight.any()
    assert down == 0
    assert up >= 0.01**1.1


def third() -> Any:
    from tracer.formula.parse import formula

    return formula("x/3")


@pytest.mark.parametrize("name", sample(RULES))
@pytest.mark.parametrize("digits", [np.full((1, 1, 1), 4), np.array([3, 4, 5])[:, None, None]])
def test_the_steps_of_every_rule_are_those_of_its_own_formula(
    name: str, digits: Array, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = RULES[name]

    def never(*_: object) -> None:
        raise AssertionError(f"{name} is not worked out step by step")

    monkeypatch.setattr(worked, "roughly", never)
    values = draw(rule)
    inputs = rounded(rule, values)
    made = steps_of(rule, inputs, Rounding(digits))
    right = rule.calculate(*(one.value for one in inputs))
    if not rule.special:
        np.testing.assert_allclose(
            np.broadcast_to(made.value, np.broadcast_shapes(made.shape, right.shape)),
            np.broadcast_to(right, np.broadcast_shapes(made.shape, right.shape)),
            rtol=1e-9,
            atol=1e-12,
        )
