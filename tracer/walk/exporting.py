"""Writing the trace to a file from inside the walk."""

from __future__ import annotations

from pathlib import Path

from ..export import find, find_by_suffix
from ..export.format import view
from ..output import output
from .model import Walk


def export(walk: Walk, typed: str, name: str = "") -> Path:
    """Write all of it, in the format of that name or of the file's ending. Raises InputError."""
    path = Path(typed.strip()).expanduser()
    format = find(name) if name else find_by_suffix(str(path))
    with output(str(path)) as out:
        format.write(view(walk.trace, digits=walk.digits), out)
    return path
