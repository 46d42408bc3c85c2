"""An exercise as it is handed out: what the grader marks, and all that stands around it.

The grader reads what it marks (grader/exercise_file.py); grader/settings.py has every key of the
file, those of the sheet too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from grader.asked import Ask, Exercise
from grader.exercise_file import of_keys
from grader.manual import Manual, manual_parts
from grader.settings import sheet_settings
from tracer.errors import InputError, unknown
from tracer.parts import split_part

SheetLayout: TypeAlias = Literal["steps", "graph"]


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

    @property
    def drawn(self) -> bool:
        """Whether students have numbers of their own."""
        return bool(self.variants) or any("variants" in part.table for part in self.exercise.parts)

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


@cache
def bundled() -> dict[str, Path]:
    """The files of the bundled exercises, by id, in the order of the lecture."""
    folder = Path(__file__).parent / "library"
    return {path.stem.partition("-")[2]: path for path in sorted(folder.glob("*.toml"))}


@cache
def bundled_task(name: str) -> Task:
    """A bundled exercise by its id, read once: a list of all of them is shown again and again, and
    what is worked out for one is kept with it."""
    from tracer.files import label, read_document

    path = bundled()[name]
    return of_file(read_document(str(path)), label(name), path.parent, path)


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
    known, path = bundled(), Path(name)
    if name in known and not path.is_file():
        return bundled_task(name)
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
    said = sheet_settings(keys, where)
    own = {one.name for one in fields(Task)}
    hints = said.get("hint", {})
    return Task(
        exercise=made, path=path, hints=hints, **{key: said[key] for key in said if key in own}
    )
