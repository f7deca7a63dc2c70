"""Which regions of a person's outline are skin or tight cloth, and which are loose clothes."""

from __future__ import annotations

import numpy as np

from .regions import OUTLINE_REGIONS

INSIDE = 0.4  # weight, where the body is too narrow, of an outline that is certainly the body's


class Clothing:
    """What one photo shows of the body's outline."""

    def trust(self, drawn: tuple[np.ndarray, np.ndarray], turn: int) -> np.ndarray:
        """(OUTLINE_REGIONS,) weight where the body is narrower than the silhouette."""
        return np.full(len(OUTLINE_REGIONS), INSIDE)
