"""The walk in a real terminal (tmux) and in a real browser (headless Chromium)."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tracer.shell.door import MOST_SESSIONS

pytestmark = pytest.mark.system
ROOT = Path(__file__).parents[3]
WALK = f"'{sys.executable}' -m tracer.walk"
LONG = 30.0  # seconds: the machine may be busy


class Terminal:
    """A tmux server of its own, with one shell in it."""

    def __init__(self, folder: Path, size: tuple[int, int] = (80, 24)) -> None:
        self.socket = str(folder / "tmux.sock")
        self.state = folder / "state"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(self.state)}
        environment |= {"PS1": "$ ", "TERM": "xterm-256color"}
        width, height = map(str, size)
        subprocess.run(
            ["tmux", "-S", self.socket, "-f", "/dev/null", "new-session", "-d", "-x", width,
             "-y", height, "-c", str(folder), "env PS1='$ ' sh"],
            check=True, env=environment,
        )  # fmt: skip

    def tmux(self, *words: str) -> str:
        run = subprocess.run(
            ["tmux", "-S", self.socket, *words], check=True, capture_output=True, text=True
        )
        return run.stdout

    def type(self, line: str) -> None:
        self.tmux("send-keys", "-l", line)
        self.tmux("send-keys", "Enter")

    def key(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    @property
    def text(self) -> str:
        return self.tmux("capture-pane", "-p")

    def wait(self, wanted: str) -> str:
        """The screen, once this stands on it."""
        end = time.monotonic() + LONG
        while wanted not in self.text:
            assert time.monotonic() < end, f"{wanted!r} did not appear:\n{self.text}"
            time.sleep(0.05)
        return self.text

    def settled(self) -> str:
        """The screen, once nothing changes on it."""
        seen = ""
        while seen != (now := self.text):
            seen = now
            time.sleep(0.3)
        return seen


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    made.tmux("kill-server")


def test_from_the_first_step_to_the_last_and_out(terminal: Terminal) -> None:
    terminal.type(f"echo before; {WALK} lecture-network; echo left with $?")
    terminal.wait("step 1 of 21")
    for number in range(2, 22):
        terminal.key("n")
        terminal.wait(f"step {number} of 21")
    terminal.key("q")
    left = terminal.wait("left with 0")
    assert "before" in left  # the screen of before is back
    assert "step 21" not in left
    terminal.type("echo restored")
    terminal.wait("restored")
    terminal.type(f"{WALK} lecture-network")
    terminal.wait("step 21 of 21")


MOVES = [
    *"nnnnnnnnnnnnn", "End", "PageUp", "p", *"[]", "Home", *"iinnt", "Escape", *"tpo", "BSpace"
]  # fmt: skip


@pytest.mark.parametrize("name", ["lecture-network", "geoj-softmax", "lecture-descent"])
def test_what_is_painted_step_by_step_is_what_a_whole_repaint_shows(
    terminal: Terminal, name: str
) -> None:
    """Rows that did not change are not painted again: another size and back paints them all."""
    terminal.type(f"{WALK} {name}")
    terminal.wait("step 1 of")
    for at, key in enumerate(MOVES):
        terminal.key(key)
        if at % 3 == 0:
            seen = terminal.settled()
            for width in ("81", "80"):
                terminal.tmux("resize-window", "-x", width, "-y", "24")
                whole = terminal.settled()
            assert seen == whole, f"after {MOVES[: at + 1]}"


def test_kill_leaves_a_whole_state_file(terminal: Terminal) -> None:
    terminal.type(f"{WALK} lecture-network")
    terminal.wait("step 1 of 21")
    terminal.key("n")
    terminal.wait("step 2 of 21")
    end = time.monotonic() + LONG
    while not list(terminal.state.rglob("*.json")):
        assert time.monotonic() < end
        time.sleep(0.05)
    shell = terminal.tmux("display-message", "-p", "#{pane_pid}").strip()
    children = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True, check=True)
    for process in children.stdout.split():
        os.kill(int(process), 9)
    terminal.key("n")
    states = list(terminal.state.rglob("*.json"))
    assert states
    for path in states:
        assert json.loads(path.read_text())["step"] == "a[1]"


def test_a_crash_restores_the_terminal_and_says_what_happened(
    terminal: Terminal, tmp_path: Path
) -> None:
    broken = (
        "from tracer.walk.screens.walk import WalkScreen as S\n"
        "S.action_next = lambda self: 1 / 0\n"
        "from tracer.walk.__main__ import main\nmain(['lecture-network'])\n"
    )
    (tmp_path / "broken.py").write_text(broken)
    terminal.type(f"'{sys.executable}' broken.py; echo left with $?")
    terminal.wait("step 1 of 21")
    terminal.key("n")
    said = terminal.wait("left with 1")
    assert "backprop walk stopped: ZeroDivisionError" in said
    assert "Traceback" not in said


# The browser


@pytest.fixture
def served(serving: tuple[int, str]) -> str:
    """The address, with its token, of a served walk."""
    return serving[1]


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """The server's process, and the address."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path)}
    server = subprocess.Popen(
        [sys.executable, "-m", "tracer.walk", "lecture-network", "--serve"],
        stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    assert server.stdout is not None
    line = server.stdout.readline()
    match = re.search(r"http://\S+", line)
    assert match, line
    yield server.pid, match[0]
    server.terminate()
    server.wait(10)
    server.stdout.close()


def status(url: str, **headers: str) -> int:
    request = urllib.request.Request(url, headers=headers)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())  # keeps cookies
    try:
        with browser.open(request, timeout=LONG) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_nobody_comes_in_without_token_or_from_elsewhere(served: str) -> None:
    base, token = served.split("/?token=")
    assert status(served) == 200
    assert status(base + "/") == 401
    assert status(f"{base}/?token=guessed") == 401
    assert status(f"{base}/static/js/textual.js") == 401
    assert status(served, Host="evil.example") == 421
    assert status(served, Origin="http://evil.example") == 403
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    assert status(f"{base}/ws", Origin=base, **upgrade) == 401
    foreign = f"{base}/ws?token={token}"
    assert status(foreign, Origin="http://evil.example", **upgrade) == 403
    assert status(foreign, **upgrade) == 403  # a browser always says where it comes from


