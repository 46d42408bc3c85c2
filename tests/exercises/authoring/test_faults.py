"""All faults of an exercise file at once, each with its line."""

from __future__ import annotations

import io
import re

import pytest

from exercises.authoring.checked import check

from .conftest import SMALL, Write

BAD = """\
titel = "Sheet 3"
digits = 40
reveal = "sometimes"
lecture = ["L99"]
prerequisites = [3]
credit = {follow = 1}
minutes = 0
derivation = {mistake = "sign", line = "dJ/dz[7]"}

[network]
cost = "bce"
X = [[1, 2], [2, -1]]
Y = [[1], [0]]
[[network.layers]]
activation = "sigmoid"
W = [[0.5, -0.4]]

[[ask]]
quantity = "z[3]"

[[ask]]
quantity = "z[1]"
point = 3

[[ask]]
quantity = "J"
points = -1
kind = "number"

[[ask]]
quantity = "y_hat"
kind = "guess"

[[ask]]
entries = ["z[1][1,1]"]

[[ask]]
quantity = "dJ/dW[1]"
kind = "choice"
choices = 40

[[manual]]
title = "Draw it"

[[manual]]
title = "Explain"
points = "two"

[[hint]]
quantity = "a[9]"
text = "…"

[printed]
z9 = 3

[[test]]
answers = {"z[1]" = "3", "z[4]" = "1"}

[[test]]
mistake = "sign-flippd"
line = "dJ/dz[1]"

[[test]]
mistake = "softmax-diagonal"
line = "dJ/dz[1]"

[[test]]
verdicts = {J = "rihgt", Q = "right"}
"""
FAULTS = [  # line, place, what is said
    (1, "titel", "there is no key 'titel'"),
    (2, "digits", "40 is out of range"),
    (3, "reveal", "there is no reveal 'sometimes'"),
    (4, "lecture", "there is no row of the lecture 'L99'"),
    (5, "prerequisites", "3 is not a text"),
    (6, "credit.follow", "there is no key 'follow'"),
    (7, "minutes", "0 is out of range"),
    (8, "derivation.line", "'dJ/dz[7]'"),
    (19, "ask[1]: quantity", "there is no quantity 'z[3]'"),
    (23, "ask[2].point", "there is no key 'point'"),
    (27, "ask[3].points", "'-1' are no points"),
    (32, "ask[4].kind", "there is no kind of answer 'guess'"),
    (34, "ask[5]", "z[1][1,1] is asked for in ask[2] already"),
    (40, "ask[6].choices", "'40' choices"),
    (47, "manual[2].points", "'two' are no points"),
    (50, "hint[1].quantity", "there is no quantity 'a[9]'"),
    (54, "printed.z9", "there is no quantity 'z9'"),
    (56, "test[1]", "it says nothing of the marking"),
    (57, "test[1].answers.z[4]", "there is no quantity 'z[4]'"),
    (60, "test[2].mistake", "there is no mistake 'sign-flippd'"),
    (64, "test[3].mistake", "softmax-diagonal cannot be made in dJ/dz[1]"),
    (68, "test[4].verdicts.Q", "there is no quantity 'Q'"),
    (68, "test[4].verdicts.J", "there is no verdict or mistake 'rihgt'"),
]


def test_all_faults_are_told_at_once_each_with_its_line(write: Write) -> None:
    done = check(write(BAD))
    assert not done.usable
    found = []
    for finding in done.findings:
        match = re.fullmatch(r".*sheet\.toml, line (\d+): (.*)", finding.where)
        assert match, finding.where
        found.append((int(match[1]), match[2], finding.wrong))
    assert [(line, place) for line, place, _ in found] == [
        (line, place) for line, place, _ in FAULTS
    ]
    for (*_, wrong), (*_, said) in zip(FAULTS, found, strict=True):
        assert wrong in said


def test_faults_of_the_network_are_told_with_those_of_the_rest(write: Write) -> None:
    text = SMALL.replace('"sigmoid"', '"sigmod"').replace("digits = 4", "digits = 0")
    wheres = [
        finding.where.rpartition("sheet.toml, ")[2] for finding in check(write(text)).findings
    ]
    assert wheres == ["line 3: digits", "line 11: network: layers[1].activation"]


HOSTILE = {
    "printed is a number": "printed = 3",
    "an answer is a table": 'printed = {"z[1]" = {q = 1}}',
    "a test is a number": "test = 3",
    "a verdict is a list": 'test = [{verdicts = {"z[1]" = ["right"]}}]',
    "verdicts are a number": "test = [{verdicts = 7}]",
    "an answer is a deep list": 'test = [{answers = {J = [[["x"]]]}, verdicts = {J = "wrong"}}]',
    "first_wrong is a table": "test = [{first_wrong = {a = 1}}]",
    "points beyond all numbers": f'ask = [{{quantity = "z[1]", points = {10**400}}}]',
    "an ask is a text": 'ask = ["z[1]"]',
    "accepted is a table": "accept = {a = 1}",
    "a hint is a number": "hint = 3",
    "no asks at all": "ask = []",
    "iterations beyond all bounds": 'ask = [{quantity = "@999999999 J"}]',
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_whatever_stands_in_a_file_is_a_finding_and_no_traceback(line: str, write: Write) -> None:
    own = SMALL.partition("[[ask]]") if line.startswith("ask") else (SMALL, "", "")
    done = check(write(f"{line}\n{own[0]}"))
    assert done.findings
    assert all(", line 1: " in finding.where for finding in done.findings)


def test_an_exercise_comes_from_standard_input_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SMALL.encode())))
    assert not check("-").findings
