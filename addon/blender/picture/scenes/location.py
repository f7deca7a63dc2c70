"""What a place is: how its set is built, where its cameras stand, and the light that comes from everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..framing import Stand
from .kit import Kit


@dataclass(frozen=True)
class Location:
    """A place to take stills in. The person stands on z = 0 in its origin; its front is towards -Y."""

    build: Callable[[Kit], None] | None  # None: the studio, which stands already
    stands: tuple[Stand, ...]
    sky: tuple[float, float, float] = (1.0, 1.0, 1.0)  # linear colour of the light from everywhere
    sky_strength: float = 0.0
