"""draper.cloth: sew the pieces round the body, carry them to its pose, let them settle, and finish them."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass, replace

import bpy
import numpy as np
from mathutils import Matrix

from ...core.errors import DrapeError
from ...core.fabric import fabric_named
from ...core.options import option
from ...core.seams import Progress, Steps, retold
from ...core.types import Drape, DrapedGarment, Garment, Rig
from ..collections import own_collection
from . import floor
from .appraisal import STRETCH, asked_stretch, grade, measure
from .attempt import RETRY, TOO_WIDE, Attempt, exploded, slid
from .carried import Laid, carry
from .collider import add_mesh
from .dressing import Dressing, Layer
from .finish import Finished, Under, finish, swap_mesh
from .giving import given_way
from .hands import pressed_in
from .hanging import SLIDE_LIMITS, STEPS, cloth_area, course_of, hangs_from, hold_of
from .ladder import LADDER, is_tried_enough, said_of
from .ledge import Ledge, height_on, sunk_in
from .meshing import Sheet
from .solver import Belt, Course, Recording, own_scene
from .springs import bending_length
from .straps import Kerbs
from .stride import stride_beyond
from .tucking import belt, held_at, laid_flat

log = logging.getLogger(__name__)

COLLECTION = "Toile Drape"
MOST_VERTICES = 5000  # a long circle skirt would have four times as many, and take minutes
SETTLE_ON_A_LAYER = 12  # more frames, at most, for each garment beneath: on cloth, cloth comes to rest more slowly
SLIDING = ("torso", "hips")  # of hanging.HOLDS: what takes its slack in; folds, straps and legs are left as they fell
STIFF = 0.7  # times the cloth's bending length, the length of triangles that still bend as it does
THIGH = 0.8  # of the crotch's height; what reaches farther down is a dress
BELOW_HIP = 0.2  # m; what reaches farther down is not tucked into a waistband, though a skirt is worn over it


class Cloth:
    """Blender's cloth solver, one step a frame."""

    @dataclass(frozen=True)
    class Options:
        quality: str = option("draft", "Solver steps: draft to look at, final to deliver", choices=tuple(STEPS))
        mesh_step_mm: float = option(17.0, "Length of the cloth's triangles", min=8.0, max=30.0, advanced=True)
        settle_frames: int = option(20, "Most frames to come to rest in", min=8, max=120, advanced=True)
        gap_mm: float = option(3.0, "From skin to finished cloth, at least", min=1.0, max=10.0, advanced=True)

    def __init__(self, options: Options, seed: int):
        self.options = options

    def drape(self, rig: Rig, outfit: Sequence[Garment]) -> Steps[Drape]:
        """Put the garments on the body, inside to outside.

        Raises:
            DrapeError: the cloth slid off or flew apart, however it was tried.
            PatternError: a garment cannot be sewn or placed, or is too narrow for this pose.
            JobError: a fabric is unknown.
        """
        ordered = inside_to_outside(outfit)
        draped: list[DrapedGarment] = []
        with own_collection(COLLECTION) as collection:
            yield Progress("drape", 0.0, "the body on its way to its pose")
            dressing = Dressing(rig.body, held_at(ordered, rig.body))
            for number, garment in enumerate(ordered):
                title = object_title(garment, ordered[:number])
                steps = self.put_on(dressing, garment, title, collection)
                draped.append((yield from part_of(steps, number, len(ordered))))
        return Drape(tuple(draped))

    def put_on(
        self, dressing: Dressing, garment: Garment, title: str, collection: bpy.types.Collection
    ) -> Steps[DrapedGarment]:
        """Drape one garment over the body and what it wears, and leave it as the next layer."""
        began = time.process_time()
        yield Progress("drape", 0.0, f"{garment.design}: cut and sewn")
        made, item, said = yield from self.climb(dressing, garment, title, collection)
        if made.finished is None or made.measured is None:
            raise DrapeError(f"{made.fault}{said}", made.fix)
        dressing.layers.append(Layer.of(made.sheet, made.recording, made.finished))
        item.data.transform(item.matrix_world)
        item.matrix_world = Matrix.Identity(4)
        cpu = time.process_time() - began
        frames = len(made.recording.frames)
        log.info("%s: grade %s, %d frames, %.1f CPU s, %s", title, made.letter, frames, cpu, made.measured)
        return DrapedGarment(
            garment=garment,
            object_name=item.name,
            vertices=dressing.motion.to_world(made.finished.vertices),
            frames=frames,
            cpu_seconds=cpu,
            grade=made.letter,
            reasons=made.reasons + ((said,) if said else ()),
            **asdict(made.measured),
        )

    def climb(
        self, dressing: Dressing, garment: Garment, title: str, collection: bpy.types.Collection
    ) -> Steps[tuple[Attempt, bpy.types.Object, str]]:
        """Try one rung of the ladder after the other until a drape is good: the best, and what to say of the others."""
        step = fine_enough(garment, self.options.mesh_step_mm / 1000)
        item = add_mesh(collection, title, np.zeros((0, 3)), np.zeros((0, 3), int))
        item.matrix_world = Matrix(dressing.motion.world_from_sim.tolist())
        tried: list[Attempt] = []
        for rung in LADDER:
            laid = Laid.of(garment, rung.mesh * step, dressing, rung.apart)
            show_mesh(item, laid.start, laid.sheet.faces)
            settle = self.options.settle_frames + SETTLE_ON_A_LAYER * len(dressing.layers)
            is_long = float(laid.start[:, 2].min()) < THIGH * dressing.body.measures["crotch_height"]
            course = rung.course(course_of(garment, self.options.quality, settle, dressing.travel, is_long))
            made = yield from self.attempt(dressing, garment, laid, item, course)
            tried.append(made)
            if made.is_good or not made.another_try_helps or is_tried_enough(tried):
                break
            log.warning("%s, %s: %s", title, rung.words, made.trouble)
        best = min(tried, key=lambda one: one.rank)
        if best is not tried[-1] and best.finished:
            self.finish(dressing, garment, best.sheet, best.recording, item)
        return best, item, said_of(tried, best)

    def attempt(
        self, dressing: Dressing, garment: Garment, laid: Laid, item: bpy.types.Object, course: Course
    ) -> Steps[Attempt]:
        """Simulate, finish and measure once. ``item`` shows the cloth as it moves.

        Raises:
            PatternError: no cloth gives so much as this pose asks for.
        """
        fabric, sheet, start = fabric_named(garment.fabric), laid.sheet, laid.start
        stride = stride_beyond(sheet, start, dressing.body, dressing.posed)
        if stride:
            stride.refuse_beyond(garment.design, max(STRETCH[1], fabric.stretch))
        tucked = garment.layer == "tucked" and hangs_from(garment) == "torso"
        tucked = tucked and start[:, 2].min() > dressing.body.measures["hip_height"] - BELOW_HIP
        with own_scene() as scene:
            begun = sheet, start, dressing.proxies[0], dressing.proxy.faces
            at_hips = hangs_from(garment) == "hips"
            holding = Ledge.of(*begun, height_on(dressing.body)) if at_hips else Kerbs.of(*begun)
            dressing.add_colliders(scene, course, holding, meets_hands=at_hips)
            if floor.is_near(start, dressing.posed):
                floor.add_floor(scene, course, start, dressing.posed)

            def belted(sheet: Sheet, start: np.ndarray) -> Belt | None:
                return belt(sheet, start, dressing.body, dressing.tucked_to) if tucked else None

            frames = carry(scene, laid, fabric, course, belted)
            recording = (yield from shown(frames, item, garment.design, course)).calmest(course)
        if recording.exploded:
            return Attempt(sheet, recording, None, None, exploded(garment.design, recording, course), RETRY, True)
        slide = dressing.slide(sheet, start, recording.end)
        fault = slid(garment.design, slide, SLIDE_LIMITS[hangs_from(garment)])
        if fault:
            strapped = hold_of(garment) == "strapped"  # more steps hold a strap
            fix = "Lower strap_longer_mm." if strapped else TOO_WIDE
            return Attempt(sheet, recording, None, None, fault, fix, another_try_helps=strapped)
        yield Progress("drape", 0.95, f"{garment.design}: finishing")
        if hold_of(garment) in SLIDING:
            given = given_way(sheet, recording.end, dressing.solid(course, holding, meets_hands=at_hips))
            recording = recording.ending_at(given, since=course.drawn_down)
        worn = laid_flat(recording, sheet, start, dressing, course) if tucked else recording
        finished = self.finish(dressing, garment, sheet, worn, item)
        measured = measure(sheet, recording, finished, dressing.surface, slide)
        letter, reasons = grade(measured, asked_stretch(garment))
        is_narrow = stride is not None and measured.stretch_p95 > STRETCH[0]
        reasons += (stride.words,) if stride and is_narrow else ()
        return Attempt(sheet, worn, finished, measured, "", "", not is_narrow, letter, reasons)

    def finish(
        self, dressing: Dressing, garment: Garment, sheet: Sheet, worn: Recording, item: bpy.types.Object
    ) -> Finished:
        """Make the mesh of ``item`` the finished garment as it hangs at the end."""
        beneath = dressing.beneath(self.options.gap_mm / 1000)
        end, ledge = worn.end, height_on(dressing.body) if hangs_from(garment) == "hips" else 0.0
        clear = sum(under.clear for under in beneath)
        if ledge:
            end = sunk_in(sheet, end, dressing.surface, ledge, clear)
        if hangs_from(garment) == "torso":
            end = dressing.akimbo.back(sheet, end)
        end = pressed_in(sheet, end, dressing.proxy, dressing.proxies[-1], clear)
        if floor.is_near(end, dressing.posed):
            beneath.append(Under(floor.floor_surface(dressing.posed), 0.0))
        with own_scene() as scene:
            return finish(item, scene, sheet, end, beneath, fabric_named(garment.fabric))


