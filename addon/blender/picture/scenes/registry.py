"""The scenes by name."""

from __future__ import annotations

from ..framing import Stand
from ..studio import NAME as STUDIO
from .bedroom import BEDROOM
from .boutique import BOUTIQUE
from .location import Location
from .office import OFFICE
from .restaurant import RESTAURANT
from .street import STREET

CAMERAS = 2  # that every scene has

SCENES = {
    STUDIO: Location(None, (Stand(), Stand(lens_mm=50.0, rise=-0.10))),
    "bedroom": BEDROOM,
    "office": OFFICE,
    "restaurant": RESTAURANT,
    "street": STREET,
    "boutique": BOUTIQUE,
}
