"""An ask that is a table, as courses print a perceptron's: a row an iteration, a column a quantity.

    [[ask]]
    table = ["z[1]", "y_hat", {quantity = "error", kind = "choice"}, "W[1]:=", "b[1]:="]
    iterations = [1, 2, 3, 4]

Every box is an ordinary entry, `@3 W[1][1,2]:=`: only where it stands on the sheet is said here.
Without `iterations` there is a row for each update to the end of `until`, or of the first epoch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tracer.errors import InputError, shown
from tracer.expression import Expression
from tracer.network import Network
from tracer.quantity import ITERATION
from tracer.schema import as_list
from tracer.trace import Trace

from .ask_kinds import kind_named
from .asked import Ask

TABLE = 'table = ["z[1]", "y_hat", "ΔW[1]", "W[1]:="]'
ITERATIONS = "iterations = [1, 2, 3, 4]"
KINDS = ("number", "choice")  # a formula is the same in every row


class Column(NamedTuple):
    """What a column asks of every iteration: a quantity or an entry, and as what."""

    quantity: str
    kind: str = "number"


def columns_of(keys: Mapping[str, Any], where: str) -> list[Column]:
    """The columns of an ask's table. Raises InputError for what is none."""
    found = []
    for number, given in enumerate(as_list(keys["table"]), 1):
        here = f"{where}.table[{number}]"
        one = given if isinstance(given, Mapping) else {"quantity": given}
        name, kind = one.get("quantity"), kind_named(one.get("kind", "number"), here).name
        if not isinstance(name, str) or not one.keys() <= {"quantity", "kind"}:
            raise InputError(here, f"{shown(given)} is no column", expected="a quantity, or a "
                             "quantity with its kind", example=TABLE)  # fmt: skip
        if ITERATION.fullmatch(name.strip()):
            raise InputError(here, f"{shown(name)} names an iteration, and each row has its own",
                             expected="the quantity alone", example=TABLE)  # fmt: skip
        if kind not in KINDS:
            raise InputError(here, f"a column of {kind}s", expected=" or ".join(KINDS),
                             example='{quantity = "error", kind = "choice"}')  # fmt: skip
        found.append(Column(name, kind))
    if not found:
        raise InputError(f"{where}.table", "it has no column", expected="quantities",
                         example=TABLE)  # fmt: skip
    return found


def names_in(keys: Mapping[str, Any]) -> list[str]:
    """The quantities of a table, whatever else is wrong with it."""
    every = (one.get("quantity") if isinstance(one, Mapping) else one
             for one in as_list(keys["table"]))  # fmt: skip
    return [name for name in every if isinstance(name, str)]


def iterations_of(keys: Mapping[str, Any], where: str, most: int) -> list[int]:
    """The rows: those that are named, or 1 to `most`. Raises InputError for what is no row."""
    if "iterations" not in keys:
        return list(range(1, most + 1))
    found = as_list(keys["iterations"])
    if not found or not all(type(one) is int and 1 <= one <= most for one in found):
        wrong = f"{shown(keys['iterations'])} are no rows"
        expected = f"whole numbers from 1 to {most}"
        raise InputError(f"{where}.iterations", wrong, expected=expected, example=ITERATIONS)
    return list(dict.fromkeys(found))


def steps_of_tables(asks: Any, source: Network | Expression, steps: int) -> int:
    """How many iterations the tables need. `steps`: of what is asked besides."""
    for keys in as_list(asks):
        if isinstance(keys, Mapping) and "table" in keys:
            named = [one for one in as_list(keys.get("iterations", [])) if type(one) is int]
            epoch = source.N if isinstance(source, Network) and source.order == "stochastic" else 1
            steps = max(steps, *named, 1) if named else max(steps, epoch)
    return steps


def of_table(
    keys: Mapping[str, Any], points: float | None, where: str, known: Trace
) -> Iterator[Ask]:
    """The boxes row by row. Raises InputError for a quantity that there is not in a row."""
    if beside := [key for key in ("quantity", "entries", "kind", "name") if key in keys]:
        raise InputError(f"{where}.{beside[0]}", f"{beside[0]} beside a table",
                         expected="one of the two", example=TABLE)  # fmt: skip
    columns = columns_of(keys, where)
    rows = iterations_of(keys, where, known.iterations)
    share = None if points is None else points / len(columns) / len(rows)
    for iteration in rows:
        for column in columns:
            kind_named(column.kind, where).check({"quantity": column.quantity}, where, known)
            try:
                found = known.names.find(f"@{iteration} {column.quantity}")
            except InputError as error:
                raise error.at(f"{where}.table") from None
            places = (found.place,) if found.place else None
            yield Ask(found.name, places, share, column.kind, found.sign, keys)
