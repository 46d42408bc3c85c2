"""The HTML page: as a browser parses it, and (marked system) in a browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import numpy as np
import pytest

from tracer import Expression, Layer, Network, Trace, trace
from tracer.export.notebook import as_html, as_text
from tracer.files import read

from .conftest import HOSTILE, Write

HTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
SVG = "{http://www.w3.org/2000/svg}"


def parsed(made: str) -> Element:
    """The page's tree. Raises for any fault that the HTML standard names."""
    return html5lib.HTMLParser(strict=True).parse(made)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.thorough
def test_every_example_is_well_formed(example: Trace, write: Write) -> None:
    page = parsed(write(example, "html", entries=True))
    assert page.get("lang") == "en"
    articles = list(page.iter(f"{HTML}article"))
    assert [one.get("id") for one in articles] == [f"step-{step.number}" for step in example]


@pytest.mark.thorough
def test_nothing_is_fetched(example: Trace, write: Write) -> None:
    page = parsed(write(example, "html"))
    for element in page.iter():
        assert element.tag.partition("}")[2] not in ("img", "link", "iframe", "object", "image")
        for name in ("src", "href", "action", "data", "srcset"):
            assert (element.get(name) or "#").startswith("#")
    policy = [one.get("content") or "" for one in page.iter(f"{HTML}meta") if one.get("http-equiv")]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"]
    assert "url(" not in write(example, "html")
    assert "@import" not in write(example, "html")


def test_the_page_is_accessible(neuron: Trace, write: Write) -> None:
    page = parsed(write(neuron, "html"))
    assert len(list(page.iter(f"{HTML}h1"))) == 1
    levels = [int(one.tag[-1]) for one in page.iter() if re.fullmatch(r"h\d", one.tag[len(HTML) :])]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in page.iter(f"{HTML}table"):
        assert table.find(f"{HTML}caption") is not None
        assert all(cell.get("scope") for cell in table.iter(f"{HTML}th"))
    assert all(one.get("alttext") for one in page.iter(f"{MATHML}math"))
    assert all(one.get("aria-label") and one.get("role") == "img" for one in page.iter(f"{SVG}svg"))
    for button in page.iter(f"{HTML}button"):
        assert button.get("aria-label")


def test_formulas_are_mathml_and_long_ones_can_be_wrapped(neuron: Trace, write: Write) -> None:
    page = parsed(write(neuron, "html"))
    step = next(one for one in page.iter(f"{HTML}article") if one.get("id") == "step-1")
    said = [one.get("alttext") for one in step.iter(f"{MATHML}math")]
    assert any(text and text.startswith("z 1 equals W 1 ") for text in said)
    wide = Layer(activation="identity", W=[[0.125] * 20])
    made = write(trace(Network(layers=[wide], X=[[1.5] * 20])), "html")
    assert '<div class="maths long">z[1][1,1] = 0.125·1.5 + ' in made


def test_a_result_is_a_table_with_its_labels(neuron: Trace, write: Write) -> None:
    page = parsed(write(neuron, "html"))
    step = next(one for one in page.iter(f"{HTML}article") if one.get("id") == "step-1")
    [table] = step.iter(f"{HTML}table")
    rows = [[words(cell) for cell in row] for row in table.iter(f"{HTML}tr")]
    assert rows == [["", "sample 1", "sample 2"], ["output 1", "0.05", "−0.25"]]


def test_a_given_number_has_a_minus_as_all_others(write: Write) -> None:
    given = parsed(write(trace(Expression(expression="2*x", at={"x": -3})), "html"))
    [tables] = [one for one in given.iter(f"{HTML}div") if one.get("class") == "tables"]
    assert words(tables) == "x = −3"


