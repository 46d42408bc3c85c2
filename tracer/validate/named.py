"""The sheet's own symbols: what they look like, what they stand for, what they clash with."""

from __future__ import annotations

import re
import unicodedata

from ..checks import said
from ..errors import shown, unknown
from ..formula.text import LOWERED, RAISED
from ..outline import LONGEST
from ..quantity import quantity
from ..symbols import entry_name, split_entry
from . import keys
from .draft import Draft

SYMBOL = 30  # characters at most
LETTERS = "0123456789_" + LOWERED + RAISED
PRIMES = "'′"
RESERVED = ("a", "z", "W", "b", "J", "loss", "margin", "y", "y_hat", "alpha", "N", "pi")
SAME = {"ŷ": "y_hat", "α": "alpha", "π": "pi"}


def is_symbol(text: str, *, primes: bool = True) -> bool:
    """A letter, Greek ones too, then letters, digits, sub- and superscripts and _; a prime at the
    end."""
    body = text[:-1] if primes and text[-1:] in PRIMES else text
    start = body[:1].isalpha() or (body[:1] == "_" and body[:2] != "__")
    return start and len(text) <= SYMBOL and all(c.isalpha() or c in LETTERS for c in body)


def names(draft: Draft) -> None:
    """Symbol → `-`, if it stands for the negative, and the quantity, kind or entry."""
    found: dict[str, str] = {}
    draft.fields["names"] = found
    faults, line = draft.faults, keys.NETWORK["names"].example
    typed = draft.table("names", "a table from symbols to quantities", line)
    owner: dict[str, str] = {}
    seen: dict[str, str] = {}
    for typed_symbol, text in typed.items():
        symbol = symbol_of(draft, typed_symbol, seen)
        key = f"names.{symbol}"
        if symbol is None:
            continue
        if not isinstance(text, str):
            wrong = f"{said(text)} is not a quantity"
            faults.add(key, wrong, expected="a quantity or an entry, in quotes", example=line)
            continue
        target = target_of(draft, text, key)
        if target is None:
            continue
        plain = target.removeprefix("-")
        if plain in owner:
            wrong = f"{plain} is called {owner[plain]!r} already"
            faults.add(key, wrong, expected="one symbol for a quantity", example=line)
        elif not clashes(draft, symbol, plain, key):
            owner[plain] = symbol
            found[symbol] = target


def symbol_of(draft: Draft, typed: object, seen: dict[str, str]) -> str | None:
    """The symbol in its composed spelling."""
    faults, line = draft.faults, keys.NETWORK["names"].example
    symbol = unicodedata.normalize("NFC", typed[:LONGEST]) if isinstance(typed, str) else ""
    if not is_symbol(symbol):
        faults.add(
            "names",
            f"{said(typed)} is not a symbol",
            expected="a letter, then letters, digits, small digits or _; a prime may end it; "
            f"at most {SYMBOL} characters",
            example=line,
        )
        return None
    same = symbol.replace("'", "′")
    if same in seen:
        wrong = f"the symbol stands twice, as {shown(seen[same])} and {shown(symbol)}"
        faults.add(f"names.{symbol}", wrong, expected="each symbol once", example=line)
        return None
    seen[same] = symbol
    return symbol


def target_of(draft: Draft, text: str, key: str) -> str | None:
    """The canonical text of what a symbol stands for: `-dJ/dz`, `W[2][1,3]`."""
    outline = draft.outline
    plain = re.sub(r"\s+", "", text[:LONGEST]).replace("−", "-")
    sign, plain = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    line = f'{key.removeprefix("names.")} = "{sign}{{}}"'
    if plain in ("alpha", "α"):
        return step_named(draft, text, key)
    name, place = split_entry(outline.canonical(plain))
    if name in outline.kinds and name not in outline.dimensions:
        if place is None:
            return sign + name
        wrong = f"{shown(text)} does not say of which layer"
        example = f'"{entry_name(f"{name}[1]", place)}"'
        draft.faults.add(key, wrong, expected="a layer before the entry", example=example)
        return None
    if name not in outline.dimensions:
        known = [*outline.dimensions, *outline.kinds]
        draft.faults.take(unknown(draft.faults.at(key), "quantity", text, known, line))
        return None
    found = draft.find(plain, key, line)
    return found and sign + outline.written(*found)


def step_named(draft: Draft, text: str, key: str) -> str | None:
    """α itself: how far an update goes."""
    if draft.typed.alpha is None:
        wrong, line = "there is no alpha in this network", keys.NETWORK["alpha"].example
    elif text.lstrip().startswith(("-", "−")):
        wrong, line = "alpha has no sign of its own", f'{key.removeprefix("names.")} = "alpha"'
    else:
        return "alpha"
    draft.faults.add(key, wrong, expected="alpha, where there is one", example=line)
    return None


def clashes(draft: Draft, symbol: str, target: str, key: str) -> bool:
    """Whether the symbol is what something else is called in this network."""
    taken = {name for name in RESERVED if name not in free(draft)} | set(draft.outline.tied)
    bare = SAME.get(symbol, symbol)
    changed = next((bare[len(mark) :] for mark in ("Δ", "Delta_") if bare.startswith(mark)), "")
    what = quantity(split_entry(target)[0])
    if bare in taken and not (what.role == "value" and what.base == bare):
        wrong = f"the symbol {shown(symbol)} is taken: this network has its own {bare}"
    elif changed and (changed in taken or changed in draft.typed.names):
        wrong = f"the symbol {shown(symbol)} is taken: it is the change of {changed}"
    else:
        return False
    line = f'{symbol}_1 = "{target}"'
    draft.faults.add(key, wrong, expected="a symbol of its own", example=line)
    return True


def free(draft: Draft) -> set[str]:
    """Names of quantities that this network does not have."""
    absent = set()
    if not any(name.startswith("b[") for name in draft.outline.dimensions):
        absent.add("b")
    if draft.typed.Y is None and draft.typed.labels is None and "y" not in draft.fields["given"]:
        absent.add("y")
    if "margin" not in draft.outline.dimensions:
        absent.add("margin")
    if draft.typed.alpha is None:
        absent.add("alpha")
    return absent
