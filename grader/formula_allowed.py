"""What the formula of one ask may use: `allowed`, else what is given or asked for before it."""

from __future__ import annotations

from functools import lru_cache

from tracer.formula.text import text
from tracer.layout import flipped
from tracer.quantity import at_iteration
from tracer.symbols import Place
from tracer.trace import Trace

from .exercise_file import Exercise, asked_places
from .formula_listed import all_entries, listed_ones, turned
from .formula_names import Allowed, At, Names, Symbol, internal


@lru_cache(maxsize=1024)
def allowed_of(sheet: Exercise, name: str, place: Place) -> Allowed:
    """For one entry that is asked for as a formula, its place as calculated."""
    known = trace_of(sheet)
    if sheet.asks is None:  # a file in which everything is asked, line by line
        own = known.by_name.get(name)
        before = known.steps[: own.number - 1] if own else known.steps
        hidden = internal(known)
        lines = [step.name for step in before if step.name not in hidden]
        return Allowed(frozenset(at for line in lines for at in all_entries(known, line)))
    entries, words = set[At](), list[str]()
    for ask in sheet.asks:
        for at in asked_places(sheet, ask):
            if (ask.name, at) == (name, place) and ask.kind == "formula":
                if "allowed" in ask.keys:
                    return listed_ones(known, ask.keys["allowed"], "allowed")
                return Allowed(frozenset(entries), tuple(words))
            entries.add((ask.name, at))
            if not Names(known, Symbol(ask.name, at)).forward(ask.name):
                words.append(called(known, ask.name, at))
    return Allowed(frozenset(entries), tuple(words))


@lru_cache(maxsize=256)
def trace_of(sheet: Exercise) -> Trace:
    """The trace that has all that is asked: with every Δw a line of its own where one is."""
    known = sheet.trace
    return known if all(ask.name in known.state for ask in sheet.asks or ()) else known.by_steps


def called(known: Trace, name: str, place: Place) -> str:
    """An entry as the sheet writes it, so that it can be typed."""
    single = known.scalar(name) or known.laid(name).shape[-2:] == (1, 1)
    at = None if single else flipped(place, turned(known, name))
    what = known.local(name)
    _, tree = known.symbols.signed_tree(what, at)
    return at_iteration(text(tree) + ":=" * name.endswith(":="), what.iteration)
