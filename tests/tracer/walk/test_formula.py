"""Clicks in the formula: every quantity and term in it leads to where it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sample import sample
from tracer.formula.box import box
from tracer.shell.line import Line, plain
from tracer.show import formula_of
from tracer.symbols import split_entry
from tracer.walk.model import Walk
from tracer.walk.views.formula import equation
from tracer.walk.views.graph import graph
from tracer.walk.views.pane import Look, step_lines

from .screen import seen
from .sources import SOURCES, source


def at(quantity: str, name: str = "lecture-network") -> Walk:
    walk = Walk(source(name))
    walk.at(quantity)
    return walk


def goes(lines: list[Line]) -> dict[str, str]:
    """What stands on the pieces that lead somewhere, line below line."""
    found: dict[str, str] = {}
    for line in lines:
        for piece in line:
            if piece.goes:
                found[piece.goes] = found.get(piece.goes, "") + piece.text.strip() + "|"
    return found


def test_quantities_lead_to_their_steps_and_what_is_made_here_nowhere() -> None:
    assert goes(equation(at("z[2]"), 80)) == {"W[2]": "W⁽²⁾|", "a[1]": "a⁽¹⁾|", "b[2]": "b⁽²⁾|"}
    found = goes(equation(at("dJ/dz[1]"), 80))
    assert found == {
        "da[1]/dz[1]": "∂a⁽¹⁾|───────|∂z⁽¹⁾|",
        "dJ/da[1]": "∂J|───────|∂a⁽¹⁾|",
    }


def test_the_old_weight_is_told_from_the_new_one() -> None:
    walk = at("W[1]:=")
    found = goes(equation(walk, 80))
    assert found == {"W[1]": "W⁽¹⁾|", "dJ/dW[1]": "∂J|───────|∂W⁽¹⁾|"}
    walk.next_iteration()
    assert "W[1]:=" in goes(equation(walk, 80))


def test_symbols_of_the_sheet_lead_somewhere_too() -> None:
    found = goes(equation(at("dJ/dW[2]", "named"), 80))
    assert found["dJ/dz[2]"].startswith("δ")


@pytest.mark.parametrize("name", sample(sorted(SOURCES)))
def test_pieces_change_no_letter_and_lead_to_quantities_that_the_step_reads(name: str) -> None:
    walk = Walk(source(name))
    for step in walk.trace:
        walk.stand(step.number)
        lines = equation(walk, 300)
        drawn = [line.rstrip() for line in box(formula_of(step)).lines]
        assert [plain(line) for line in lines[-len(drawn) :]] == drawn
        for target in goes(step_lines(walk, 300, 60, Look(reads=False))):
            assert split_entry(walk.trace.names.find(target).name)[0] in (*step.inputs, step.name)


async def test_a_click_on_a_fraction_and_on_a_term_goes_there_and_b_returns(tmp_path: Path) -> None:
    async with seen("lecture-network", tmp_path, (100, 30), "dJ/da[1]") as here:
        rows = here.text.split("\n")
        y = next(at for at, row in enumerate(rows) if row.count("∂J") == 2)
        await here.pilot.click(offset=(rows[y].rindex("∂J", 0, 60), y))
        await here.settled()
        assert here.walk.step.name == "dJ/dz[2]"
        await here.do("back")
        assert here.walk.step.name == "dJ/da[1]"
    async with seen("lecture-network", tmp_path, (100, 30), "dJ/dW[2]") as here:
        rows = here.text.split("\n")
        y = next(at for at, row in enumerate(rows) if "= 0.04985" in row)
        await here.pilot.click(offset=(rows[y].index("0.04985"), y))
        await here.settled()
        assert here.walk.step.name == "dJ/dz[2]"
        assert here.walk.cursor == (1, 2)


def test_of_an_array_its_size_stands_where_a_number_would_be_one_of_several() -> None:
    walk = at("dL/dK", "windows")
    assert "held constant: X\n" in "\n".join(map(plain, step_lines(walk, 80, 40, Look())))
    facts = {fact.text.strip(" ◆▸") for column in graph(walk).columns for one in column
             for fact in one.facts}  # fmt: skip
    assert {"X 3×3", "K 2×2", "C 2×2", "∂L/∂K 2×2"} <= facts
    assert any(fact.startswith("L = ") for fact in facts)
