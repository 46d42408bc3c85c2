"""The keys and words of marking, as data: the footer, the help and the screen are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

ENTER = "⏎"


class Word(NamedTuple):
    """What is typed and entered. On a line of letters only `:f` is a word, and `f` an answer."""

    word: str
    says: str
    footer: str
    of: str = ""  # what is typed after it

    @property
    def typed(self) -> str:
        """With the key that makes it a command. No answer begins with a question mark, so that it
        needs none."""
        return self.word if self.word == "?" else f"{self.word}{self.of}{ENTER}"


class Move(NamedTuple):
    """How far a key moves: in the lines, in the entries of one, among the students."""

    label: str
    down: int = 0
    right: int = 0
    student: int = 0


WORDS: tuple[Word, ...] = (
    Word("f", "fine: the rest on this paper is as it should be", "rest"),
    Word("u", "undo the last entry", "undo"),
    Word("?", "this help, in an empty field", "help"),
    Word("q", "quit, as Ctrl-C does; everything is kept", "quit"),
    Word("n", "the next student", "next"),
    Word("p", "back one student", "back one"),
    Word("g", "go to a student: g ana, or by number: g 11", "go to", " …"),
    Word("-f", "rest empty: nothing else stands on this paper", "rest empty"),
)
KEYS: tuple[tuple[str, str], ...] = (
    (ENTER, "what is open in this line is right; all done: the next paper"),
    (f"0.5{ENTER}", "this stands on the paper; later keys follow from it"),
    (f"-{ENTER}", "nothing stands there"),
    ("Esc", "empty the field"),
    ("↑ ↓", "the line above, the line below"),
    ("← →", "back one entry, to the next entry, in an empty field"),
    ("PgUp PgDn", "page back, page on: the student before, the next one"),
)
MOVES: Mapping[str, Move] = {
    "up": Move("above", down=-1),
    "down": Move("below", down=1),
    "left": Move("back one", right=-1),
    "right": Move("next", right=1),
    "pageup": Move("page back", student=-1),
    "pagedown": Move("page on", student=1),
}
"""The keys that move, by Textual's names."""
BY_WORD = {one.word: one for one in WORDS}
