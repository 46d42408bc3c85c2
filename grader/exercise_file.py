"""What is asked, and how it is marked: read from an exercise file, or from a plain network.

The keys that marking needs are read here, its settings in settings.py; `KEYS` lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from tracer.errors import InputError, shown, unknown
from tracer.expression import Expression
from tracer.layout import flipped
from tracer.network import Network
from tracer.quantity import ITERATION
from tracer.symbols import Place
from tracer.trace import Trace, trace

from .manual import Manual, manual_parts
from .settings import CREDIT, KEYS, listed, settings_of
from .tolerance import Tolerance

if TYPE_CHECKING:
    from .derivation import Planted

AskKind: TypeAlias = Literal["number", "formula", "choice"]
Reveal: TypeAlias = Literal["never", "wrong-line", "all"]
Rounded: TypeAlias = Literal["free", "every_step", "at_the_end"]

KINDS = ("number", "formula", "choice")
# Keys of the same file that say how it is handed out; exercises/task.py reads them.
SHEET_KEYS = (
    "version", "goal", "lecture", "prerequisites", "minutes", "hint", "manual", "sheet_layout",
    "variants", "same", "test", "printed", "derivation",
)  # fmt: skip
MOST_STEPS = 1000  # iterations that an exercise may ask for


@dataclass(frozen=True, slots=True)
class Ask:
    """One array, or some entries of it (as the sheet lays them), with points for each entry."""

    name: str
    places: tuple[Place, ...] | None = None
    points: float | None = None  # all entries together; None: one an entry
    kind: AskKind = "number"
    sign: int = 1
    keys: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """A network or an expression, what is asked of it, and the settings of the marking.

    `asks` None: everything is asked that was typed, one point an entry.
    """

    source: Network | Expression
    asks: tuple[Ask, ...] | None = None
    id: str = ""
    title: str = ""
    digits: int = 4
    decimals: int | None = None
    min_digits: int = 3
    truncation: bool = True
    rounding: Rounded = "free"
    tolerance: Tolerance | None = None  # a fixed one instead of what rounding explains
    reveal: Reveal = "wrong-line"
    accept: tuple[str, ...] = ()
    repeat: Literal["once", "each"] = "once"
    credit: Mapping[str, float] = field(default_factory=lambda: CREDIT)
    coarse_costs_at_most: float = 0.1
    steps: int = 1
    derivation: tuple[Planted, ...] = ()  # the mistakes of which a student has to find one
    keys: Mapping[str, Any] = field(default_factory=dict)  # of the file, as they stand there

    @cached_property
    def trace(self) -> Trace:
        known = trace(self.source, self.steps)
        if self.derivation:
            from .derivation import with_answers

            return with_answers(self, known)
        return known

    @property
    def steps_rounded(self) -> bool:
        """Whether the steps on the way may be rounded, not only the answers."""
        return self.rounding != "at_the_end"

    @cached_property
    def manual(self) -> tuple[Manual, ...]:
        """The parts that are marked by hand."""
        return tuple(manual_parts(self.keys))

    def lasting(self, steps: int) -> Exercise:
        """The same exercise over at least that many iterations."""
        if steps <= self.steps:
            return self
        from dataclasses import replace

        return replace(self, steps=steps)


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
    for key in keys:
        if key not in KEYS and key not in SHEET_KEYS:
            raise unknown(where, "key", key, [*KEYS, *SHEET_KEYS], "{}")
    source = source_of(keys, where, folder)
    settings = dict(settings_of(keys, where))
    steps = steps_named(keys.get("ask") or [])
    bare = Exercise(source=source, steps=min(steps, MOST_STEPS), keys=keys, **settings)
    asks = keys.get("ask")
    if asks is None:
        return bare
    from dataclasses import replace

    if "derivation" in keys:
        from .derivation import planted

        bare = replace(bare, derivation=planted(keys, bare.trace, where))
    made = replace(bare, asks=tuple(asks_of(asks, where, bare.trace)))
    one_kind_each(made, where)
    return made


def one_kind_each(made: Exercise, where: str) -> None:
    """An entry has one answer: it cannot be a formula and a number as well."""
    kinds: dict[tuple[str, Place], AskKind] = {}
    for ask in made.asks or ():
        for place in asked_places(made, ask):
            kind = kinds.setdefault((ask.name, place), ask.kind)
            if kind != ask.kind:
                raise InputError(
                    f"{where}: ask",
                    f"{ask.name} is asked for as a {kind} and as a {ask.kind}",
                    expected="one kind of answer for each entry",
                    example=f'kind = "{kind}"',
                )


def is_exercise(keys: Mapping[str, Any]) -> bool:
    parts = (keys.get("network"), keys.get("expression"))
    return "ask" in keys or ("schema" not in keys and any(isinstance(p, Mapping) for p in parts))


def source_of(keys: Mapping[str, Any], where: str, folder: Path) -> Network | Expression:
    given = keys.get("network")
    if isinstance(given, Mapping):
        return Network.of(given, f"{where}: network")
    if isinstance(given, str):
        from tracer.files import read

        beside = folder / given
        return read(str(beside) if beside.is_file() else given)
    expression = keys.get("expression")
    if isinstance(expression, Mapping):
        return Expression.of(expression, f"{where}: expression")
    raise InputError(
        where,
        "there is no network and no expression to mark against",
        expected="[network] or [expression] with its keys, or the name of a network file",
        example='network = "network.toml"',
    )


def steps_named(asks: Any) -> int:
    """The last iteration that an ask names."""
    texts = [text for ask in listed(asks) if isinstance(ask, Mapping) for text in quantities(ask)]
    numbers = [int(match[1]) for text in texts if (match := ITERATION.fullmatch(text[:99].strip()))]
    return max(numbers, default=1)


def quantities(ask: Mapping[str, Any]) -> list[str]:
    named = [ask["quantity"]] if "quantity" in ask else listed(ask.get("entries", []))
    return [text for text in named if isinstance(text, str)]


def asks_of(asks: Any, where: str, known: Trace) -> Iterator[Ask]:
    """Every `[[ask]]`, its quantities looked up; entries of one array are one ask."""
    for number, ask in enumerate(listed(asks), 1):
        here = f"{where}: ask[{number}]"
        if not isinstance(ask, Mapping) or not quantities(ask):
            raise InputError(here, "it asks for no quantity", expected="a quantity or entries",
                             example=KEYS["ask"])  # fmt: skip
        kind = ask.get("kind", "number")
        if kind not in KINDS:
            raise unknown(f"{here}.kind", "kind of answer", str(kind), KINDS, 'kind = "{}"')
        if kind == "choice":
            from .choices import declared

            declared(ask, here)
        if "allowed" in ask:
            from .formula_listed import check_allowed

            check_allowed(known, ask, here)
        points = ask.get("points")
        if points is not None and not (type(points) in (int, float) and 0 <= points <= 10**6):
            raise InputError(f"{here}.points", f"{shown(points)} are no points",
                             expected="a number, 0 or more", example="points = 2")  # fmt: skip
        yield from one_ask(ask, here, known, kind, points)


def one_ask(
    ask: Mapping[str, Any], here: str, known: Trace, kind: AskKind, points: float | None
) -> Iterator[Ask]:
    places: dict[tuple[str, int], list[Place] | None] = {}
    texts = quantities(ask)
    for text in texts:
        try:
            found = known.names.find(text)
        except InputError as error:
            raise error.at(f"{here}: quantity") from None
        key = (found.name, found.sign)
        if found.place is None:
            places[key] = None
        elif places.setdefault(key, []) is not None:
            places[key] = [*(places[key] or ()), found.place]
    shares = None if points is None else points / len(texts)
    for (name, sign), at in places.items():
        share = None if shares is None else shares * (len(at) if at else 1)
        yield Ask(name, tuple(at) if at else None, share, kind, sign, ask)


@lru_cache(maxsize=1024)
def alone(sheet: Exercise, student: int) -> Exercise:
    """The exercise with one student's numbers."""
    if not sheet.trace.students:
        return sheet
    return replace(sheet, source=sheet.source.student(student))


def asked_places(sheet: Exercise, ask: Ask) -> list[Place]:
    """The entries that are asked for, as calculated; those of no connection are not."""
    known = sheet.trace
    lies = not known.scalar(ask.name) and known.lies(ask.name)
    if ask.places is not None:
        return [flipped(place, lies) for place in ask.places]
    absent = set(known.absent(ask.name))
    rows, columns = known.laid(ask.name).shape[-2:]
    laid = ((i, j) for i in range(1, rows + 1) for j in range(1, columns + 1))
    return [flipped(place, lies) for place in laid if place not in absent]


def asked_points(sheet: Exercise, ask: Ask) -> float:
    """The points of all the entries of an ask together: one an entry unless it says otherwise."""
    if ask.points is not None:
        return float(ask.points)
    return float(len(asked_places(sheet, ask)))