def test_a_step_links_what_it_needs_and_what_needs_it(neuron: Trace, write: Write) -> None:
    page = parsed(write(neuron, "html"))
    step = next(one for one in page.iter(f"{HTML}article") if one.get("id") == "step-7")
    [links] = [one for one in step.iter(f"{HTML}p") if one.get("class") == "links"]
    assert words(links) == "Needs ∂ŷ/∂z[1], ∂J/∂ŷ, ŷ, y. Needed by ∂J/∂W[1], ∂J/∂b[1], ∂J/∂a[0]."
    assert [a.get("href") for a in links.iter(f"{HTML}a")] == [
        "#step-6", "#step-5", "#step-2", "#step-8", "#step-9", "#step-10",
    ]  # fmt: skip
    ids = {one.get("id") for one in page.iter() if one.get("id")}
    assert all((a.get("href") or "")[1:] in ids for a in page.iter(f"{HTML}a"))


def test_a_filtered_page_links_only_what_is_there(neuron: Trace, write: Write) -> None:
    page = parsed(write(neuron, "html", steps=neuron.steps[6:7]))
    assert [one.get("href") for one in page.iter(f"{HTML}a")] == []
    assert "Shown: 1 of 12 steps." in words(page)


def numbers(page: Element) -> dict[str, list[str]]:
    """The numbers on the drawing by the step that makes them."""
    found: dict[str, list[str]] = {}
    for text in page.iter(f"{SVG}text"):
        found.setdefault(text.get("data-step") or "", []).append(words(text))
    return found


def test_the_network_is_drawn_with_its_numbers(write: Write) -> None:
    network = trace(read("lecture-network"))
    page = parsed(write(network, "html"))
    drawn = numbers(page)
    step = {one.name: str(one.number) for one in network}
    assert drawn[step["a[1]"]] == ["0.05", "0.75"]
    assert drawn[step["z[1]"]] == ["z 0.05", "z 0.75"]
    assert drawn[step["y_hat"]] == ["0.4539"]
    assert drawn[step["J"]] == ["0.5488"]
    assert drawn[step["dJ/dW[2]"]] == ["∂ 0.04075", "∂ −0.3533"]
    assert {"0.3", "−0.2", "−0.5", "0.8", "b 0.1", "y 1"} <= set(drawn[""])
    wires = [one for one in page.iter(f"{SVG}path") if one.get("class") == "wire"]
    assert len(wires) == 4 + 2 + 1


def test_every_iteration_has_a_picture_with_its_own_numbers(write: Write) -> None:
    network = trace(read("lecture-network"), 2)
    page = parsed(write(network, "html"))
    first, second = (numbers(one) for one in page.iter(f"{SVG}svg"))
    step = {one.name: str(one.number) for one in network}
    assert second[step["@2 J"]] == [f"{network['@2 J']:.4g}"]
    assert second[step["W[1]:="]] == ["0.3056", "−0.2439", "−0.5236", "0.8503"]
    assert "0.3" in first[""]
    assert "0.3" not in second[""]  # the weight that the first update left behind


def test_in_stochastic_order_a_picture_says_whose_numbers_it_has(write: Write) -> None:
    network = read("lecture-network")
    assert isinstance(network, Network)
    said = write(trace(network.replaced(order="stochastic"), 2), "html")
    assert "the numbers are those of sample 1 of 3." in said
    assert "the numbers are those of sample 2 of 3." in said


@pytest.mark.thorough
def test_on_a_telephone_a_long_sum_is_text_that_wraps(neuron: Trace, write: Write) -> None:
    page = parsed(write(neuron, "html"))
    kinds = [one.get("class") or "" for one in page.iter(f"{HTML}div")]
    assert kinds.count("maths wide") == kinds.count("maths long narrow") > 0


def test_what_is_no_connection_is_not_drawn(write: Write) -> None:
    network = read("lecture-network")
    assert isinstance(network, Network)
    first, last = network.layers
    W = [[0.3, 0.0], [-0.5, 0.8]]
    layers = [Layer(activation=first.activation, W=W, b=first.b), last]
    made = parsed(write(trace(network.replaced(layers=layers, absent=["W[1][1,2]"])), "html"))
    assert len(list(made.iter(f"{SVG}path"))) == 3 + 2 + 1


