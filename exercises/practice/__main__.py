"""`python -m exercises.practice EXERCISE`: the command by itself; `--serve` runs it for each
browser."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tracer.cli import run

from ..cli import COMMANDS


def main(words: Sequence[str]) -> None:
    sys.exit(run("backprop", {"practice": COMMANDS["practice"]}, ["practice", *words]))


if __name__ == "__main__":
    main(sys.argv[1:])
