"""The keys of practice, as data: bindings, footer and help are made from this table.

They hold while the field does not have the focus; in the field every printable key is typed.
"""

from __future__ import annotations

from tracer.shell.bars import soonest
from tracer.shell.keys import Key

KEYS: tuple[Key, ...] = (
    Key("field", "enter,tab", "Enter", "field", "type",
        "Back to the field, to type a value; a digit begins one",
        "Step", 1),
    Key("hint", "h", "h", "hint", "hint", "One more hint for this line, stronger than the last",
        "Look closer", 2),
    Key("show", "s", "s", "show", "show line",
        "Show this line worked with your own numbers before it", "Look closer", 3),
    Key("new", "n", "n", "ask('new')", "new numbers",
        "The same exercise with other numbers; or only the lines that went wrong",
        "Try and change", 4),
    Key("summary", "m", "m", "summary", "summary",
        "Which kinds of line went right and wrong, hints, time", "Show", 5),
    Key("picture", "p", "p", "picture", "picture", "The network beside the box, or the numbers",
        "Show", 11),
    Key("scroll", "pagedown", "Page Down", "scroll(1)", "scroll",
        "Scroll what is said about the line", "Look closer"),
    Key("scroll-back", "pageup", "Page Up", "scroll(-1)", "scroll back",
        "Scroll it back", "Look closer"),
    Key("goal", "g", "g", "goal", "about", "What the exercise is about, and how it is marked",
        "Show", 8),
    Key("export", "x", "x", "ask('export')", "export",
        "Write your answers to a file that `backprop grade` reads", "Show", 6),
    Key("next", "right,down,j", "→ ↓", "line(1)", "next line", "The next line, asked or not",
        "Step", 9),
    Key("previous", "left,up,k", "← ↑", "line(-1)", "line before",
        "The line before, asked or not", "Step", 10),
    Key("first", "home", "Home", "ends(0)", "first", "The first line", "Step"),
    Key("last", "end", "End", "ends(-1)", "last", "The last line", "Step"),
    Key("another", "e", "e", "ask('another')", "other exercise", "Practise another exercise",
        "Program", 7),
    Key("theme", "c", "c", "theme", "colours",
        "Next theme: dark, light, high contrast, colour-blind safe", "Program"),
    Key("palette", "colon", ":", "app.command_palette", "all", "Everything, to search by name",
        "Program"),
    Key("help", "question_mark", "?", "help", "help", "Every key, and what the signs mean",
        "Program", 20),
    Key("quit", "q", "q", "leave", "quit", "Leave; everything is kept", "Program", 21),
)  # fmt: skip

BY_ID = {key.id: key for key in KEYS}
FOOT = soonest(KEYS)

FIELD: tuple[tuple[str, str], ...] = (
    ("Enter", "judge; in an empty field: the next open entry"),
    ("Tab", "the next entry; Shift+Tab the one before"),
    ("↑ ↓", "the line above, the line below"),
    ("Page Up/Down", "scroll what is said about the line"),
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
