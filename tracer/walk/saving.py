"""Writing what was changed or typed in as a network file."""

from __future__ import annotations

from pathlib import Path

from ..output import output
from .version import Source


def save(source: Source, path: Path) -> Path:
    """Write the source as TOML; the path written. Raises InputError where there is such a file
    already, or it cannot be written."""
    from ..files import write_toml

    if path.suffix == "":
        path = path.with_suffix(".toml")
    with output(str(path)) as out:
        out.write(write_toml(source))
    return path


def free(path: Path) -> Path:
    """The path, or one like it that is not there yet."""
    number = 2
    wanted = path
    while wanted.exists():
        wanted = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return wanted
