"""The drawing: what is given, boxes for what is asked, and nothing over anything else."""

from __future__ import annotations

from itertools import combinations
from xml.etree.ElementTree import fromstring

import pytest

from exercises.task import Task, bundled, task
from exercises.worksheet.description import sheet
from exercises.worksheet.picture import TAG, BoxedPicture, Slot
from tests.sample import sample

from .conftest import NETWORK, TASKS, every, known

SVG = "{http://www.w3.org/2000/svg}"


def drawn(keys: dict[str, object]) -> BoxedPicture:
    drawing = sheet(task(keys)).picture
    assert drawing is not None
    return drawing


def said(drawing: BoxedPicture, kind: str) -> list[str]:
    return [one.text for one in drawing.words if one.kind == kind]


def test_what_is_given_is_on_it() -> None:
    given = said(drawn(TASKS["kinds"]), "given")
    assert sorted(given) == sorted(
        ["0.53", "−1.29", "b = 0.11", "b = 0.07", "b = 0.19", "0.13", "0.41", "−0.37", "0.23",
         "0.71", "−0.53", "y = 1"]
    )  # fmt: skip


def test_symbols_of_the_sheet_are_on_it() -> None:
    given = said(drawn(TASKS["symbols"]), "given")
    assert {"w1 = 0.13", "w2 = 0.41", "w3 = −0.37", "w4 = 0.23"} <= set(given)


def test_boxes_are_where_values_and_gradients_belong() -> None:
    drawing = drawn(TASKS["graph"])
    boxed = {slot.box.quantity: slot for slot in drawing.slots}
    assert set(boxed) == {
        "z[1][1,1]", "z[1][2,1]", "y_hat", "dJ/dz[2]", "dJ/dW[1][1,1]", "dJ/dW[1][1,2]",
        "dJ/dW[1][2,1]", "dJ/dW[1][2,2]",
    }  # fmt: skip
    sigmas = [one.at for one in drawing.nodes if one.width == one.height]
    assert boxed["z[1][1,1]"].at[1] < sigmas[0][1]  # a value above its edge
    assert boxed["dJ/dz[2]"].at[1] > sigmas[2][1]  # a gradient below
    assert boxed["z[1][1,1]"].at[0] > sigmas[0][0]


def test_boxes_of_an_expression_are_on_the_edges_of_its_graph() -> None:
    drawing = drawn(TASKS["circuit"])
    boxed = {slot.box.quantity: slot.at for slot in drawing.slots}
    assert set(boxed) == {"q", "f", "df/dq", "df/dx", "df/dw"}
    assert boxed["q"][0] == boxed["df/dq"][0]
    assert boxed["q"][1] < boxed["df/dq"][1]


def test_what_has_no_place_on_it_is_asked_beside_it() -> None:
    described = sheet(known("graph"))
    assert [question.number for question in described.listed] == [5]
    assert described.in_picture == (
        "In the drawing: Forward, layer 1: z[1][1,1], z[1][2,1] (2 points); "
        "Forward, layer 2: ŷ (1 point); Backward, layer 2: ∂J/∂z[2] (1 point); "
        "Backward, layer 1: ∂J/∂W[1][1,1], ∂J/∂W[1][1,2], ∂J/∂W[1][2,1], ∂J/∂W[1][2,2] "
        "(4 points)."
    )


def test_what_is_no_connection_is_not_drawn() -> None:
    def wires(keys: dict[str, object]) -> int:
        return len(drawn(keys).wires)

    whole = {**TASKS["absent"], "network": NETWORK}
    assert wires(TASKS["absent"]) == wires(whole) - 1


def test_a_network_of_unknown_size_has_none() -> None:
    layers = [{"activation": "relu"}, {"activation": "relu", "W": [[1.0, 2.0]]}]
    network = {"layers": layers, "given": {"dJ/da[2]": [[0.5]], "z[2]": [[0.3]]}}
    assert sheet(task({"network": network, "ask": [{"quantity": "dJ/dz[2]"}]})).picture is None


def apart(one: Slot, other: Slot) -> bool:
    across = abs(one.at[0] - other.at[0]) >= one.width
    return across or abs(one.at[1] - other.at[1]) >= one.height + TAG


@pytest.mark.parametrize("name", ["graph", *sample(bundled())])
def test_no_box_lies_on_another_and_all_are_inside(name: str) -> None:
    given = known(name) if name in TASKS else task(name)
    drawing = sheet(task({**given.exercise.keys, "sheet_layout": "graph"})).picture
    if drawing is None:  # ŷ is given there: no layer leads to it
        assert name == "cost-of-a-batch"
        return
    for one, other in combinations(drawing.slots, 2):
        assert apart(one, other), (one.box.quantity, other.box.quantity)
    for slot in drawing.slots:
        assert 0 <= slot.at[0] <= drawing.width - slot.width
        assert 0 <= slot.at[1] <= drawing.height - slot.height
    for words in drawing.words:
        assert 0 < words.at[0] < drawing.width
        assert 0 < words.at[1] < drawing.height


def test_the_file_is_whole_and_has_its_title(given: Task) -> None:
    pictures = sheet(given).pictures
    whole, *parts = every(given, "svg")
    drawn = {whole: pictures, **{file: (one,) for file, one in zip(parts, pictures, strict=False)}}
    for file, some in drawn.items():
        root = fromstring(file)
        assert root.findtext(f"{SVG}title") == "; ".join(one.says for one in some)
        boxes = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "slot"]
        assert len(boxes) == sum(len(one.slots) for one in some)
