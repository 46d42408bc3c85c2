"""An exercise as it is handed out: what the grader marks, and all that stands around it.

The grader reads what it marks (grader/exercise_file.py); the keys of the sheet are read here, and
only here. `TASK_KEYS` lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from grader.asked import Ask, Exercise
from grader.exercise_file import of_keys
from grader.manual import Manual, manual_parts
from tracer.errors import InputError, shown, unknown
from tracer.parts import split_part

SheetLayout: TypeAlias = Literal["steps", "graph"]

LECTURE = tuple(f"L{row}" for row in range(1, 15))
TASK_KEYS = {
    "version": "version = 1",
    "goal": 'goal = "See why a gradient needs the slope of ReLU"',
    "lecture": 'lecture = ["L12"]',
    "prerequisites": 'prerequisites = ["neuron-forward"]',
    "minutes": "minutes = 15",
    "sheet_layout": 'sheet_layout = "graph"',
    "hint": '[[hint]]\nquantity = "dJ/dz[1]"\ntext = "Which of the neurons are on?"',
    "manual": '[[manual]]\ntitle = "Draw the network"\npoints = 2',
    "variants": "[variants]\nX = {low = -2, high = 2, decimals = 0}",
    "same": 'same = [["relu-derivative-always-one", "activation-derivative-forgotten"]]',
    "test": '[[test]]\nanswers = {"dJ/dz[2]" = "0.5"}\nverdicts = {"dJ/dz[2]" = "right"}',
    "printed": 'printed = {"dJ/dW[2]" = "0.082"}',
    "derivation": '[derivation]\nline = "dJ/dz[1]"\nmistake = "activation-derivative-forgotten"',
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """An exercise with its goal, its hints and its ranges. `exercise` has the file's own numbers;
    variants.py puts a student's in their place. `path`: where it was read from, if anywhere."""

    exercise: Exercise
    path: Path | None = None
    version: int = 1
    goal: str = ""
    lecture: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    minutes: int | None = None
    sheet_layout: SheetLayout = "steps"
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the author's, by quantity
    variants: Mapping[str, Any] = field(default_factory=dict)
    same: tuple[tuple[str, ...], ...] = ()  # mistakes that may give equal numbers here

    @property
    def id(self) -> str:
        return self.exercise.id

    @property
    def title(self) -> str:
        return self.exercise.title

    @property
    def manual(self) -> tuple[Manual, ...]:
        return self.exercise.manual

    def of_part(self, part: str) -> Task:
        """The task with the hints that may be of one part."""
        if not part:
            return self
        found: dict[str, tuple[str, ...]] = {}
        for key, said in self.hints.items():
            name, rest = split_part(key)
            if name in ("", part):
                found[rest] = (*found.get(rest, ()), *said)
        return replace(self, hints=found)

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What is asked in all parts."""
        return tuple(ask for part in self.exercise.parts for ask in part.asks or ())


def bundled() -> dict[str, Path]:
    """The files of the bundled exercises, by id, in the order of the lecture."""
    folder = Path(__file__).parent / "library"
    return {path.stem.partition("-")[2]: path for path in sorted(folder.glob("*.toml"))}


def task(given: str | Path | Mapping[str, Any] | Exercise | Task) -> Task:
    """An exercise by its path, its bundled id, its keys; a network or an expression, which is an
    exercise that asks for everything. A file wins over a bundled exercise of its name.

    Raises InputError with what is wrong with it.
    """
    if isinstance(given, Task):
        return given
    if isinstance(given, Exercise):
        return Task(exercise=given)
    if isinstance(given, Mapping):
        return of_file(given, "exercise", Path())
    from tracer.files import label, read_document

    name = str(given)
    known = bundled()
    path = known[name] if name in known and not Path(name).is_file() else Path(name)
    try:
        keys = read_document(str(path))
    except InputError as error:
        if error.wrong.startswith("there is no such file"):
            from tracer.files import bundled as examples

            names = [*known, *examples()]
            raise unknown(label(name), "exercise", name, names, "backprop practice {}") from None
        raise
    return of_file(keys, label(name), path.parent, None if name == "-" else path)


def of_file(keys: Mapping[str, Any], where: str, folder: Path, path: Path | None = None) -> Task:
    """The keys of an exercise file, those of marking and those of the sheet."""
    list(manual_parts(keys, where))
    made = of_keys(keys, where, folder)
    if not made.keys:  # a plain network or expression
        return Task(exercise=made, path=path)
    return Task(exercise=made, path=path, **dict(sheet_settings(keys, where)))


def sheet_settings(keys: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    """The settings of the sheet that are there, each checked."""
    if "version" in keys:
        yield "version", whole(keys, "version", where, 1, 10**6)
    if "minutes" in keys:
        yield "minutes", whole(keys, "minutes", where, 1, 1000)
    if "goal" in keys:
        yield "goal", a_text(keys["goal"], f"{where}: goal", TASK_KEYS["goal"])
    if "lecture" in keys:
        rows = texts(keys, "lecture", where)
        for row in rows:
            if row not in LECTURE:
                raise unknown(f"{where}: lecture", "row of the lecture", row, LECTURE,
                              'lecture = ["{}"]')  # fmt: skip
        yield "lecture", rows
    if "prerequisites" in keys:
        yield "prerequisites", texts(keys, "prerequisites", where)
    if "sheet_layout" in keys:
        if keys["sheet_layout"] not in ("steps", "graph"):
            raise unknown(f"{where}: sheet_layout", "layout", str(keys["sheet_layout"]),
                          ("steps", "graph"), 'sheet_layout = "{}"')  # fmt: skip
        yield "sheet_layout", keys["sheet_layout"]
    if "hint" in keys:
        yield "hints", hints(keys["hint"], f"{where}: hint")
    if "variants" in keys:
        yield "variants", table(keys["variants"], f"{where}: variants", TASK_KEYS["variants"])
    if "same" in keys:
        yield "same", tuple(alike(keys["same"], f"{where}: same"))


def whole(keys: Mapping[str, Any], key: str, where: str, low: int, high: int) -> int:
    value = keys[key]
    if type(value) is int and low <= value <= high:
        return value
    raise InputError(
        f"{where}: {key}",
        f"{shown(value)} will not do",
        expected=f"a whole number from {low} to {high}",
        example=TASK_KEYS[key],
    )


def a_text(value: Any, where: str, example: str) -> str:
    if isinstance(value, str):
        return value
    raise InputError(where, f"{shown(value)} is no text", expected="a text", example=example)


def texts(keys: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = keys[key]
    listed = value if isinstance(value, list) else [value]
    return tuple(a_text(one, f"{where}: {key}", TASK_KEYS[key]) for one in listed)


def table(value: Any, where: str, example: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    raise InputError(where, f"{shown(value)} is no table", expected="a table", example=example)


def tables(value: Any, where: str, example: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each table of `[[…]]`, with where it stands."""
    for number, one in enumerate(value if isinstance(value, list) else [value], 1):
        here = f"{where}[{number}]"
        yield here, table(one, here, example)


def alike(value: Any, where: str) -> Iterator[tuple[str, ...]]:
    """Groups of mistakes that give equal numbers; "right" in one: a mistake that may not show."""
    from tracer.mistakes import MISTAKES

    known = [*MISTAKES, "right"]
    for group in value if isinstance(value, list) else [value]:
        if not isinstance(group, list) or len(group) < 2:
            raise InputError(
                where,
                f"{shown(group)} is no group of names",
                expected="lists of two names or more",
                example=TASK_KEYS["same"],
            )
        for name in group:
            if name not in known:
                raise unknown(where, "mistake", str(name), known, 'same = [["{}", "sign-flipped"]]')
        yield tuple(group)


def hints(value: Any, where: str) -> dict[str, tuple[str, ...]]:
    """The author's own hints, weakest first, by the quantity as the file names it."""
    found: dict[str, tuple[str, ...]] = {}
    for here, part in tables(value, where, TASK_KEYS["hint"]):
        name = a_text(part.get("quantity"), f"{here}.quantity", TASK_KEYS["hint"])
        said = a_text(part.get("text"), f"{here}.text", TASK_KEYS["hint"])
        found[name] = (*found.get(name, ()), said)
    return found
