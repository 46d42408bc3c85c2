"""Forty and more kinds of bad input: each is one clear message, never a traceback."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tracer.errors import InputError, InputErrors
from tracer.files import read

GOOD = """\
cost = "bce"
alpha = 0.1
X = [[0.5, -1.0], [1.5, 2.0]]
Y = [[1], [0]]

[[layers]]
activation = "relu"
W = [[0.1, 0.4], [-0.3, 0.2]]
b = [0.1, 0.0]

[[layers]]
activation = "sigmoid"
W = [[0.7, -0.5]]
b = [0.2]
"""

SOFTMAX = """\
cost = "ce"
X = [[1, 2]]
labels = [2]

[[layers]]
activation = "softmax"
W = [[0.1, 0.4], [-0.3, 0.2], [0.5, 0.5]]
"""

MID_CHAIN = """\
[[layers]]
activation = "relu"

[[layers]]
activation = "relu"
W = [[5, 1], [1, 2]]

[given]
"z[1]" = [[3], [-2]]
"dJ/dz[2]" = [[-3], [1]]
"""


class Bad(NamedTuple):
    """`content`: what stands in the file, or how to lay something out in a folder and what is
    then typed as FILE. `says`: parts of the message. `faults`: how many it has."""

    content: str | bytes | Callable[[Path], str]
    says: list[str]
    suffix: str = ".toml"
    faults: int = 1


def good(*changes: tuple[str, str], base: str = GOOD) -> str:
    """The good file with some of its text replaced."""
    for old, new in changes:
        assert old in base
        base = base.replace(old, new, 1)
    return base


def above(line: str, base: str = GOOD) -> str:
    return line + "\n" + base


def below(lines: str, base: str = GOOD) -> str:
    return base + "\n" + lines


def missing(folder: Path) -> str:
    (folder / "mynet.toml").write_text(GOOD)
    return str(folder / "mynett.toml")


def folder(folder: Path) -> str:
    (folder / "nets").mkdir()
    return str(folder / "nets")


def too_large(folder: Path) -> str:
    path = folder / "large.toml"
    path.write_bytes(b"#" * 10_000_001)
    return str(path)


def as_json(**changes: object) -> str:
    return json.dumps(tomllib.loads(GOOD) | changes)


HIDDEN = 'activation = "relu"\nW = [[0.1, 0.4], [-0.3, 0.2]]\nb = [0.1, 0.0]'
FIRST_W = "W = [[0.1, 0.4], [-0.3, 0.2]]"

BAD = {
    # Files
    "a missing file": Bad(missing, ["mynett.toml", "no such file", "mynet.toml", "mazur"]),
    "a misspelt example": Bad(lambda _: "mazor", ["mazor", "no such file", "backprop trace mazur"]),
    "a folder": Bad(folder, ["nets", "folder"]),
    "a path with a zero byte": Bad(lambda _: "a\0b", [r"a\x00b", "cannot be read"]),
    "a path that is too long": Bad(lambda _: "a" * 5000, ["cannot be read"]),
    "an empty file": Bad("", ["empty"]),
    "only spaces": Bad(" \n\n", ["empty"]),
    "binary garbage": Bad(bytes(range(256)), ["not a text file"]),
    "UTF-16": Bad(GOOD.encode("utf-16"), ["UTF-16", "UTF-8"]),
    "Latin-1": Bad('title = "Übung"'.encode("latin-1"), ["0xdc", "line 1", "UTF-8"]),
    "a file that is too large": Bad(too_large, ["large.toml", "10 MB"]),
    "a text that is neither": Bad('title = "A note"', ["neither a network nor an expression"]),
    "a network and an expression": Bad(above('expression = "x"'), ["layers and an expression"]),
    "an exercise": Bad('id = "ex1"\n[[ask]]\nquantity = "J"', ["exercise"]),
    "answers": Bad(
        '[answers]\n"J" = "0.7"', ["these are answers", "backprop grade sheet.toml answers.toml"]
    ),
    "answers as a table": Bad("student,J\nana,0.7", ["these are answers", "first"], ".csv"),
    # TOML and JSON
    "broken TOML": Bad(good(("]\nY", "\nY")), ["line 4, column 1", "not TOML", "Y = "]),
    "a text without quotes": Bad(
        good(('cost = "bce"', "cost = bce")),
        ["line 1, column 8", "a text stands in quotes", "'cost = bce'", 'cost = "bce"'],
    ),
    "a decimal comma": Bad(
        good(("alpha = 0.1", "alpha = 0,1")), ["line 2", "a decimal point", "alpha = 0.1"]
    ),
    "a key twice in TOML": Bad(above('cost = "bce"'), ["line 2", "stands twice"]),
    "deep TOML": Bad("X = " + "[" * 100_000, ["nested too deeply"]),
    "a key of 100,000 parts": Bad("a." * 100_000 + "b = 1", ["more than twenty parts"]),
    "a number of 5,000 digits": Bad("alpha = " + "1" * 5000, ["more than 4300 digits"]),
    "broken JSON": Bad('{"cost": "bce",}', ["line 1, column 16", "not JSON"], ".json"),
    "TOML called JSON": Bad(GOOD, ["line 1, column 1", "not JSON"], ".json"),
    "a key twice in JSON": Bad('{"cost": "bce", "cost": "ce"}', ["'cost'", "twice"], ".json"),
    "deep JSON": Bad('{"X": ' + "[" * 100_000, ["nested too deeply"], ".json"),
    "a JSON list": Bad("[1, 2]", ["no table of keys"], ".json"),
    "NaN in JSON": Bad(
        as_json(alpha=float("nan")), ["alpha", "nan is not a finite number", "alpha = 0.1"], ".json"
    ),
    "1e999 in JSON": Bad(as_json().replace("1.5", "1e999"), ["X, row 2, number 1"], ".json"),
    "a huge whole number in JSON": Bad(as_json(alpha=10**400), ["more than 40 digits"], ".json"),
    "null in a matrix": Bad(as_json(Y=[[1], [None]]), ["Y, row 2, number 1", "null"], ".json"),
    "a filtered trace": Bad(
        json.dumps({"schema": "backprop-trace/1", "network": tomllib.loads(GOOD), "partial": True}),
        ["filtered", "backprop-trace/1"],
        ".json",
    ),
    "another schema": Bad('{"schema": "backprop-grade/1"}', ["'backprop-grade/1'"], ".json"),
    # Keys
    "an unknown key": Bad(above('lost = "bce"'), ["'lost'", "cost, ", 'cost = "bce"']),
    "an unknown key of a layer": Bad(
        good(("b = [0.2]", "bias = [0.2]")), ["layers[2]", "'bias'", "bias_input"]
    ),
    "a key below the layers": Bad(
        below('layout = "rows"'), ["layers[2]", "'layout'", "above the first [[…]]"]
    ),
    "a misspelt activation": Bad(
        good(('"sigmoid"', '"sigmod"')),
        ["layers[2].activation", "'sigmod'", "sigmoid, relu", 'activation = "sigmoid"'],
    ),
    "an activation in capitals": Bad(
        good(('"relu"', '"ReLU"')), ["layers[1].activation", "'ReLU'", 'activation = "relu"']
    ),
    "no activation": Bad(
        good(('activation = "relu"\n', "")), ["layers[1].activation", "missing", "relu"]
    ),
    "a misspelt cost": Bad(good(('"bce"', '"bse"')), ["cost", "'bse'", "half_mse"]),
    "a misspelt layout": Bad(above('layout = "row"'), ["layout", "'row'", "columns, rows, torch"]),
    "a number for a word": Bad(above("samples = 3"), ["samples", "3", "mean, sum"]),
    "a slope at the kink": Bad(above("relu_at_zero = 0.3"), ["relu_at_zero", "0.3", "0, 0.5, 1"]),
    "a slope of 2": Bad(
        good(('"relu"', '"leaky_relu"\nslope = 2')), ["layers[1].slope", "2 is out of range"]
    ),
    "a slope without leaky_relu": Bad(
        good(('"relu"', '"relu"\nslope = 0.2')),
        ["layers[1].slope", "'relu' as activation has no slope", "leaky_relu"],
    ),
    "a bias input of 2": Bad(
        good(("b = [0.2]", "b = [0.2]\nbias_input = 2")), ["layers[2].bias_input", "1, or -1"]
    ),
    "no layers": Bad('cost = "bce"\nlayers = []', ["layers", "empty", "[[layers]]"]),
    "layers with one bracket": Bad(
        'X = [[1]]\n[layers]\nactivation = "relu"\nW = [[1]]', ["one table", "two pairs"]
    ),
    "a layer that is a text": Bad('layers = ["relu"]', ["layers[1]", "'relu'", "not a layer"]),
    "51 layers": Bad('[[layers]]\nactivation = "relu"\n' * 51, ["51 layers", "at most 50"]),
    "a title with an escape sequence": Bad(
        above(r'title = "\u001b[2Jhello"'), ["title", r"\x1b[2J", "one line"]
    ),
    # Numbers
    "text in a number": Bad(good(("[0.7, -0.5]", '["w", -0.5]')), ["layers[2].W, row 1", "'w'"]),
    "a decimal comma in quotes": Bad(
        good(("[0.7, -0.5]", '["0,7", -0.5]')), ["number 1", "'0,7'", "decimal point"]
    ),
    "a number in quotes": Bad(good(("= 0.1", '= "0.1"')), ["alpha", "'0.1'", "without quotes"]),
    "nan": Bad(good(("1.5", "nan")), ["X, row 2, number 1", "finite"]),
    "inf": Bad(good(("= 0.1", "= inf")), ["alpha", "inf", "finite"]),
    "true": Bad(good(("[[1], [0]]", "[[true], [false]]")), ["Y, row 1", "true is not a number"]),
    "a date": Bad(good(("= 0.1", "= 2024-01-01")), ["alpha", "date", "not a number"]),
    "ragged rows": Bad(
        good(("[-0.3, 0.2]", "[-0.3]")), ["layers[1].W, row 2", "row 2 has 1 number, row 1 has 2"]
    ),
    "an empty row": Bad(good(("[[0.7, -0.5]]", "[[]]")), ["layers[2].W, row 1", "empty"]),
    "an empty matrix": Bad(good(("[[1], [0]]", "[]")), ["Y", "empty"]),
    "a flat W": Bad(good(("[[0.7, -0.5]]", "[0.7, -0.5]")), ["layers[2].W", "flat list of 2"]),
    "a number for W": Bad(good(("[[0.7, -0.5]]", "0.7")), ["layers[2].W", "not a matrix"]),
    "three levels of lists": Bad(good(("[[1], [0]]", "[[[1], [0]]]")), ["Y, row 1", "a list of 1"]),
    "a number for b": Bad(good(("b = [0.2]", "b = 0.2")), ["layers[2].b", "0.2", "flat list"]),
    "a b of rows": Bad(
        good(("b = [0.1, 0.0]", "b = [[0.1, 0.0]]")), ["layers[1].b", "1 × 2", "flat list"]
    ),
    # Shapes
    "shapes that do not chain": Bad(
        good(("[[0.7, -0.5]]", "[[0.7, -0.5, 0.1]]")),
        [
            "layers[2].W",
            "W of layers[2] (1 × 3) takes 3 inputs, but W of layers[1] (2 × 2) makes 2 neurons",
            "1 × 2",
            "W = [[0.1, 0.1]]",
        ],
    ),
    "a W laid the other way": Bad(
        above('layout = "rows"'),
        ["layers[2].W", "takes 1 input", "2 × 1", "transposed it fits", "rows"],
    ),
    "a b of the wrong length": Bad(
        good(("b = [0.2]", "b = [0.2, 0.3]")),
        ["layers[2].b", "b of layers[2] has 2 numbers", "makes 1 neuron", "b = [0.1]"],
    ),
    "inputs that do not fit": Bad(
        good(("X = [[0.5, -1.0], [1.5, 2.0]]", "X = [[0.5], [1.5]]")),
        ["layers[1].W", "takes 2 inputs, but X has 1 value a sample"],
    ),
    "targets that do not fit": Bad(
        good(("[[1], [0]]", "[[1, 0], [0, 1]]")),
        ["Y has 2 values a sample", "makes 1 neuron", "(rows × columns); a row is a sample"],
    ),
    "another number of targets": Bad(
        good(("[[1], [0]]", "[[1]]")), ["Y has 1 sample, but X has 2 samples", "2 × 1"]
    ),
    "no W": Bad(good((FIRST_W + "\n", "")), ["layers[1].W", "missing", "[given]"]),
    "no X": Bad(good(("X = [[0.5, -1.0], [1.5, 2.0]]\n", "")), ["X", "missing", "X = ["]),
    "no Y": Bad(good(("Y = [[1], [0]]\n", "")), ["Y", "missing", "labels"]),
    # What does not go together
    "targets outside 0..1 under bce": Bad(
        good(("[[1], [0]]", "[[1], [-1]]")), ["Y, row 2", "target -1", "bce", "0 to 1"]
    ),
    "targets that add up to 2 and the combined form": Bad(
        good(("labels = [2]", 'Y = [[1, 1, 0]]\noutput = "combined"'), base=SOFTMAX),
        ["output", "sample 1 add up to 2", "separate"],
    ),
    "softmax in the middle": Bad(
        good(('"relu"', '"softmax"')), ["layers[1].activation", "softmax in layer 1 of 2"]
    ),
    "bce without sigmoid": Bad(good(('"sigmoid"', '"tanh"')), ["cost", "'tanh'", "sigmoid"]),
    "ce without softmax": Bad(good(('"bce"', '"ce"')), ["cost", "'sigmoid'", "softmax"]),
    "softmax without ce": Bad(
        good(('"ce"', '"mse"'), ("labels = [2]", "Y = [[0, 1, 0]]"), base=SOFTMAX), ["cost", "ce"]
    ),
    "combined without bce": Bad(
        above('output = "combined"', good(('"bce"', '"mse"'))), ["output", "combined", "sigmoid"]
    ),
    "labels without ce": Bad(good(("Y = [[1], [0]]", "labels = [1, 1]")), ["labels", "not ce"]),
    "labels and Y": Bad(above("Y = [[0, 1, 0]]", SOFTMAX), ["labels", "twice"]),
    "a class that there is not": Bad(
        good(("[2]", "[4]"), base=SOFTMAX), ["labels, sample 1", "class 4", "1 to 3"]
    ),
    "a class of 0": Bad(good(("[2]", "[0]"), base=SOFTMAX), ["labels, sample 1", "0", "1 to"]),
    "stochastic mid-chain": Bad(
        above('order = "stochastic"', MID_CHAIN), ["order", "no samples", "X"]
    ),
    # Drawn
    "10⁹ neurons": Bad(
        "seed = 1\nX = [[1]]\n[[layers]]\nactivation = 'relu'\nneurons = 1_000_000_000",
        ["layers[1].neurons", "1000000000", "10000"],
    ),
    "10⁸ parameters": Bad(
        "seed = 1\nX = [[1]]\n" + "[[layers]]\nactivation = 'relu'\nneurons = 10000\n" * 2,
        ["numbers in all", "at most"],
    ),
    "neurons without a seed": Bad(
        good((FIRST_W, "neurons = 2")), ["seed", "missing", "layers[1]", "seed = 1"]
    ),
    "a seed that draws nothing": Bad(above("seed = 1"), ["seed", "every layer has its W"]),
    "a negative seed": Bad(
        above("seed = -1", good((FIRST_W, "neurons = 2"))), ["seed", "-1", "out of range"]
    ),
    "an unknown init": Bad(
        above("seed = 1", good((FIRST_W, 'neurons = 2\ninit = "random"'))),
        ["layers[1].init", "'random'", "small, normal, xavier, he, zeros"],
    ),
    # Expressions in a network
    "an activation of x": Bad(
        good(('"relu"', '"x**2"')), ["layers[1].activation", "'x**2' uses 'x'", "z**2"]
    ),
    "an activation without z": Bad(
        good(('"relu"', '"2 + 1"')), ["layers[1].activation", "does not use z"]
    ),
    "an activation that is a program": Bad(
        good(('"relu"', "\"__import__('os')\"")),
        ["layers[1].activation, character 1", "'__import__' is not allowed"],
    ),
    "an activation that is broken off": Bad(
        good(('"relu"', '"max(0, z"')), ["layers[1].activation", "character 9", "z**2"]
    ),
    "an unknown function": Bad(
        good(('"relu"', '"sinus(z)"')), ["layers[1].activation", "'sinus'", "sin"]
    ),
    "a cost without y_hat": Bad(good(('"bce"', '"y**2"')), ["cost", "does not use y_hat"]),
    # Entries and symbols
    "an absent bias": Bad(above('absent = ["b[1][1,1]"]'), ["absent[1]", "not one entry of a W"]),
    "a whole W absent": Bad(above('absent = ["W[1]"]'), ["absent[1]", "'W[1]'", "one entry"]),
    "an entry out of range": Bad(
        above('frozen = ["W[1][3,1]"]'), ["frozen[1]", "W[1] has no row 3", "rows 1 to 2"]
    ),
    "a frozen activation": Bad(above('frozen = ["a[1]"]'), ["frozen[1]", "'a[1]'", "parameter"]),
    "a frozen text": Bad(above('frozen = "b[1]"'), ["frozen", "'b[1]'", "no list"]),
    "tied entries that differ": Bad(
        below('[[tied]]\nname = "w"\nentries = ["W[1][1,1]", "W[1][2,2]"]'),
        ["tied[1].entries", "W[1][1,1] is 0.1, but W[1][2,2] is 0.2"],
    ),
    "an entry in two tied groups": Bad(
        below('[[tied]]\nname = "u"\nentries = ["b[2]"]\n[[tied]]\nname = "v"\nentries = ["b[2]"]'),
        ["tied[2].entries[1]", "b[2][1,1] is in 'u' already"],
    ),
    "a tied name that is taken": Bad(
        below('[[tied]]\nname = "W"\nentries = ["b[2]"]'), ["tied[1].name", "'W'"]
    ),
    "tied and half frozen": Bad(
        above('frozen = ["b[1][1,1]"]', good(("0.1, 0.0]", "0.1, 0.1]")))
        + '[[tied]]\nname = "c"\nentries = ["b[1]"]',
        ["frozen", "b[1][2,1] is not", 'frozen = ["c"]'],
    ),
    "a symbol that clashes": Bad(
        below('[names]\ny = "y_hat"'), ["names.y", "'y' is taken", "y_1 = "]
    ),
    "two symbols for one thing": Bad(
        below('[names]\nw1 = "W[1][1,1]"\nw2 = "W[1][1, 1]"'),
        ["names.w2", "W[1][1,1] is called 'w1' already"],
    ),
    "a symbol with a bracket": Bad(
        below('[names]\n"w[1]" = "W[1]"'), ["names", "'w[1]'", "not a symbol"]
    ),
    "a symbol twice": Bad(
        below('[names]\n"w\'" = "W[1]"\n"w′" = "W[2]"'), ["names.w′", "stands twice"]
    ),
    "a symbol for nothing": Bad(
        below('[names]\ndelta = "-dJ/dZ[2]"'), ["names.delta", "'-dJ/dZ[2]'", 'delta = "-dJ/dz[2]"']
    ),
    "an entry of all layers": Bad(below('[names]\nd = "dJ/dz[1,1]"'), ["names.d", "which layer"]),
    # Given quantities
    "a given value of the wrong shape": Bad(
        good(("[[-3], [1]]", "[[-3, 1]]"), base=MID_CHAIN),
        ["given.'dJ/dz[2]'", "(1 × 2)", "2 × 1"],
    ),
    "an unknown given quantity": Bad(
        good(('"z[1]"', '"z[3]"'), base=MID_CHAIN), ["given.'z[3]'", "z[1]"]
    ),
    "a given parameter": Bad(
        below('"W[1]" = [[1, 1], [1, 1]]', MID_CHAIN), ["given.'W[1]'", "layers[1]", "W = [["]
    ),
    "a given entry": Bad(
        good(('"z[1]" = [[3], [-2]]', '"z[1][1,1]" = 3'), base=MID_CHAIN), ["whole array"]
    ),
    "a matrix for J": Bad(below('"J" = [[1, 2]]', MID_CHAIN), ["given.'J'", '"J" = 0.1']),
    # Several at once
    "five faults at once": Bad(
        good(
            ('"bce"', '"bcd"'),
            ("= 0.1", '= "0,1"'),
            ('"relu"', '"rely"'),
            ("[-0.3, 0.2]", "[-0.3]"),
            ("b = [0.2]", "b = [0.2]\nbais = 3"),
        ),
        ["'bcd'", "alpha", "layers[1].activation", "layers[1].W, row 2", "'bais'"],
        faults=5,
    ),
    "shapes, targets and symbols at once": Bad(
        below(
            '[names]\ny = "J"\nw = "W[3]"',
            good(("[[1], [0]]", "[[1], [2]]"), ("b = [0.2]", "b = [0.2, 0.1]")),
        ),
        ["layers[2].b", "target 2", "names.y", "names.w"],
        faults=4,
    ),
    "a hundred unknown keys": Bad(
        "".join(f"k{at} = 1\n" for at in range(100)) + GOOD, ["'k0'"], faults=50
    ),
    # Expressions
    "an expression that is a program": Bad(
        "expression = \"__import__('os')\"", ["expression", "'__import__' is not allowed"]
    ),
    "10,000 nested parentheses": Bad(
        f'expression = "{"(" * 10_000}x{")" * 10_000}"', ["characters"]
    ),
    "100 nested parentheses": Bad(f'expression = "{"(" * 100}x{")" * 100}"', ["nested too deeply"]),
    "9**9**9": Bad('expression = "x + 9**9**9"', ["exponent", "1000"]),
    "an unknown name": Bad('expression = "x + q"\nat = {x = 1}', ["q"]),
}


def typed(bad: Bad, folder: Path) -> str:
    """What the person types as FILE."""
    if callable(bad.content):
        return bad.content(folder)
    path = folder / f"bad{bad.suffix}"
    data = bad.content if isinstance(bad.content, bytes) else bad.content.encode()
    path.write_bytes(data)
    return str(path)


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_bad_input_is_one_clear_message(bad: Bad, tmp_path: Path) -> None:
    file = typed(bad, tmp_path)
    with pytest.raises(InputError) as caught:
        read(file)
    message = str(caught.value)
    faults = getattr(caught.value, "faults", [caught.value])
    for part in bad.says:
        assert part in message, message
    assert len(faults) == bad.faults, message
    for fault in faults:
        assert fault.where.startswith(file if file.isprintable() and len(file) < 100 else "")
        assert fault.wrong
        assert fault.expected
        assert fault.example
        assert len(str(fault)) < 2000
        assert str(fault).replace("\n", "").isprintable()


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_the_example_of_a_message_can_be_pasted(bad: Bad, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(typed(bad, tmp_path))
    error = caught.value
    for fault in error.faults if isinstance(error, InputErrors) else [error]:
        example = fault.example
        if example.startswith("{"):
            assert json.loads(example)
        elif "=" in example and "…" not in example and not example.startswith(('"cost":', "[")):
            assert tomllib.loads(example), example


FAULTY = """\
cost = "bse"
X = [[0.5, -1.0]]
Y = [[1]]

