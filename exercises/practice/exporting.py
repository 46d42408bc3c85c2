"""The answers as a file that `backprop grade` reads; with a variant, the exercise too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tracer.file_text import toml_text
from tracer.output import output
from tracer.parts import with_part

from .model import Practice
from .sheet import Sheet


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
    task, progress = practice.task, practice.kept
    head = "# " + " ".join((task.title or task.id or "practice").split())
    if progress.number:
        head += f", variant {progress.number}"
    answers = {
        with_part(name, answer): typed
        for name, sheet in zip(practice.names, practice.sheets, strict=True)
        for answer, typed in sheet.answers(sheet.progress.typed).items()
    }
    return f"{head}\n" + toml_text({"student": "", "answers": answers})


def exercise_text(practice: Practice) -> str:
    """The exercise file with the numbers of this variant; it draws no further ones."""
    from tracer.network import Network

    first, *_ = sheets = practice.sheets
    keys = {key: value for key, value in first.exercise.keys.items() if key != "variants"}

    def numbers(sheet: Sheet) -> dict[str, Any]:
        source = sheet.exercise.source
        kind = "network" if isinstance(source, Network) else "expression"
        return {kind: source.keys(defaults=False)}

    if len(sheets) == 1:
        return toml_text({**keys, **numbers(first)})
    left_out = ("same_as", "change", "variants", "network", "expression")
    parts = [
        {**{key: value for key, value in sheet.exercise.table.items() if key not in left_out},
         "name": name, **numbers(sheet)}
        for name, sheet in zip(practice.names, sheets, strict=True)
    ]  # fmt: skip
    own = ("network", "expression")
    return toml_text({**{key: keys[key] for key in keys if key not in own}, "part": parts})
