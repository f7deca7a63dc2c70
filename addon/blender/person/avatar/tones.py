"""The colours of skin and hair by name."""

from __future__ import annotations

from ...picture.nodes import linear

AUTO = "auto"  # skin: the photo's where it shows the face; hair: what goes with the skin
# sRGB of skin in white light that reflects as much as it shows.
SKIN = {
    "pale": "#ecc9b4",
    "light": "#deb094",
    "medium": "#c69474",
    "tan": "#aa7850",
    "brown": "#7f5338",
    "deep": "#4f3324",
}
USUAL = "light"
HAIR = {
    "black": "#17120f",
    "dark_brown": "#33221a",
    "brown": "#573b29",
    "auburn": "#6e3b24",
    "blond": "#b8935f",
    "grey": "#9a9691",
}
DARK = 0.10  # luminance of skin below which hair is black unless it is chosen

Colour = tuple[float, ...]  # linear


def skin_colour(name: str, seen: Colour | None) -> Colour:
    """The skin's albedo by name; "auto" is what was seen in a photo."""
    if name == AUTO:
        return seen or linear(SKIN[USUAL])
    return linear(SKIN[name])


def hair_colour(name: str, skin: Colour) -> Colour:
    if name == AUTO:
        name = "black" if brightness(skin) < DARK else "dark_brown"
    return linear(HAIR[name])


def brightness(colour: Colour) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
