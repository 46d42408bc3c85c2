"""A question to the person: a line of text, or one of several; without a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST = 200  # options that are offered at once


@dataclass(frozen=True, slots=True)
class Option:
    """`text` is what is submitted; `says` what the person reads beside it."""

    text: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question. `options` are those that fit what was typed so far; `submit` does it, says
    what was done, and raises InputError for what will not do. `free`: what was typed is the
    answer, unless an option was moved to; else the marked option is."""

    title: str
    hint: str
    submit: Callable[[str], str]
    options: Callable[[str], Sequence[Option]] = lambda typed: ()
    initial: str = ""
    free: bool = True


def fitting(options: Sequence[Option], typed: str) -> list[Option]:
    """The options in which every typed word occurs, those that begin with it first."""
    words = typed.lower().split()
    hits = [
        option
        for option in options
        if all(word in f"{option.text} {option.says}".lower() for word in words)
    ]
    return sorted(hits, key=lambda option: not option.text.lower().startswith(typed.lower()))[:MOST]


def choice(title: str, hint: str, options: Sequence[Option], submit: Callable[[str], str]) -> Ask:
    return Ask(title, hint, submit, lambda typed: fitting(options, typed), free=False)
