"""Practice in a real terminal (tmux) and served to a browser."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracer.file_text import toml_text

from ...tracer.walk.test_system import LONG, Terminal, settled, status
from .sheets import keys

pytestmark = pytest.mark.system
ROOT = Path(__file__).parents[3]
PRACTICE = f"'{sys.executable}' -m exercises.practice"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    (tmp_path / "neuron.toml").write_text(toml_text(keys("neuron")))
    made = Terminal(tmp_path)
    yield made
    made.tmux("kill-server")


def answer(terminal: Terminal, text: str) -> None:
    terminal.tmux("send-keys", "-l", "--", text)
    terminal.key("Enter")


def kill(terminal: Terminal) -> None:
    """The program in the terminal, at once."""
    shell = terminal.tmux("display-message", "-p", "#{pane_pid}").strip()
    children = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True, check=True)
    for process in children.stdout.split():
        os.kill(int(process), 9)


def test_type_leave_and_come_back(terminal: Terminal) -> None:
    terminal.type(f"echo before; {PRACTICE} neuron.toml; echo left with $?")
    terminal.wait("0 of 6 right")
    answer(terminal, "0.1")
    terminal.wait("1 of 6 right")
    answer(terminal, "-0.6")
    terminal.wait("2 of 6 right")
    terminal.key("Escape")
    terminal.wait("h hint")
    terminal.key("h")
    terminal.wait("Hint 1 of")
    terminal.key("Escape")
    terminal.wait("q quit")
    terminal.key("q")
    left = terminal.wait("left with 0")
    assert "before" in left
    assert "2 of 6 right, 2 typed" in left
    assert "✓ affine" in left
    terminal.type(f"clear; {PRACTICE} neuron.toml")
    back = terminal.wait("Hint 1 of")  # painted last
    assert "2 of 6 right" in back


def test_killed_it_loses_at_most_what_was_being_typed(tmp_path: Path) -> None:
    """Killed at random moments while numbers are typed; what was acknowledged is there again."""
    (tmp_path / "neuron.toml").write_text(toml_text(keys("neuron")))
    moments = random.Random(20)
    numbers = ["0.1", "-0.6", "1.5", "0.525", "0.3543", "0.8176"]
    right, least = 0, 0
    for attempt in range(6):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        terminal = Terminal(folder)
        try:
            terminal.type(f"XDG_STATE_HOME={tmp_path} {PRACTICE} ../neuron.toml")
            begun = terminal.wait("of 6 right")
            now = int(re.findall(r"(\d) of 6 right", begun)[0])
            assert least <= now <= right
            answer(terminal, numbers[now])
            time.sleep(moments.uniform(0, 1))
            least = max(map(int, re.findall(r"(\d) of 6 right", terminal.text)))
            right = now + 1
            kill(terminal)
        finally:
            terminal.tmux("kill-server")
    assert least >= 1  # some were acknowledged before the end


def test_a_crash_restores_the_terminal_and_loses_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    broken = (
        "from exercises.practice.screens.practice import PracticeScreen as S\n"
        "S.action_hint = lambda self: 1 / 0\n"
        "from exercises.practice.__main__ import main\nmain(['neuron.toml'])\n"
    )
    (tmp_path / "broken.py").write_text(broken)
    terminal.type(f"'{sys.executable}' broken.py; echo left with $?")
    terminal.wait("0 of 6 right")
    answer(terminal, "0.1")
    terminal.wait("1 of 6 right")
    terminal.key("Escape")
    terminal.wait("h hint")
    terminal.key("h")
    said = terminal.wait("left with 1")
    assert "backprop practice stopped: ZeroDivisionError" in said
    assert "Traceback" not in said
    terminal.type(f"clear; {PRACTICE} neuron.toml")
    terminal.wait("1 of 6 right")


def test_without_colours_the_verdicts_are_still_there(terminal: Terminal) -> None:
    terminal.type(f"NO_COLOR=1 {PRACTICE} neuron.toml")
    terminal.wait("0 of 6 right")
    answer(terminal, "0.7 -0.6 1.5")
    said = terminal.wait("2 of 3 right")
    assert "[✗0.7]" in said
    assert "✓-0.6" in said


def test_a_dumb_terminal_is_asked_in_words(terminal: Terminal) -> None:
    terminal.type(f"TERM=dumb {PRACTICE} neuron.toml")
    terminal.wait("or the row of 3?")
    terminal.type("0.1 -0.6 1.5")
    terminal.wait("3 of 3 right")
    terminal.type("quit")
    terminal.wait("3 of 6 right. Everything is kept.")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address, with its token, of a served practice."""
    (tmp_path / "neuron.toml").write_text(toml_text(keys("neuron")))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path)}
    server = subprocess.Popen(
        [sys.executable, "-m", "exercises.practice", str(tmp_path / "neuron.toml"), "--serve"],
        stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    assert server.stdout is not None
    line = server.stdout.readline()
    address = re.search(r"http://\S+", line)
    assert address, line
    assert "practice" in line
    yield address[0]
    server.terminate()
    server.wait(10)
    server.stdout.close()


def test_it_is_served_to_who_has_the_token(served: str) -> None:
    assert status(served) == 200
    assert status(served.partition("?")[0]) == 401


def test_what_is_typed_in_the_browser_is_kept(served: str, tmp_path: Path) -> None:
    from playwright import sync_api as playwright

    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1000, "height": 600})
        page.goto(served)
        page.wait_for_selector("body.-first-byte", timeout=LONG * 1000)
        page.wait_for_function(
            "document.activeElement && document.activeElement.tagName === 'TEXTAREA'"
        )
        settled(page)
        page.keyboard.type("0.1")
        page.keyboard.press("Enter")
        end = time.monotonic() + LONG
        kept = ""
        while "0.1" not in kept:
            assert time.monotonic() < end
            kept = "".join(path.read_text() for path in tmp_path.rglob("practice/*.json"))
            time.sleep(0.1)
        browser.close()
