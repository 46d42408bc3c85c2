"""Who may come in where a program is served: who has the token, from this machine's own pages."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

HOST = "127.0.0.1"
COOKIE = "backprop"
MOST_SESSIONS = 8


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