def test_a_drawing_is_the_same_in_every_layout(write: Write) -> None:
    network = read("lecture-network")
    assert isinstance(network, Network)
    drawn = [
        numbers(parsed(write(trace(network.in_layout(layout)), "html")))
        for layout in ("columns", "rows", "torch")
    ]
    without_names = [
        {step: [word for word in said if "[" not in word] for step, said in one.items()}
        for one in drawn
    ]
    assert without_names[0] == without_names[1] == without_names[2]


def test_of_a_large_network_only_some_neurons_are_drawn(write: Write) -> None:
    layer = Layer(activation="identity", W=[[1.0] * 100] * 2)
    page = parsed(write(trace(Network(layers=[layer], X=[[1.0] * 100])), "html"))
    assert len(list(page.iter(f"{SVG}rect"))) == 4 + 2
    assert "⋮" in words(page)


def test_the_graph_of_an_expression_has_values_and_derivatives(chain: Trace, write: Write) -> None:
    page = parsed(write(chain, "html"))
    drawn = numbers(page)
    assert drawn[""] == ["x", "3", "u1 = x²", "y = log(u1)"]
    assert drawn["1"] == ["9"]
    assert drawn["7"] == ["∂ 0.6667"]
    assert drawn["6"] == ["· 6"]


def test_no_box_of_a_drawing_covers_a_number(chain: Trace, write: Write) -> None:
    for made in (trace(read("lecture-network")), chain):
        [drawing] = parsed(write(made, "html")).iter(f"{SVG}svg")
        kinds = [one.tag[len(SVG) :] for one in drawing if one.tag != f"{SVG}path"]
        assert kinds == sorted(kinds)  # what is written later lies over it: rect before text


def test_a_long_expression_has_no_graph(write: Write) -> None:
    many = [f"a{k} = exp(x) + {k}" for k in range(30)]
    long = Expression(
        expression=[*many, "y = " + "+".join(f"a{k}" for k in range(30))], at={"x": 0}
    )
    assert "<svg" not in write(trace(long), "html")


def test_a_hostile_title_is_text(hostile: Trace, write: Write) -> None:
    page = parsed(write(hostile, "html"))
    [title] = page.iter(f"{HTML}title")
    [heading] = page.iter(f"{HTML}h1")
    assert words(title) == words(heading) == HOSTILE
    assert len(list(page.iter(f"{HTML}script"))) == 1


def test_a_notebook_cell_has_no_script_and_its_style_stays_inside(neuron: Trace) -> None:
    cell = neuron._repr_html_()
    assert cell == as_html(neuron)
    page = parsed(f"<!DOCTYPE html><title>t</title>{cell.replace('<style>', '<style>')}")
    assert list(page.iter(f"{HTML}script")) == list(page.iter(f"{HTML}nav")) == []
    style = re.sub(
        r"/\*.*?\*/", "", cell[cell.index("<style>") + 7 : cell.index("</style>")], flags=re.DOTALL
    )
    selectors = [one.strip() for one in re.findall(r"([^{}]+)\{", style)]
    for selector in selectors:
        parts = [] if selector.startswith("@") else selector.split(",")
        assert all(".trace" in part for part in parts), selector


def test_a_trace_shows_itself_in_a_terminal(neuron: Trace, write: Write) -> None:
    assert repr(neuron) == as_text(neuron) == write(neuron, "text").rstrip("\n")


def test_a_class_or_a_long_descent_shows_itself_in_one_line() -> None:
    several = Layer(activation="identity", W=np.array([[[0.5]], [[0.6]]]))
    network = Network(layers=[several], X=[[1]], Y=[[1]], cost="mse", alpha=0.1)
    assert repr(trace(network)).startswith("<Trace of 10 steps, 2 students: a[0], y, W[1], z[1]")
    assert trace(network)._repr_html_().startswith("<p>&lt;Trace of 10 steps")
    assert repr(trace(network.student(0), 20)).startswith("<Trace of 200 steps, 20 iterations:")


