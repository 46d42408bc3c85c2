"""What practice asks the person: which exercise, which numbers next, where to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tracer.shell.question import Ask, Option, choice

from .session import Session, listed, opened
from .store import Store


def exercise(store: Store) -> Ask:
    """The bundled exercises in the lecture's order; a file's name will do too."""
    from tracer.shell.question import fitting

    options = [Option(name, says) for name, says in listed(store)]

    def submit(name: str) -> str:
        opened(name.strip(), store)  # raises what the dialog shows
        return name.strip()

    def offered(typed: str) -> list[Option]:
        return fitting(options, typed)

    return Ask("What shall we practise?", "type to search, or a file's name", submit, offered,
               free=False)  # fmt: skip


def another(session: Session) -> Ask:
    return exercise(session.practice.store)


def new(session: Session) -> Ask:
    practice = session.practice
    weak = practice.weak_lines()
    what = "other numbers" if practice.has_variants else "the same numbers once more"
    options = [Option("all lines", what)]
    if weak:
        says = f"{what}, only these kinds of line: {len(weak)} to fill in, the rest is given"
        options.append(Option("what went wrong", says))

    def submit(chosen: str) -> str:
        practice.again(only_weak=chosen == "what went wrong")
        return what

    hint = "Your answers to these numbers are put aside; what went wrong is remembered."
    return choice("Another round", hint, options, submit)


def export(session: Session) -> Ask:
    def submit(typed: str) -> str:
        from .exporting import export as write

        return "written to " + " and ".join(write(session.practice, typed.strip()))

    stem = session.practice.task.id or session.practice.task.title or "practice"
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in stem)
    return Ask("Write your answers to a file", "backprop grade EXERCISE FILE reads it", submit,
               initial=f"{stem}-answers.toml")  # fmt: skip


ASKS: Mapping[str, Callable[[Session], Ask]] = {"another": another, "new": new, "export": export}
