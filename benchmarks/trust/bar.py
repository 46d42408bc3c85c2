"""A bar: what was measured, what will do, and one line that says so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """`measured` ≤ `most` holds, unless `least`: then it has to be at least that. `unit`: % for
    shares, which are kept from 0 to 1."""

    what: str
    measured: float
    most: float
    unit: str = ""
    least: bool = False

    @property
    def holds(self) -> bool:
        return self.measured >= self.most if self.least else self.measured <= self.most

    @property
    def limit(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.shown(self.most)}"

    def told(self) -> str:
        verdict = "ok" if self.holds else "FAILED"
        return f"{self.what}: {self.shown(self.measured)}, bar {self.limit}: {verdict}"

    def shown(self, number: float) -> str:
        if self.unit == "%":
            return f"{100 * number:.3g} %"
        return f"{number:,}" if isinstance(number, int) else f"{number:.3g}"
