"""The exercise file that an author begins with."""

from __future__ import annotations

from pathlib import Path

TEMPLATE = Path(__file__).with_name("template.toml")
