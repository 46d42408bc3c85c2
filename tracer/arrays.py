"""The type of every array that is calculated."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    """(..., rows, columns). Leading axes are students; a rule never mixes them."""
else:
    Array = np.ndarray  # numpy.typing takes a tenth of NumPy's own time to import
