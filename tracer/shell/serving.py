"""textual-serve behind the door of `serve.py`: every request, and the process behind each socket.

Imported only where somebody serves: it needs the extra `serve`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from .door import HOST, Door

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

HERE = Path(__file__).parent / "served"
COLUMNS, ROWS = (20, 500), (5, 200)  # of a terminal, at least and at most
GRACE = 3.0  # seconds in which a program that was left may end by itself
ASKED_OF_ALL = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


SYMBOLS = "/symbols.woff2"  # a font of signs that textual-serve's has not
NONSENSE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
log = logging.getLogger("textual-serve")


class Programs(Server):
    """textual-serve's server, with the door in front of every request."""

    def __init__(self, command: str, door: Door, name: str) -> None:
        # What a signal ends is then the walk itself, not a shell that waits for it.
        command = command if os.name == "nt" else f"exec {command}"
        address = f"http://{HOST}:{door.port}"
        super().__init__(command, host=HOST, port=door.port, title=f"backprop {name}",
                         public_url=address, templates_path=HERE)  # fmt: skip
        self.door, self.name = door, name

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(guarded(self.door))
        app.router.add_get(SYMBOLS, symbols)
        return app

    async def on_startup(self, app: web.Application) -> None:  # noqa: ARG002 - theirs
        self.announcing = asyncio.create_task(announce(self.name, self.door))

    def initialize_logging(self) -> None:
        logging.basicConfig(level="WARNING")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One program for one socket; it ends with it, whatever it is doing."""
        websocket = web.WebSocketResponse(timeout=1.0, heartbeat=15, max_msg_size=2**20)
        await websocket.prepare(request)

        async def close() -> None:
            await websocket.close()

        program = Session(
            self.command, write_bytes=websocket.send_bytes, write_str=websocket.send_str,
            close=close, download_manager=self.download_manager,
        )  # fmt: skip
        try:
            asked = request.query
            await program.start(within(asked.get("width", 80), COLUMNS),
                                within(asked.get("height", 24), ROWS))  # fmt: skip
            async for message in websocket:
                if message.type == WSMsgType.TEXT:
                    await heard(program, websocket, message.json())
        except NONSENSE:
            log.warning("the page said what is no message; its program ends")
        except ConnectionError:
            pass
        finally:
            await program.end()
            with suppress(TimeoutError, ConnectionError):
                await asyncio.wait_for(close(), GRACE)
        return websocket


async def symbols(_: web.Request) -> web.FileResponse:
    return web.FileResponse(HERE / SYMBOLS.removeprefix("/"))


async def heard(program: Session, websocket: web.WebSocketResponse, said: list[Any]) -> None:
    """What the page says: a key, another size, whether it is looked at."""
    match said[0]:
        case "stdin":
            await program.send_bytes(said[1].encode())
        case "resize":
            await program.set_terminal_size(
                within(said[1]["width"], COLUMNS), within(said[1]["height"], ROWS)
            )
        case "ping":
            await websocket.send_json(["pong", said[1]])
        case "blur":
            await program.blur()
        case "focus":
            await program.focus()


def within(size: object, limits: tuple[int, int]) -> int:
    """A size that a screen can have. Raises ValueError or TypeError for what is no number."""
    least, most = limits
    return min(max(int(float(size)), least), most)  # type: ignore[arg-type]


class Session(AppService):
    """A program's process."""

    async def end(self) -> None:
        """Ask it to leave, and end it where it does not."""
        process = self._process
        try:
            with suppress(TimeoutError, OSError):
                await asyncio.wait_for(self.stop(), GRACE)
        finally:
            if process is not None and process.returncode is None:
                process.kill()


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

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        status = door.refusal(request.path, request.headers, request.query, request.cookies)
        if not status and request.path.startswith("/static") and not Path(request.path).suffix:
            status = 404  # a folder is not listed
        if status:
            return headed(web.Response(status=status, text="backprop walk: not from here\n"))
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
            return headed(answer)
        return headed(await handler(request))

    def headed(answer: web.StreamResponse) -> web.StreamResponse:
        """With what the browser is told: nothing from elsewhere, nowhere else in a frame."""
        answer.headers["Content-Security-Policy"] = (
            "default-src 'self'; style-src 'self' 'unsafe-inline'; "
            f"script-src 'self' 'unsafe-inline'; connect-src 'self' ws://{HOST}:{door.port} "
            f"ws://localhost:{door.port}; img-src 'self' data:; font-src 'self' data:; "
            "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
        )
        answer.headers.update(ASKED_OF_ALL)
        return answer

    return guard


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
