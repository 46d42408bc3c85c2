"""The walk in a browser on this machine: textual-serve behind a door of its own.

textual-serve starts a process for whoever opens its websocket, from any page in the world that
the browser has open. Here the address carries a token, which becomes a cookie; Host and Origin
must be this machine; sessions are capped; the page and its font come from here.
"""

from __future__ import annotations

import asyncio
import hmac
import os
import secrets
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import InputError

if TYPE_CHECKING:
    from aiohttp import web

    Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOST = "127.0.0.1"
COOKIE = "backprop"
MOST_SESSIONS = 8
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT",
        "XDG_STATE_HOME", "BACKPROP_STATE", "NO_COLOR", "LOCALAPPDATA", "TMPDIR")  # fmt: skip
"""What of the environment the walk's process gets to see."""


class Door:
    """Who may come in: who has the token, from this machine's own pages."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.token = token
        self.hosts = {f"{name}:{port}" for name in (HOST, "localhost")}
        self.open = 0

    def refusal(
        self, path: str, headers: Mapping[str, str], query: Mapping[str, str],
        cookies: Mapping[str, str],
    ) -> int:  # fmt: skip
        """0 to let in, or the HTTP status that says why not."""
        if headers.get("Host") not in self.hosts:
            return 421
        origin = headers.get("Origin")
        if origin is not None and origin not in {f"http://{host}" for host in self.hosts}:
            return 403
        if path == "/ws" and origin is None:
            return 403
        if not (self.known(query.get("token")) or self.known(cookies.get(self.cookie))):
            return 401
        if path == "/ws" and self.open >= MOST_SESSIONS:
            return 429
        return 0

    @property
    def cookie(self) -> str:
        """Cookies know no ports: each server has a name of its own for it."""
        return f"{COOKIE}-{self.port}"

    def known(self, token: str | None) -> bool:
        return token is not None and hmac.compare_digest(token.encode(), self.token.encode())


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
        from textual_serve.server import Server
    except ImportError:
        raise InputError(
            "--serve", "the package textual-serve is not installed",
            expected="the extra 'serve'", example="pip install 'backprop-tracer[serve]'",
        ) from None  # fmt: skip
    door = Door(port, secrets.token_urlsafe(24))
    here = Path(__file__).parent / "served"
    for variable in set(os.environ) - set(KEPT):
        del os.environ[variable]

    class Walks(Server):
        """textual-serve's server, with the door in front of every request."""

        async def _make_app(self) -> web.Application:
            app = await super()._make_app()
            app.middlewares.append(guarded(door))
            return app

        async def on_startup(self, app: web.Application) -> None:  # noqa: ARG002 - theirs
            self.announcing = asyncio.create_task(announce(name, door))

        def initialize_logging(self) -> None:
            import logging

            logging.basicConfig(level="WARNING")

    server = Walks(
        command, host=HOST, port=port, title=f"backprop {name}",
        public_url=f"http://{HOST}:{port}", templates_path=here,
    )  # fmt: skip
    server.serve()
    return 0


async def announce(name: str, door: Door) -> None:
    """Say the address, once somebody listens there."""
    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, door.port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        break
    say(f"The {name} is at http://{HOST}:{door.port}/?token={door.token}")
    say("Only this machine can reach it, and only with this address. Ctrl+C ends it.")


def guarded(door: Door) -> Any:
    """The middleware: refuse, or let in, count the sessions, and turn the token into a cookie."""
    from aiohttp import web

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        status = door.refusal(request.path, request.headers, request.query, request.cookies)
        if status:
            return web.Response(status=status, text="backprop walk: not from here\n")
        if request.path == "/ws":
            door.open += 1
            try:
                return await handler(request)
            finally:
                door.open -= 1
        if request.path == "/" and "token" in request.query:
            # The token leaves the address bar, and with it the history.
            answer: web.StreamResponse = web.Response(status=303, headers={"Location": "/"})
            answer.set_cookie(door.cookie, door.token, httponly=True, samesite="Strict")
            return answer
        answer = await handler(request)
        answer.headers["Content-Security-Policy"] = (
            "default-src 'self'; style-src 'self' 'unsafe-inline'; "
            f"script-src 'self' 'unsafe-inline'; connect-src 'self' ws://{HOST}:{door.port} "
            f"ws://localhost:{door.port}; img-src 'self' data:; font-src 'self' data:"
        )
        return answer

    return guard


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


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
