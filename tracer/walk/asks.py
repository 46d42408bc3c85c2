"""What the walk asks the person: a line of text, or one of several; without a screen.

To add a question, add a function and its entry in ASKS; a key then names it (`keys.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import InputError
from ..shell.question import Ask, Option, choice, fitting
from .asks_change import convention, edit, mistake
from .asks_file import copy, export, save
from .detail import DETAILS
from .session import Session
from .views.step import visible_inputs
from .views.words import symbol


def go(session: Session) -> Ask:
    walk = session.walk

    def submit(typed: str) -> str:
        text = typed.strip()
        if text.startswith("@") and text[1:].strip().isdigit():
            wanted = int(text[1:])
            if not walk.extend(wanted) or not walk.to_iteration(wanted):
                raise InputError("go to", f"there is no iteration {wanted}",
                                 expected="an iteration of the descent, where alpha is given",
                                 example="@2")  # fmt: skip
            return ""
        if not text.isdigit() or not 1 <= int(text) <= len(walk.trace):
            raise InputError("go to", f"there is no step {text[:20]!r}",
                             expected=f"1 to {len(walk.trace)}, or @ and an iteration",
                             example="9")  # fmt: skip
        walk.leave()
        walk.stand(int(text))
        return ""

    return Ask("Go to step", f"1 to {len(walk.trace)}, or @2 for an iteration", submit)


def search(session: Session) -> Ask:
    walk = session.walk
    names = [step.name for step in walk.trace.steps[:5000]]
    options = [Option(name, f"step {walk.trace.by_name[name].number}  {symbol(walk.trace, name)}")
               for name in names]  # fmt: skip

    def offered(typed: str) -> list[Option]:
        """Those in which what was typed occurs; else what it is another spelling of."""
        found = fitting(options, typed)
        try:
            name = typed if found else walk.trace.names.find(typed).name
        except InputError:
            return found
        return found or [option for option in options if option.text == name]

    def submit(typed: str) -> str:
        before = walk.detail
        walk.leave()
        try:
            step = walk.at(typed)
        except InputError:
            walk.origins.pop()
            raise
        made = walk.trace.by_name.get(walk.trace.names.find(typed).name)
        finer = "every factor is a step now" if walk.detail != before else ""
        return finer if made else f"{typed} is given; first needed at step {step.number}"

    return Ask("Search a quantity", "any spelling: dW2, ∂J/∂W[2], delta2, W[1][1,2]", submit,
               offered)  # fmt: skip


def origin(session: Session) -> Ask:
    walk = session.walk
    options = []
    for name in visible_inputs(walk.step):
        made = walk.trace.by_name.get(name)
        says = f"made by step {made.number}" if made else "given, no step makes it"
        options.append(Option(name, f"{symbol(walk.trace, name)}  {says}"))

    def submit(name: str) -> str:
        if not walk.came_from(name):
            raise InputError("from", f"{name} is given: it stands in the file",
                             expected="an input that a step makes",
                             example=walk.trace.steps[0].name)  # fmt: skip
        return "b returns"

    return choice("Where did this come from?", "Enter goes there, b returns", options, submit)


def needs(session: Session) -> Ask:
    walk = session.walk
    here = walk.step.name
    options = [
        Option(step.name, f"step {step.number}  {symbol(walk.trace, step.name)}")
        for step in walk.trace.needed_by(here)
    ]

    def submit(name: str) -> str:
        walk.came_from(name)
        return "b returns"

    hint = "Enter goes there, b returns" if options else "No later step reads it: it is a result."
    return choice(f"Who needs {symbol(walk.trace, here)} next?", hint, options, submit)


def detail(session: Session) -> Ask:
    walk = session.walk
    options = [Option(name, says + (", as it is now" if name == walk.detail else ""))
               for name, (says, _) in DETAILS.items()]  # fmt: skip
    options += [
        Option(f"digits {count}", "significant digits of every number") for count in range(2, 9)
    ]
    options.append(Option("trivial factors", "show factors 1/1 and sums of one term, or hide them"))
    options.append(Option("one-line formulas", "formulas on one line, or with fraction bars"))

    def submit(typed: str) -> str:
        if typed.startswith("digits "):
            walk.digits = int(typed.split()[1])
        elif typed == "trivial factors":
            walk.trivial = not walk.trivial
        elif typed == "one-line formulas":
            session.look = session.look._replace(flat=not session.look.flat)
        else:
            walk.set_detail(typed)
        return typed

    return choice("Detail", "how fine the steps are, how numbers look", options, submit)


ASKS: Mapping[str, Callable[[Session], Ask]] = {
    "go": go, "search": search, "origin": origin, "needs": needs, "edit": edit,
    "mistake": mistake, "convention": convention, "detail": detail, "export": export,
    "save": save, "copy": copy,
}  # fmt: skip
