"""Print every equation of a network or an expression: its formula, its numbers, its result.

FILE is TOML or JSON, `-` for standard input, or the name of a bundled example (see 'examples').
Without one, the lecture's own network is traced.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from ..cli import whole_number
from ..numbers import DIGITS

if TYPE_CHECKING:
    from ..expression import Expression
    from ..network import Network

DEFAULT = "lecture-network"
MOST_STEPS = 100_000


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default=DEFAULT, metavar="FILE")
    add = parser.add_argument
    add("-f", "--format", metavar="NAME",
        help="text, csv, json, latex, markdown, html or one of 'formats'; "
        "left out: by the ending of -o, else text")  # fmt: skip
    add("-o", "--output", metavar="OUT", help="write to this file; - is standard output")
    add("--force", action="store_true", help="replace OUT if it is there")
    add("--quantity", action="append", default=[], metavar="NAME",
        help="only this quantity or entry, dJ/dW[2] or w5; may be given several times")  # fmt: skip
    add("--layer", action="append", default=[], metavar="L", help="only this layer")
    add("--phase", action="append", default=[], metavar="PHASE",
        help="only forward, cost, backward or update")  # fmt: skip
    add("--iteration", action="append", default=[], metavar="K",
        help="only this iteration, 3, or these, 2-5")  # fmt: skip
    add("--entries", action="store_true", help="put the numbers in for every entry, not only one")
    add("--digits", default=str(DIGITS), metavar="N",
        help=f"significant digits from 1 to 17, in the formats for people ({DIGITS})")  # fmt: skip
    add("--steps", metavar="K",
        help="updates in a row, each a full trace (1; of a trace as JSON, its own)")  # fmt: skip
    add(
        "--until-no-error",
        action="store_true",
        help="of a perceptron: to the end of the first epoch without an error, 100 at most",
    )
    add(
        "--patterns",
        action="store_true",
        help="the table of a perceptron or of Adaline: a row a sample and update",
    )
    add("--part", metavar="NAME", help="of an exercise file, the part of that name")
    add("--ascii", action="store_true", help="plain characters only: dJ/dz, * and - in formulas")


def run(args: Namespace) -> int:
    from ..export import find, find_by_suffix, load
    from ..export.choose import Filter, chosen, with_steps_asked
    from ..export.format import view
    from ..files import read_document
    from ..output import output, speaks_unicode
    from ..parts import part_in
    from ..trace import trace

    format = find(args.format) if args.format else find_by_suffix(args.output)
    digits = whole_number(args.digits, "--digits", 1, 17)
    steps = whole_number(args.steps or "1", "--steps", 1, MOST_STEPS)
    layers = [whole_number(text, "--layer", 1, 10**6) for text in args.layer]
    table = read_document(args.file)
    if "schema" in table and args.steps is None and args.file != "-":
        traced = load(args.file)  # the numbers of the file, bit for bit
    else:
        source = part_in(table, args.file, args.part)
        traced = trace(source, learned(source) if args.until_no_error else steps)
    asked = Filter(
        quantities=args.quantity,
        layers=layers,
        phases=args.phase,
        iterations=args.iteration,
    )
    traced = with_steps_asked(traced, asked)
    some, places = chosen(traced, asked)
    on_screen = args.output in (None, "-")
    plain = args.ascii or (on_screen and not format.exact and not speaks_unicode(sys.stdout))
    with output(args.output, force=args.force) as stream:
        seen = view(
            traced,
            some,
            places=places,
            entries=args.entries,
            digits=digits,
            ascii=plain,
            width=columns() if on_screen else 80,
        )
        if args.patterns:
            from ..export.as_patterns import write

            write(format.name, seen, stream)
        else:
            format.write(seen, stream)
    return 0


def learned(source: Network | Expression) -> int:
    """The updates of all epochs to the first one without an error."""
    from ..epochs import MOST_EPOCHS, updates_until_no_error

    updates, done = updates_until_no_error(source)
    if not done:
        sys.stderr.write(f"There is an error in each of {MOST_EPOCHS} epochs.\n")
    return updates


def columns() -> int:
    """The width of the terminal; 80 where there is none."""
    if not sys.stdout.isatty():
        return 80
    from shutil import get_terminal_size

    return min(max(get_terminal_size().columns, 40), 120)
