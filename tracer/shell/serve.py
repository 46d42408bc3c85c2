"""The walk in a browser on this machine: textual-serve behind a door of its own.

textual-serve starts a process for whoever opens its websocket, from any page in the world that
the browser has open. Here the address carries a token, which becomes a cookie; Host and Origin
must be this machine; sessions are capped; the page and its font come from here.
"""

from __future__ import annotations

import os
import secrets
import shlex
import socket
import sys
from typing import Any

from ..errors import InputError
from .door import HOST, Door

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT",
        "XDG_STATE_HOME", "BACKPROP_STATE", "NO_COLOR", "LOCALAPPDATA", "TMPDIR")  # fmt: skip
"""What of the environment the walk's process gets to see."""


def serve(args: Any, module: str = "tracer.walk") -> int:
    """Serve until Ctrl+C; `module` is run for each browser. Raises InputError without the extra."""
    if args.file is not None:
        from ..parts import read_part

        read_part(args.file, args.part)  # what is wrong with it is said here, not in the browser
    return serve_command(walk_command(args, module), args.port or free_port(), "walk")


def serve_command(command: str, port: int, name: str) -> int:
    """Serve a command until Ctrl+C: a process of it for each browser that comes in. Raises
    InputError without the extra."""
    try:
        from .serving import Walks
    except ModuleNotFoundError:
        raise InputError(
            "--serve", "the package textual-serve is not installed",
            expected="the extra 'serve'", example="pip install 'backprop-tracer[serve]'",
        ) from None  # fmt: skip
    door = Door(port, secrets.token_urlsafe(24))
    for variable in set(os.environ) - set(KEPT):
        del os.environ[variable]
    Walks(command, door, name).serve()
    return 0


def walk_command(args: Any, module: str) -> str:
    """The command line that each session runs, quoted for a shell."""
    words = [sys.executable, "-P", "-m", module]
    if args.file is not None:
        words.append(str(args.file))
    for option, value in (("--at", args.at), ("--steps", args.steps), ("--part", args.part)):
        words += [option, str(value)] if value is not None else []
    words += ["--ascii"] if args.ascii else []
    return shlex.join(words)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
