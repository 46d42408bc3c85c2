"""What an answer is called, and with which sign: `δ[2]` of a sheet whose symbol is −`dJ/dz[2]`.

Marking is done in canonical quantities; whatever a person reads or types has the symbol and the
sign of the sheet, or of what that person typed. The change from one to the other is made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from tracer.errors import InputError
from tracer.formula.text import text
from tracer.formula.tree import Entry, Equality, Formula, Num, negated
from tracer.parts import split_part, with_part
from tracer.quantity import at_iteration, quantity
from tracer.symbols import Place, Symbols, entry_name, split_entry
from tracer.trace import Step, Trace

from ..asked import Ask, Exercise, asked_places
from ..result import Marked
from ..submission import FORMULA

MOST_NAMED = 3  # entries that one sentence lists


def label(sheet: Exercise, name: str, entry: Place | None, sign: int) -> str:
    """The sheet's own symbol where it has this sign, else the negative of the canonical name; ""
    for the canonical name itself. `sign`: of what was typed, or is asked for."""
    own = own_symbol(sheet, name, entry, sign) if sheet.trace.symbols.signed else ""
    return own or (f"−{entry_name(name, entry)}" if sign < 0 else "")


def called(sheet: Exercise, name: str, entry: Place | None, sign: int) -> str:
    """The same, with the canonical name where nothing else is to be said."""
    return label(sheet, name, entry, sign) or entry_name(name, entry)


def named(sheet: Exercise, entries: Iterable[str], answers: Iterable[Marked] = ()) -> str:
    """Some entries in a sentence: as the answers to them are called, else as the sheet asks."""
    entries = list(entries)
    arrays = {split_entry(entry)[0] for entry in entries}
    typed = {answer.name: answer.shown for answer in answers if answer.quantity in arrays}
    shown = [typed.get(entry) or as_asked(sheet, entry) for entry in entries]
    return listed(shown, MOST_NAMED)


def listed(names: Sequence[str], most: int) -> str:
    """So many names of a list; how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def as_asked(sheet: Exercise, name: str) -> str:
    """An entry or a quantity by its canonical name, as the sheet asks for it."""
    inside, rest = split_part(name)
    for part in sheet.parts if inside else ():
        if part.part == inside:
            return with_part(inside, own(part, rest))
    return own(sheet, name)


def own(sheet: Exercise, name: str) -> str:
    """The same of one part."""
    plain = name.removesuffix(FORMULA)
    array, place = split_entry(plain)
    return called(sheet, array, place, asked_sign(sheet, array, place)) + FORMULA * (plain != name)


def asked_sign(sheet: Exercise, name: str, entry: Place | None = None) -> int:
    """−1 where the negative of an entry is asked for; of what is not asked, the sign of the
    sheet's symbol."""
    known = signs(sheet)
    if (name, entry) in known:
        return known[name, entry]
    return own_sign(sheet.trace, name, entry)


@lru_cache(maxsize=64)
def signs(sheet: Exercise) -> dict[tuple[str, Place | None], int]:
    """By entry as the sheet lays it, and by quantity; what is asked twice has the first sign."""
    found: dict[tuple[str, Place | None], int] = {}
    for ask in sheet.asks or ():
        turned = not sheet.trace.scalar(ask.name) and sheet.trace.lies(ask.name)
        for row, column in asked_places(sheet, ask):
            found.setdefault((ask.name, (column, row) if turned else (row, column)), ask.sign)
        found.setdefault((ask.name, None), ask.sign)
    return found


def own_sign(known: Trace, name: str, entry: Place | None = None) -> int:
    """−1 where the sheet's symbol is the negative."""
    if not known.symbols.signed or name not in known.state:
        return 1
    return known.symbols.signed_tree(known.local(name), entry)[0]


@lru_cache(maxsize=4096)
def own_symbol(sheet: Exercise, name: str, entry: Place | None, sign: int) -> str:
    """The sheet's symbol of this sign; "" where there is none, or it is the usual one."""
    known = sheet.trace
    if name not in known.state:
        return ""
    place = shown_place(known, name, entry)
    tree = symbol_of(known, name, place, sign)
    return "" if tree == usual_symbol(known, name, place) else with_mark(text(tree), name)


def with_mark(symbol: str, name: str) -> str:
    """`@2 w5:=` of the symbol w5."""
    return at_iteration(symbol + ":=" * name.endswith(":="), quantity(name).iteration)


def shown_place(known: Trace, name: str, entry: Place | None) -> Place | None:
    """The place where there is more than one, or where it has a symbol of its own."""
    if entry is None or known.symbols.own(known.local(name), entry):
        return entry
    return None if known.laid(name).shape[-2:] == (1, 1) else entry


def answer_name(known: Trace, name: str, entry: Place | None, sign: int) -> str:
    """What an answer file calls an entry, so that it is read with this sign: the sheet's own
    symbol, where it is read as this very entry; else the canonical name."""
    symbol = symbol_of(known, name, shown_place(known, name, entry), sign)
    own = with_mark(text(symbol, ascii=True), name)
    return own if read_as(known, own, name, entry, sign) else entry_name(name, entry)


def answer_of(sheet: Exercise, ask: Ask, entry: Place | None) -> str:
    """What an answer file calls one entry of an ask, as the sheet lays it."""
    name = ask.called or answer_name(sheet.trace, ask.name, entry, ask.sign) + FORMULA * ask.beside
    return with_part(sheet.part, name)


def read_as(known: Trace, typed: str, name: str, entry: Place | None, sign: int) -> bool:
    """Whether a name that somebody types means this entry, with this sign."""
    try:
        found = known.names.find(typed)
    except InputError:
        return False
    alone = found.place is None and shown_place(known, name, entry) is None
    return (found.name, found.sign) == (name, sign) and (alone or found.place == entry)


def symbol_of(known: Trace, name: str, place: Place | None, sign: int) -> Formula:
    """The sheet's symbol of this sign, the entry's own or the whole quantity's with the entry
    behind it; else the usual one."""
    what = known.local(name)
    signed, tree = known.symbols.signed_tree(what, place)
    if signed == sign:
        return tree
    signed, whole = known.symbols.signed_tree(what)
    if signed == sign:
        return whole if place is None else Entry(whole, *(Num(at, str(at)) for at in place))
    return usual_symbol(known, name, place)


def usual_symbol(known: Trace, name: str, place: Place | None) -> Formula:
    """Where no sheet has a say."""
    plain = Symbols({}, total=known.symbols.total)
    return plain.signed_tree(known.local(name), place)[1]


def with_sign(step: Step, line: Equality, sign: int, place: Place | None = None) -> Equality:
    """A line of the trace, of one entry or of all, for somebody who has another sign than the
    sheet's symbol: both sides turned round, the usual name in front."""
    if own_sign(step.trace, step.name, place) == sign:
        return line
    sides = tuple(map(negated, line.sides))
    usual = usual_symbol(step.trace, step.name, place)
    return Equality(sides if sign < 0 else (usual, *sides), line.sign)
