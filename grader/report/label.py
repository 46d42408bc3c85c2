"""What a sheet with symbols of its own calls an entry: `δ[2]`, which is our −`dJ/dz[2]`."""

from __future__ import annotations

from functools import lru_cache

from tracer.formula.text import text
from tracer.quantity import at_iteration, quantity
from tracer.symbols import Place, split_entry
from tracer.trace import Trace

from ..exercise_file import Exercise


def label(sheet: Exercise, name: str, entry: Place | None, sign: int) -> str:
    """The sheet's own symbol; "" where the canonical name is the sheet's, too, or where the symbol
    is the negative of what was typed. `sign`: of what was typed."""
    if not sheet.trace.symbols.signed:
        return ""
    signed, own = of_sheet(sheet, name, entry)
    return own if signed == sign else ""


@lru_cache(maxsize=64)
def asked_signs(sheet: Exercise) -> dict[str, int]:
    """-1 where the negative of a quantity is asked for."""
    return {ask.name: ask.sign for ask in reversed(sheet.asks or ())}


@lru_cache(maxsize=4096)
def of_sheet(sheet: Exercise, name: str, entry: Place | None) -> tuple[int, str]:
    return symbol(sheet.trace, name, entry)


def symbol(trace: Trace, name: str, entry: Place | None) -> tuple[int, str]:
    """The sheet's own symbol and its sign: the entry is sign · symbol. "" where there is none."""
    symbols, what = trace.symbols, trace.local(name) if name in trace.state else None
    if what is None or symbols.spoken_of(what, entry) is None:
        return 1, ""
    if entry is not None and not symbols.own(what, entry) and trace.laid(name).shape[-2:] == (1, 1):
        entry = None  # it stands alone on the sheet
    sign, tree = symbols.signed_tree(what, entry)
    return sign, at_iteration(text(tree) + ":=" * name.endswith(":="), quantity(name).iteration)


def as_asked(sheet: Exercise, name: str) -> str:
    """An entry or a quantity by its canonical name, as the sheet asks for it."""
    array, place = split_entry(name)
    return label(sheet, array, place, asked_signs(sheet).get(array, 1)) or name
