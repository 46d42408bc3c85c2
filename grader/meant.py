"""Which quantity a name means that a student wrote, also where it came through another program."""

from __future__ import annotations

from tracer.errors import InputError, shown
from tracer.names import Found
from tracer.quantity import ITERATION
from tracer.trace import Trace

from .encodings import LOST, readings, with_signs
from .office import unprefixed

MOST_PROBLEMS = 100  # of one student that are said one by one
LONGEST_NAME = 200
MOST_MEANT = 3  # names that one may be
SIGNS = "∂δΔŷ"  # of every sheet, whatever its own symbols are


def found_in(trace: Trace, name: str, unknown: int, notes: list[str]) -> Found | None:
    """What a name means; where it fits nothing and can be only one that was read in the wrong
    encoding, that one, with a note. None, without looking for the nearest one, where so many are
    unknown that nobody reads on. Raises InputError for one that is not there."""
    if unknown >= MOST_PROBLEMS and trace.names.look_up(name.strip()[:LONGEST_NAME]) is None:
        return None
    try:
        return trace.names.find(name)
    except InputError as error:
        if (plain := unprefixed(name)) != name and trace.names.look_up(plain) is not None:
            return trace.names.find(plain)
        meant = meant_by(trace, name)
        if len(meant) != 1:
            listed = " or ".join(meant[:MOST_MEANT])
            more = f": it may be {listed}, read in the wrong encoding" if meant else ""
            raise InputError(error.where, error.wrong + more, expected=error.expected,
                             example=error.example) from None  # fmt: skip
    if len(notes) < MOST_PROBLEMS:
        notes.append(f"{shown(name)} is {meant[0]}, read in the wrong encoding")
    return trace.names.find(meant[0])


def meant_by(trace: Trace, name: str) -> list[str]:
    """The names of a trace that one can be which fits nothing: read in the wrong encoding, or with
    a sign lost."""
    name = name.strip()[:LONGEST_NAME]
    if name.isascii() and LOST.search(name) is None:
        return []
    own = {sign for known in trace.names.exact for sign in known if not sign.isascii()}
    found: dict[Found, str] = {}
    for text in (*readings(name), *with_signs(name, "".join(sorted(own | set(SIGNS))))):
        match = ITERATION.fullmatch(text)
        known = trace.names.look_up(match[2].strip() if match else text)
        if known is not None and text != name:
            found.setdefault(known, text)
    return list(found.values())
