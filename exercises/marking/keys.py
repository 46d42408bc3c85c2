"""The keys and words of marking, as data: the footer, the help and the screen are made of them."""

from __future__ import annotations

from typing import NamedTuple

ENTER = "⏎"


class Word(NamedTuple):
    """What is typed and entered. On a line of letters only `:a` is a word, and `a` an answer."""

    word: str
    says: str
    footer: str
    of: str = ""  # what is typed after it

    @property
    def typed(self) -> str:
        """With the key that makes it a command. No answer begins with a question mark, so that it
        needs none."""
        return self.word if self.word == "?" else f"{self.word}{self.of}{ENTER}"


WORDS: tuple[Word, ...] = (
    Word("a", "all that is open on this paper is as it should be", "rest"),
    Word("u", "take the last entry back", "undo"),
    Word("?", "this help, in an empty field", "help"),
    Word("q", "leave, as Ctrl-C does; everything is kept", "quit"),
    Word("n", "the next student", "next"),
    Word("p", "the student before", "back"),
    Word("g", "to a student: g ana, or by number: g 11", "to", " …"),
    Word("-a", "nothing else stands on this paper", "rest empty"),
)
KEYS: tuple[tuple[str, str], ...] = (
    (ENTER, "what is open in this line is right; all done: the next paper"),
    (f"0.5{ENTER}", "this stands on the paper; later keys follow from it"),
    (f"-{ENTER}", "nothing stands there"),
    ("Esc", "empty the field"),
    ("↑ ↓", "the line above, the line below"),
    ("← →", "the entry before, the next one, in an empty field"),
    ("PgUp PgDn", "the student before, the next one"),
)
BY_WORD = {one.word: one for one in WORDS}
