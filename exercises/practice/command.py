"""Practise an exercise: type your numbers, and each is marked at once.

Without an argument: choose one of the bundled exercises. Any exercise, network or expression
file will do; of a plain network everything is asked. What you type is kept and taken up again.
Where there is no screen (a pipe, TERM=dumb, --plain) the lines are asked one after the other.
"""

from __future__ import annotations

import os
import shlex
import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .session import Session


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="EXERCISE | FILE",
                        help="a bundled exercise (backprop exercises), or a file")  # fmt: skip
    parser.add_argument("--plain", action="store_true",
                        help="no screen: one line after the other is asked")  # fmt: skip
    parser.add_argument("--ascii", action="store_true",
                        help="for terminals that have no ∂, Σ or □")  # fmt: skip
    parser.add_argument("--serve", action="store_true",
                        help="in a browser on this machine (needs the extra 'serve')")  # fmt: skip
    parser.add_argument("--port", type=int, default=0, help="with --serve; default: a free one")


def run(args: Any) -> int:
    """Exit code 0 left, 1 the screen failed. Raises InputError for what cannot be practised."""
    from tracer.shell.terminal import has_screen

    if args.serve:
        return serve(args)
    if args.plain or not has_screen():
        from .plain import plain

        return plain(args)
    return on_screen(args)


def serve(args: Any) -> int:
    """Serve until Ctrl+C. Raises InputError without the extra, or for what cannot be practised."""
    from tracer.shell.serve import serve_command

    from ..task import task

    if args.file is not None:
        task(args.file)  # what is wrong with it is said here, not in the browser
    return serve_command(practice_command(args), args.port, "practice")


def practice_command(args: Any) -> str:
    """The command line that each session runs, quoted for a shell."""
    words = [sys.executable, "-P", "-m", "exercises.practice"]
    words += [str(args.file)] if args.file is not None else []
    words += ["--ascii"] if args.ascii else []
    return shlex.join(words)


def on_screen(args: Any) -> int:
    from tracer.shell.memory import Memory
    from tracer.shell.terminal import ran

    from .session import opened
    from .store import Store

    store = Store()
    session = None if args.file is None else opened(args.file, store, ascii=args.ascii)
    from .app import PracticeApp

    app = PracticeApp(session, Memory(), store, ascii=args.ascii)
    if not ran(app):
        return 1
    if app.worked is not None and not os.environ.get("TEXTUAL_DRIVER"):
        print_summary(app.worked)
    return 0


def print_summary(session: Session) -> None:
    """How it went, once the screen is gone, if anything was done; with --serve nobody reads it."""
    from tracer.shell.ascii import lines_in_ascii
    from tracer.shell.line import plain, said

    from .views.summary import summary

    if session.practice.progress.typed:
        lines = summary(session.practice)
        lines = lines_in_ascii(lines) if session.ascii else lines
        if session.practice.store.fault:
            lines.append(said(session.practice.store.fault, "bad"))
        sys.stdout.write("\n".join([session.name, *map(plain, lines)]) + "\n")
