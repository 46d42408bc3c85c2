"""The keys and words of marking, as data: the footer, the help and the screen are made of them."""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """What is typed and entered. On a line of letters only `:a` is a word, and `a` an answer."""

    word: str
    says: str
    footer: str = ""


WORDS: tuple[Word, ...] = (
    Word("a", "all that is open on this paper is as it should be", "the rest"),
    Word("u", "take the last key back", "undo"),
    Word("n", "the next student", "next"),
    Word("p", "the student before", "before"),
    Word("g", "to a student: g ana", "to"),
    Word("?", "this help", "help"),
    Word("q", "leave; everything is kept", "quit"),
)
KEYS: tuple[tuple[str, str], ...] = (
    (
        "Enter",
        "what is open in this line is right; all done: the next paper",
    ),
    ("0.5 Enter", "this stands on the paper; later keys follow from it"),
    ("- Enter", "nothing stands there"),
    ("↑ ↓", "the line above, the line below"),
    ("← →", "the entry before, the next one, in an empty field"),
    ("PgUp PgDn", "the student before, the next one"),
)
BY_WORD = {one.word: one for one in WORDS}
