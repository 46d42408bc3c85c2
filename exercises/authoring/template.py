"""The exercise file that an author begins with."""

from __future__ import annotations

import re
from pathlib import Path

from tracer.errors import unknown

from ..task import bundled

TEMPLATE = Path(__file__).with_name("template.toml")
ID = re.compile(r'^id *= *"[^"]*"', re.MULTILINE)


def copy_of(like: str, file: str | None) -> str:
    """A bundled exercise with an id of its own, that of the file it goes to. Raises InputError for
    an exercise that there is not."""
    known = bundled()
    if like not in known:
        raise unknown("--like", "bundled exercise", like, known, "--like {}")
    text = known[like].read_text(encoding="utf-8")
    stem = Path(file).stem if file and file != "-" else f"my-{like}"
    own = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-") or f"my-{like}"
    return f"# Begun as a copy of {like}.\n" + ID.sub(f'id = "{own}"', text, count=1)
