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
from ...core.pattern.pieces import area
from ...core.seams import Progress, Steps, retold
from ...core.types import Drape, DrapedGarment, Garment, Rig
from ..collections import own_collection
from .appraisal import Measured, asked_stretch, grade, measure
from .collider import add_mesh
from .dressing import Dressing, Layer, hangs_at_hips
from .finish import Finished, finish, swap_mesh
from .ladder import LADDER, times
from .meshing import Sheet, mesh_garment
from .sewn import SewnMesh
from .solver import Course, Recording, add_cloth, own_scene, simulate
from .tucking import belt, laid_flat

log = logging.getLogger(__name__)

COLLECTION = "Toile Drape"
STEPS = {"draft": 7, "final": 12}  # solver steps a frame
BEFORE, BEFORE_FLARED = 10, 22  # frames; folds must have fallen when the hands come down on them
POSING_FRAMES = (14, 40)
MOST_VERTICES = 9000  # a long circle skirt would have three times as many, and take minutes
INSIDE_LIMIT = 0.05  # of the vertices
DEPTH_LIMIT_MM = 30.0
SLIDE_LIMITS = {"hips": 0.05, "torso": 0.08}  # m
FRICTION = {"hips": 30.0, "torso": 2.0}
BAND_STIFFNESS = {"hips": 14.0, "torso": 4.0}  # times the fabric's own
LEGS_WEIGHT = 0.4  # trousers have twice a skirt's vertices, which weigh too much
LEGS_BAND, FLARED_BAND = 30.0, 100.0  # trousers have less of a waist; what falls in folds has two skirts' cloth
FLARED_WEIGHT = 4.0  # more mass makes a stiff band tremble less, and weighs no more
HEAVY_HELD = 5  # frames
# Stretched cloth is pulled through the body by its own tension, unless it is heavy for it. It weighs no more for that.
TIGHT, TIGHT_WEIGHT, TIGHT_BAND, TIGHT_FRICTION = 1.03, 4.0, 10.0, 80.0
BAND_BENDING = {"hips": 50.0, "torso": 4.0}


@dataclass(frozen=True, eq=False)
class Attempt:
    """One go at draping a garment, and what is wrong with it."""

    sheet: Sheet
    recording: Recording
    finished: Finished | None
    measured: Measured | None
    fault: str
    fix: str = ""
    another_try_helps: bool = False


