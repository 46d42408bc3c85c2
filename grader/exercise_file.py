"""What is asked, and how it is marked: read from an exercise file, or from a plain network.

What is asked is read here, the other keys in settings.py, which has them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from tracer.errors import InputError, shown
from tracer.expression import Expression
from tracer.network import Network
from tracer.parts import EXAMPLE, PART_KEYS, parts_of, source_of
from tracer.quantity import ITERATION
from tracer.schema import as_list
from tracer.symbols import Place
from tracer.trace import Trace

from .ask_kinds import ASK_KINDS, AskKind, kind_named, no_such_key
from .ask_table import ITERATIONS, TABLE, names_in, of_table, steps_of_tables
from .asked import Ask, Exercise, asked_places, asked_points
from .manual import manual_parts
from .settings import KEYS, settings_of

__all__ = ["Ask", "Exercise", "asked_places", "asked_points", "exercise", "source_of"]

ALONE = ("ask", "derivation")  # keys of a file without parts
MOST_STEPS = 1000  # iterations that an exercise may ask for


def exercise(
    given: Exercise | Network | Expression | Mapping[str, Any] | str | Path, where: str = "exercise"
) -> Exercise:
    """An exercise from whatever may stand for one: a file's path or the name of an example, its
    keys, a network or an expression. Raises InputError with what is wrong with it."""
    if isinstance(given, Exercise):
        return given
    if isinstance(given, Network | Expression):
        return Exercise(source=given, title=given.title)
    if isinstance(given, Mapping):
        return of_keys(given, where, Path())
    from tracer.files import label, read_document

    return of_keys(read_document(str(given)), label(str(given)), Path(given).parent)


def of_keys(keys: Mapping[str, Any], where: str, folder: Path) -> Exercise:
    """An exercise file's keys; a network's or an expression's own are an exercise that asks for
    everything."""
    if not is_exercise(keys):
        from tracer.files import source as read_source

        return exercise(read_source(keys, where))
    settings = settings_of(keys, where)
    if "part" in keys:
        return of_parts(keys, where, folder, settings)
    return of_one(source_of(keys, where, folder), keys, where, settings)


def of_one(
    source: Network | Expression,
    keys: Mapping[str, Any],
    where: str,
    settings: Mapping[str, Any],
    asking: Mapping[str, Any] | None = None,
) -> Exercise:
    """An exercise, or a part of one. `asking`: the table of its asks, where that is another one."""
    asking = keys if asking is None else asking
    asks = asking.get("ask")
    steps = steps_asked(asks or [], source, where, until=bool(settings.get("until")))
    bare = Exercise(source=source, steps=steps, keys=keys, **settings)
    if asks is None:
        return bare
    if "derivation" in asking:
        from .derivation import planted

        bare = replace(bare, derivation=planted(asking, bare.trace, where))
    asked = tuple(asks_of(asks, where, bare.trace))
    names = [ask.name for ask in asked if not ask.alone]
    made = replace(bare.by_lines(names), asks=asked)
    all_traced(made, where)
    one_table_each(made, where)
    return made


def learned(source: Network | Expression, where: str) -> int:
    """The updates of a perceptron to the end of the first epoch without an error."""
    from tracer.epochs import updates_until_no_error

    try:
        return updates_until_no_error(source)[0]
    except InputError as error:
        raise error.at(f"{where}: until") from None


def all_traced(made: Exercise, where: str) -> None:
    """A sheet goes back from line to line or through elementary steps, not both ways."""
    for ask in made.asks or ():
        if ask.name not in made.trace.with_number(ask.name).state:
            raise InputError(
                f"{where}: ask",
                f"{ask.name} belongs to an elementary step, and another ask to a whole line",
                expected="derivatives of whole lines, or those of elementary steps",
                example=made.trace.steps[-1].name,
            )


def of_parts(
    keys: Mapping[str, Any], where: str, folder: Path, settings: Mapping[str, Any]
) -> Exercise:
    """An exercise of several parts: the first, which has the keys of the file, and the further
    ones."""
    for key in ALONE:
        if key in keys:
            raise InputError(f"{where}: {key}", f"{key} stands beside parts",
                             expected=f"{key} in a part, or no parts",
                             example=PART_KEYS.get(key, EXAMPLE))  # fmt: skip
    made: list[Exercise] = []
    for part in parts_of(keys, where, folder):
        if "ask" not in part.keys:
            raise InputError(part.where, "nothing is asked in it", expected="[[part.ask]]",
                             example=PART_KEYS["ask"])  # fmt: skip
        list(manual_parts(part.keys, part.where))
        own = {} if made else keys
        one = of_one(part.source, own, part.where, settings, part.keys)
        about: dict[str, Any] = {"part_title": part.title, "like": part.like}
        about |= {"changed": part.changed, "table": part.keys}
        about |= {"words_alone": part.words_alone}
        made.append(replace(one, part=part.name, **about))
    first, *further = made
    return replace(first, further=tuple(further))


def one_table_each(made: Exercise, where: str) -> None:
    """An entry that is asked for as a formula and as a number is so in one ask."""
    kinds: dict[tuple[str, Place], str] = {}
    for ask in made.asks or ():
        for place in () if ask.beside else asked_places(made, ask):
            kind = kinds.setdefault((ask.name, place), ask.kind)
            if kind != ask.kind:
                raise InputError(
                    f"{where}: ask",
                    f"{ask.name} is asked for as a {kind} and as a {ask.kind}",
                    expected="one ask for both",
                    example='kind = ["formula", "number"]',
                )


def is_exercise(keys: Mapping[str, Any]) -> bool:
    parts = (keys.get("network"), keys.get("expression"))
    return (
        "ask" in keys
        or "part" in keys
        or ("schema" not in keys and any(isinstance(p, Mapping) for p in parts))
    )


def steps_asked(asks: Any, source: Network | Expression, where: str, *, until: bool = False) -> int:
    """How many iterations an exercise is traced for: to the last that an ask names, to the last row
    of its tables, `until` there is no error."""
    steps = max(steps_named(asks), learned(source, where) if until else 1)
    return min(steps_of_tables(asks, source, steps), MOST_STEPS)


def steps_named(asks: Any) -> int:
    """The last iteration that an ask names."""
    texts = [text for ask in as_list(asks) if isinstance(ask, Mapping) for text in quantities(ask)]
    numbers = [int(match[1]) for text in texts if (match := ITERATION.fullmatch(text[:99].strip()))]
    return max(numbers, default=1)


def quantities(ask: Mapping[str, Any]) -> list[str]:
    if "table" in ask:
        return names_in(ask)
    named = [ask["quantity"]] if "quantity" in ask else as_list(ask.get("entries", []))
    return [text for text in named if isinstance(text, str)]


ASK_KEYS = {
    "quantity": 'quantity = "dJ/dW[2]"',
    "entries": 'entries = ["dJ/dW[2][1,1]", "dJ/dW[2][1,2]"]',
    "table": TABLE,
    "iterations": ITERATIONS,
    "points": "points = 2",
    "kind": 'kind = "formula"',
    "title": 'title = "Which way does the weight move?"',
    "name": 'name = "direction"',
    **{key: example for kind in ASK_KINDS.values() for key, example in kind.keys.items()},
}
"""What an [[ask]] may say, with an example."""
PAIR = ("formula", "number")  # the kinds of two boxes for one entry
CALLED = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")


class Asking(NamedTuple):
    """What one [[ask]] says: where it stands, its keys, its kinds, and its points if it has any."""

    here: str
    keys: Mapping[str, Any]
    kinds: tuple[AskKind, ...]
    points: float | None


def asks_of(asks: Any, where: str, known: Trace) -> Iterator[Ask]:
    """Every `[[ask]]`, its quantities looked up: entries of one array that follow each other are
    one ask. Raises InputError with what is wrong with one."""
    unnamed = 0
    for number, keys in enumerate(as_list(asks), 1):
        asking = asking_of(keys, f"{where}: ask[{number}]")
        if "table" in asking.keys:
            yield from of_table(asking.keys, asking.points, asking.here, known)
            continue
        for kind in asking.kinds:
            kind.check(asking.keys, asking.here, known)
        if quantities(asking.keys):
            yield from of_quantities(asking, known)
        else:
            unnamed += 1
            name = called(asking, known, f"q{unnamed}")
            only = asking.kinds[0].name
            yield Ask(name, None, asking.points, only, 1, asking.keys, alone=True)


def asking_of(keys: Any, here: str) -> Asking:
    """What every ask says, checked."""
    if not isinstance(keys, Mapping):
        raise nothing_asked(here)
    given = as_list(keys.get("kind", "number"))
    kinds = tuple(kind_named(name, here) for name in given)
    names = tuple(kind.name for kind in kinds)
    if len(kinds) != 1 and sorted(names) != list(PAIR):
        raise InputError(f"{here}.kind", f"{', '.join(names) or 'nothing'} together",
                         expected="one kind, or a formula and a number",
                         example='kind = ["formula", "number"]')  # fmt: skip
    no_such_key(keys, kinds, here)
    asked = "table" in keys or bool(quantities(keys))
    if kinds[0].of is True and not asked:
        raise nothing_asked(here)
    if kinds[0].of is False and asked:
        raise InputError(here, f'kind = "{names[0]}" asks for no quantity',
                         expected="a title instead",
                         example=f'kind = "{names[0]}"\n{ASK_KEYS["title"]}')  # fmt: skip
    title = keys.get("title", "")
    if not isinstance(title, str) or not (asked or title.strip()):
        raise InputError(f"{here}.title", f"{shown(title)} is no question" if title else
                         "it asks nothing in words", expected="a text",
                         example=ASK_KEYS["title"])  # fmt: skip
    points = keys.get("points")
    if points is not None and not (type(points) in (int, float) and 0 <= points <= 10**6):
        raise InputError(f"{here}.points", f"{shown(points)} are no points",
                         expected="a number, 0 or more", example="points = 2")  # fmt: skip
    return Asking(here, keys, kinds, points)


def nothing_asked(here: str) -> InputError:
    return InputError(
        here, "it asks for no quantity",
        expected='a quantity or entries; for a question in words kind = "choice", "text", "count" '
        'or "shape"; for work on paper [[manual]] instead',
        example=KEYS["ask"].example,
    )  # fmt: skip


def called(asking: Asking, known: Trace, usual: str) -> str:
    """What the author calls an answer. Raises InputError for a name that means something else."""
    name = asking.keys.get("name", usual)
    if not isinstance(name, str) or (name and not CALLED.fullmatch(name)):
        raise InputError(f"{asking.here}.name", f"{shown(name)} is no name of an answer",
                         expected="letters, digits and _", example=ASK_KEYS["name"])  # fmt: skip
    if name and name in known:
        raise InputError(f"{asking.here}.name", f"{shown(name)} is a quantity of this exercise",
                         expected="another name", example=ASK_KEYS["name"])  # fmt: skip
    return name


def of_quantities(asking: Asking, known: Trace) -> Iterator[Ask]:
    """The asks of one table, in the author's order; for a formula and a number, one after the
    other, entry by entry."""
    texts = quantities(asking.keys)
    runs: list[tuple[str, int, list[Place] | None]] = []
    for text in texts:
        try:
            found = known.names.find(text)
        except InputError as error:
            raise error.at(f"{asking.here}: quantity") from None
        last = runs[-1] if runs else None
        if last and last[:2] == (found.name, found.sign) and last[2] and found.place:
            last[2].append(found.place)
        else:
            runs.append((found.name, found.sign, [found.place] if found.place else None))
    whole = {run[:2] for run in runs if run[2] is None}
    name = called(asking, known, "")
    share = None if asking.points is None else asking.points / len(texts) / len(asking.kinds)
    if len(asking.kinds) > 1:
        runs = [(array, sign, [place] if place else None)
                for array, sign, places in runs for place in places or (None,)]  # fmt: skip
    for array, sign, places in runs:
        if places is not None and (array, sign) in whole:
            continue
        points = None if share is None else share * len(places or (1,))
        at = tuple(places) if places else None
        for kind in asking.kinds:
            beside = len(asking.kinds) > 1 and kind.name == "formula"
            own = name if not beside else ""
            yield Ask(array, at, points, kind.name, sign, asking.keys, beside=beside, called=own)
    array, _, places = runs[0]
    single = places is not None or known.scalar(array) or known.laid(array).shape[-2:] == (1, 1)
    if name and not (single and len(texts) == 1):
        raise InputError(f"{asking.here}.name", f"{shown(name)} is the name of several answers",
                         expected="a name for one entry", example=ASK_KEYS["name"])  # fmt: skip
