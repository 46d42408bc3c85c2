"""Write a network in another layout: the same numbers, entries and symbols, laid otherwise.

columns: z = W a + b. rows: z = a W + b. torch: z = a Wᵀ + b.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a network, or an example's name")
    add = parser.add_argument
    add("--layout", required=True, metavar="L", help="columns, rows or torch")
    add("-o", "--output", metavar="OUT",
        help="write to this file, as JSON if it ends in .json; left out: print")  # fmt: skip
    add("--force", action="store_true", help="replace OUT if it is there")


def run(args: Namespace) -> int:
    from ..errors import InputError, unknown
    from ..files import read, write_json, write_toml
    from ..layout import LAYOUTS
    from ..network import Network
    from ..output import output

    if args.layout not in LAYOUTS:
        raise unknown("--layout", "layout", args.layout, LAYOUTS, "--layout {}")
    source = read(args.file)
    if not isinstance(source, Network):
        raise InputError(
            args.file,
            "an expression has no layout",
            expected="a network",
            example="backprop convert lecture-network --layout torch",
        )
    write = write_json if (args.output or "").endswith(".json") else write_toml
    written = write(source.in_layout(args.layout))
    with output(args.output, force=args.force) as out:
        out.write(written)
    return 0
