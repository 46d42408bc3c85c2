"""What would change under other rules, for the terminal: a row a rule, then the largest changes."""

from __future__ import annotations

from ..classes.by_rule import SAYS, ByRule, Sum

ALL = "all of it"


def rules_table(found: ByRule) -> list[str]:
    """How many students and answers each rule changes, by how many points in all, and what it
    says; then whose mark changes most, the mark of then beside that of now."""
    width = max(map(len, [*found.sums, ALL]))
    lines = [
        f"the marks of version {found.since} of the rules beside those of now:",
        "",
        f"  {'rule':<{width}}  students  answers  points",
    ]
    for name, says in SAYS.items():
        if name in found.sums:
            lines.append(f"{row(name, width, found.sums[name])}  {says}")
    lines += [row(ALL, width, found.all), "", "  the largest changes:"]
    lines += [f"  {change}" for change in found.largest]
    more = found.all.students - len(found.largest)
    return [*lines, *([f"  and {more} more"] if more else []), ""]


def row(name: str, width: int, one: Sum) -> str:
    points = f"{round(one.points, 6):+g}"
    return f"  {name:<{width}}  {one.students:8}  {one.answers:7}  {points:>6}"
