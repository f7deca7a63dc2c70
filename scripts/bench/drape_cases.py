"""What the drape bench drapes: every registered garment and a dozen two-layer outfits, on whom, and in which pose."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from body_package import load

load()
from toile.addon.core.body.poses import POSES
from toile.addon.core.options import Choice
from toile.addon.core.types import Tape
from toile.addon.plugins import builtin

GARMENTS = tuple(builtin().names("garment"))
# By name: gender, stature in mm, body mass index.
PEOPLE = {
    "woman_18": ("female", 1720.0, 18.0),
    "woman_25": ("female", 1640.0, 25.0),
    "woman_40": ("female", 1610.0, 40.0),
    "man_20": ("male", 1830.0, 20.0),
    "man_28": ("male", 1770.0, 28.0),
    "man_38": ("male", 1740.0, 38.0),
}
STANCES = ("relaxed", "a_pose", "walking", "seated")
# Below, above, and how the upper one meets the lower.
LAYERED = (
    ("trousers", "tee", "over"),
    ("skirt", "tee", "tucked"),
    ("jeans", "tank_top", "over"),
    ("shorts", "tee", "over"),
    ("pencil_skirt", "tank_top", "tucked"),
    ("trousers", "sweatshirt", "over"),
    ("jeans", "tee", "tucked"),
    ("skirt", "sweatshirt", "over"),
    ("tank_top", "sweatshirt", "over"),
    ("shorts", "tank_top", "tucked"),
    ("pencil_skirt", "tee", "over"),
    ("jeans", "sweatshirt", "over"),
    ("tee", "cardigan", "over"),
)
OUTFITS = {f"{below}+{above}_{layer}": (below, above, layer) for below, above, layer in LAYERED}
QUICK_NAMES = ("tee", "skirt", "trousers", "skirt+tee_tucked")
QUICK_BODY, QUICK_POSE = "woman_25", "relaxed"


@dataclass(frozen=True)
class Case:
    """One person in one pose and what they put on."""

    name: str  # of the garment, or of the outfit
    body: str
    pose: str

    @property
    def title(self) -> str:
        return f"{self.name} {self.body} {self.pose}"

    @property
    def worn(self) -> tuple[Choice, ...]:
        """Inside to outside, as a job lists them; each cut for the person in its own fabric."""
        if self.name not in OUTFITS:
            return (Choice(self.name),)
        below, above, layer = OUTFITS[self.name]
        return Choice(below), Choice(above, {"layer": layer})


def tape_of(body: str) -> Tape:
    """What was typed for one of PEOPLE: stature, mass and gender."""
    gender, stature_mm, bmi = PEOPLE[body]
    return Tape(stature_mm=stature_mm, mass_kg=bmi * (stature_mm / 1000) ** 2, gender=gender)


def choose(names: Sequence[str], bodies: Sequence[str], poses: Sequence[str]) -> list[Case]:
    """Each single garment on every body in every pose; each outfit once, so that bodies and poses take turns."""
    single = [Case(name, body, pose) for name in names if name not in OUTFITS for body in bodies for pose in poses]
    outfits = [name for name in names if name in OUTFITS]
    layered = [Case(name, bodies[k % len(bodies)], poses[k % len(poses)]) for k, name in enumerate(outfits)]
    return single + layered


def arguments(doc: str, given: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for on the command line, with a ``cases`` list."""
    p = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--quick", action="store_true", help="a few on one person, coarse: under five minutes")
    p.add_argument("--garments", nargs="+", choices=(*GARMENTS, *OUTFITS), metavar="NAME", help="garments or outfits")
    p.add_argument("--bodies", nargs="+", choices=tuple(PEOPLE))
    p.add_argument("--poses", nargs="+", choices=tuple(POSES))
    p.add_argument("--mesh-step-mm", type=float, help="coarser or finer than the draper's default")
    p.add_argument("--no-baseline", action="store_true", help="ours alone, in half the time")
    p.add_argument("--repeat", action="store_true", help="drape each twice and compare every vertex")
    p.add_argument("--json", type=Path)
    p.add_argument("--pictures", type=Path, help="a folder for front, side and back of every case")
    a = p.parse_args(given)
    names = a.garments or (QUICK_NAMES if a.quick else (*GARMENTS, *OUTFITS))
    bodies = a.bodies or ((QUICK_BODY,) if a.quick else tuple(PEOPLE))
    poses = a.poses or ((QUICK_POSE,) if a.quick else STANCES)
    a.cases = choose(names, bodies, poses)
    return a
