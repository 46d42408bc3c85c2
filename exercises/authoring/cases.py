"""The author's own tests, the `[[test]]`s of an exercise file: answers and the verdicts they get.

title        what it is called where it fails
answers      what is typed instead of the right answers: texts by quantity or entry, `"right"`
             for what is right there; whatever is not named is answered right
mistake      … or a mistake of the table, made in `line` and nowhere else: the answers are
             all the numbers that then come out
numbers      "own": on the file's own numbers alone; left out: on every variant
verdicts     a verdict, or the name of a mistake, by quantity or entry; a verdict alone for
             all that is asked; left out beside `mistake`: that the marking names it
first_wrong  the entries that the marking calls the first wrong ones
score        the points of the whole sheet
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from grader.verdicts import VERDICTS
from tracer.checks import Faults
from tracer.errors import InputError, shown, unknown
from tracer.mistakes import MISTAKES, swaps_of
from tracer.mistakes.slips import TYPED_SLIPS
from tracer.names import Found
from tracer.schema import Key, Keys, as_list, one_of, read_keys, table, text, texts
from tracer.trace import Trace

Find: TypeAlias = Callable[[str], tuple[Trace, Found]]
"""What a name means, and in which trace."""


def verdict_or_table(value: Any, place: str, faults: Faults, example: str) -> Any:
    """One verdict for all that is asked, or a table of them."""
    if not isinstance(value, str):
        return table(value, place, faults, example)
    if value in VERDICTS:
        return value
    faults.take(unknown(faults.at(place), "verdict", value, VERDICTS, 'verdicts = "{}"'))
    return None


def points(value: Any, place: str, faults: Faults, example: str) -> float | None:
    """Decimal numbers of a file come as their text."""
    try:
        if type(value) in (int, float, str) and float(value) >= 0:
            return float(value)
    except ValueError:
        pass
    faults.add(place, f"{shown(value)} are no points", expected="a number", example=example)
    return None


CASE_KEYS: Keys = {
    "title": Key(example='title = "the slope of ReLU forgotten"', read=text, default=""),
    "answers": Key(example='answers = {"J" = "0.5"}', read=table),
    "mistake": Key(example='mistake = "relu-derivative-forgotten"', read=text, default=""),
    "line": Key(example='line = "dJ/dz[1]"', read=text, default=""),
    "numbers": Key(example='numbers = "own"', read=one_of("own")),  # else every variant
    "verdicts": Key(example='verdicts = {"J" = "wrong"}', read=verdict_or_table),
    "first_wrong": Key(example='first_wrong = ["z[1][1,1]"]', read=texts),
    "score": Key(example="score = 4", read=points),
}
SAYS = {"verdicts", "mistake", "first_wrong", "score"}  # a test has one of them at least


@dataclass(frozen=True, slots=True)
class Case:
    """One test. `line`, and the keys of `verdicts`, are as the author wrote them."""

    number: int
    title: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    mistake: str = ""
    line: str = ""
    own: bool = False
    everywhere: str = ""
    verdicts: Mapping[str, str] = field(default_factory=dict)
    first_wrong: tuple[str, ...] | None = None
    score: float | None = None

    @property
    def called(self) -> str:
        if self.title:
            return self.title
        if self.mistake:
            return f"{self.mistake} in {self.line}"
        said = [f"everything {self.everywhere}"] if self.everywhere else []
        said += [f"{name} {verdict}" for name, verdict in self.verdicts.items()]
        return ", ".join(said) or f"test {self.number}"


def cases(tables: Any, where: str, known: Trace, find: Find | None = None) -> list[Case]:
    """All tests of a file. `find`: what a name means, and in which trace, where there are several
    parts. Raises InputError with every fault of all of them."""
    look = find or (lambda text: (known, known.names.find(text)))
    faults = Faults(where)
    made = [case_of(given, number, faults, look) for number, given in enumerate(as_list(tables), 1)]
    faults.stop()
    return [one for one in made if one is not None]


def case_of(given: Any, number: int, faults: Faults, find: Find) -> Case | None:
    """One test; None if it is no table."""
    place = f"test[{number}]"
    if table(given, place, faults, CASE_KEYS["verdicts"].example) is None:
        return None
    said = read_keys(given, CASE_KEYS, place, faults)
    if not SAYS & set(given):
        expected, example = "verdicts, or a mistake", CASE_KEYS["verdicts"].example
        faults.add(place, "it says nothing of the marking", expected=expected, example=example)
    verdicts = said.get("verdicts", {})
    everywhere = verdicts if isinstance(verdicts, str) else ""
    said |= {"verdicts": {} if everywhere else verdicts}
    names_of(said, place, faults, find)
    mistakes_of(said, place, faults, find)
    own = "numbers" in said
    return Case(
        number,
        own=own,
        everywhere=everywhere,
        **{name: value for name, value in said.items() if name != "numbers"},
    )


def names_of(said: Mapping[str, Any], place: str, faults: Faults, find: Find) -> None:
    """Quantities that there are not, and verdicts that there are not."""
    named = [(f"answers.{name}", name) for name in said.get("answers", {})]
    named += [(f"verdicts.{name}", name) for name in said["verdicts"]]
    named += [("first_wrong", name) for name in said.get("first_wrong", ())]
    for key, name in named:
        found_in(find, name, f"{place}.{key}", faults)
    for name, verdict in said["verdicts"].items():
        if not isinstance(verdict, str) or verdict not in (*VERDICTS, *MISTAKES):
            at, both = faults.at(f"{place}.verdicts.{name}"), [*VERDICTS, *MISTAKES]
            line = f'"{name}" = "{{}}"'
            faults.take(unknown(at, "verdict or mistake", str(verdict), both, line))


def found_in(find: Find, name: str, place: str, faults: Faults) -> tuple[Trace, Found] | None:
    """What a text names, and in which trace; None after a fault."""
    try:
        return find(name)
    except InputError as error:
        faults.take(error.at(faults.at(place)))
        return None


def mistakes_of(said: Mapping[str, Any], place: str, faults: Faults, find: Find) -> None:
    """A mistake that there is not, or that cannot be made in that line."""
    mistake, line = said.get("mistake", ""), said.get("line", "")

    def add(key: str, wrong: str, expected: str, of: str) -> None:
        example = CASE_KEYS[of].example
        faults.add(f"{place}{key}", wrong, expected=expected, example=example)

    if bool(mistake) != bool(line):
        key = "line" if mistake else "mistake"
        add("", f"there is no {key}", "a mistake and the line that it is made in", key)
        return
    if not mistake:
        return
    if "answers" in said:
        wrong = "there is a mistake too, which gives all answers"
        add(".answers", wrong, "answers, or a mistake with its line", "answers")
    if mistake in TYPED_SLIPS:
        wrong = f"{mistake} is a slip in typing, no calculation"
        add(".mistake", wrong, "answers with the slip in them", "answers")
        return
    if mistake not in MISTAKES:
        at = faults.at(f"{place}.mistake")
        faults.take(unknown(at, "mistake", mistake, MISTAKES, 'mistake = "{}"'))
        return
    meant = found_in(find, line, f"{place}.line", faults)
    if meant is None:
        return
    known, name = meant[0], meant[1].name
    if name not in known.by_name:
        add(".line", f"{line} is given, no line makes it", "a line of the trace", "line")
        return
    possible = {one.name: None for one, _ in swaps_of(known, known.by_name[name].equation)}
    if mistake not in possible:
        faults.add(
            f"{place}.mistake",
            f"{mistake} cannot be made in {line}",
            expected=", ".join(possible) or "another line",
            example=f'mistake = "{next(iter(possible), "sign")}"',
        )
