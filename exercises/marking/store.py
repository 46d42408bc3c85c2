"""Papers kept as files that `grade` reads, one a student, written at each key press."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.answers import BLANK, NUMBER, unified
from grader.asked import Exercise
from grader.classes.before import earlier
from grader.classes.file_names import file_name
from grader.classes.folder import Folder
from grader.classes.gather import COPIED
from grader.files import read_submissions
from grader.option import LETTERS
from grader.parts import named
from grader.report.label import asked_sign
from grader.submission import FORMULA, Problem
from tracer.errors import InputError
from tracer.file_text import toml_text
from tracer.parts import with_part
from tracer.symbols import entry_name

from .by_hand import ByHand
from .copied import Paper

UNFINISHED = "unfinished"


class Store:
    """DIR/copied/<student>.toml and, for the parts marked by hand, DIR/overrides.csv. `grade
    EXERCISE DIR/copied -o DIR` marks them; it takes what is not there for missing, so a paper of
    which something was not looked at is in DIR/unfinished. Raises InputError for a folder of
    something else."""

    def __init__(self, name: str, sheet: Exercise) -> None:
        self.folder, self.sheet = Folder(name, sheet), sheet
        self.by_hand = ByHand(self.folder, sheet)
        plain = Paper(lambda: sheet, "")
        entries = (entry for line in plain.lines for entry in line.entries)
        self.own = {plain.name(entry): entry.label for entry in entries}  # what files call them

    def load(self, paper: Paper) -> None:
        """What was copied in an earlier session. Raises InputError for a file that was changed
        into something else."""
        path = self.kept(paper)
        if path is not None:
            problems: list[Problem] = []
            for one in read_submissions(path, problems):
                paper.typed = dict(self.by_entry(one.answers))
            if problems:
                raise InputError(problems[0].where, problems[0].message, expected="answers",
                                 example='"J" = "0.71"')  # fmt: skip
        paper.given |= self.by_hand.points(paper.student)

    def marked(self) -> frozenset[str]:
        """Who has a mark in the gradebook that is there; nobody where it cannot be read."""
        try:
            return earlier(self.folder.path / "gradebook.csv").marked
        except InputError:
            return frozenset()

    def by_entry(self, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What was copied, by entry, with the sign with which the sheet asks for it; a name that
        the sheet does not have stays."""
        for name, given in answers.items():
            if name in self.own:
                yield self.own[name], str(given)
                continue
            try:
                part, found, formula = named(self.sheet, name)
            except InputError:
                yield name, str(given)
                continue
            scalar = part.trace.scalar(found.name)
            entry = found.place or (None if scalar else (1, 1))
            signed = found.sign == asked_sign(part, found.name, entry)
            label = entry_name(found.name, entry) + FORMULA * formula
            yield with_part(part.part, label), str(given) if signed else turned(str(given))

    def kept(self, paper: Paper) -> Path | None:
        """Where a paper is. One that was about to move when the power went is in both places, and
        the newer one counts."""
        paths = [self.folder.path / one / self.name_of(paper) for one in (COPIED, UNFINISHED)]
        there = [path for path in paths if path.is_file()]
        return max(there, key=lambda path: path.stat().st_mtime_ns, default=None)

    def name_of(self, paper: Paper) -> str:
        return f"{file_name(paper.student)}.toml"

    def save(self, paper: Paper) -> None:
        """Nothing is kept of a paper of which everything was taken back."""
        answers = paper.answers()
        name = self.name_of(paper)
        here, other = (COPIED, UNFINISHED) if paper.complete else (UNFINISHED, COPIED)
        if answers or paper.given:
            self.folder.put(
                f"{here}/{name}", toml_text({"student": paper.student, "answers": answers})
            )
        else:
            self.folder.drop(f"{here}/{name}")
        self.folder.drop(f"{other}/{name}")  # not before the paper is in its new place
        self.by_hand.save(paper.student, paper.given)


def turned(text: str) -> str:
    """The negative of what was typed."""
    plain = unified(text)
    if plain in BLANK or plain.upper() in LETTERS:
        return text
    if NUMBER.fullmatch(plain):
        return plain[1:].lstrip() if plain.startswith("-") else f"-{plain.removeprefix('+')}"
    return f"-({text})"