def fine_enough(garment: Garment, step: float) -> float:
    """The length of the triangles, m: as asked, or longer.

    Longer where the garment would have more than MOST_VERTICES, or its cloth is too stiff to bend so sharply: solving
    that costs the fourth power of how fine it is.
    """
    stiff = STIFF * bending_length(fabric_named(garment.fabric))
    return max(step, stiff, math.sqrt(cloth_area(garment) / (MOST_VERTICES * math.sqrt(3) / 2)))


def show_mesh(item: bpy.types.Object, points: np.ndarray, faces: np.ndarray) -> None:
    """Let ``item`` show the cloth before it moves."""
    mesh = bpy.data.meshes.new(item.name)
    mesh.from_pydata(points.tolist(), [], faces.tolist())
    mesh.update()
    swap_mesh(item, mesh)
    mesh.name = item.name


def shown(
    frames: Generator[tuple[int, np.ndarray], None, Recording], item: bpy.types.Object, design: str, course: Course
) -> Steps[Recording]:
    """Pass the simulation's frames on as progress, and show each on ``item``."""

    def tell(step: tuple[int, np.ndarray]) -> Progress:
        frame, now = step
        if len(now) == len(item.data.vertices):
            item.data.vertices.foreach_set("co", np.ascontiguousarray(now, np.float32).ravel())
            item.data.update()
        return Progress("drape", 0.9 * frame / course.last, f"{design}: frame {frame} of {course.last}")

    return retold(frames, tell)


def part_of(steps: Steps, number: int, total: int) -> Steps:
    """The steps of one garment among ``total``."""
    return retold(steps, lambda step: replace(step, fraction=(number + step.fraction) / total))


def inside_to_outside(outfit: Sequence[Garment]) -> list[Garment]:
    """Tops that are tucked in, then what hangs from the waist, then the other tops; else as listed."""

    def depth(garment: Garment) -> int:
        if hangs_from(garment) == "hips":
            return 1
        return 0 if garment.layer == "tucked" else 2

    return sorted(outfit, key=depth)


def object_title(garment: Garment, before: Sequence[Garment]) -> str:
    count = 1 + sum(other.design == garment.design for other in before)
    return f"Toile {garment.design.title()}" + (f" {count}" if count > 1 else "")
