"""The type of every array that is calculated, and what float64 leaves of a sum that is 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    """(..., rows, columns). Leading axes are students; a rule never mixes them."""
else:
    Array = np.ndarray  # numpy.typing takes a tenth of NumPy's own time to import

LEFT = 1e-15  # of the sum of the absolute terms: what rounding them leaves
