"""Write a small network as an expression: every weight, bias and neuron a name of its own.

So many sheets do it (w1, w2, …); what is printed can be traced, checked and asked like any other
expression.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="NETWORK", help="a network, or an example's name")
    add = parser.add_argument
    add("-o", "--output", metavar="OUT",
        help="write to this file, as JSON if it ends in .json; left out: print")  # fmt: skip
    add("--force", action="store_true", help="replace OUT if it is there")


def run(args: Namespace) -> int:
    from ..errors import InputError
    from ..expand import expand
    from ..files import read, write_json, write_toml
    from ..network import Network
    from ..output import output

    source = read(args.file)
    if not isinstance(source, Network):
        raise InputError(
            args.file,
            "this is an expression already",
            expected="a network",
            example="backprop expand mazur",
        )
    write = write_json if (args.output or "").endswith(".json") else write_toml
    written = write(expand(source))
    with output(args.output, force=args.force) as out:
        out.write(written)
    return 0
