"""The parts of an exercise file, `[[part]]`, and the network or expression of each.

    [[part]]
    name = "a"                  # left out: a, b, c, …
    [part.network]              # or [part.expression], or network = "file.toml"

    [[part]]
    same_as = "a"               # as that part, but for …
    [part.change]
    alpha = 0.5                 # … these keys, each a whole one

A part without any of these has the file's own `[network]` or `[expression]`; one that asks for
words alone needs none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, NamedTuple

from .checks import counted
from .errors import InputError, InputErrors, shown, unknown
from .network import Network

if TYPE_CHECKING:
    from .expression import Expression

EXAMPLE = '[[part]]\nsame_as = "a"\n[part.change]\nalpha = 0.5'
PART_KEYS = {
    "name": 'name = "b"',
    "title": 'title = "With a larger step"',
    "same_as": 'same_as = "a"',
    "change": "[part.change]\nalpha = 0.5",
    "network": "[part.network]",
    "expression": "[part.expression]",
    "ask": '[[part.ask]]\nquantity = "dJ/dW[2]"',
    "derivation": '[part.derivation]\nline = "dJ/dz[1]"\nmistake = "sign-flipped"',
    "manual": '[[part.manual]]\ntitle = "Draw the network"',
    "variants": "[part.variants]\nX = {low = -2, high = 2, decimals = 0}",
}
"""What a part may say, with an example."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,19}")
MOST = 26
KINDS = ("network", "expression")
ASKING = ("ask", "derivation")  # what a part has of the one that it is the same as
NOTHING = (
    "there is no network and no expression to mark against",
    "[network] or [expression] with its keys, or the name of a network file",
    'network = "network.toml"',
)


class Part(NamedTuple):
    """One part. `keys`: what its table says; `like`: the part whose numbers it shares, itself
    where it has its own; `changed`: the keys that differ from that one's; `inherits`: whether its
    asks are those of that part; `words_alone`: whether it asks for words alone, so that of its
    network or expression there is nothing to say."""

    name: str
    title: str
    where: str
    keys: Mapping[str, Any]
    source: Network | Expression
    like: str
    changed: frozenset[str] = frozenset()
    inherits: bool = False
    words_alone: bool = False


def parts_of(keys: Mapping[str, Any], where: str, folder: Path) -> list[Part]:
    """The parts of a file in their order; none where it has none. Raises InputError, with the
    faults of all parts."""
    made, faults = parts_tried(keys, where, folder)
    if len(faults) > 1:
        raise InputErrors(faults)
    if faults:
        raise faults[0]
    return made


def parts_tried(
    keys: Mapping[str, Any], where: str, folder: Path
) -> tuple[list[Part], list[InputError]]:
    """The parts that can be read, and what is wrong with the others; of those that are the same as
    one of these nothing is said. Raises InputError where there are none, or too many."""
    tables = keys.get("part", [])
    tables = tables if isinstance(tables, list) else [tables]
    if not 0 < len(tables) <= MOST:
        raise fault(f"{where}: part", counted(len(tables), "part"), f"1 to {MOST} of them")
    made: dict[str, Part] = {}
    faults: list[InputError] = []
    failed: set[str] = set()
    for number, table in enumerate(tables, 1):
        here = f"{where}: part[{number}]"
        try:
            name = name_of(table, here, number, {*made, *failed})
        except InputError as error:
            faults.append(error)
            continue
        if str(table.get("same_as")) in failed:
            failed.add(name)
            continue
        try:
            made[name] = of_table(table, here, name, made, keys, where, folder)
        except InputError as error:
            faults += error.faults if isinstance(error, InputErrors) else [error]
            failed.add(name)
    return list(made.values()), faults


def name_of(table: Any, here: str, number: int, made: Collection[str]) -> str:
    """What a part is called; its table, its title and its keys are looked at."""
    if not isinstance(table, Mapping):
        raise fault(here, f"{shown(table)} is no part", "a table")
    for key in table:
        if key not in PART_KEYS:
            raise unknown(f"{here}.{key}", "key of a part", key, PART_KEYS, "{}")
    name = table.get("name", ascii_lowercase[number - 1])
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise InputError(f"{here}.name", f"{shown(name)} is no name of a part",
                         expected="a few letters or digits", example='name = "b"')  # fmt: skip
    if name in made:
        raise InputError(f"{here}.name", f"there is a part {shown(name)} before it",
                         expected="another name", example=f'name = "{name}2"')  # fmt: skip
    if not isinstance(table.get("title", ""), str):
        raise InputError(f"{here}.title", f"{shown(table['title'])} is no text",
                         expected="a text", example=PART_KEYS["title"])  # fmt: skip
    return name


