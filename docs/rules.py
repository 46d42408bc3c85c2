"""Every rule of every table on one page, to be read: `python docs/rules.py` writes docs/rules.html.

MathML as the browser sets it, LaTeX as it is exported, the line of text, and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from tracer.formula.functions import FUNCTIONS
from tracer.formula.latex import latex
from tracer.formula.mathml import mathml
from tracer.formula.parse import formula
from tracer.formula.text import text
from tracer.formula.tree import Call, Formula, Name, Partial, substitute
from tracer.rules.activations import ACTIVATIONS
from tracer.rules.by_sample import gathered_gradients, own_gradient_of
from tracer.rules.chain import CHAIN, averaged
from tracer.rules.costs import COSTS
from tracer.rules.gathered import gathered_outputs, gathered_samples
from tracer.rules.optimizers import MOMENTUM, OPTIMIZERS, line_rules, update_rule
from tracer.rules.penalties import PENALTIES, penalty_gradient, with_penalty
from tracer.rules.rule import Rule
from tracer.rules.update import UPDATE

PAGE = Path(__file__).with_suffix(".html")
HEAD = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Every rule</title>
<style>
body { font: 16px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 72em; }
table { border-collapse: collapse; width: 100%; }
td, th { border-top: 1px solid #bbb; padding: .3em .6em; text-align: left; vertical-align: top; }
code { font-size: 85%; overflow-wrap: anywhere; }
</style>
<h1>Every rule of every table</h1>
<p>Written by <code>python docs/rules.py</code>; a test compares it with the tables.</p>
"""


def read(node: Formula) -> Formula | None:
    """A hole as what it stands for: dJ_dz is ∂J/∂z."""
    if not isinstance(node, Name):
        return None
    of, mark, by = node.text.removeprefix("d").partition("_d")
    return Partial(Name(of), Name(by)) if mark else None


def forms(rule: Rule) -> Iterator[tuple[str, Formula]]:
    """All formulas of a rule, with what each is."""
    yield "formula", substitute(rule.formula, read)
    if rule.entry is not None and rule.entry != rule.formula:
        yield "one entry", substitute(rule.entry, read)
    if rule.chain is not None:
        yield "chain", rule.chain
    if rule.local is not None:
        yield "local factor", rule.local


def rows(name: str, rule: Rule) -> Iterator[str]:
    for number, (what, tree) in enumerate(forms(rule)):
        label = f"<b>{escape(name)}</b> ({rule.source})<br>{escape(rule.why)}" if not number else ""
        yield (
            f"<tr><td>{label}<td>{what}<td>{mathml(tree)}"
            f"<td><code>{escape(latex(tree))}</code><td><code>{escape(text(tree))}</code>"
        )
    if rule.derivative is not None:
        yield from rows(rule.derivative.name, rule.derivative)


def tables() -> Iterator[tuple[str, dict[str, Rule]]]:
    """The tables by title, with the variants that settings make."""
    yield "Activations", ACTIVATIONS
    yield "Costs", {cost.name: cost.loss for cost in COSTS.values()}
    made = [cost.before for cost in COSTS.values() if cost.before]
    yield "Before the loss", {one.name: one for rule in made for one in with_way_back(rule)}
    yield "Combined", {"bce, ce": next(cost.combined for cost in COSTS.values() if cost.combined)}
    gathered = {f"{cost.name}, mean": gathered_outputs(cost, True) for cost in COSTS.values()}
    sums = {"J, mean": gathered_samples(True), "J, sum": gathered_samples(False)}
    yield "Gathered", gathered | sums
    late = {
        f"{name}, averaged": averaged(CHAIN[name]) for name in ("weight gradient", "bias gradient")
    }
    yield "Between layers", CHAIN | late
    yield "Of one sample alone", of_samples()
    yield "Update", UPDATE
    yield "Optimisers", optimisers()
    penalties = (
        rule
        for name, one in PENALTIES.items()
        for form in one.factors
        for rule in (with_penalty(name, form, [1]), penalty_gradient(name, form))
    )
    yield "Penalties", {f"{number} {rule.name}": rule for number, rule in enumerate(penalties, 1)}


def with_way_back(rule: Rule) -> tuple[Rule, ...]:
    """A rule, and what it does to gradients."""
    return rule, *(back.rule for back in rule.back)


def of_samples() -> dict[str, Rule]:
    """The second sample's own gradients, and J's of two samples."""
    found = {}
    for name in ("weight gradient", "bias gradient"):
        found[f"{name}, of sample 2"] = own_gradient_of(CHAIN[name], 2, shared=False)
        found[f"{name}, of sample 2, where 1/N is in ∂J/∂z"] = own_gradient_of(
            CHAIN[name], 2, shared=True
        )
    found["weight gradient, of both"] = gathered_gradients(CHAIN["weight gradient"], 2, mean=True)
    return found


def optimisers() -> dict[str, Rule]:
    """The lines of every optimiser, and its update."""
    rules = [
        rule
        for one in (*MOMENTUM.values(), *OPTIMIZERS.values())
        if one.lines
        for rule in (*line_rules(one, False).values(), update_rule(one, False, False))
    ]
    return {rule.name: rule for rule in rules}


def functions() -> Iterator[str]:
    """The functions of expressions, each with its slopes."""
    for name, function in FUNCTIONS.items():
        arguments = tuple(Name(letter) for letter in "uv"[: len(function.slopes)])
        for number, slope in enumerate(function.slopes):
            shown = f"{mathml(Call(name, arguments))}<td>{mathml(formula(slope))}"
            label = f"<b>{name}</b><br>{escape(function.why)}" if not number else ""
            yield f"<tr><td>{label}<td>{shown}<td><code>{escape(latex(formula(slope)))}</code>"


def page() -> str:
    """The whole page as HTML."""
    parts = [HEAD]
    for title, rules in tables():
        parts.append(f"<h2>{title}</h2>\n<table>")
        parts += [row for name, rule in rules.items() for row in rows(name, rule)]
        parts.append("</table>")
    parts += [
        "<h2>Functions of expressions, and their slopes</h2>\n<table>",
        *functions(),
        "</table>\n",
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
