"""Starting: whole processes, one after the other, beside `import numpy`; the quickest counts.

Compiled files are kept in a folder of their own, as an installed package has them. Beside a
notebook autograder: OTTER=PYTHON, the Python of a virtual environment that has otter-grader.
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


ANSWERS = """student = "s1"
[answers]
"z[1][1,1]" = "0.3775"
"a[1][1,1]" = "0.5933"
"z[1][2,1]" = "0.3925"
"y_hat" = [["0.7514"], ["0.7729"]]
J = "0.2984"
"dJ/dW[2][1,1]" = "0.0822"
"""  # of Mazur's network
WRONG = ANSWERS.replace("0.5933", "0.6933")
CHECKED = """import otter
answer = 0.3775
otter.Notebook(tests_dir={folder!r}).check("q1")"""
CHECK = """OK_FORMAT = True
test = {"name": "q1", "points": 1, "suites": [{"type": "doctest", "scored": True, "setup": "",
"teardown": "", "cases": [{"code": ">>> abs(answer - 0.3775) < 0.0001\\nTrue", "hidden": False,
"locked": False}]}]}
"""


def starting() -> Iterator[Line]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in {"right.toml": ANSWERS, "wrong.toml": WRONG, "q1.py": CHECK}.items():
            (folder / file).write_text(text, encoding="utf-8")
        words = {
            "numpy": ["import numpy"],
            "tracer": ["import tracer"],
            "trace": [TRACE, "trace"],
            "right": [TRACE, "grade", "mazur", f"{name}/right.toml"],
            "wrong": [TRACE, "grade", "mazur", f"{name}/wrong.toml"],
        }
        runs = {key: partial(process, name, *said) for key, said in words.items()}
        otter = os.environ.get("OTTER")
        if otter:
            code = CHECKED.format(folder=name)
            runs["otter"] = partial(process, name, code, python=otter)
        best = side_by_side(runs, seconds=15.0)
    yield Line("import tracer, to import numpy", best["tracer"], best["numpy"], 1.3)
    yield Line("backprop trace, whole process", best["trace"], best["numpy"], 2.5)
    yield Line("backprop grade, all of it right", best["right"], best["numpy"], 3.0)
    yield Line("backprop grade, a mistake in it", best["wrong"], best["numpy"], 3.0)
    if otter:
        yield Line("the same, to one answer in otter-grader", best["wrong"], best["otter"], None)


def process(compiled: str, code: str, *words: str, python: str = sys.executable) -> None:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": f"{compiled}/compiled"}
    for name in ("PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS"):
        environment.pop(name, None)
    subprocess.run(
        [python, "-c", code, *words],
        check=True,
        cwd=ROOT,
        capture_output=True,
        env=environment,
    )