class Cloth:
    """Blender's cloth solver, one step a frame."""

    @dataclass(frozen=True)
    class Options:
        quality: str = option("draft", "Solver steps: draft to look at, final to deliver", choices=tuple(STEPS))
        mesh_step_mm: float = option(15.0, "Length of the cloth's triangles", min=8.0, max=30.0, advanced=True)
        settle_frames: int = option(20, "Most frames to come to rest in", min=8, max=120, advanced=True)
        gap_mm: float = option(3.0, "From skin to finished cloth, at least", min=1.0, max=10.0, advanced=True)

    def __init__(self, options: Options, seed: int):
        self.options = options

    def drape(self, rig: Rig, outfit: Sequence[Garment]) -> Steps[Drape]:
        """Put the garments on the body, inside to outside.

        Raises:
            DrapeError: the cloth slid off; or it flew apart or stayed inside the body, however it was tried.
            PatternError: a garment cannot be sewn or placed.
            JobError: a fabric is unknown.
        """
        ordered = inside_to_outside(outfit)
        draped: list[DrapedGarment] = []
        with own_collection(COLLECTION) as collection:
            yield Progress("drape", 0.0, "the body on its way to its pose")
            dressing = Dressing(rig.body)
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
        made, item, faults = yield from self.climb(dressing, garment, title, collection)
        if made.fault or made.finished is None or made.measured is None:
            tried = f" It was tried {times(len(faults))}." if len(faults) > 1 else ""
            raise DrapeError(f"{made.fault}{tried}", made.fix)
        dressing.layers.append(Layer.of(made.sheet, made.recording, made.finished))
        item.data.transform(item.matrix_world)
        item.matrix_world = Matrix.Identity(4)
        letter, reasons = grade(made.measured, asked_stretch(garment))
        if faults:
            reasons += (f"it was draped {LADDER[len(faults)].words}, after this: {faults[-1]}",)
        cpu = time.process_time() - began
        log.info(
            "%s: grade %s, %d frames, %.1f CPU s, %s", title, letter, len(made.recording.frames), cpu, made.measured
        )
        return DrapedGarment(
            garment=garment,
            object_name=item.name,
            vertices=dressing.motion.to_world(made.finished.vertices),
            frames=len(made.recording.frames),
            cpu_seconds=cpu,
            grade=letter,
            reasons=reasons,
            **asdict(made.measured),
        )

    def climb(
        self, dressing: Dressing, garment: Garment, title: str, collection: bpy.types.Collection
    ) -> Steps[tuple[Attempt, bpy.types.Object, list[str]]]:
        """Try one rung of the ladder after the other until a drape has no fault: the last try, and what failed."""
        step, faults = fine_enough(garment, self.options.mesh_step_mm / 1000), []
        item = add_mesh(collection, title, np.zeros((0, 3)), np.zeros((0, 3), int))
        item.matrix_world = Matrix(dressing.motion.world_from_sim.tolist())
        for rung in LADDER:
            sheet = mesh_garment(garment, rung.mesh * step)
            start = dressing.start(sheet, rung.apart)
            show_mesh(item, start, sheet.faces)
            course = rung.course(self.course(garment, dressing))
            made = yield from self.attempt(dressing, garment, sheet, start, item, course)
            if not made.fault:
                break
            faults.append(made.fault)
            log.warning("%s, %s: %s", title, rung.words, made.fault)
            if not made.another_try_helps:
                break
        return made, item, faults

    def attempt(
        self,
        dressing: Dressing,
        garment: Garment,
        sheet: Sheet,
        start: np.ndarray,
        item: bpy.types.Object,
        course: Course,
    ) -> Steps[Attempt]:
        """Simulate, finish and measure once. ``item`` shows the cloth as it moves."""
        fabric = fabric_named(garment.fabric)
        tucked = garment.layer == "tucked" and hangs_from(garment) == "torso"
        with own_scene() as scene:
            dressing.add_colliders(scene, course)
            tight = belt(sheet, start, dressing.body) if tucked else None
            mesh = SewnMesh.of(sheet, start)
            frames = simulate(scene, add_cloth(scene, mesh, fabric, course, tight), mesh, course)
            recording = yield from shown(frames, item, garment.design, course)
        if recording.exploded:
            return Attempt(sheet, recording, None, None, exploded(garment, recording, course), RETRY, True)
        fault = slid(garment, dressing.slide(sheet, start, recording.end))
        if fault:
            return Attempt(sheet, recording, None, None, fault, "Choose a smaller size, or less ease at the waist.")
        yield Progress("drape", 0.95, f"{garment.design}: finishing")
        worn = laid_flat(recording, start, dressing, course) if tucked else recording
        with own_scene() as scene:
            beneath = dressing.beneath(self.options.gap_mm / 1000)
            finished = finish(item, scene, sheet, worn.end, beneath, fabric)
        measured = measure(sheet, recording, finished, dressing.surface)
        return Attempt(sheet, worn, finished, measured, inside(garment, measured), RETRY, True)

    def course(self, garment: Garment, dressing: Dressing) -> Course:
        """How the frames are spent on this garment: more of them, the farther the body moves."""
        region = hangs_from(garment)
        legs = any(piece.placement.region.startswith("leg_") for piece in garment.pieces)
        flared = any(piece.placement.region == "flared" for piece in garment.pieces)
        weight, band, friction = 1.0, BAND_STIFFNESS[region], FRICTION[region]
        if asked_stretch(garment) > TIGHT:
            weight, band, friction = TIGHT_WEIGHT, TIGHT_BAND, TIGHT_FRICTION
        elif legs:
            weight, band = LEGS_WEIGHT, LEGS_BAND
        elif flared:
            weight, band = FLARED_WEIGHT, FLARED_BAND
        posing = int(np.clip(round(12 + 20 * dressing.travel), *POSING_FRAMES))
        return Course(
            before=BEFORE_FLARED if flared else BEFORE,
            posing=posing,
            settle_least=8,
            settle_most=self.options.settle_frames,
            steps=STEPS[self.options.quality],
            collision_steps=2,
            quiet_mm=1.5,
            friction=friction,
            band_stiffness=band,
            band_bending=BAND_BENDING[region],
            weight=weight,
            held=HEAVY_HELD if legs or flared else 0,
        )


def fine_enough(garment: Garment, step: float) -> float:
    """The length of the triangles, m: as asked, or longer where the garment would have more than MOST_VERTICES."""
    cloth = sum(area(piece) for piece in garment.pieces) / 1e6
    return max(step, math.sqrt(cloth / (MOST_VERTICES * math.sqrt(3) / 2)))


RETRY = "Set quality to final, or take a finer mesh_step_mm."


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


def hangs_from(garment: Garment) -> str:
    """ "hips" for what hangs from the waist, "torso" for what hangs from the shoulders."""
    return "hips" if any(hangs_at_hips(piece.placement.region) for piece in garment.pieces) else "torso"


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


def exploded(garment: Garment, recording: Recording, course: Course) -> str:
    return f"The {garment.design} flew apart in frame {len(recording.frames)} of {course.last}."


def slid(garment: Garment, slide: float) -> str:
    """What to say when the garment's band has left its place, or nothing."""
    limit = SLIDE_LIMITS[hangs_from(garment)]
    if slide <= limit:
        return ""
    return f"The {garment.design} slid {slide * 100:.0f} cm down the body (limit {limit * 100:.0f} cm)."


def inside(garment: Garment, measured: Measured) -> str:
    """What to say when too much cloth stayed inside the body, or nothing."""
    if measured.inside_fraction <= INSIDE_LIMIT and measured.inside_depth_mm <= DEPTH_LIMIT_MM:
        return ""
    return (
        f"{measured.inside_fraction:.1%} of the {garment.design} stayed inside the body (limit {INSIDE_LIMIT:.0%}), "
        f"up to {measured.inside_depth_mm:.0f} mm deep (limit {DEPTH_LIMIT_MM:.0f} mm)."
    )
