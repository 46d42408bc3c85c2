"""A class is marked in one loop; nobody's marks depend on who else is in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader import Exercise, Submission, mark
from grader.asked import Ask
from grader.candidates import Case, of_table
from grader.judge import all_right, judge
from grader.key import key_of
from grader.submission import read_sheet
from grader.typed_numbers import typed_numbers
from tests.sample import sample
from tracer import Expression, InputError, Layer, Network, Trace, trace
from tracer.mistakes import swaps_of

RNG = np.random.default_rng(3)


def network(students: int | None = None) -> Network:
    """One network, or one with every student's own numbers."""

    def numbers(*shape: int) -> Any:
        whole = shape if students is None else (students, *shape)
        return np.round(RNG.uniform(-1.5, 1.5, whole), 1)

    hidden = Layer(activation="tanh", W=numbers(2, 2), b=numbers(2))
    output = Layer(activation="sigmoid", W=numbers(1, 2), b=numbers(1))
    Y = [[1.0], [0.0], [1.0]]
    if students is not None:
        Y = np.broadcast_to(Y, (students, 3, 1))
    return Network(layers=[hidden, output], X=numbers(3, 2), Y=Y, cost="bce", alpha=0.3)


def typed(known: Trace, digits: int, swap: Any = None) -> dict[str, Any]:
    """What a student writes who works with so many digits, with a mistake in one line."""
    lines = [swap if swap and step.target == swap.target else step for step in known.equations]
    state = dict(known.given)
    for line in lines:
        with np.errstate(all="ignore"):
            value = np.asarray(line.rule.calculate(*(state[name] for name in line.inputs)))
        shown = [[f"{number:.{digits}g}" for number in row] for row in value]
        state[line.target] = np.array(shown, dtype=float)
    return {
        line.target: [[f"{number:.{digits}g}" for number in row] for row in state[line.target]]
        for line in lines
    }


def answers(known: Trace) -> list[dict[str, Any]]:
    """Honest students, students with a mistake, one who left gaps, one who wrote nonsense."""
    swaps = [
        swap
        for line in known.equations
        for mistake, swap in swaps_of(known, line)
        if not mistake.generic
    ]
    found = [typed(known, digits) for digits in (3, 4, 5)]
    found += [typed(known, 4, swaps[at]) for at in RNG.choice(len(swaps), 12, replace=False)]
    gaps = dict(typed(known, 4, swaps[0]))
    for name in list(gaps)[1::3]:
        del gaps[name]
    nonsense = {**found[1], "z[1]": [["7", "x", "-3"], ["", "0.5", "nan"]]}
    random = {**found[1], "dJ/dz[2]": [["0.7", "-0.9", "0.31"]]}
    turned = {**found[1], "a[1]": [row[::-1] for row in found[1]["a[1]"]]}
    return [*found, gaps, nonsense, random, turned]


@pytest.mark.full
@pytest.mark.parametrize("seed", sample(range(2)))
def test_each_student_is_marked_as_if_alone(seed: int) -> None:
    sheet = Exercise(source=network())
    handed_in = [Submission(f"s{at}", own) for at, own in enumerate(answers(sheet.trace))]
    together = mark(sheet, handed_in).to_json()["students"]
    alone = [mark(sheet, one).to_json()["students"][0] for one in handed_in]
    assert together == alone
    assert any(one["first_wrong"] for one in alone)


def test_what_others_round_leaves_exact_numbers_exact() -> None:
    neuron = Layer(activation="identity", W=[[1.8]], b=[-0.16])
    sheet = Exercise(
        source=Network(layers=[neuron], X=[[-0.66], [1.17]], Y=[[0.77], [0.28]], cost="half_sse")
    )
    handed_in = [
        Submission("exact", {"dJ/dz[1][1,1]": "-2.118"}),
        Submission("rounded", {"y_hat[1,1]": "-1.35", "y_hat[1,2]": "1.9", "J": "3.62"}),
    ]
    together = mark(sheet, handed_in).to_json()["students"]
    assert together == [mark(sheet, one).to_json()["students"][0] for one in handed_in]


