"""The answers as a file that `backprop grade` reads; with a variant, the exercise too."""

from __future__ import annotations

from pathlib import Path

from tracer.file_text import toml_text
from tracer.output import output

from .model import Practice


def export(practice: Practice, name: str) -> list[str]:
    """Write the answers, and beside them, where the numbers are a variant's, the exercise with
    these numbers. The paths written. Raises InputError where there is such a file already."""
    path = Path(name or "answers.toml").expanduser()
    if path.suffix == "":
        path = path.with_suffix(".toml")
    written = [str(path)]
    with output(str(path)) as out:
        out.write(answers_text(practice))
    if practice.progress.number:
        beside = path.with_name(f"{path.stem}-exercise.toml")
        with output(str(beside)) as out:
            out.write(exercise_text(practice))
        written.append(str(beside))
    return written


def answers_text(practice: Practice) -> str:
    """Every answer by its quantity or symbol, as it was typed."""
    task, progress = practice.task, practice.progress
    head = "# " + " ".join((task.title or task.id or "practice").split())
    if progress.number:
        head += f", variant {progress.number}"
    return f"{head}\n" + toml_text(
        {"student": "", "answers": practice.sheet.answers(progress.typed)}
    )


def exercise_text(practice: Practice) -> str:
    """The exercise file with the numbers of this variant; it draws no further ones."""
    from tracer.network import Network

    source = practice.sheet.exercise.source
    keys = {key: value for key, value in practice.sheet.exercise.keys.items() if key != "variants"}
    kind = "network" if isinstance(source, Network) else "expression"
    keys[kind] = source.keys(defaults=False)
    return toml_text(keys)
