"""An autograder of Gradescope: a zip archive with `setup.sh` and `run_autograder` in its root, as
its documentation lays it out. It has the marking itself with it, and everybody's own numbers, but
not the secret from which they were drawn."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.classes.carried import with_source
from grader.classes.exports.export import put
from grader.classes.gather import folded

from .target import Given, Target

if TYPE_CHECKING:
    from grader.asked import Exercise

LEFT_OUT = ("walk", "__pycache__")  # folders of screens: nobody is there to look at them
SETUP = """\
#!/usr/bin/env bash
# Installs what marking needs: Python 3.11 or newer with NumPy 2. Run once, when the image is built.
set -e
here=$(cd "$(dirname "$0")" && pwd)
works='import sys, numpy; sys.exit(sys.version_info < (3, 11) or int(numpy.__version__[0]) < 2)'
for python in python3 python3.14 python3.13 python3.12 python3.11; do
  if "$python" -c "$works" 2> /dev/null; then
    command -v "$python" > "$here/python.txt"
    exit 0
  fi
done
new='import sys; sys.exit(sys.version_info < (3, 11))'
python=python3
apt-get update -qq
apt-get install -y -qq python3 python3-venv
if ! python3 -c "$new"; then
  apt-get install -y -qq python3.11 python3.11-venv
  python=python3.11
fi
"$python" -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet 'numpy>=2' 'openpyxl>=3.1'
echo "$here/venv/bin/python" > "$here/python.txt"
"""
RUN = """\
#!/usr/bin/env bash
# Marks one submission. Gradescope copies this file to /autograder, beside source/ and submission/.
here=$(cd "$(dirname "$0")" && pwd)
[ -d "$here/source" ] || here=/autograder
python=$(cat "$here/source/python.txt" 2> /dev/null || echo python3)
export PYTHONPATH="$here/source/code" PYTHONSAFEPATH=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
exec "$python" -m grader.commands.autograder "$here"
"""


def write(given: Given) -> dict[str, bytes]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as into:
        put(into, "setup.sh", SETUP.encode(), 0o755)
        put(into, "run_autograder", RUN.encode(), 0o755)
        for name, data in numbers(given).items():
            put(into, name, as_json(data))
        for name, path in code():
            put(into, f"code/{name}", path.read_bytes())
    return {"autograder.zip": archive.getvalue()}


def numbers(given: Given) -> dict[str, Any]:
    """The exercise; where everybody has numbers of their own, one a student, and whose is which."""
    if not given.students:
        return {"exercise.json": keys_of(given.task.exercise)}
    files: dict[str, Any] = {}
    known: dict[str, dict[str, str]] = {}
    several = set()
    for at, (student, sheet) in enumerate(given.students, 1):
        files[f"students/{at}.json"] = keys_of(sheet)
        for name in dict.fromkeys(map(folded, (student.id, *student.rest.values()))):
            if name in known:
                several.add(name)  # a group, a first name: it tells nobody from others
            elif name:
                known[name] = {"student": student.id, "file": f"{at}.json"}
    own = {folded(student.id) for student, _ in given.students}
    for name in several - own:
        del known[name]
    for at, (student, _) in enumerate(given.students, 1):  # an id is its student's, whatever else
        known[folded(student.id)] = {"student": student.id, "file": f"{at}.json"}
    return {"students.json": known, **files}


def keys_of(sheet: Exercise) -> dict[str, Any]:
    """The file of an exercise, with these numbers in it; nothing is drawn any more."""
    return {name: value for name, value in with_source(sheet).items() if name != "variants"}


def as_json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, default=str) + "\n").encode()


def code() -> Iterator[tuple[str, Path]]:
    """The files of the program that marking needs."""
    import grader
    import tracer

    for package in (tracer, grader):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            inside = path.relative_to(root)
            if not set(LEFT_OUT) & set(inside.parts):
                yield f"{root.name}/{inside.as_posix()}", path


ALWAYS = {
    "setup": "choose a base image with Ubuntu 22.04 or newer; setup.sh installs Python 3.11 and "
    "NumPy where they are not there, and wants the network for it",
    "a mark that is withheld (?)": "Gradescope wants a number: it has the points of what could be "
    "read, and its first line says that it is not final",
    "numbers of another's sheet": "they are marked as wrong; nobody is named",
    "the class": "no gradebook, item analysis, list of whom to look at, overrides.csv; late work "
    "is Gradescope's own setting",
}
"""What is lost of every exercise."""
OF_ALL = (
    "everybody is marked on the numbers of the exercise's own file; export with --roster and "
    "--secret-file"
)
WHO = (
    "a student is found by e-mail, id or name as the roster has them; a group is marked on the "
    "numbers of the first who is found"
)
SHOWN = "each line has its points and its sentence; of right numbers, what `reveal` says: "


def lost(given: Given) -> Iterator[tuple[str, str]]:
    sheet = given.task.exercise
    if sheet.manual:
        titles = ", ".join(f"{part.title} ({part.points:g})" for part in sheet.manual)
        said = "turn on manual grading for the assignment, and give the points there"
        yield "parts marked by hand", f"{titles}: {said}"
    if given.students:
        yield "who it is", WHO
    elif given.task.variants:
        yield "own numbers", OF_ALL
    yield "the page for a student", SHOWN + sheet.reveal
    yield from ALWAYS.items()


GRADESCOPE = Target("gradescope", "autograder.zip, which Gradescope runs", write, lost)
