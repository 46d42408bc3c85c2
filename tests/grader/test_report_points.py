"""What a report shows of points adds up to the total that it shows."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from grader import mark
from grader.report import FORMATS
from grader.report.points import points_of
from grader.result import ByHand, Marked, Report, StudentReport

NUMBER = r"(\d+(?:\.\d+)?)"
HEAD = re.compile(rf"(?:ana: )?{NUMBER} of {NUMBER} points")
LINE = re.compile(rf"  [✓↪≈✗·?] (\S+) .*? (?:{NUMBER} of {NUMBER}|–)")
ALL = re.compile(rf"  Σ all of (\S+) +{NUMBER} of {NUMBER}")
HAND = re.compile(rf"  by hand: .*: (?:{NUMBER}|not marked yet,) of {NUMBER} points")
TOTAL = re.compile(rf"  Σ total +{NUMBER} of {NUMBER}")
Pair = tuple[Decimal, Decimal]


def added_up(report: str) -> tuple[Pair, list[Pair]]:
    """The total of a printed report of one student; the points of each line. Every sum that is
    printed is checked on the way."""
    lines = report.splitlines()
    head = HEAD.fullmatch(lines[0])
    assert head is not None
    found: list[Pair] = []
    for line in lines[1:]:
        if one := LINE.fullmatch(line):
            found.append(pair(one[2], one[3]))
        elif some := ALL.fullmatch(line):
            assert summed(found[-count_of(lines, some[1]) :]) == pair(some[2], some[3])
        elif hand := HAND.fullmatch(line):
            found.append(pair(hand[1], hand[2]))
        elif total := TOTAL.fullmatch(line):
            assert summed(found) == pair(total[1], total[2]) == pair(head[1], head[2])
            return pair(total[1], total[2]), found
    raise AssertionError("there is no total")


def count_of(lines: list[str], name: str) -> int:
    shown = [one[1] for line in lines if (one := LINE.fullmatch(line))]
    return sum(entry.startswith(f"{name}[") for entry in shown)


def pair(has: str | None, most: str | None) -> Pair:
    return Decimal(has or "0"), Decimal(most or "0")


def summed(pairs: list[Pair]) -> Pair:
    return sum((has for has, _ in pairs), Decimal(0)), sum((most for _, most in pairs), Decimal(0))


def test_the_entries_of_a_quantity_show_what_the_quantity_is_worth() -> None:
    sheet = {
        "network": {"layers": [{"activation": "relu", "W": [[1], [2], [3], [4], [5], [6]]}],
                    "X": [[1]], "Y": [[0] * 6], "cost": "mse"},
        "ask": [{"quantity": "z[1]", "points": 1}, {"quantity": "y_hat", "points": 1}],
    }  # fmt: skip
    right = {f"{name}[{row},1]": str(row) for name in ("z[1]", "y_hat") for row in range(1, 7)}
    said = FORMATS["text"](mark(sheet, right))
    assert [one[1:] for one in ALL.findall(said)] == [("1", "1"), ("1", "1")]


def test_the_points_of_a_marking_add_up() -> None:
    sheet = {
        "network": {
            "cost": "bce", "X": [[0.5, -1.0], [1.5, 2.0], [1.0, 1.0]], "Y": [[1], [0], [1]],
            "layers": [{"activation": "sigmoid", "W": [[0.1, 0.4]], "b": [0.2]}],
        },
        "ask": [{"quantity": "z[1]", "points": 1}, {"quantity": "y_hat", "points": 2.5},
                {"quantity": "J", "points": 0.25}],
    }  # fmt: skip
    answers = {"z[1]": [["-0.15", "9.123", "0.7"]], "y_hat": [["0.4626", "0.9999", "0.6682"]]}
    report = mark(sheet, {"student": "ana", "answers": answers})
    said = FORMATS["text"](report)
    total, lines = added_up(said)
    assert len(lines) == 7
    assert total[1] == Decimal("3.75")
    assert abs(float(total[0]) - report.student.score) < 0.006
    assert "Σ all of z[1]" in said
    assert "Points are rounded to 2 decimals, so that they add up." in said
    for name in ("html", "markdown"):
        assert "so that they add up" in FORMATS[name](report)


WORTH = st.one_of(
    st.sampled_from([0.0, 0.5, 1.0, 2.0, 0.125, 12.25]),
    st.fractions(0, 9, max_denominator=13).map(float),
    st.floats(0, 300, allow_subnormal=False),
)
SHARE = st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(9, 10)])
LINES = st.lists(st.tuples(st.integers(1, 4), WORTH, SHARE), max_size=12)


@given(LINES, st.lists(st.tuples(WORTH, st.none() | SHARE), max_size=2), st.booleans())
def test_whatever_points_there_are_the_printed_ones_add_up(
    lines: list[tuple[int, float, Fraction]],
    hand: list[tuple[float, Fraction | None]],
    by_person: bool,
) -> None:
    student = StudentReport("ana")
    for count, (size, worth, share) in enumerate(lines):
        for at in range(1, size + 1):
            points = round(float(share) * worth, 9)
            one = Marked(f"z[{count}]", (1, at), "0.5", "right", worth, points)
            student.answers.append(one)
    if by_person and student.answers:
        student.answers[0].points = 2 * student.answers[0].max + 0.1  # more than there is to earn
    student.by_hand = tuple(
        ByHand("Draw it", None if share is None else round(float(share) * worth, 9), worth)
        for worth, share in hand
    )
    assume(student.answers or student.by_hand)
    (has, most), shown = added_up(FORMATS["text"](Report("x", [student])))
    points = points_of(student)
    unit = 10.0**-points.places
    exact = [(one.points, one.max) for one in student.answers]
    exact += [(part.points or 0.0, part.max) for part in student.by_hand]
    for (mine, my_max), (true, true_max) in zip(shown, exact, strict=True):
        assert abs(float(mine) - true) < 1.001 * unit
        assert abs(float(my_max) - true_max) < 2.001 * unit
        assert mine <= my_max or by_person
    assert abs(float(has) - sum(true for true, _ in exact)) <= 0.501 * unit
    assert abs(float(most) - sum(true for _, true in exact)) <= 0.501 * unit
    if not points.rounded:
        assert [(round(float(a), 6), round(float(b), 6)) for a, b in shown] == [
            (round(a, 6), round(b, 6)) for a, b in exact
        ]