def of_table(
    table: Mapping[str, Any],
    here: str,
    name: str,
    made: Mapping[str, Part],
    keys: Mapping[str, Any],
    where: str,
    folder: Path,
) -> Part:
    """A part with its network or expression."""
    title = str(table.get("title", ""))
    if "same_as" not in table:
        if "change" in table:
            raise fault(f"{here}.change", "it does not say what it changes", 'same_as = "a" too')
        own = any(kind in table for kind in KINDS)
        if not own and not any(kind in keys for kind in KINDS) and asks_words(table):
            return Part(name, title, here, table, stand_in(here), name, words_alone=True)
        whole = not own and any(kind in keys for kind in KINDS)
        source = source_of(keys if whole else table, where if whole else here, folder)
        return Part(name, title, here, table, source, name)
    if any(kind in table for kind in KINDS):
        raise fault(here, "it has a network or an expression, and same_as", "one of the two")
    other = table["same_as"]
    if not isinstance(other, str) or other not in made:
        raise unknown(f"{here}.same_as", "part before it", str(other), list(made) or ["a"],
                      'same_as = "{}"')  # fmt: skip
    change = table.get("change", {})
    if not isinstance(change, Mapping):
        raise fault(f"{here}.change", f"{shown(change)} is no table", "the keys that differ")
    like = made[other]
    base = like.source.keys(defaults=False)
    source = changed(like.source, {**base, **change}, f"{here}.change")
    asking = {key: like.keys[key] for key in ASKING if key in like.keys}
    inherited = {} if "ask" in table else asking
    return Part(
        name, title, here, {**inherited, **table}, source, like.like,
        like.changed | frozenset(change), inherits="ask" not in table,
        words_alone=like.words_alone and not change,
    )  # fmt: skip


def asks_words(table: Mapping[str, Any]) -> bool:
    """Whether a part asks for nothing of a network or an expression: questions in words alone."""
    asks = table.get("ask", [])
    asks = asks if isinstance(asks, list) else [asks]
    needing = ("quantity", "entries", "table", "of")
    return bool(asks) and "derivation" not in table and not any(
        isinstance(ask, Mapping) and any(key in ask for key in needing) for ask in asks
    )  # fmt: skip


def stand_in(where: str) -> Expression:
    """What stands for the network of a part that asks for words alone: one name."""
    from .expression import Expression

    return Expression.of({"expression": "x"}, where)


def changed(
    source: Network | Expression, keys: Mapping[str, Any], where: str
) -> Network | Expression:
    """The same with other keys. Raises InputError for keys that there are not, or do not fit."""
    if isinstance(source, Network):
        return Network.of(keys, where)
    from .expression import Expression

    return Expression.of(keys, where)


def source_of(keys: Mapping[str, Any], where: str, folder: Path) -> Network | Expression:
    """What stands under `network` or `expression`. Raises InputError where nothing does."""
    given = keys.get("network")
    if isinstance(given, Mapping):
        return Network.of(given, f"{where}: network")
    if isinstance(given, str):
        from .files import read

        beside = folder / given
        return read(str(beside) if beside.is_file() else given)
    expression = keys.get("expression")
    if isinstance(expression, Mapping):
        from .expression import Expression

        return Expression.of(expression, f"{where}: expression")
    wrong, expected, example = NOTHING
    raise InputError(where, wrong, expected=expected, example=example)


def read_part(name: str, part: str | None) -> Network | Expression:
    """The network or expression of a file, of an exercise's too; `part`: of that part of one."""
    from .files import read_document

    return part_in(read_document(name), name, part)


def part_in(keys: Mapping[str, Any], name: str, part: str | None) -> Network | Expression:
    """The same of a file's keys. Raises InputError for a part that there is not, and where none
    is named of several."""
    from .files import label, lines_told, source

    where = label(name)
    if "part" not in keys:
        if part is not None:
            raise InputError("--part", f"{where} has no parts",
                             expected="no --part, or an exercise file with [[part]]",
                             example=f"backprop trace {where}")  # fmt: skip
        if alone_in(keys):
            with lines_told(keys, where):
                return source_of(keys, where, Path(name).parent)
        return source(keys, where)
    found = parts_of(keys, where, Path(name).parent)
    names = [one.name for one in found]
    if part is None:
        raise InputError(where, f"it has {counted(len(names), 'part')}: {', '.join(names)}",
                         expected="--part with one of them",
                         example=f"--part {names[0]}")  # fmt: skip
    if part not in names:
        raise unknown("--part", "part", part, names, "--part {}")
    return next(one.source for one in found if one.name == part)


def alone_in(keys: Mapping[str, Any]) -> bool:
    """Whether a file has its network or expression as an exercise has it: as a table of its own,
    or, where it asks something, in another file."""
    tables = any(isinstance(keys.get(kind), Mapping) for kind in KINDS)
    return "schema" not in keys and "layers" not in keys and (
        tables or ("ask" in keys and isinstance(keys.get("network"), str))
    )  # fmt: skip


PREFIX = re.compile(r"\s*\(\s*([A-Za-z0-9][A-Za-z0-9_.-]{0,19})\s*\)\s*(\S.*)", re.DOTALL)


def split_part(text: str) -> tuple[str, str]:
    """`(b) dJ/dW[1]` → the part and the rest; "" and the text where no part is named.

    >>> split_part("(b) @2 J"), split_part("J")
    (('b', '@2 J'), ('', 'J'))
    """
    match = PREFIX.fullmatch(text[:500])
    return (match[1], match[2]) if match else ("", text)


def with_part(part: str, name: str) -> str:
    """`(b) dJ/dW[1]`; the name alone where there is only one part."""
    return f"({part}) {name}" if part else name


def fault(where: str, wrong: str, expected: str) -> InputError:
    return InputError(where, wrong, expected=expected, example=EXAMPLE)
