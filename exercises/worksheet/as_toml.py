"""The bare answer file as TOML: a table of quantities, with the words of each as a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.file_text import string as quoted

if TYPE_CHECKING:
    from .description import Sheet
    from .solution import Solution


def write(sheet: Sheet, solution: Solution | None) -> str:
    lines = [f"# {sheet.title}", *(f"# {words}" for words in sheet.rule), ""]
    lines += [f"student = {quoted(sheet.student)}", "", "[answers]"]
    for box in sheet.boxes:
        value = quoted(solution.of(box) if solution else "")
        lines.append(f"{quoted(box.quantity)} = {value}  # {box.says}")
        lines += [f"#   {letter}: {text}" for letter, text in box.choices]
    return "\n".join(lines) + "\n"
