"""Sentences in ASCII, for terminals and fonts without ∂ Σ ⊙."""

from __future__ import annotations

from unicodedata import normalize

from ..formula.text import IN_ASCII

SIGNS = {**IN_ASCII, "√": "sqrt ", "Σ": "sum "}
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁱⁿᶻˣᵗ", "0123456789-inzxt", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₙ", "0123456789ijkn", strict=True))


def plain(sentence: str) -> str:
    """The sentence in ASCII; what has no counterpart is a question mark.

    >>> plain("∂ŷᵢ/∂z = ŷ − yⁿ⁻¹, für ½")
    'dy_hat_i/dz = y_hat - y^(n-1), fur 1/2'
    """
    if sentence.isascii():
        return sentence
    return "".join(map(spelled, runs(sentence)))


def runs(sentence: str) -> list[str]:
    """The characters, a run of raised or lowered ones as one piece."""
    pieces: list[str] = []
    for character in sentence:
        for kind in (RAISED, LOWERED):
            if character in kind and pieces and pieces[-1][-1] in kind:
                pieces[-1] += character
                break
        else:
            pieces.append(character)
    return pieces


def spelled(piece: str) -> str:
    if piece.isascii():
        return piece
    if piece in SIGNS:
        return SIGNS[piece]
    for mark, kind in (("^", RAISED), ("_", LOWERED)):
        if piece[0] in kind:
            flat = "".join(kind[character] for character in piece)
            return mark + (flat if len(flat) == 1 else f"({flat})")
    simple = normalize("NFKD", piece).encode("ascii", "ignore").decode()
    return simple or "?"
