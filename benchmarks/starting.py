"""Starting: whole processes, one after the other, beside `import numpy`; the quickest counts.

Compiled files are kept in a folder of their own, as an installed package has them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from .timing import Line, side_by_side

ROOT = Path(__file__).parents[1]
TRACE = "import sys; from exercises.cli import main; sys.exit(main())"  # the command `backprop`


def starting() -> Iterator[Line]:
    with TemporaryDirectory() as compiled:
        words = {
            "numpy": ["import numpy"],
            "tracer": ["import tracer"],
            "trace": [TRACE, "trace"],
        }
        runs = {name: partial(process, compiled, *said) for name, said in words.items()}
        best = side_by_side(runs, seconds=15.0)
    yield Line("import tracer, to import numpy", best["tracer"], best["numpy"], 1.3)
    yield Line("backprop trace, whole process", best["trace"], best["numpy"], 2.5)


def process(compiled: str, code: str, *words: str) -> None:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
    for name in ("PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS"):
        environment.pop(name, None)
    subprocess.run(
        [sys.executable, "-c", code, *words],
        check=True,
        cwd=ROOT,
        capture_output=True,
        env=environment,
    )
