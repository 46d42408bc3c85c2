"""The sign of each verdict and of each state of a line, and the role that colours it."""

from __future__ import annotations

from collections.abc import Mapping

from tracer.walk.views.line import Role

from ..lines import State

VERDICTS: Mapping[str, tuple[str, Role]] = {
    "right": ("✓", "good"), "follows": ("✓", "good"), "coarse": ("≈", "changed"),
    "mistake": ("✗", "bad"), "wrong": ("✗", "bad"), "unreadable": ("?", "bad"),
    "refused": ("?", "bad"), "missing": ("", "dim"),
}  # fmt: skip

STATES: Mapping[State, tuple[str, Role]] = {
    "unasked": (" ", "dim"), "open": ("□", "plain"), "part": ("◧", "plain"),
    "right": ("✓", "good"), "coarse": ("≈", "changed"), "wrong": ("✗", "bad"),
}  # fmt: skip
