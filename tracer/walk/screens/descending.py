"""Descent, on the screen: J over the iterations, run and pause."""

from __future__ import annotations

from textual.timer import Timer

from .panes import Panes

SLOWEST, FASTEST = 0.25, 32.0  # iterations a second


class Descending(Panes):
    """The part of the walk's screen that runs the descent."""

    runner: Timer | None = None

    def action_plot(self) -> None:
        self.session.plot = not self.session.plot
        self.did(True)

    def action_run(self) -> None:
        """Run from here on, or pause. It stands on each J, so that the curve can be seen."""
        session = self.session
        session.running = not session.running
        session.plot = session.plot or session.running
        if session.running:
            self.start()
        elif self.runner is not None:
            self.runner.stop()
        self.did(False, f"{rate(session.speed)}; a pauses, + − speed"
                 if session.running else "paused")  # fmt: skip

    def start(self) -> None:
        if self.runner is not None:
            self.runner.stop()
        self.runner = self.set_interval(1 / self.session.speed, self.run_on)

    def run_on(self) -> None:
        """One iteration further; it ends by itself where there is no further one."""
        walk = self.session.walk
        if self.session.running and walk.next_iteration():
            walk.go_to_cost()
            self.did(True)
            return
        if self.runner is not None:
            self.runner.stop()
        if self.session.running:
            self.session.running = False
            self.did(False, f"that is all: {walk.iterations} iterations are held at once")

    def action_speed(self, by: int) -> None:
        session = self.session
        faster = session.speed * by if by > 0 else session.speed / -by
        session.speed = min(max(faster, SLOWEST), FASTEST)
        if session.running:
            self.start()
        self.did(False, rate(session.speed))


def rate(speed: float) -> str:
    return f"{speed:g} iteration{'' if speed == 1 else 's'} a second"
