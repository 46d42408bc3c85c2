"""List the formats that `trace --format` can write."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace


def add_arguments(_parser: ArgumentParser) -> None:
    """It takes none."""


def run(_args: Namespace) -> int:
    from ..export import FORMATS
    from ..output import output

    width = max(map(len, FORMATS))
    with output(None) as out:
        out.writelines(f"{name:<{width}}  {known.about}\n" for name, known in FORMATS.items())
    return 0
