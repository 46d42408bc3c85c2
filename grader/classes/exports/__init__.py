"""Marks on their way to where they live: each format writes files out of a finished folder.

To add one, add its file and an entry to EXPORTS.

export.py       what an export reads
gradescope.py, moodle.py, canvas.py     one system each
"""

from __future__ import annotations

from .canvas import CANVAS
from .export import Export, Handed, exported
from .gradescope import GRADESCOPE
from .moodle import MOODLE

EXPORTS: dict[str, Export] = {one.name: one for one in (GRADESCOPE, MOODLE, CANVAS)}

__all__ = ["EXPORTS", "Export", "Handed", "exported"]
