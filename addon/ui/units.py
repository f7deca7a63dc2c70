"""Lengths and masses as a person types and reads them: cm and kg, or inches and pounds. Kept in mm and kg."""

from __future__ import annotations

import re

from ..core.errors import JobError

MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4, '"': 25.4, "ft": 304.8, "'": 304.8}
KG = {"kg": 1.0, "g": 0.001, "lb": 0.45359237, "lbs": 0.45359237, "st": 6.35029318}
LENGTH_UNITS = {"CM": "cm", "INCH": "in"}
MASS_UNITS = {"CM": "kg", "INCH": "lb"}
NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*([a-z'\"]*)")


def format_length(mm: float, units: str) -> str:
    """The length with its unit, to the millimetre or the tenth of an inch."""
    unit = LENGTH_UNITS[units]
    return f"{mm / MM[unit]:.1f} {unit}"


def format_mass(kg: float, units: str) -> str:
    unit = MASS_UNITS[units]
    return f"{kg / KG[unit]:.1f} {unit}"


def parse_length(text: str, units: str) -> float:
    """Millimetres: "72", "72,5 cm", "28.5in", "5 ft 8 in", "5'8". A bare number is in the shown unit.

    Raises:
        JobError: it is no length.
    """
    return parse(text, LENGTH_UNITS[units], MM, "length")


def parse_mass(text: str, units: str) -> float:
    """Kilograms: "64", "64 kg", "141 lb", "10 st 2 lb"."""
    return parse(text, MASS_UNITS[units], KG, "mass")


def parse(text: str, unit: str, known: dict[str, float], what: str) -> float:
    """The sum of the numbers in ``text``, each in the unit that follows it."""
    total, end, before = 0.0, 0, ""
    while end < len(text.rstrip()):
        found = NUMBER.match(text.lower(), end)
        name = (found and found[2]) or {"'": '"', "ft": "in", "st": "lb"}.get(before, "" if before else unit)
        if not found or name not in known or not (found[2] or found.end() == len(text.rstrip())):
            raise JobError(f"{text!r} is no {what}.", f"Write a number and {', '.join(known)}; without, {unit}.")
        total += float(found[1].replace(",", ".")) * known[name]
        end, before = found.end(), name
    return float(f"{total:.6g}")
