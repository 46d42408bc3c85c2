"""A program in a browser on this machine: textual-serve behind a door of its own.

textual-serve starts a process for whoever opens its websocket, from any page in the world that
the browser has open. Here the address carries a token, which becomes a cookie; Host and Origin
must be this machine; sessions are capped; the page and its font come from here.
"""

from __future__ import annotations

import os
import secrets
import socket

from ..errors import InputError
from .door import HOST, Door

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT",
        "XDG_STATE_HOME", "BACKPROP_STATE", "NO_COLOR", "LOCALAPPDATA", "TMPDIR")  # fmt: skip
"""What of the environment a program's process gets to see."""


def serve_command(command: str, port: int, name: str) -> int:
    """Serve a command until Ctrl+C: a process of it for each browser that comes in. Port 0: a free
    one. Raises InputError without the extra."""
    try:
        from .serving import Programs
    except ModuleNotFoundError:
        raise InputError(
            "--serve", "the package textual-serve is not installed",
            expected="the extra 'serve'", example="pip install 'backprop-tracer[serve]'",
        ) from None  # fmt: skip
    door = Door(port or free_port(), secrets.token_urlsafe(24))
    for variable in set(os.environ) - set(KEPT):
        del os.environ[variable]
    Programs(command, door, name).serve()
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
