"""The keys of practice, as data: bindings, footer and help are made from this table.

They hold while the field does not have the focus; in the field every printable key is typed.
Letters that mean something else on the walk are typed with Shift.
"""

from __future__ import annotations

from tracer.shell.bars import soonest
from tracer.shell.keys import Key

KEYS: tuple[Key, ...] = (
    Key("field", "enter", "Enter", "field", "type",
        "Back to the field, to type a value; a digit begins one",
        "Step", 1),
    Key("hint", "h", "h", "hint", "hint", "One more hint for this line, stronger than the last",
        "Look closer", 2),
    Key("show", "S", "Shift+S", "show", "show line",
        "Show this line worked with your own numbers before it", "Look closer", 3),
    Key("new", "N", "Shift+N", "ask('new')", "new numbers",
        "The same exercise with other numbers; or only the lines that went wrong",
        "Try and change", 4),
    Key("summary", "M", "Shift+M", "summary", "summary",
        "Which kinds of line went right and wrong, hints, time", "Show", 5),
    Key("picture", "P", "Shift+P", "picture", "picture",
        "The network beside the box, or the numbers", "Show", 11),
    Key("scroll", "pagedown", "Page Down", "scroll(1)", "page on",
        "Page on in what is said about the line", "Look closer"),
    Key("scroll-back", "pageup", "Page Up", "scroll(-1)", "page back",
        "Page back in it", "Look closer"),
    Key("goal", "G", "Shift+G", "goal", "about",
        "What the exercise is about, and how it is marked", "Show", 8),
    Key("export", "x", "x", "ask('export')", "export",
        "Export your answers to a file that `backprop grade` reads", "Show", 6),
    Key("next", "n,right", "n, →", "line(1)", "next", "The next line, asked or not", "Step", 9),
    Key("previous", "p,left", "p, ←", "line(-1)", "back one", "Back one line, asked or not",
        "Step", 10),
    Key("below", "down", "↓", "line(1)", "below", "The line below", "Step"),
    Key("above", "up", "↑", "line(-1)", "above", "The line above", "Step"),
    Key("first", "home", "Home", "ends(0)", "first", "The first line", "Step"),
    Key("last", "end", "End", "ends(-1)", "last", "The last line", "Step"),
    Key("another", "E", "Shift+E", "ask('another')", "other exercise", "Practise another exercise",
        "Program", 7),
    Key("theme", "k", "k", "theme", "colours",
        "Next colours: dark, light, high contrast, colour-blind safe", "Program"),
    Key("palette", "colon", ":", "app.command_palette", "all", "All of it, to search by name",
        "Program"),
    Key("help", "question_mark", "?", "help", "help", "Help: every key, and what the signs mean",
        "Program", 20),
    Key("quit", "q", "q", "leave", "quit", "Quit; everything is kept", "Program", 21),
)  # fmt: skip

BY_ID = {key.id: key for key in KEYS}
FOOT = soonest(KEYS)
BOUND = {name for key in KEYS for name in key.keys.split(",")}
WITH_SHIFT = {key.keys.lower(): key for key in KEYS
              if key.keys.isupper() and key.keys.lower() not in BOUND}  # fmt: skip
"""By a letter that means nothing here: what it is with Shift."""

FIELD: tuple[tuple[str, str], ...] = (
    ("Enter", "judge; in an empty field: the next open entry"),
    ("Tab", "on among the entries asked; Shift+Tab back"),
    ("↑ ↓", "the line above, the line below"),
    ("Page Up/Down", "page back, page on in what is said about the line"),
    ("Esc", "leave the field: the keys below"),
)
"""The keys that hold while a value is typed."""

ENTERING: tuple[tuple[str, str], ...] = (
    ("0.25  1/3  -1.5e-3", "a number; 0.3*0.2 + 0.1 is worked out for you"),
    ("0.1 0.2 0.3", "a whole row at once; _ leaves one out"),
    ("0.1 0.2; 0.3 0.4", "the whole matrix"),
    ("-", "takes an answer back"),
)
"""What can be typed."""

MARKS: tuple[tuple[str, str], ...] = (
    ("□", "asked, nothing typed yet"),
    ("◧", "some of its entries are typed"),
    ("✓", "right, or right after your own numbers before it"),
    ("≈", "right, but with too few digits to tell"),
    ("✗", "not right"),
    ("▶", "here"),
    ("blank", "not asked; you may type it all the same"),
)
"""What the signs in the list of lines mean."""
