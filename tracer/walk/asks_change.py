"""What the walk asks to change: numbers, a mistake on purpose, conventions."""

from __future__ import annotations

from ..errors import unknown
from ..network import Network
from ..numbers import significant
from ..quantity import quantity
from ..schema import word
from ..settings import settings_of, uphill_or_down
from ..symbols import entry_name
from . import edits, swap
from .question import Ask, Option, choice, fitting
from .session import Session
from .views.step import visible_inputs
from .views.words import symbol


def edit(session: Session) -> Ask:
    walk = session.walk
    given = [name for name in visible_inputs(walk.step) if name in walk.trace.given]
    first = given[0] if given else next(iter(edits.editable(walk.trace)))
    place = None if walk.trace.scalar(first) else (1, 1)
    if place and quantity(first).base in ("W", "b"):
        place = (walk.cursor[0], 1) if not walk.trace.lies(first) else (1, walk.cursor[1])
        rows, columns = walk.trace.laid(first).shape[-2:]
        place = min(place[0], rows), min(place[1], columns)
    initial = f"{entry_name(first, place)} = "

    def submit(typed: str) -> str:
        said = walk.edit(typed)
        return f"{said}: what changed has a ~; u takes it back"

    network = isinstance(walk.source, Network)
    hint = "one entry, a whole array (0.1 0.2; 0.3 0.4), alpha, activation[1]"
    return Ask("What if …", hint if network else "a variable, or alpha; the numbers follow",
               submit, lambda typed: fitting(current(session), typed.partition("=")[0].strip()),
               initial)  # fmt: skip


def current(session: Session) -> list[Option]:
    """All that can be edited, as it is now."""
    walk = session.walk
    found = []
    for name in edits.editable(walk.trace):
        values = walk.trace.laid(name)
        rows, columns = values.shape[-2:]
        if values.size > 30:
            found.append(Option(f"{name}[1,1] = {significant(float(values[0, 0]), 17)}",
                                f"{rows}×{columns}: by entry"))  # fmt: skip
            continue
        if walk.trace.scalar(name):
            found.append(Option(f"{name} = {significant(float(values[0, 0]), 17)}"))
            continue
        for row in range(rows):
            for column in range(columns):
                value = significant(float(values[row, column]), 17)
                found.append(Option(f"{name}[{row + 1},{column + 1}] = {value}"))
    if walk.source.alpha is not None:
        found.append(Option(f"alpha = {float(walk.source.alpha):g}"))
    for number, layer in enumerate(getattr(walk.source, "layers", ()), 1):
        found.append(Option(f"activation[{number}] = {layer.activation}"))
    return found


def mistake(session: Session) -> Ask:
    walk = session.walk
    found = swap.possible(walk.trace, walk.step)
    shown = symbol(walk.trace, walk.step.name)
    where = {True: f"in {shown} only: ", False: ""}
    options = [Option(one.name, where[one.at is not None] + one.says) for one in found]
    if walk.history.now.swap:
        options.insert(0, Option("none", "make no mistake any more"))

    def submit(name: str) -> str:
        if name == "none":
            walk.make_mistake(None)
            return "no mistake"
        if name not in {option.text for option in options}:
            raise unknown("mistake", "mistake", name, [option.text for option in options], "{}")
        walk.make_mistake(name, next(one.at for one in found if one.name == name))
        return first_changed(session)

    return choice("Make a mistake on purpose", f"right and wrong are then side by side; those "
                  f"that fit {shown} come first", options, submit)  # fmt: skip


def first_changed(session: Session) -> str:
    """Where the mistake first makes another number; the walk goes there."""
    walk = session.walk
    for step in walk.trace.steps:
        mask = walk.differs(step.name, walk.wrong)
        if mask is not None and mask.any():
            walk.leave()
            walk.stand(step.number)
            walk.reveal()  # in a try too: right and wrong are to be seen
            return "from here on numbers differ; m ends it"
    return "with these numbers the mistake changes nothing"


def convention(session: Session) -> Ask:
    walk = session.walk
    options = []
    for key, one in settings_of(walk.source).items():
        now = getattr(walk.source, key)
        for choice_of in one.choices:
            is_now = ", as it is now" if choice_of.value == now else ""
            says = uphill_or_down(walk.source, choice_of.label) + is_now
            options.append(Option(f"{key} = {word(choice_of.value)}", says))

    def submit(typed: str) -> str:
        return walk.edit(typed)

    return choice("Conventions of the sheet", "they switch at the same step", options, submit)
