"""The sign of each verdict and of each state of a line, and the role that colours it."""

from __future__ import annotations

from collections.abc import Mapping

from tracer.shell.line import Role
from tracer.walk.views.words import VERDICTS as TYPED

from ..lines import State

VERDICTS: Mapping[str, tuple[str, Role]] = {
    "right": TYPED["right"], "follows": TYPED["follows"], "coarse": TYPED["coarse"],
    "mistake": TYPED["off"], "wrong": TYPED["off"], "unreadable": TYPED["unreadable"],
    "refused": TYPED["unreadable"], "missing": ("", "dim"),
}  # fmt: skip

STATES: Mapping[State, tuple[str, Role]] = {
    "unasked": (" ", "dim"), "open": ("□", "plain"), "part": ("◧", "plain"),
    "right": VERDICTS["right"], "coarse": VERDICTS["coarse"], "wrong": VERDICTS["wrong"],
}  # fmt: skip
