"""`python -m tracer.walk FILE`: the command by itself; `--serve` runs it for each browser."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ..cli import COMMANDS, run


def main(words: Sequence[str]) -> None:
    sys.exit(run("backprop", {"walk": COMMANDS["walk"]}, ["walk", *words]))


if __name__ == "__main__":
    main(sys.argv[1:])