[[layers]]
activaton = "tanh"
W = [[0.1, 0.4],
     [-0.3, "a"]]
[[layers]]
activation = "sigmoid"
W = [[0.7, -0.5]]
slope = 3
[given]
"dJ/dz[9]" = 3
[names]
w = "W[3]"
"""


def test_every_fault_of_a_toml_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "net.toml"
    path.write_text(FAULTY)
    with pytest.raises(InputErrors) as caught:
        read(str(path))
    places = [fault.where.removeprefix(str(path)) for fault in caught.value.faults]
    assert sorted(places) == sorted(
        [
            ", line 1: cost",
            ", line 6: layers[1].activaton",
            ", line 5: layers[1].activation",
            ", line 8: layers[1].W, row 2, number 2",
            ", line 12: layers[2].slope",
            ", line 14: given.'dJ/dz[9]'",
            ", line 16: names.w",
        ]
    )


def test_an_expressions_line_is_told_in_the_file_and_json_has_none(tmp_path: Path) -> None:
    path = tmp_path / "e.toml"
    path.write_text('expression = [\n  "q = x + v",\n  "f = q ** z +",\n]\n')
    with pytest.raises(InputError, match="line 3: expression, line 2"):
        read(str(path))
    path = tmp_path / "e.json"
    path.write_text('{"expression": "x +"}')
    with pytest.raises(InputError, match="json: expression"):
        read(str(path))


def test_no_line_is_looked_for_in_a_file_that_nobody_typed(tmp_path: Path) -> None:
    path = tmp_path / "big.toml"
    path.write_text("".join(f"k{n} = 1\n" for n in range(20_000)) + 'expression = "x"\n')
    with pytest.raises(InputError, match="toml: k0: there is no key"):
        read(str(path))
