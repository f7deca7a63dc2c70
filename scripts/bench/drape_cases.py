"""What the drape bench drapes: every registered garment and two-layer outfits, on whom, and in which pose."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from body_package import load

load()
from toile.addon.core.body.build import build_body
from toile.addon.core.body.poses import POSES
from toile.addon.core.body.tape import fit_from_tape
from toile.addon.core.errors import ToileError
from toile.addon.core.job import read_garment
from toile.addon.core.options import Choice
from toile.addon.core.pattern.grading import MADE_TO_MEASURE
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Body, Tape
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
STANCES = ("relaxed", "a_pose", "walking", "hands_on_hips")
# Below, above, and how the upper one meets the lower. What is not registered is left out.
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
    ("trousers", "shirt", "tucked"),
    ("jeans", "shirt", "over"),
    ("leggings", "sweatshirt", "over"),
    ("slip_dress", "cardigan", "over"),
    ("sheath_dress", "cardigan", "over"),
    ("circle_skirt", "shirt", "tucked"),
    ("circle_skirt", "tank_top", "tucked"),
    ("leggings", "wrap_dress", "over"),
    ("leggings", "tank_top", "over"),
)
OUTFITS = {
    f"{below}+{above}_{layer}": (below, above, layer)
    for below, above, layer in LAYERED
    if {below, above} <= set(GARMENTS)
}
QUICK_NAMES = ("tee", "skirt", "trousers", "skirt+tee_tucked")
QUICK_BODY, QUICK_POSE = "woman_25", "relaxed"
LIMIT_S = 300.0
SEED = 0


@dataclass(frozen=True)
class Case:
    """One person in one pose and what they put on."""

    name: str  # of the garment, with settings as in "tee:neckline=v", or of the outfit
    body: str
    pose: str
    size: str = MADE_TO_MEASURE

    @property
    def title(self) -> str:
        return f"{self.name} {self.body} {self.pose}" + ("" if self.size == MADE_TO_MEASURE else f" {self.size}")

    @property
    def file_name(self) -> str:
        return re.sub(r"[ :]", "-", self.title) + ".png"

    @property
    def worn(self) -> tuple[Choice, ...]:
        """Inside to outside, as a job lists them; each in its own fabric."""
        size = {"size": self.size}
        if self.name not in OUTFITS:
            cut = read_garment(self.name, builtin())
            return (Choice(cut.plugin, size | cut.options),)
        below, above, layer = OUTFITS[self.name]
        return Choice(below, size), Choice(above, size | {"layer": layer})


def tape_of(body: str) -> Tape:
    """What was typed for one of PEOPLE: stature, mass and gender."""
    gender, stature_mm, bmi = PEOPLE[body]
    return Tape(stature_mm=stature_mm, mass_kg=bmi * (stature_mm / 1000) ** 2, gender=gender)


@cache
def body_of(name: str, pose: str) -> Body:
    return build_body(exhaust(fit_from_tape(tape_of(name), pose)))


def choose(names: Sequence[str], bodies: Sequence[str], poses: Sequence[str], in_turn: bool = False) -> list[Case]:
    """Each single garment on every body in every pose; each outfit once, so that bodies and poses take turns.

    Args:
        in_turn: each single garment once on every body, the poses taking turns.
    """
    garments, outfits = ([name for name in names if (name in OUTFITS) is layered] for layered in (False, True))
    single = []
    for g, name in enumerate(garments):
        for k, body in enumerate(bodies):
            single += [Case(name, body, pose) for pose in ([poses[(g + k) % len(poses)]] if in_turn else poses)]
    return single + [Case(name, bodies[k % len(bodies)], poses[k % len(poses)]) for k, name in enumerate(outfits)]


def drawn(cases: Sequence[Case], every: int) -> list[Case]:
    """One case in ``every``, drawn by seed; at least one. 0: none."""
    if not every:
        return []
    order = np.random.default_rng(SEED).permutation(len(cases))
    return [cases[k] for k in sorted(order[: max(1, len(cases) // every)])]


def garment(text: str) -> str:
    """A garment or an outfit named on the command line.

    Raises:
        ArgumentTypeError: there is none, or its settings are wrong.
    """
    if text in OUTFITS:
        return text
    try:
        read_garment(text, builtin())
    except ToileError as error:
        raise argparse.ArgumentTypeError(f"{error} Outfits: {', '.join(OUTFITS)}.") from None
    return text


def arguments(doc: str, given: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for on the command line, with a ``cases`` list."""
    p = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--quick", action="store_true", help="a few on one person, coarse: under five minutes")
    p.add_argument("--garments", nargs="+", type=garment, metavar="NAME", help="garments, tee:neckline=v, or outfits")
    p.add_argument("--bodies", nargs="+", choices=tuple(PEOPLE))
    p.add_argument("--poses", nargs="+", choices=tuple(POSES))
    p.add_argument("--in-turn", action="store_true", help="a garment once on each body, the poses taking turns")
    p.add_argument("--mesh-step-mm", type=float, help="coarser or finer than the draper's default")
    beside = p.add_mutually_exclusive_group()
    beside.add_argument("--no-baseline", action="store_true", help="ours alone, in half the time")
    beside.add_argument("--baseline-every", type=int, default=1, metavar="N", help="beside one case in N, drawn")
    p.add_argument("--repeat", action="store_true", help="drape each twice and compare every vertex")
    p.add_argument("--jobs", type=int, default=2, help="processes")
    p.add_argument("--limit-s", type=float, default=LIMIT_S, help="seconds after which a case counts as hung")
    p.add_argument("--lines", type=Path, help="a file that keeps every case as it ends; the bench goes on from it")
    p.add_argument("--print", action="store_true", help="run nothing: print what the file of --lines has")
    p.add_argument("--json", type=Path)
    p.add_argument("--pictures", type=Path, help="a folder for front, side and back of every case")
    a = p.parse_args(given)
    names = a.garments or (QUICK_NAMES if a.quick else (*GARMENTS, *OUTFITS))
    bodies = a.bodies or ((QUICK_BODY,) if a.quick else tuple(PEOPLE))
    poses = a.poses or ((QUICK_POSE,) if a.quick else STANCES)
    a.cases = choose(names, bodies, poses, a.in_turn)
    if a.jobs < 1 or a.baseline_every < 1 or a.limit_s <= 0:
        p.error("--jobs and --baseline-every are whole numbers from 1, and --limit-s is above 0")
    if a.print and not a.lines:
        p.error("--print needs the file to print: --lines FILE")
    a.baseline_every = 0 if a.no_baseline else a.baseline_every
    return a
