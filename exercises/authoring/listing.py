"""What can be asked of an exercise's network or expression, by the sheet's own names, and what the
right answers are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.exercise_file import source_of
from tracer.checks import counted
from tracer.file_text import TOML, entry
from tracer.files import label, read_document, source
from tracer.parts import parts_of, with_part
from tracer.symbols import Place
from tracer.trace import Trace, trace

from ..task import bundled
from .by_hand import answers
from .faults import Draft

MOST = 6  # own symbols of one quantity that are listed


def names(name: str) -> Iterator[str]:
    """A line for each quantity, in the order of the trace; the asks need not be right yet.

    Raises InputError for a network or an expression that cannot be traced.
    """
    known = bundled()
    path = str(known[name]) if name in known and not Path(name).is_file() else name
    keys = read_document(path)
    where = label(path)
    if "part" in keys:
        for part in parts_of(keys, where, Path(path).parent):
            yield with_part(part.name, part.title).strip()
            yield from names_of(trace(part.source))
        return
    plain = "layers" in keys or isinstance(keys.get("expression"), str | list)
    made = source(keys, where) if plain else source_of(keys, where, Path(path).parent)
    yield from names_of(trace(made))


def names_of(found: Trace) -> Iterator[str]:
    """The same of one trace."""
    every = [*found.given, *found.by_name]
    width = max(len(one) for one in every)
    for one in every:
        yield f"{one:<{width}}  {shape(found, one)}{own(found, one)}".rstrip()
    if found.source.alpha is not None:
        yield "@2 in front of a name: the same in the second iteration, after one update."
        yield "Δ in front of a parameter (Delta_W[1]): its change, where the update is asked for."


def shape(known: Trace, name: str) -> str:
    if known.scalar(name):
        return "a number"
    rows, columns = known.laid(name).shape[-2:]
    return f"{rows} × {columns}"


def own(known: Trace, name: str) -> str:
    """The sheet's own symbols, of the whole quantity or of its entries."""
    what = known.local(name)
    whole = known.symbols.spoken_of(what)
    if whole:
        return f", {signed(whole)}"
    rows, columns = (1, 1) if known.scalar(name) else known.laid(name).shape[-2:]
    places: list[Place] = [(i, j) for i in range(1, rows + 1) for j in range(1, columns + 1)]
    symbols = [signed(known.symbols.text(what, at)) for at in places if known.symbols.own(what, at)]
    if not symbols or known.scalar(name):
        return ""
    more = len(symbols) - MOST
    return f", {', '.join(symbols[:MOST])}" + (f" and {counted(more, 'other')}" if more > 0 else "")


def signed(symbol: str) -> str:
    return f"{symbol[1:]} (its negative)" if symbol.startswith("-") else symbol


def key(made: Draft) -> str:
    """The right answers as a file of answers: what `grade` gives full marks."""
    lines = [entry(name, text, TOML) for name, text in answers(made.made.exercise).items()]
    return "\n".join(["[answers]", *lines]) + "\n"
