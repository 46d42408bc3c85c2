"""One key, one meaning: the walk, practice and marking have it in the same word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from textual.binding import Binding

from exercises.marking import keys as marking
from exercises.practice import keys as practice
from exercises.practice.widgets.value import AnswerField
from tracer.shell.keys import Key
from tracer.walk import keys as walk


class Meaning(NamedTuple):
    """What a key is called in the foot of a program, and what the help says of it."""

    program: str
    label: str
    says: str


def of_table(program: str, keys: tuple[Key, ...]) -> Iterator[tuple[str, Meaning]]:
    for key in keys:
        for name in key.keys.split(","):
            yield name, Meaning(program, key.label, key.tooltip)


def every_key() -> Iterator[tuple[str, Meaning]]:
    """Every key that acts and every word of marking; what Enter enters is no key of a program."""
    yield from of_table("walk", walk.KEYS)
    yield from of_table("practice", practice.KEYS)
    typing = " ".join(says for _, says in practice.FIELD)
    for one in AnswerField.BINDINGS:
        if isinstance(one, Binding) and one.key != "shift+tab":
            yield one.key, Meaning("practice, in the field", one.description, typing)
    for word in marking.WORDS:
        name = "question_mark" if word.word == "?" else word.word
        yield name, Meaning("marking", word.footer, word.says)
    moving = " ".join(says for _, says in marking.KEYS)
    for name, move in marking.MOVES.items():
        yield name, Meaning("marking", move.label, moving)


MEANINGS: dict[str, list[Meaning]] = defaultdict(list)
for _name, _meaning in every_key():
    MEANINGS[_name].append(_meaning)
SHARED = {name: said for name, said in MEANINGS.items() if len({one.program for one in said}) > 1}


@pytest.mark.parametrize("key", MEANINGS)
def test_a_key_means_one_thing_in_every_program(key: str) -> None:
    assert len({one.label for one in MEANINGS[key]}) == 1, MEANINGS[key]


@pytest.mark.parametrize("key", SHARED)
def test_the_help_of_each_program_says_it_in_that_word(key: str) -> None:
    for one in SHARED[key]:
        assert one.label in one.says.casefold(), one


def test_what_moves_and_ends_is_in_all_three_programs() -> None:
    """So that the tests above compare something."""
    for key in ("n", "p", "q", "question_mark", "pageup", "pagedown"):
        programs = {one.program.partition(",")[0] for one in MEANINGS[key]}
        assert programs == {"walk", "practice", "marking"}, key