async def test_a_ninth_session_waits_until_one_is_left(served: str) -> None:
    from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

    base, token = served.split("/?token=")
    address = f"{base}/ws?token={token}&width=80&height=24"

    async def begin(browser: ClientSession) -> ClientWebSocketResponse:
        """A session, once its walk has painted something."""
        made = await browser.ws_connect(address, origin=base)
        while (await made.receive(LONG)).type != WSMsgType.BINARY:
            pass
        return made

    async def once_free(
        attempt: Callable[[], Awaitable[ClientWebSocketResponse]],
    ) -> ClientWebSocketResponse:
        end = time.monotonic() + LONG
        while True:  # the walk that was left needs a moment to end
            try:
                return await attempt()
            except WSServerHandshakeError:
                assert time.monotonic() < end, "the session that was left is never free"
                await asyncio.sleep(0.1)

    async with ClientSession() as browser:
        opened = [await begin(browser) for _ in range(MOST_SESSIONS)]
        with pytest.raises(WSServerHandshakeError) as refused:
            await browser.ws_connect(address, origin=base)
        assert refused.value.status == 429
        await opened.pop().close()
        opened.append(await once_free(lambda: begin(browser)))
        for made in opened:
            await made.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_page_lives_by_either_name_of_this_machine(served: str, host: str) -> None:
    from playwright import sync_api as playwright

    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text))
        page.goto(served.replace("127.0.0.1", host))
        page.wait_for_selector("body.-first-byte", timeout=LONG * 1000)
        faces = page.evaluate("[...document.fonts].map(one => [one.unicodeRange, one.status])")
        browser.close()
    assert [status for signs, status in faces if "U+2299" in signs] == ["loaded"]
    assert not [text for text in refused if "Content Security Policy" in text]


def test_no_folder_is_listed_and_no_page_frames_it(served: str) -> None:
    base, token = served.split("/?token=")
    for folder in ("/static/", "/static", "/static/js/", "/static/js", "/static/css/.."):
        assert status(f"{base}{folder}?token={token}") in (403, 404), folder
    assert status(f"{base}/static/js/textual.js?token={token}") == 200
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(base, timeout=LONG)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(served, timeout=LONG) as answer:
        for headers in (answer.headers, refused.value.headers):
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
            assert headers["X-Frame-Options"] == "DENY"
    refused.value.close()


def walks_of(server: int) -> list[int]:
    """The processes that a server started."""
    found = subprocess.run(
        ["pgrep", "-P", str(server)], check=False, capture_output=True, text=True
    )
    return [int(line) for line in found.stdout.split()]


@pytest.mark.parametrize("ends", ["closed", "nonsense", "stopped"])
async def test_a_session_has_a_bounded_size_and_ends_with_its_socket(
    serving: tuple[int, str], ends: str
) -> None:
    from aiohttp import ClientSession, WSMsgType

    server, address = serving
    base, token = address.split("/?token=")
    async with ClientSession() as browser:
        socket = await browser.ws_connect(
            f"{base}/ws?token={token}&width=1000000000&height=1e9", origin=base
        )
        while (await socket.receive(LONG)).type != WSMsgType.BINARY:
            pass
        await socket.send_json(["resize", {"width": 1e9, "height": -3}])
        await socket.send_json(["resize", {"width": 80, "height": 24}])
        await asyncio.sleep(1.0)
        (walk,) = walks_of(server)
        used = Path(f"/proc/{walk}/status").read_text()
        megabytes = int(re.search(r"VmRSS:\s+(\d+) kB", used)[1]) / 1000  # type: ignore[index]
        assert megabytes < 300
        if ends == "stopped":  # it cannot hear that it is to leave
            os.kill(walk, signal.SIGSTOP)
        if ends == "nonsense":
            await socket.send_json({"resize": 1})
        else:
            await socket.close()
        end = time.monotonic() + LONG
        while walks_of(server):
            assert time.monotonic() < end, "the session outlives its socket"
            await asyncio.sleep(0.1)


def test_a_key_changes_the_picture_and_nothing_leaves_the_machine(served: str) -> None:
    from playwright import sync_api as playwright

    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1000, "height": 600})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(served)
        page.wait_for_selector("body.-first-byte", timeout=LONG * 1000)
        page.wait_for_function(
            "document.activeElement && document.activeElement.tagName === 'TEXTAREA'"
        )
        first = settled(page)
        page.keyboard.press("n")  # no click before: the terminal has the focus
        assert other_than(page, first)
        browser.close()
    assert all(url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:")) for url in asked)
    assert "token" not in asked[-1]


def settled(page: object) -> bytes:
    """The picture once it no longer changes."""
    last = b""
    for _ in range(60):
        now: bytes = page.screenshot()  # type: ignore[attr-defined]
        if now == last:
            return now
        last = now
        time.sleep(0.25)
    raise AssertionError("the picture never settled")


def other_than(page: object, first: bytes) -> bool:
    for _ in range(60):
        if page.screenshot() != first:  # type: ignore[attr-defined]
            return True
        time.sleep(0.1)
    return False
