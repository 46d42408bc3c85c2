"""The commands of the README and of the guides, with what they print.

They are run page by page in the order in which they stand, in a folder that has the files of all
pages. A line `…` stands for any number of lines. `python docs/outputs.py [PAGE…]` writes what they
print today into the pages; tests/test_readme.py compares.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
COMMANDS = {  # at least so many
    "README.md": 1,
    "docs/tour.md": 8,
    "docs/arrays.md": 2,
    "docs/attention.md": 3,
    "docs/convolution.md": 2,
    "docs/norms.md": 2,
    "docs/recurrent.md": 3,
    "docs/penalties.md": 4,
    "docs/grading.md": 9,
    "docs/authors-guide.md": 12,
    "docs/classes.md": 12,
    "docs/optimisers.md": 4,
    "docs/perceptron.md": 5,
}
FENCE = re.compile(r"(?:<!-- file: (\S+) -->\n)?```(\w+)\n(.*?)```\n", re.DOTALL)
LEFT_OUT = "…\n"
ALIKE = 0.5  # from which likeness on a line is the same one, changed


class Command(NamedTuple):
    words: str
    output: str


def commands(block: str) -> list[Command]:
    """`$ words` and the lines below it."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [Command(*part.partition("\n")[::2]) for part in parts]


def pattern(shown: str) -> str:
    """What the output must match: exactly what is shown, but for lines …"""
    lines = (
        r"(?:.*\n)*?" if line == LEFT_OUT else re.escape(line) for line in shown.splitlines(True)
    )
    return "".join(lines)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def filled(folder: Path) -> dict[str, str]:
    """Put the files of all pages into a folder, and the command `backprop`; the environment in
    which the commands of a page are run there."""
    for file in (ROOT / "docs" / "examples").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    for name, _, content in (fence for each in COMMANDS for fence in FENCE.findall(page(each))):
        if name:
            (folder / name).write_text(content, encoding="utf-8")
    command = folder / "bin" / "backprop"
    command.parent.mkdir()
    code = "import sys; from exercises.cli import main; sys.exit(main())"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n')
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}


def run(words: str, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", words],
        capture_output=True,
        check=False,
        cwd=folder,
        env=env,
        encoding="utf-8",
    )


def renewed(shown: str, printed: str) -> str:
    """What a page shows of an output, with the lines as they are printed today: those that were
    left out are left out again. The mark of UTF-8 in front, which no terminal shows, is dropped."""
    printed = printed.removeprefix("\ufeff")
    if LEFT_OUT not in shown.splitlines(True):
        return printed
    lines = printed.splitlines(True)
    kept: list[int] = []
    for line in shown.splitlines(True):
        ahead = range(kept[-1] + 1 if kept else 0, len(lines))
        likeness = {at: SequenceMatcher(None, line, lines[at]).ratio() for at in ahead}
        best = max(likeness, key=lambda at: likeness[at], default=-1)
        if line != LEFT_OUT and best >= 0 and likeness[best] >= ALIKE:
            kept.append(best)
    return "".join(with_gaps(lines, kept))


def with_gaps(lines: list[str], kept: list[int]) -> Iterator[str]:
    """The lines that are kept, and … between those that do not follow each other."""
    before = -1
    for at in kept:
        yield from [LEFT_OUT] * (at > before + 1)
        yield lines[at]
        before = at
    yield from [LEFT_OUT] * (before + 1 < len(lines))


def brought_up_to_date(name: str) -> str:
    """A page with the outputs of its commands as they are today."""
    text = page(name)
    with TemporaryDirectory() as made:
        folder = Path(made)
        env = filled(folder)
        for match in FENCE.finditer(text):
            if match[2] != "console":
                continue
            parts = []
            for words, shown in commands(match[3]):
                done = run(words, folder, env)
                if done.returncode or done.stderr:
                    raise SystemExit(f"{name}: $ {words}\n{done.stderr}")
                same = re.fullmatch(pattern(shown), done.stdout)
                parts.append(f"$ {words}\n{shown if same else renewed(shown, done.stdout)}")
            text = text.replace(match[3], "".join(parts))
    return text


if __name__ == "__main__":
    for name in sys.argv[1:] or COMMANDS:
        (ROOT / name).write_text(brought_up_to_date(name), encoding="utf-8")
