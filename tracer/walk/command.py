"""Step through a network or an expression on the screen, one equation at a time.

Without FILE: choose an example, or type in a network of your own. n or Space takes the next
step, ? shows every key. Where there is no screen (a pipe, TERM=dumb, --plain) the steps are
read out, one a line; `backprop trace FILE --format html` is the form for screen readers.
"""

from __future__ import annotations

import gc
import shlex
import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .answers import Judge


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE",
                        help="a network or expression file, or an example's name")  # fmt: skip
    parser.add_argument("--at", metavar="QUANTITY", help="open there: --at dJ/dW[2]")
    parser.add_argument("--steps", type=int, default=1, metavar="K",
                        help="iterations of descent to begin with (default 1)")  # fmt: skip
    parser.add_argument("--part", metavar="NAME",
                        help="of an exercise file, the part of that name")  # fmt: skip
    parser.add_argument("--plain", action="store_true",
                        help="no screen: one line a step, formulas in words")  # fmt: skip
    parser.add_argument("--ascii", action="store_true",
                        help="for terminals that have no ∂, Σ or braille")  # fmt: skip
    parser.add_argument("--serve", action="store_true",
                        help="in a browser on this machine (needs the extra 'serve')")  # fmt: skip
    parser.add_argument("--port", type=int, default=0, help="with --serve; default: a free one")


def run(args: Any, judge: Judge | None = None, module: str = "tracer.walk") -> int:
    """Exit code 0 left, 1 the screen failed. Raises InputError for what cannot be walked.

    `judge`: who judges what a person types in a try, if not the walk itself by its digits;
    `module`: what `--serve` runs for each browser, so that the judge is there too.
    """
    from ..shell.terminal import has_screen

    if args.serve:
        return serve(args, module)
    if args.plain or not has_screen():
        from .plain import plain

        return plain(args)
    return on_screen(args, judge)


def serve(args: Any, module: str = "tracer.walk") -> int:
    """Serve until Ctrl+C; `module` is run for each browser. Raises InputError without the extra."""
    from ..parts import read_part
    from ..shell.serve import serve_command

    if args.file is not None:
        read_part(args.file, args.part)  # what is wrong with it is said here, not in the browser
    return serve_command(walk_command(args, module), args.port, "walk")


def walk_command(args: Any, module: str) -> str:
    """The command line that each session runs, quoted for a shell."""
    words = [sys.executable, "-P", "-m", module]
    if args.file is not None:
        words.append(str(args.file))
    for option, value in (("--at", args.at), ("--steps", args.steps), ("--part", args.part)):
        words += [option, str(value)] if value is not None else []
    words += ["--ascii"] if args.ascii else []
    return shlex.join(words)


def on_screen(args: Any, judge: Judge | None = None) -> int:
    # What is loaded here stays to the end: to look through it for garbage, again and again while
    # it is loaded and later at any step, takes time that a person waits for.
    gc.disable()
    from ..shell.terminal import ran
    from .opening import opened
    from .remember import WalkMemory
    from .views.pane import Look

    memory = WalkMemory()
    look = Look(ascii=args.ascii)
    session = None
    if args.file is not None:
        session = opened(args.file, memory, at=args.at, steps=args.steps, look=look,
                         part=args.part)  # fmt: skip
    from .app import WalkApp

    app = WalkApp(session, memory, look, judge)
    gc.freeze()
    gc.enable()
    try:
        return 0 if ran(app) else 1
    finally:
        if app.session is not None:
            app.session.remember()