@pytest.mark.full
def test_everybody_is_marked_by_their_own_numbers() -> None:
    students = 12
    whole = network(students)
    asks = tuple(Ask(name) for name in trace(whole).by_name)
    own = [whole.student(at) for at in range(students)]
    handed_in = []
    for at, one in enumerate(own):
        known = trace(one)
        ways = [way for line in known.equations for way in swaps_of(known, line)]
        swap = ways[(7 * at) % len(ways)][1] if at % 2 else None
        handed_in.append(Submission(f"s{at}", typed(known, 4, swap)))
    together = mark(Exercise(source=whole, asks=asks), handed_in).to_json()["students"]
    for one, answers_of, marked in zip(own, handed_in, together, strict=True):
        alone = mark(Exercise(source=one, asks=asks), answers_of).to_json()["students"][0]
        assert marked["first_wrong"] == alone["first_wrong"]
        assert marked["score"] == alone["score"]
        for mine, other in zip(marked["answers"], alone["answers"], strict=True):
            assert mine["verdict"] == other["verdict"]
            assert mine["mistakes"] == other["mistakes"]
            assert mine["message"] == other["message"]


@pytest.mark.thorough
def test_the_first_look_passes_honest_students_and_nobody_who_went_wrong() -> None:
    sheet = Exercise(source=network())
    handed_in = [Submission("", own) for own in answers(sheet.trace)]
    sheets = [read_sheet(one, sheet.trace) for one in handed_in]
    passed = all_right(key_of(sheet), typed_numbers(sheet, sheets))
    assert passed[:3].all()
    for quick, report in zip(passed, mark(sheet, handed_in).students, strict=True):
        if quick:
            verdicts = {one.verdict for one in report.answers}
            assert verdicts <= {"right", "missing", "unreadable"}
    assert not passed.all()


@pytest.mark.parametrize("settings", [{"digits": 3}, {"digits": 4}, {"decimals": 4}])
def test_the_right_numbers_rounded_at_the_end_pass_the_first_look(settings: dict[str, Any]) -> None:
    """And are right when they are looked at more closely; one that is off is not passed."""
    sheet = Exercise(source=network(), **settings)
    form = f".{settings['digits']}g" if "digits" in settings else ".4f"
    lines = [equation.target for equation in sheet.trace.equations]

    def written(name: str, by: float = 1.0) -> list[list[str]]:
        return [[f"{number * by:{form}}" for number in row] for row in sheet.trace.state[name]]

    right = {name: written(name) for name in lines}
    papers = [right, *({**right, name: written(name, 1.06)} for name in lines)]
    handed_in = [Submission("", paper) for paper in papers]
    sheets = [read_sheet(one, sheet.trace) for one in handed_in]
    passed = all_right(key_of(sheet), typed_numbers(sheet, sheets))
    assert passed.tolist() == [True] + [False] * len(lines)
    report = mark(sheet, papers[0]).student
    assert {one.verdict for one in report.answers} == {"right"}


def test_an_expression_with_everybody_s_own_numbers() -> None:
    x = np.array([1.5, 2.0, -0.5])
    whole = Expression(expression="x**2 + 3*x*w", at={"x": x, "w": np.array([2.0, 1.0, 4.0])})
    right = [f"{2 * a + 3 * b:g}" for a, b in zip(x, (2.0, 1.0, 4.0), strict=True)]
    wrong = [*right[:2], right[0]]
    handed_in = [Submission(str(at), {"dy/dx": one}) for at, one in enumerate(wrong)]
    report = mark(Exercise(source=whole, asks=(Ask("dy/dx"),)), handed_in)
    assert [one.answers[0].verdict for one in report.students] == ["right", "right", "wrong"]


STEPS = np.array([0.1, 0.5, 0.1, 0.2, 0.5])


@pytest.mark.parametrize(
    "settings",
    sample([{}, {"update_as": "step"}, {"optimizer": "momentum"}, {"optimizer": "adam"}]),
    ids=["gd", "step", "momentum", "adam"],
)
def test_everybody_is_marked_by_their_own_step(settings: dict[str, Any]) -> None:
    whole = network(len(STEPS)).replaced(alpha=STEPS, **settings)
    asks = tuple(Ask(name) for name in trace(whole).by_name if ":=" in name or name == "J")
    own = [whole.student(at) for at in range(len(STEPS))]
    assert [one.alpha for one in own] == STEPS.tolist()
    handed_in = [Submission(f"s{at}", typed(trace(one), 4)) for at, one in enumerate(own)]
    handed_in[1] = replace(handed_in[1], answers={"W[2]:=": [["0.1", "7"]]})
    together = mark(Exercise(source=whole, asks=asks), handed_in).to_json()["students"]
    alone = [
        mark(Exercise(source=one, asks=asks), paper).to_json()["students"][0]
        for one, paper in zip(own, handed_in, strict=True)
    ]
    assert together == alone
    assert [one["student"] for one in together] == [f"s{at}" for at in range(len(STEPS))]
    assert [one["score"] == one["max"] for one in together] == [True, False, True, True, True]


