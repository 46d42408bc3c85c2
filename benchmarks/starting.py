"""Starting: whole processes, one after the other, beside `import numpy`; the quickest counts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .timing import Line, side_by_side

ROOT = Path(__file__).parents[1]
TRACE = "import sys; from exercises.cli import main; sys.exit(main())"  # the command `backprop`


def process(code: str, *words: str) -> None:
    subprocess.run([sys.executable, "-c", code, *words], check=True, cwd=ROOT, capture_output=True)


def starting() -> Iterator[Line]:
    best = side_by_side(
        {
            "numpy": partial(process, "import numpy"),
            "tracer": partial(process, "import tracer"),
            "trace": partial(process, TRACE, "trace"),
        },
        seconds=10.0,
    )
    yield Line("import tracer, to import numpy", best["tracer"], best["numpy"], 1.3)
    yield Line("backprop trace, whole process", best["trace"], best["numpy"], 2.5)
