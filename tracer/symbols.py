"""How a sheet writes a quantity: its formula tree, in the sheet's own symbols where it has some.

`[names]` gives symbols to an entry (`w5 = "W[2][1,1]"`), to a quantity (`V = "W[1]"`) or to a
kind of quantity in all layers (`delta = "-dJ/dz"`), with a minus where the sheet's number is the
negative of ours. Names inside derivatives are renamed too: ∂E/∂w5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .formula.text import text
from .formula.tree import Change, Entry, Formula, Layer, Name, Num, Partial, negated, substitute
from .quantity import DERIVED, Quantity

ENTRY = re.compile(r"(?P<name>.+?)\[(?P<row>\d+),(?P<column>\d+)\](?P<mark>:=| via \w+)?")

Place = tuple[int, int]  # row and column, from 1, as the sheet's layout has them


def split_entry(name: str) -> tuple[str, Place | None]:
    """`dJ/dW[2][1,3]` → its array and its place; without a place, None.

    >>> split_entry("W[2][1,3]:=")
    ('W[2]:=', (1, 3))
    """
    match = ENTRY.fullmatch(name)
    if match is None:
        return name, None
    return match["name"] + (match["mark"] or ""), (int(match["row"]), int(match["column"]))


def entry_name(name: str, place: Place | None) -> str:
    """The canonical name of one entry: `W[2][1,3]:=`."""
    if place is None:
        return name
    array, mark = (name[:-2], ":=") if name.endswith(":=") else (name, "")
    if " via " in name:
        array, through, line = name.partition(" via ")
        mark = through + line
    return f"{array}[{place[0]},{place[1]}]{mark}"


class Symbols:
    """The symbols of one sheet. `total` writes d where there is only one variable, not ∂. `parts`:
    what the steps of an expression that have no name on any sheet are written as."""

    def __init__(
        self,
        names: Mapping[str, str],
        *,
        total: bool = False,
        parts: Mapping[str, Formula] | None = None,
    ) -> None:
        self.total = total
        self.signed: dict[str, tuple[int, str]] = {}
        for symbol, target in names.items():
            sign = -1 if target.startswith("-") else 1
            self.signed[target.removeprefix("-")] = (sign, symbol)
        self.parts = {name: self.spelled(tree) for name, tree in (parts or {}).items()}

    def spelled(self, tree: Formula) -> Formula:
        """A formula in the names of the file, with the sheet's own symbols."""

        def read(node: Formula) -> Formula | None:
            if not isinstance(node, Name) or node.text not in self.signed:
                return None
            sign, symbol = self.signed[node.text]
            return Name(symbol) if sign > 0 else negated(Name(symbol))

        return substitute(tree, read) if self.signed else tree

    def own(self, quantity: Quantity, place: Place) -> bool:
        """Whether the entry has a symbol of its own, not just the array's with indices."""
        tree = self.signed_tree(quantity, place)[1]
        return not isinstance(tree.base if isinstance(tree, Change) else tree, Entry)

    def tree(self, quantity: Quantity, place: Place | None = None) -> Formula:
        """What stands for the quantity, or for one entry, in a formula; a minus sign where the
        sheet's symbol is the negative. An update reads as what is updated."""
        sign, tree = self.signed_tree(quantity, place)
        return tree if sign > 0 else negated(tree)

    def signed_tree(self, quantity: Quantity, place: Place | None = None) -> tuple[int, Formula]:
        """The symbol and its sign: the quantity is sign · symbol."""
        if quantity.iteration != 1:
            quantity = quantity._replace(iteration=1)
        named = self.signed.get(entry_name(quantity.name, place)) if place and self.signed else None
        if named:
            return named[0], Name(named[1])
        sign, tree, done = self.array(quantity, place)
        if place is None or done:
            return sign, tree
        row, column = place
        return sign, Entry(tree, Num(row, str(row)), Num(column, str(column)))

    def array(self, quantity: Quantity, place: Place | None) -> tuple[int, Formula, bool]:
        """Sign, tree, and whether the place is already said in it (∂E/∂w5)."""
        if self.signed:  # most sheets name nothing in their own way
            if quantity.name in self.signed:
                sign, symbol = self.signed[quantity.name]
                return sign, Name(symbol), False
            if quantity.layer_of_kind is not None and quantity.kind in self.signed:
                sign, symbol = self.signed[quantity.kind]
                return sign, Layer(Name(symbol), quantity.layer_of_kind), False
        if quantity.by is not None:
            return self.derivative(quantity, quantity.by, place)
        if quantity.role in ("update", "change"):
            sign, tree = self.signed_tree(quantity.of, place)
            return sign, Change(tree) if quantity.role == "change" else tree, place is not None
        base = self.parts.get(quantity.base) or Name(quantity.base)
        return 1, base if quantity.layer is None else Layer(base, quantity.layer), False

    def derivative(
        self, quantity: Quantity, by: Quantity, place: Place | None
    ) -> tuple[int, Formula, bool]:
        own_place = place if quantity.role == "derivative" and quantity.base in DERIVED else None
        of_sign, of = self.signed_tree(quantity.of)
        by_sign, below = self.signed_tree(by, own_place)
        # ∂J/∂W[2][1,3] is read as an entry of ∂J/∂W[2], unless that entry has its own symbol
        named = own_place is not None and entry_name(by.name, own_place) in self.signed
        if not named:
            by_sign, below = self.signed_tree(by)
        shown = Partial(of, below, "total" if self.total else "partial", quantity.via)
        if quantity.role == "local":
            shown = Partial(of, below, "local", single=self.total)
        return of_sign * by_sign, shown, named

    def text(self, quantity: Quantity, place: Place | None = None) -> str:
        """The symbol in plain text, as it can be typed: `-delta[2]`, `dE/dw5`, `w5:=`."""
        shown = text(self.tree(quantity, place), ascii=True)
        return shown + ":=" if quantity.role == "update" else shown

    def spoken_of(self, quantity: Quantity, place: Place | None = None) -> str | None:
        """The sheet's own symbol where it differs from the canonical name; else None."""
        shown = self.text(quantity, place)
        canonical = entry_name(quantity._replace(iteration=1).name, place)
        plain = canonical.replace("Δ", "Delta_")
        return None if not self.signed or shown == plain else shown
