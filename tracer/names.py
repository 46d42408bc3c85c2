"""Which quantity a person means: canonical names, the sheet's symbols, usual shorthands.

Names that the trace has win over shorthands, exact spellings over loose ones. `@k ` in front
names an iteration, `[i,j]` behind an entry, as the sheet lays it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from .errors import InputError, nearest, shown
from .formula.text import GREEK
from .formula.value import variables
from .network import Network
from .quantity import ITERATION, Quantity, at_iteration, layered, quantity
from .settings import in_one_batch
from .symbols import ENTRY, Place, entry_name, split_entry

if TYPE_CHECKING:
    from .trace import Trace

SINGLE = re.compile(r"(.+\D.*|.+\])\[(\d+)\](:=)?")
OWN = re.compile(r"d(loss|[JLE])\d+d[Wb]")  # of one sample, as `loose` leaves it
KEPT = re.compile(r"(\w+_)([Wb]\[\d+\])")  # what an optimiser keeps of a parameter
LONGEST = 200
MOST_LISTED = 12  # names that a message suggests
MOST_MET = 10_000
SPELLED = {letter: word for word, letter in GREEK.items()} | {"∂": "d", "ŷ": "yhat", "−": "-"}


class Found(NamedTuple):
    """What a typed name means: canonical array name (`@2 dJ/dW[1]`), the entry or None for all,
    and −1 where the symbol stands for the negative."""

    name: str
    place: Place | None = None
    sign: int = 1


@lru_cache(maxsize=8192)
def loose(text: str) -> str:
    """A spelling without what people leave out or write another way.

    >>> loose("∂J/∂W[2]") == loose("dJ_dW2"), loose("z⁽²⁾")
    (True, 'z2')
    """
    text = text.replace("∂(", "d(").replace("d(", "local")  # d(y)/d(x) is no dy/dx
    for sign, word in SPELLED.items():
        text = text.replace(sign, word)
    return re.sub(r"[\s_/^(){}\[\]]", "", unicodedata.normalize("NFKC", text))


class Names:
    """The names of one trace, looked up by any spelling."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.first = [name for name in trace.state if not name.startswith("@")]
        more = [*changes(self.first), *slopes_of_lines(trace), *parts_of(trace)]
        self.first += [name for name in more if name not in trace.state]
        self.exact: dict[str, Found] = {name: Found(name) for name in self.first}
        symbols = dict(self.symbols())
        self.exact = {**symbols, **self.exact}
        self.loose: dict[str, Found] = {}
        self.met: dict[str, Found] = {}  # what was looked up: a class writes the same names
        for source in (self.exact, symbols, dict(self.shorthands())):
            for spelling, found in source.items():
                self.loose.setdefault(loose(spelling), found)

    def find(self, text: str) -> Found:
        """What `text` names. Raises InputError with the nearest name for what is not there."""
        found = self.met.get(text)
        if found is None:
            found = self.found(text)
            if len(text) <= LONGEST and len(self.met) < MOST_MET:
                self.met[text] = found
        return found

    def found(self, text: str) -> Found:
        match = ITERATION.fullmatch(text.strip()[:LONGEST])
        iteration, plain = (int(match[1]), match[2].strip()) if match else (1, text.strip())
        found = self.look_up(plain[:LONGEST])
        if found is None:
            raise self.no_such(text)
        name = self.in_iteration(found.name, iteration)
        if name is None:
            raise self.no_such(text)
        return self.inside(Found(name, found.place, found.sign), text)

    def look_up(self, text: str) -> Found | None:
        array, place = split_entry(text)
        for whole, at in ((text, None), (array, place), self.single(text)):
            found = self.exact.get(whole) or self.loose.get(loose(whole))
            if found is not None and (at is None or found.place is None):
                return Found(found.name, at or found.place, found.sign)
        return None

    def single(self, text: str) -> tuple[str, Place | None]:
        """One index where the array is a single row or column: b[1][2]."""
        match = SINGLE.fullmatch(text)
        if match is None:
            return text, None
        array, index = match[1] + (match[3] or ""), int(match[2])
        found = self.exact.get(array) or self.loose.get(loose(array))
        if found is None or found.name not in self.trace.state:
            return text, None
        rows, columns = self.trace.laid(found.name).shape[-2:]
        if columns == 1:
            return array, (index, 1)
        return (array, (1, index)) if rows == 1 else (text, None)

    def in_iteration(self, name: str, iteration: int) -> str | None:
        """The name in that iteration; data and untouched parameters are those of the first."""
        if iteration == 1:
            return name
        known = self.trace.state
        own = at_iteration(name, iteration)
        if own in known or name not in known:
            return own if own in known or name.startswith("Δ") else None
        new = at_iteration(f"{name}:=", iteration - 1)
        if quantity(name).role == "value" and new in known:
            return new
        return name if name in self.trace.given and iteration <= self.trace.iterations else None

    def inside(self, found: Found, text: str) -> Found:
        if found.place is None:
            return found
        rows, columns = self.trace.laid(found.name).shape[-2:]
        row, column = found.place
        if 1 <= row <= rows and 1 <= column <= columns:
            return found
        raise InputError(
            "quantity",
            f"{shown(text)}: there is no row {row}, column {column}",
            expected=f"rows 1 to {rows}, columns 1 to {columns}",
            example=entry_name(found.name, (min(max(row, 1), rows), min(max(column, 1), columns))),
        )

    def no_such(self, text: str) -> InputError:
        array, place = split_entry(text.strip()[:LONGEST])
        found = self.told[nearest(loose(array), self.told)]
        at = found.place or place
        if at is not None and found.name in self.trace.state:
            rows, columns = self.trace.laid(found.name).shape[-2:]
            at = at if 1 <= at[0] <= rows and 1 <= at[1] <= columns else None
        near = self.as_printed(found.name, at)
        if self.of_one_sample(text):
            return InputError(
                "quantity",
                f"{shown(text)} is the gradient of one sample, and this trace has that of all",
                expected="a network that says so",
                example='gradients = "by_sample"',
            )
        some = islice((name for name in self.exact if not self.unnamed(name)), MOST_LISTED)
        return InputError(
            "quantity",
            f"there is no quantity {shown(text)} in this trace",
            expected="one of " + ", ".join(some) + ", …",
            example=near,
        )

    def as_printed(self, name: str, place: Place | None) -> str:
        """As an answer file calls it: by the sheet's own symbol where there is one."""
        own = self.trace.symbols.signed
        plain = name.removesuffix(":=")
        after = name[len(plain) :]
        entry = entry_name(plain, place)
        if entry in own:
            return own[entry][1] + after
        return entry_name(own[plain][1] + after if plain in own else name, place)

    def of_one_sample(self, text: str) -> bool:
        """Whether it names a sample's own gradient, and this trace has none."""
        source = self.trace.source
        if not isinstance(source, Network) or source.gradients == "by_sample":
            return False
        return OWN.match(loose(text)) is not None and in_one_batch(source)

    @cached_property
    def told(self) -> dict[str, Found]:
        """The loose spellings of what has a name on a sheet: what a message may suggest."""
        return {name: one for name, one in self.loose.items() if not self.unnamed(one.name)}

    def unnamed(self, name: str) -> bool:
        """Whether it is of an elementary step that stands on no sheet: u1, dy/du1."""
        source = self.trace.source
        if isinstance(source, Network) or not source.unnamed or name not in self.trace.state:
            return False
        what = quantity(name)
        return not source.unnamed.isdisjoint({what.base, what.by.base if what.by else what.base})

    def symbols(self) -> Iterator[tuple[str, Found]]:
        """The sheet's own symbols, of arrays and of single entries."""
        signed = self.trace.symbols.signed
        if not signed:
            return
        places: dict[str, list[Place]] = {}
        for target in signed:
            match = ENTRY.fullmatch(target)
            if match:
                places.setdefault(match["name"], []).append(
                    (int(match["row"]), int(match["column"]))
                )
        for name in self.first:
            if self.unnamed(name):
                continue
            what = quantity(name)
            yield self.symbol(name, what, None)
            related = {what.of.name, (what.by or what).name, name}
            for place in dict.fromkeys(at for key in related for at in places.get(key, ())):
                if self.trace.symbols.own(what, place):
                    yield self.symbol(name, what, place)

    def symbol(self, name: str, what: Quantity, place: Place | None) -> tuple[str, Found]:
        text = self.trace.symbols.text(what, place)
        sign = -1 if text.startswith("-") else 1
        return text.removeprefix("-"), Found(name, place, sign)

    def shorthands(self) -> Iterator[tuple[str, Found]]:
        """Usual shorthands, for networks: dW2, dZ1, delta2, a[L] for y_hat, in the sheet's own
        symbol for a, too, dL/dW2."""
        source = self.trace.source
        if not isinstance(source, Network):
            return
        top = layered("a", len(source.layers))
        own = [(target, text) for target, (sign, text) in self.trace.symbols.signed.items()
               if sign > 0]  # fmt: skip
        for name in self.first:
            if kept := KEPT.fullmatch(name):  # v_w5, where the sheet calls W[2][1,1] w5
                for target, text in own:
                    array, place = split_entry(target)
                    if array == kept[2]:
                        yield kept[1] + text, Found(name, place)
            for spelling in {name, name.replace("y_hat", top)}:
                what = quantity(spelling)
                yield spelling, Found(name)
                if spelling != name and self.trace.symbols.signed:
                    yield self.symbol(name, what, None)  # x[3], where the sheet calls a[3] so
                if what.base in ("z", "a"):
                    yield spelling.replace(what.base, what.base.upper(), 1), Found(name)
                if what.role == "derivative" and what.base == "J" and what.by:
                    by = what.by.name
                    for cost in "LECJ":
                        yield f"d{cost}/d{by}", Found(name)
                        yield f"d{cost}/d{by[0].upper()}{by[1:]}", Found(name)
                    yield f"d{by}", Found(name)
                    if what.by.base in ("z", "a"):
                        yield f"d{by[0].upper()}{by[1:]}", Found(name)
                    if what.by.base == "z":
                        yield f"delta[{what.by.layer}]", Found(name)
        yield "X", Found("a[0]")
        yield "Y", Found("y")


def parts_of(trace: Trace) -> list[str]:
    """dy/dx via q: of whatever several lines read, each one's part can be asked for."""
    source = trace.source
    if isinstance(source, Network):
        return []
    readers: dict[str, list[str]] = {}
    for line in source.lines:
        for name in variables(line.tree):
            readers.setdefault(f"d{source.base}/d{name}", []).append(line.name)
    several = {name: lines for name, lines in readers.items() if len(lines) > 1}
    return [
        f"{name} via {line}"
        for name, lines in several.items()
        if name in trace.state and name not in trace.given
        for line in lines
        if f"d{source.base}/d{line}" in trace.state
    ]


def slopes_of_lines(trace: Trace) -> list[str]:
    """d(z)/d(a) of every line of an expression: it can be asked for whether or not backward goes
    from line to line."""
    if isinstance(trace.source, Network):
        return []
    from .elementary import slopes_of_lines

    names = slopes_of_lines(trace.source)
    if not trace.source.given:
        return names
    return [name for name in names if name in trace.by_lines.state]  # a given one leads on


def changes(names: list[str]) -> list[str]:
    """Δw of every updated w: it can be asked for whether or not it is a step of its own."""
    return [f"Δ{name[:-2]}" for name in names if name.endswith(":=")]
