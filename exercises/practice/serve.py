"""Practice in a browser on this machine, behind the walk's own door."""

from __future__ import annotations

import shlex
import sys
from typing import Any

from tracer.shell.serve import free_port, serve_command

from ..task import task


def serve(args: Any) -> int:
    """Serve until Ctrl+C. Raises InputError without the extra, or for what cannot be practised."""
    if args.file is not None:
        task(args.file)  # what is wrong with it is said here, not in the browser
    return serve_command(practice_command(args), args.port or free_port(), "practice")


def practice_command(args: Any) -> str:
    """The command line that each session runs, quoted for a shell."""
    words = [sys.executable, "-P", "-m", "exercises.practice"]
    words += [str(args.file)] if args.file is not None else []
    words += ["--ascii"] if args.ascii else []
    return shlex.join(words)