# In a browser

DRIVER = """
<script>
addEventListener("load", () => {
  const press = (key) =>
    document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const state = () => ({
    current: [...document.querySelectorAll("article.current")].map((one) => one.id),
    place: document.querySelector("nav output").textContent,
    shown: [...document.querySelectorAll("article")].filter((one) => one.offsetHeight > 0).length,
    later: document.querySelectorAll("svg .later").length,
    now: [...document.querySelectorAll("svg .now")].map((one) => one.textContent),
    hash: location.hash,
  });
  const seen = { start: state() };
  press("ArrowRight"); seen.one = state();
  press("ArrowRight"); press("ArrowRight"); press("ArrowLeft"); seen.two = state();
  document.querySelector('[aria-label="last step"]').click(); seen.last = state();
  document.querySelector("nav input").click(); seen.alone = state();
  const math = document.querySelector("article.current .maths math");
  seen.math = [math.namespaceURI, math.getBoundingClientRect().height > 10];
  seen.wide = document.documentElement.scrollWidth > innerWidth;
  const said = document.createElement("pre");
  said.id = "seen"; said.textContent = JSON.stringify(seen);
  document.body.append(said);
});
</script>
</body>"""


@pytest.mark.system
def test_a_browser_steps_through_the_page(write: Write, tmp_path: Path) -> None:
    """Headless Chromium opens the page; keys and buttons move the current step."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "the check needs Debian's package chromium"
    network = trace(read("lecture-network"))
    path = tmp_path / "trace.html"
    path.write_text(write(network, "html").replace("</body>", DRIVER), encoding="utf-8")
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=5000",
        "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, check=True, text=True, timeout=120).stdout
    match = re.search(r'<pre id="seen">(.*?)</pre>', dom)
    assert match, dom[-2000:]
    seen = json.loads(match[1].replace("&gt;", ">").replace("&amp;", "&"))
    assert (seen["start"]["current"], seen["start"]["place"]) == ([], "21 steps")
    assert seen["one"]["current"] == ["step-1"]
    assert seen["one"]["place"] == "step 1 of 21"
    assert seen["one"]["now"] == ["z 0.05", "z 0.75"]
    assert seen["two"]["current"] == ["step-2"]
    assert seen["two"]["hash"] == "#step-2"
    assert seen["one"]["later"] > seen["two"]["later"] > seen["last"]["later"] == 0
    assert seen["last"]["current"] == ["step-21"]
    assert (seen["last"]["shown"], seen["alone"]["shown"]) == (21, 1)
    assert seen["math"] == ["http://www.w3.org/1998/Math/MathML", True]
    assert not seen["wide"]


@pytest.mark.system
@pytest.mark.parametrize("name", ["lecture-network", "geoj-softmax", "lecture-descent"])
def test_a_printed_caption_stands_below_its_picture(
    name: str, write: Write, tmp_path: Path
) -> None:
    """Headless Chromium prints the page on A4; what is in the picture is on the caption's sheet."""
    import pypdf

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "the check needs Debian's package chromium"
    page, paper = tmp_path / "trace.html", tmp_path / "trace.pdf"
    page.write_text(write(trace(read(name)), "html"), encoding="utf-8")
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={paper}",
         f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    [caption] = re.findall(r"<figcaption>(.*?)</figcaption>", page.read_text(encoding="utf-8"))[:1]
    start = html.unescape(re.sub(r"<.*?>", "", caption)).split()[:3]
    sheets = [one.extract_text() for one in pypdf.PdfReader(paper).pages]
    [at] = [
        number for number, text in enumerate(sheets) if " ".join(start) in " ".join(text.split())
    ]
    inside = re.findall(r"<text[^>]*>([^<]{2,})</text>", page.read_text(encoding="utf-8"))
    assert html.unescape(inside[0]).strip() in sheets[at]
