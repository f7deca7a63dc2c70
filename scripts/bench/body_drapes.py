"""Garments of the library, draped on a third of the body bench's people: body_drapes.npz.

python scripts/bench/body_drapes.py WORK_FOLDER [--garments-on N]

An hour or more of one core. Each person's garments are kept in the work folder, so that a bake that was stopped goes
on. Where a garment cannot be cut or draped, the person is left as they are and another one is dressed.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from body_package import load
from body_set import SEED, Person, read_people

load()
os.environ.setdefault("BLENDER_USER_RESOURCES", tempfile.gettempdir())
from toile.addon.core.errors import ToileError
from toile.addon.core.options import make_options
from toile.addon.core.pattern.grading import MADE_TO_MEASURE
from toile.addon.core.pattern.sizes import SIZES
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Body, Garment, Rig
from toile.addon.garments.skirt import Skirt
from toile.addon.garments.tee import Tee

FILE = Path(__file__).with_name("body_drapes.npz")
STEP_M = 1e-4  # of the stored coordinates
DRAPER = {"quality": "draft", "mesh_step_mm": 28.0, "settle_frames": 8}
TIGHT_TEE, WEARS_SKIRT, LONG_SLEEVES = 0.3, 0.75, 0.3


@dataclass(frozen=True, eq=False)
class Cloth:
    """One garment at rest on a person."""

    design: str
    vertices: np.ndarray  # (V, 3) m, world axes
    faces: np.ndarray  # (F, 3)


def draft(kind: type, body: Body, options: dict[str, Any]) -> Garment:
    return exhaust(kind(make_options(kind.Options, options, kind.__name__), 0).draft(body))


def choose(person: Person, body: Body) -> list[Garment]:
    """What a person wears: a tee, tight or up to six sizes too large, and many women a skirt, short or long."""
    rng = np.random.default_rng([SEED, person.number, 5])
    sleeve = {"sleeve_mm": float(rng.uniform(300, 560))} if rng.random() < LONG_SLEEVES else {}
    length = {"length_mm": float(rng.uniform(640, 860))} if rng.random() < 0.4 else {}
    if rng.random() < TIGHT_TEE:
        cut = {"size": MADE_TO_MEASURE, "ease_mm": float(rng.uniform(10, 70))}
        outfit = [draft(Tee, body, cut | sleeve | length)]
    else:
        outfit = [large_tee(body, rng, sleeve | length)]
    if person.gender == "female" and rng.random() < WEARS_SKIRT:
        cut = {
            "length_mm": float(rng.uniform(380, 950)),
            "flare_mm": float(rng.uniform(0, 220)),
            "ease_mm": float(rng.uniform(20, 160)),
            "fabric": str(rng.choice(["wool_twill", "cotton_jersey"])),
        }
        outfit.insert(0, draft(Skirt, body, cut))
    return outfit


def large_tee(body: Body, rng: np.random.Generator, options: dict[str, Any]) -> Garment:
    """A tee of XXL or a size below it that goes round the body, or one drafted with much ease."""
    for size in rng.permutation(np.array(SIZES[3:])):
        try:
            return draft(Tee, body, options | {"size": str(size)})
        except ToileError:
            continue
    return draft(Tee, body, options | {"ease_mm": float(rng.uniform(150, 400))})


def drape(body: Body, outfit: list[Garment]) -> list[Cloth]:
    """The garments at rest on the posed body."""
    import bpy
    from toile.addon.blender.drape import cloth

    bpy.ops.wm.read_factory_settings(use_empty=True)
    draper = cloth.Cloth(make_options(cloth.Cloth.Options, DRAPER, "draper"), 0)
    worn = exhaust(draper.drape(Rig("", "", "", body), outfit))
    return [
        Cloth(made.garment.design, *coarse(made.vertices, bpy.data.objects[made.object_name].data))
        for made in worn.garments
    ]


def coarse(vertices: np.ndarray, mesh: Any) -> tuple[np.ndarray, np.ndarray]:
    """The cloth's own triangles again, of a mesh that was subdivided once and then thickened.

    Blender lists a subdivided mesh's old vertices before the new ones, the quads of a triangle one after another, and
    what gives thickness last.
    """
    corners = np.empty(len(mesh.loops), np.int32)
    mesh.loops.foreach_get("vertex_index", corners)
    quads = corners.reshape(-1, 4)
    quads = quads[(quads < len(vertices)).all(axis=1)]
    faces = quads.min(axis=1).reshape(-1, 3)
    return vertices[: faces.max() + 1], faces


def bake(folder: Path, count: int) -> None:
    """Dress ``count`` people, those first who were chosen for it."""
    folder.mkdir(parents=True, exist_ok=True)
    people = sorted(read_people(), key=lambda person: not person.is_dressed)
    done = 0
    for person in people:
        if done == count:
            break
        file = folder / f"{person.number:03d}.npz"
        if not file.exists():
            dress(person, file)
        with np.load(file) as stored:
            done += bool(stored.files)


def dress(person: Person, file: Path) -> None:
    """Drape one person's outfit into a file; an empty one where that fails."""
    body, began = person.body, time.perf_counter()
    try:
        worn = drape(body, choose(person, body))
        what = ", ".join(f"{cloth.design} of {len(cloth.vertices)} vertices" for cloth in worn)
    except ToileError as error:
        worn, what = [], str(error)
    arrays: dict[str, Any] = {}
    for number, cloth in enumerate(worn):
        arrays[f"{cloth.design}_{number}_vertices"] = np.round(cloth.vertices / STEP_M).astype(np.int16)
        arrays[f"{cloth.design}_{number}_faces"] = cloth.faces.astype(np.uint16)
    np.savez_compressed(file, **arrays)
    print(f"person {person.number}, {person.source}: {time.perf_counter() - began:.0f} s, {what}", flush=True)


def pack(folder: Path, file: Path, count: int) -> None:
    """All people's garments in one file."""
    arrays: dict[str, Any] = {}
    dressed = 0
    people = sorted(read_people(), key=lambda person: not person.is_dressed)
    for source in (folder / f"{person.number:03d}.npz" for person in people):
        if dressed == count or not source.exists():
            continue
        with np.load(source) as stored:
            arrays |= {f"{source.stem}_{name}": stored[name] for name in stored.files}
            dressed += bool(stored.files)
    np.savez_compressed(file, **arrays)
    print(f"{dressed} people dressed, {file.stat().st_size / 1e6:.1f} MB")


@cache
def read_drapes(file: Path = FILE) -> dict[int, tuple[Cloth, ...]]:
    """By person: the garments, inside to outside. Empty where nobody was dressed yet."""
    if not file.exists():
        return {}
    found: dict[int, tuple[Cloth, ...]] = {}
    with np.load(file) as stored:
        for name in sorted(name for name in stored.files if name.endswith("_vertices")):
            person, design, number, _ = name.split("_")
            faces = stored[f"{person}_{design}_{number}_faces"].astype(int)
            cloth = Cloth(design, stored[name].astype(float) * STEP_M, faces)
            found[int(person)] = (*found.get(int(person), ()), cloth)
    return found


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("work", type=Path)
    p.add_argument("--garments-on", type=int, default=100, help="how many people are dressed")
    p.add_argument("--file", type=Path, default=FILE)
    a = p.parse_args()
    bake(a.work, a.garments_on)
    pack(a.work, a.file, a.garments_on)


if __name__ == "__main__":
    main()
