r"""A trace as a whole LaTeX document; amsmath is all it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from ..formula.latex import latex
from ..formula.text import SPELLED
from . import head, tex
from .card import sections
from .conventions import conventions
from .format import View
from .plain import LOWERED, RAISED, runs

OPENING = r"""\documentclass[fleqn]{article}
\usepackage{amsmath}
\allowdisplaybreaks
\setlength{\textwidth}{16.5cm}
\setlength{\oddsidemargin}{0cm}
\setlength{\textheight}{23cm}
\setlength{\topmargin}{-1cm}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\mathindent}{1.5em}
\AtBeginDocument{\setlength{\abovedisplayskip}{2pt}\setlength{\belowdisplayskip}{4pt}}
"""
SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "_": r"\_",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': "''",
}  # fmt: skip
# What our own sentences say in mathematics; other characters stay as they are (see `declared`).
MATHS = {
    "∂": r"\partial ", "ŷ": r"\hat{y}", "′": "'", "−": "-", "·": r"\cdot ", "×": r"\times ",
    "⊙": r"\odot ", "→": r"\to ", "≤": r"\le ", "≥": r"\ge ", "∞": r"\infty ", "√": r"\surd ",
    "ᵀ": r"^{\top}", "½": r"\tfrac12 ",
    **{letter: rf"\{word} " for letter, word in SPELLED.items()},
}  # fmt: skip
LATIN = 0x180  # below it LaTeX knows every letter


def write(view: View, out: TextIO) -> None:
    """Title, conventions, what is given, then a section for each phase of each layer."""
    title = head.title(view.trace)
    out.write(OPENING + declared(title) + "\\begin{document}\n")
    out.write(f"\\section*{{{prose(title)}}}\n{prose(head.summary(view.trace))}\n")
    said = [f"\\item {prose(words)}\n" for words in conventions(view)]
    out.write("\\begin{itemize}\n" + "".join(said) + "\\end{itemize}\n")
    before = tex.before(view)
    out.writelines(f"\\subsection*{{{title}}}\n{aligned(lines)}" for title, lines in before)
    out.writelines(steps(view))
    out.writelines(f"\n{prose(words)}\n" for words in head.ending(view))
    out.write("\\end{document}\n")


def steps(view: View) -> Iterator[str]:
    """Every step, under its headings."""
    for section in sections(view):
        yield f"\n\\section*{{{prose(section.opens)}}}\n" * bool(section.opens)
        yield f"\n\\subsection*{{{prose(section.title)}}}\n"
        for card in section.cards:
            name = latex(card.formula.sides[0])
            yield f"\n\\subsubsection*{{{card.number}.\\quad $\\displaystyle {name}$}}\n"
            yield aligned(tex.step_lines(card))
            yield from (f"{prose(words)}\n\n" for words in card.notes)
            yield from (f"\\textbf{{{prose(words)}}}\n\n" for words in card.problems)


def aligned(lines: Iterable[str]) -> str:
    return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}\n"


def prose(words: str) -> str:
    """Words as words; their mathematical signs in math mode."""
    return "".join(map(spelled, runs(words))).replace("$$", "")


def spelled(piece: str) -> str:
    """One character, or a run of raised or lowered ones."""
    if piece[:1] in RAISED:
        return f"$^{{{''.join(map(RAISED.__getitem__, piece))}}}$"
    if piece[:1] in LOWERED:
        return f"$_{{{''.join(map(LOWERED.__getitem__, piece))}}}$"
    return f"${MATHS[piece]}$" if piece in MATHS else SPECIAL.get(piece, piece)


def declared(title: str) -> str:
    """What pdfLaTeX is to do with letters that it does not know, Chinese ones in a title: show
    their code. The other engines know them."""
    strange = dict.fromkeys(
        c for c in title if ord(c) >= LATIN and c not in MATHS | RAISED | LOWERED
    )
    lines = (f"\\DeclareUnicodeCharacter{{{ord(c):04X}}}{{[U+{ord(c):04X}]}}\n" for c in strange)
    body = "".join(lines)
    return f"\\ifdefined\\DeclareUnicodeCharacter\n{body}\\fi\n" if body else ""
