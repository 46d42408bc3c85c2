"""The keys, as data: bindings, footer, help and the command palette are made from this table.

To add a key, add an entry and the action that it names (`screens/walk.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from ..network import Network
from ..shell.bars import soonest
from ..shell.keys import Key
from .model import Walk


def descends(walk: Walk) -> bool:
    return walk.source.alpha is not None


def of_network(walk: Walk) -> bool:
    return isinstance(walk.source, Network)


def can_undo(walk: Walk) -> bool:
    return walk.history.at > 0


def can_redo(walk: Walk) -> bool:
    return walk.history.at + 1 < len(walk.history.versions)


def has_back(walk: Walk) -> bool:
    return bool(walk.origins)


KEYS: tuple[Key, ...] = (
    Key("next", "n,space,right", "n, space, →", "next", "next",
        "Take the next step", "Step", 1),
    Key("previous", "p,backspace,left", "p, backspace, ←", "previous", "back one",
        "Go back one step", "Step", 2),
    Key("first", "home", "Home", "first", "first", "Go to the first step", "Step"),
    Key("last", "end", "End", "last", "last", "Go to the last step", "Step"),
    Key("next-layer", "pagedown", "PgDn", "across(1, 'layer')", "page on",
        "Page on, to the next layer's first step", "Step"),
    Key("previous-layer", "pageup", "PgUp", "across(-1, 'layer')", "page back",
        "Page back, to the layer before", "Step"),
    Key("next-phase", "right_square_bracket", "]", "across(1, 'phase')", "phase",
        "Go to the next phase: forward, cost, backward, update", "Step"),
    Key("previous-phase", "left_square_bracket", "[", "across(-1, 'phase')", "phase back",
        "Go to the phase before", "Step"),
    Key("go", "g", "g", "ask('go')", "go to", "Go to a step by its number, or to @2, an iteration",
        "Step", 11),
    Key("iteration", "i", "i", "iteration", "iteration",
        "Go on into the next iteration of descent", "Step", 12, descends),
    Key("search", "slash", "/", "ask('search')", "search",
        "Find a quantity by any spelling: dW2, ∂J/∂W[2], delta2", "Look closer", 6),
    Key("matrix", "tab", "Tab", "matrix", "entries",
        "Move among the entries of the result with the arrow keys; Esc leaves", "Look closer", 3),
    Key("origin", "o", "o", "ask('origin')", "from?",
        "Where did this come from: go to the step that made an input", "Look closer", 7),
    Key("needs", "w", "w", "ask('needs')", "who needs",
        "Who needs it next: go to a step that reads this result", "Look closer", 8),
    Key("back", "b", "b", "back", "return", "Return to where the last jump was made from",
        "Look closer", 4, has_back),
    Key("check", "c", "c", "check", "check",
        "Check this derivative with difference quotients for a shrinking Δ", "Look closer", 13),
    Key("try", "t", "t", "try", "try first",
        "Hide each result until you have typed your own value", "Try and change", 5),
    Key("edit", "e", "e", "ask('edit')", "edit",
        "What if: change a number, an activation or α", "Try and change", 9),
    Key("mistake", "m", "m", "ask('mistake')", "mistake",
        "Make a usual mistake on purpose, right and wrong side by side", "Try and change", 14),
    Key("convention", "v", "v", "ask('convention')", "convention",
        "Switch layout, relu′(0), separate or combined, and the like", "Try and change", 15,
        of_network),
    Key("undo", "u", "u", "undo", "undo", "Undo the last change", "Try and change", 4,
        can_undo),
    Key("redo", "r", "r", "redo", "redo", "Make the change again", "Try and change", 4, can_redo),
    Key("detail", "d", "d", "ask('detail')", "detail",
        "How fine the steps are, and how many digits numbers have", "Show", 16),
    Key("plot", "j", "j", "plot", "plot J", "Show J over the iterations instead of the diagram",
        "Show", 17, descends),
    Key("run", "a", "a", "run", "run", "Run the descent, or pause it", "Show", 18, descends),
    Key("faster", "plus,equals_sign", "+", "speed(2)", "faster", "Run faster", "Show", 0, descends),
    Key("slower", "minus", "-", "speed(-2)", "slower", "Run slower", "Show", 0, descends),
    Key("theme", "k", "k", "theme", "colours",
        "Next colours: dark, light, high contrast, colour-blind safe", "Show"),
    Key("copy", "y", "y", "ask('copy')", "copy", "Copy the value, the line or its LaTeX",
        "Show", 19),
    Key("export", "x", "x", "ask('export')", "export",
        "Export the whole trace to a file, in any format", "Show", 10),
    Key("save", "s", "s", "ask('save')", "save", "Save the changed numbers as a file", "Program"),
    Key("palette", "colon", ":", "app.command_palette", "all", "All of it, to search by name",
        "Program"),
    Key("help", "question_mark", "?", "help", "help", "Help: every key, and what the marks mean",
        "Program", 20),
    Key("quit", "q", "q", "leave", "quit", "Quit; the place is remembered", "Program", 21),
)  # fmt: skip

BY_ID: Mapping[str, Key] = {key.id: key for key in KEYS}


def applying(walk: Walk) -> list[Key]:
    """What applies now, for the footer, soonest first."""
    return soonest([key for key in KEYS if key.applies(walk)])


MARKS: tuple[tuple[str, str], ...] = (
    ("▸", "this step reads it"),
    ("◆", "this step writes it"),
    ("[ ]", "the entry under the cursor: numbers are put in for it"),
    ("~", "the last change changed it"),
    ("✓ ▶", "done, and here, in the list of equations"),
    ("✓ ≈ ✗", "beside a number: your own is right, right but coarse, off"),
    ("blank", "not computed yet: not 0"),
    ("a click", "on a quantity, a term or a neuron: to the step that made it; b returns"),
)
"""What the signs on the screen mean."""
