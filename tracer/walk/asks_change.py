"""What the walk asks to change: numbers, a mistake on purpose, conventions."""

from __future__ import annotations

from ..errors import unknown
from ..network import Network
from ..numbers import significant
from ..quantity import quantity
from ..schema import word
from ..setting_sentences import uphill_or_down
from ..settings import settings_of
from ..shell.question import Ask, Option, choice, fitting
from ..symbols import entry_name, split_entry
from . import edits, swap
from .model import Walk
from .session import Session
from .views import terms
from .views.formula import named_in, quantities
from .views.step import visible_inputs
from .views.words import symbol


def edit(session: Session) -> Ask:
    walk = session.walk
    initial = f"{given_here(session)} = "

    def submit(typed: str) -> str:
        if typed.strip() in {option.text for option in current(session)}:
            return "nothing is changed: that is how it is"
        said = walk.edit(typed)
        return f"{said}: what changed has a ~; u takes it back"

    network = isinstance(walk.source, Network)
    hint = "one entry, a whole array (0.1 0.2; 0.3 0.4), alpha, activation[1]"
    return Ask("What if …", hint if network else "a variable, or alpha; the numbers follow",
               submit, lambda typed: fitting(current(session), typed.partition("=")[0].strip()),
               initial)  # fmt: skip


def given_here(session: Session) -> str:
    """The entry to change: the first given one of those that stand in the line that is shown."""
    walk = session.walk
    line = terms.names_of(walk.step, walk.cursor)
    shown = [name for _, name in named_in(terms.last(line), quantities(walk.step))]
    for name in shown:
        base, place = split_entry(name)
        if base in walk.trace.given and (place or walk.trace.scalar(base)):
            return name
    given = [name for name in visible_inputs(walk.step) if name in walk.trace.given]
    first = given[0] if given else next(iter(edits.editable(walk.trace)))
    if walk.trace.scalar(first):
        return first
    sample = walk.sample if quantity(first).base in ("a", "y") else 1
    return entry_name(first, (sample, 1) if walk.trace.lies(first) else (1, sample))


def as_now(walk: Walk, name: str, number: float) -> Option:
    """A number as it is shown; that more digits stand behind it is said."""
    text = significant(number, walk.digits)
    says = "" if float(text) == number else f"exactly {number!r}"
    return Option(f"{name} = {text}", says)


def current(session: Session) -> list[Option]:
    """All that can be edited, as it is now."""
    walk = session.walk
    found = []
    for name in edits.editable(walk.trace):
        values = walk.trace.laid(name)
        rows, columns = values.shape[-2:]
        if values.size > 30:
            first = as_now(walk, f"{name}[1,1]", float(values[0, 0]))
            found.append(Option(first.text, f"{rows}×{columns}: by entry"))
            continue
        if walk.trace.scalar(name):
            found.append(as_now(walk, name, float(values[0, 0])))
            continue
        for row in range(rows):
            for column in range(columns):
                entry = f"{name}[{row + 1},{column + 1}]"
                found.append(as_now(walk, entry, float(values[row, column])))
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
