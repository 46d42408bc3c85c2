"""What the walk asks to write: the trace, the changed numbers, the clipboard."""

from __future__ import annotations

from pathlib import Path

from ..errors import unknown
from ..shell.question import Ask, Option, choice, fitting
from .session import Session


def export(session: Session) -> Ask:
    from ..export import FORMATS

    stem = Path(session.name).stem
    options = [  # those without an ending of their own are told apart by name
        Option(f"{stem}-{f'trace{made.suffix}' if made.suffix else f'{made.name}.txt'}",
               f"{made.name}: {made.about}") for made in FORMATS.values()]  # fmt: skip

    def submit(typed: str) -> str:
        from .exporting import export as write

        name = next(
            (option.says.partition(":")[0] for option in options if option.text == typed), ""
        )
        return f"written to {write(session.walk, typed, name)}"

    return Ask("Export the whole trace", "a file name; its ending says the format", submit,
               lambda typed: fitting(options, typed))  # fmt: skip


def save(session: Session) -> Ask:
    def submit(typed: str) -> str:
        session.save(Path(typed.strip()).expanduser())
        return session.said

    stem = Path(session.name).stem
    return Ask(
        "Save as a file", "the numbers as they are now", submit, initial=f"{stem}-changed.toml"
    )


def copy(session: Session) -> Ask:
    from .copying import COPIES

    options = [Option(name, says) for name, (says, _) in COPIES.items()]

    def submit(name: str) -> str:
        if name not in COPIES:
            raise unknown("copy", "form", name, COPIES, "{}")
        session.clipboard = COPIES[name][1](session.walk)
        return "sent to the clipboard, if your terminal allows; x writes a file"

    return choice("Copy", "to the clipboard", options, submit)
