"""The item analysis for the terminal: a row a line, then the mistakes."""

from __future__ import annotations

from ..asked import Exercise
from ..classes.items import Items
from .label import as_asked

MOST = 12  # mistakes that are listed


def items_table(sheet: Exercise, items: Items) -> list[str]:
    """Each asked line: how much of its points it earned, how well it tells students apart, and
    its share among the best and the worst 27 %; then who made which mistake."""
    found = items.to_json()
    shown = {line["quantity"]: as_asked(sheet, line["quantity"]) for line in found["lines"]}
    width = max(map(len, shown.values()), default=0)
    lines = ["", f"  {'line':<{width}}   earned  tells apart  best 27 %  worst 27 %"]
    for line in found["lines"]:
        numbers = [line[key] for key in ("difficulty", "discrimination", "upper", "lower")]
        earned, apart, upper, lower = numbers
        told = "    –" if apart is None else f"{apart:5.2f}"
        shares = f"{earned:6.0%}  {told:>11}  {upper:9.0%}  {lower:10.0%}"
        lines.append(f"  {shown[line['quantity']]:<{width}}   {shares}")
    if found["mistakes"]:
        lines += ["", "  mistakes, and the row of the lecture to teach again:"]
    for one in found["mistakes"][:MOST]:
        where = ", ".join(as_asked(sheet, name) for name in one["in"])
        row = f"{one['lecture']}  " if one["lecture"] else ""
        lines.append(f"  {one['students']:5}  {row}{one['name']}  in {where}")
    return [*lines, *(f"  {note}" for note in found["notes"]), ""]
