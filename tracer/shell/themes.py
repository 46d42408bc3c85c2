"""Four themes of our own; what a colour says, a sign or a word says too."""

from __future__ import annotations

from textual.theme import Theme

OKABE_SKY, OKABE_ORANGE = "#56B4E9", "#E69F00"


def theme(
    name: str, *, dark: bool, ground: str, panel: str, text: str, dim: str, reads: str,
    writes: str, changed: str, good: str, bad: str, cursor: str, on_cursor: str,
) -> Theme:  # fmt: skip
    """A theme from the colours of the walk's roles."""
    return Theme(
        name=name,
        dark=dark,
        primary=reads,
        secondary=writes,
        accent=writes,
        foreground=text,
        background=ground,
        surface=ground,
        panel=panel,
        success=good,
        error=bad,
        warning=changed,
        variables={
            "walk-dim": dim,
            "walk-reads": reads,
            "walk-writes": writes,
            "walk-changed": changed,
            "walk-good": good,
            "walk-bad": bad,
            "walk-cursor": cursor,
            "walk-on-cursor": on_cursor,
            "footer-key-foreground": writes,
        },
    )


THEMES: tuple[Theme, ...] = (
    theme("walk-dark", dark=True, ground="#14171c", panel="#1f242c", text="#e6e6e6",
          dim="#9aa4b0", reads=OKABE_SKY, writes="#ffc04d", changed="#d8a0ff", good="#7ee0a3",
          bad="#ff8f80", cursor="#ffc04d", on_cursor="#14171c"),
    theme("walk-light", dark=False, ground="#fcfcfa", panel="#ecece8", text="#1b1b1b",
          dim="#5c636b", reads="#00598c", writes="#8f4a00", changed="#7a1fa2", good="#0b6b35",
          bad="#b3261e", cursor="#8f4a00", on_cursor="#ffffff"),
    theme("walk-contrast", dark=True, ground="#000000", panel="#000000", text="#ffffff",
          dim="#d0d0d0", reads="#00e5ff", writes="#ffff00", changed="#ff9cff", good="#00ff7f",
          bad="#ff9a8a", cursor="#ffff00", on_cursor="#000000"),
    theme("walk-colour-blind", dark=True, ground="#101418", panel="#1c232b", text="#f0f0f0",
          dim="#a8b0b8", reads=OKABE_SKY, writes=OKABE_ORANGE, changed="#f0e442", good=OKABE_SKY,
          bad=OKABE_ORANGE, cursor=OKABE_ORANGE, on_cursor="#101418"),
)  # fmt: skip

NAMES = tuple(made.name for made in THEMES)