def test_everybody_is_marked_by_the_own_step_of_an_expression() -> None:
    whole = Expression(expression="J = x**2", at={"x": 3}, alpha=np.array([0.1, 0.2, 0.1]))
    handed_in = [{"x:=": "2.4"}, {"x:=": "1.8"}, {"x:=": "1.8"}]
    report = mark(Exercise(source=whole, asks=(Ask("x:="),)), handed_in)
    assert [one.score for one in report.students] == [1, 1, 0]


def test_a_class_of_another_size_than_its_numbers_is_refused() -> None:
    sheet = Exercise(source=network(3), asks=(Ask("J"),))
    with pytest.raises(InputError, match="numbers of 3 students, and there are 2 submissions"):
        mark(sheet, [{"J": "1"}, {"J": "2"}])
    assert mark(sheet, []).students == []


@pytest.mark.parametrize(
    ("optimizer", "undefined"), [("rmsprop", {"s_y": "-2.0"}), ("adam", {"v_hat_y": "-2.269"})]
)
@pytest.mark.parametrize("other", [{"f": "9.999"}, {"y:=": "0.47"}, {"@2 df/dx": "1.2"}])
def test_behind_a_number_without_a_root_the_others_change_nothing(
    optimizer: str, undefined: dict[str, str], other: dict[str, str]
) -> None:
    """The new y is no number; what follows was written, and is followed."""
    own = Expression(
        expression=["f = 2.9*x**2 + 2.6*y**2 + 2.8*x*y"],
        at={"x": 1.48, "y": 0.57}, optimizer=optimizer, alpha=0.1,
    )  # fmt: skip
    follows = {"rmsprop": ("@2 s_x", "9.455"), "adam": ("@2 m_x", "0.803")}
    name, number = follows[optimizer]
    paper = {**undefined, "@2 df/dx": "-1.131", name: number}
    alone, [together, _] = mark(own, paper).student, mark(own, [paper, other]).students
    assert together.to_json() == alone.to_json()
    assert together[name].verdict == "follows"


def test_a_line_that_another_wrote_is_not_there_to_be_copied() -> None:
    """One way more to go wrong, and the sign would be none that is believed."""
    own = Expression(
        expression=["f = 2.9*x**2 + 2.6*y**2 + 2.8*x*y"],
        at={"x": 1.48, "y": 0.57}, optimizer="adam", alpha=0.1,
    )  # fmt: skip
    paper = {"v_hat_x": "-103.6"}
    for other in ({"v_x": "0.1036"}, {"v_x": "0.2"}, {"f": "9.559"}):
        together = mark(own, [paper, other]).students[0]
        assert together["v_hat_x"].mistakes == ("sign",)
        assert together.to_json() == mark(own, paper).student.to_json()


def test_how_likely_a_mistake_fits_by_chance_does_not_depend_on_others() -> None:
    """What gives one number to him who wrote no line before it may give another to somebody."""
    sheet = Exercise(source=network())
    known = sheet.trace
    line, before = "dJ/dW[2]", known.by_name["dJ/dz[2]"].equation
    wrong = [swap for mistake, swap in swaps_of(known, before) if not mistake.generic]
    for swap in wrong:
        mine = {line: typed(known, 4, swap)[line]}
        other = {**typed(known, 3, swap), "a[1]": [["0.1", "0.2", "0.3"], ["0", "0", "0"]]}
        found = []
        for papers in ([mine], [mine, other]):
            sheets = [read_sheet(Submission("", own), known) for own in papers]
            key, own = key_of(sheet), typed_numbers(sheet, sheets)
            case = Case(sheet, key, own, judge(key, own), line, {}, key.given)
            found.append(
                [(one.name, float(one.chance[0])) for one in of_table(case) if one.fits[0]]
            )
        assert found[0] == found[1]


def test_a_report_does_not_depend_on_the_order_in_which_lines_were_typed() -> None:
    """Everything is wrong, more than is looked into one line after the other."""
    source = network()
    known = trace(source)
    wrong = {
        line.target: [
            [f"{0.1 + RNG.random():.4f}" for _ in row] for row in known.state[line.target]
        ]
        for line in known.equations
    }
    backwards = dict(reversed(wrong.items()))
    assert mark(source, backwards).student.to_json() == mark(source, wrong).student.to_json()
