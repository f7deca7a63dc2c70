"""Blender's cloth solver, one step a frame, in a scene of its own that is gone afterwards."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import bpy
import numpy as np

from ...core.fabric import Fabric
from .collider import BODY_CLEAR, CLOTH_DISTANCE, add_mesh, positions, straighten
from .sewn import SewnMesh
from .springs import Springs, mean_step, set_springs

FRAMES_A_SECOND = 24
DAMPING = 5.0
LETTING_GO = 6  # frames in which the strain of the start is let go, or of a tug
TUG_COMING = 8  # frames, before the body is in its pose, in which a tug begins
QUIET_FRAMES = 3
OVERLAP_DISTANCE = 0.003  # m between pieces that lie over each other
OVERLAP_FRICTION = 5.0
FAR_AWAY = 10.0  # m; nothing that drapes well gets there
AIR, AIR_AT_REST = 1.0, 8.0  # more air at the end takes the last swing out
AIR_MASS = 0.05  # a lighter vertex gets as much less air, or fine chiffon would float down at 1 mm a frame


@dataclass(frozen=True)
class Course:
    """How the frames are spent, and how exactly each is solved."""

    before: int  # frames before the body moves
    posing: int
    settle_least: int
    settle_most: int
    steps: int  # solver steps a frame
    collision_steps: int  # of each of these steps
    quiet_mm: float  # the 95th percentile of speed, per frame, that counts as at rest
    friction: float
    band_stiffness: float  # times the fabric's own, on waistbands and neckbands
    band_bending: float
    fewer_moving: int = 0  # of the collision steps, until the body has come to its pose
    shoulder_friction: float = 0.0  # where straps lie; 0: as elsewhere
    weight: float = 1.0  # times its mass that the solver is given
    pace: float = 1.0  # of time; half of it is as good as twice the steps, and cloth comes to rest sooner
    clear: float = BODY_CLEAR  # m from skin to cloth
    held: int = 0  # frames in which it gets its weight, while its band closes round the body
    tugging: int = 0  # frames in which it is drawn down once the body has come to its pose
    tug: float = 1.0  # times its weight with which it is
    grip: float = 0.0  # friction from when it is let go; 0: as before

    @property
    def posed(self) -> int:
        """The frame in which the body has reached its pose."""
        return 1 + self.before + self.posing

    @property
    def drawn_down(self) -> int:
        """The frame from which the cloth is left to come to rest."""
        return self.posed + self.tugging

    @property
    def let_go(self) -> int:
        """The frame from which the cloth is drawn down less and less."""
        return self.drawn_down - min(LETTING_GO, self.tugging)

    @property
    def last(self) -> int:
        return self.drawn_down + self.settle_most


@dataclass(frozen=True, eq=False)
class Belt:
    """Vertices of the cloth that shrink in all directions, by a share of their flat size."""

    ids: np.ndarray
    shrink: float


@contextmanager
def own_scene() -> Iterator[bpy.types.Scene]:
    """A scene for one simulation. It, and all that was put into it, is removed whatever happens."""
    scene = bpy.data.scenes.new("Toile Solver")
    try:
        scene.gravity = (0.0, 0.0, -9.81)
        scene.use_gravity = True
        scene.render.fps, scene.render.fps_base = FRAMES_A_SECOND, 1.0
        scene.frame_start = 1
        yield scene
    finally:
        clear(scene)
        bpy.data.scenes.remove(scene)


def clear(scene: bpy.types.Scene) -> None:
    """Remove the scene's objects with their meshes and animations."""
    remove(list(scene.collection.all_objects))


def remove(items: Sequence[bpy.types.Object]) -> None:
    """Remove mesh objects with their meshes and animations."""
    for item in items:
        keys = item.data.shape_keys
        actions = [owner.animation_data.action for owner in (item, keys) if owner and owner.animation_data]
        bpy.data.batch_remove([item, item.data, *(action for action in actions if action)])


def add_cloth(
    scene: bpy.types.Scene, mesh: SewnMesh, fabric: Fabric, course: Course, belt: Belt | None = None, first: int = 1
) -> bpy.types.Object:
    """The garment as cloth that wants to be flat as cut, and is at its start in the frame ``first``."""
    item = add_mesh(scene.collection, "Toile cloth", mesh.start, mesh.faces)
    item.shape_key_add(name="Basis")
    add_rest_shape(item, mesh, first)
    modifier = item.modifiers.new("Cloth", "CLOTH")
    modifier.point_cache.frame_start, modifier.point_cache.frame_end = first, course.last + 1
    settings = modifier.settings
    settings.use_dynamic_mesh = True
    settings.time_scale = course.pace
    springs = Springs.of(fabric, mean_step(mesh.sheet), course.weight)
    set_springs(settings, springs, course.steps)
    settings.tension_damping = settings.compression_damping = settings.shear_damping = DAMPING
    collision = modifier.collision_settings
    collision.use_collision, collision.use_self_collision = True, False
    collision.distance_min = CLOTH_DISTANCE
    collision.friction, collision.impulse_clamp, collision.damping = course.friction, 0.0, 0.0
    keep_apart(item, collision, mesh)
    stiffen_bands(item, settings, mesh.stiff, course, springs)
    collide_more_at_the_end(item, collision, course)
    calm_at_the_end(item, settings, course)
    if course.held:
        hold_at_first(item, settings, course)
    if course.tugging:
        tug_down(item, settings, course)
    if belt:
        item.vertex_groups.new(name="belt").add(mesh.vertices(belt.ids).tolist(), 1.0, "REPLACE")
        settings.vertex_group_shrink, settings.shrink_max = "belt", belt.shrink
    return item


def keep_apart(item: bpy.types.Object, collision: bpy.types.ClothCollisionSettings, mesh: SewnMesh) -> None:
    """Let the pieces that lie over each other collide, away from where they are sewn, and nothing else."""
    ids = mesh.overlapping
    if not len(ids):
        return
    rest = np.setdiff1d(np.arange(len(mesh.start)), ids)
    item.vertex_groups.new(name="no overlap").add(rest.tolist(), 1.0, "REPLACE")
    collision.use_self_collision, collision.vertex_group_self_collisions = True, "no overlap"
    collision.self_distance_min, collision.self_friction = OVERLAP_DISTANCE, OVERLAP_FRICTION


def add_rest_shape(item: bpy.types.Object, mesh: SewnMesh, first: int) -> None:
    """Make the cloth want the lengths that it was cut to.

    The setting for it, ``rest_shape_key``, does nothing in Blender 4.5 to 5.2: the start stays the rest shape. But with
    ``use_dynamic_mesh`` the rest lengths are those of the mesh below the cloth, so that mesh goes from the start to the
    shape without strain by an animated shape key, while the cloth stays where it is. It goes slowly, so that the strain
    of the start is let go slowly; at once, it throws cloth into the body.
    """
    key = item.shape_key_add(name="unstrained")
    key.data.foreach_set("co", np.ascontiguousarray(mesh.rest, np.float32).ravel())
    for frame, value in ((first, 0.0), (first + LETTING_GO, 1.0)):
        key.value = value
        key.keyframe_insert("value", frame=frame)
    straighten(item.data.shape_keys)


def stiffen_bands(
    item: bpy.types.Object, settings: bpy.types.ClothSettings, ids: np.ndarray, course: Course, springs: Springs
) -> None:
    """Waistbands, neckbands and straps are double cloth, with interlining or tape: stiffer than the rest."""
    if not len(ids):
        return
    item.vertex_groups.new(name="band").add(ids.tolist(), 1.0, "REPLACE")
    settings.vertex_group_structural_stiffness = settings.vertex_group_bending = "band"
    settings.tension_stiffness_max = settings.compression_stiffness_max = (
        settings.tension_stiffness * course.band_stiffness
    )
    settings.bending_stiffness_max = springs.solvable(springs.bending * course.band_bending, settings.quality)


def calm_at_the_end(item: bpy.types.Object, settings: bpy.types.ClothSettings, course: Course) -> None:
    """Thicken the air while the cloth settles."""
    calm = course.drawn_down + course.settle_least
    share = min(1.0, settings.mass / AIR_MASS)
    for frame, value in ((1, AIR), (course.drawn_down, AIR), (calm, AIR_AT_REST)):
        settings.air_damping = share * value
        item.keyframe_insert('modifiers["Cloth"].settings.air_damping', frame=frame)


def collide_more_at_the_end(
    item: bpy.types.Object, collision: bpy.types.ClothCollisionSettings, course: Course
) -> None:
    """Collisions are half of the solver's time; what slips in on the way comes out while the cloth settles."""
    before = max(1, course.collision_steps - course.fewer_moving)
    for frame, number in ((1, before), (course.posed - 1, before), (course.posed, course.collision_steps)):
        collision.collision_quality = number
        item.keyframe_insert('modifiers["Cloth"].collision_settings.collision_quality', frame=frame)


def hold_at_first(item: bpy.types.Object, settings: bpy.types.ClothSettings, course: Course) -> None:
    """Let the weight come slowly. At once, cloth falls for centimetres before its band grips, for it starts clear.

    What is made heavier than it is weighs no more for that.
    """
    for frame, share in ((1, 0.0), (LETTING_GO, 0.0), (LETTING_GO + course.held, min(1.0, 1.0 / course.weight))):
        settings.effector_weights.gravity = share
        item.keyframe_insert('modifiers["Cloth"].settings.effector_weights.gravity', frame=frame)


def tug_down(item: bpy.types.Object, settings: bpy.types.ClothSettings, course: Course) -> None:
    """Draw the cloth down as the body comes to its pose, as who has put something on tugs at its hem.

    Arms that come up take the chest's cloth along; it stands there in a fold as stiff as a shelf, and no weight of its
    own brings that down again.
    """
    weights = (
        (1, 1.0),
        (max(course.posed - TUG_COMING, 1 + course.before), 1.0),
        (course.posed, course.tug),
        (course.let_go, course.tug),
        (course.drawn_down, 1.0),
    )
    for frame, times in weights:
        settings.effector_weights.gravity = times
        item.keyframe_insert('modifiers["Cloth"].settings.effector_weights.gravity', frame=frame)


@dataclass(frozen=True, eq=False)
class Recording:
    """A simulated garment: where its vertices were in each frame, and whether it came to rest."""

    frames: np.ndarray  # (T, N, 3) m
    speeds_mm: np.ndarray  # (T - 1,) 95th percentile per frame
    exploded: bool
    settled: bool

    @property
    def end(self) -> np.ndarray:
        return self.frames[-1]

    def ending_at(self, points: np.ndarray, since: int) -> Recording:
        """This, but with its vertices (N, 3) m elsewhere at the end, where they come to bit by bit from a frame on.

        At once, they would knock what is worn over them.
        """
        shares = np.clip((np.arange(len(self.frames)) - since) / max(len(self.frames) - 1 - since, 1), 0.0, 1.0)
        shares[-1] = 1.0
        return replace(self, frames=self.frames + shares[:, None, None] * (points - self.end))

    def followed_by(self, other: Recording) -> Recording:
        """This and then ``other``, which begins as this one ends."""
        frames = np.concatenate([self.frames, other.frames[1:]])
        return replace(other, frames=frames, speeds_mm=np.concatenate([self.speeds_mm, other.speeds_mm]))

    def calmest(self, course: Course) -> Recording:
        """This up to when it was calmest, late in the frames that it had to rest in, if it did not come to rest."""
        if self.settled or self.exploded:
            return self
        late = (course.drawn_down + course.settle_least + len(self.frames)) // 2
        ends = range(min(late, len(self.frames)), len(self.frames) + 1)
        until = min(ends, key=lambda end: self.speeds_mm[max(end - 1 - QUIET_FRAMES, 0) : end - 1].mean())
        return replace(self, frames=self.frames[:until], speeds_mm=self.speeds_mm[: until - 1])

    @property
    def end_speed_mm(self) -> float:
        return float(self.speeds_mm[-QUIET_FRAMES:].mean()) if len(self.speeds_mm) else 0.0


def simulate(
    scene: bpy.types.Scene,
    cloth: bpy.types.Object,
    mesh: SewnMesh,
    course: Course,
    first: int = 1,
    last: int | None = None,
) -> Generator[tuple[int, np.ndarray], None, Recording]:
    """Step the scene's frames, yielding each one's number and the sheet's vertices (N, 3), until they rest.

    Args:
        first: the frame in which the cloth is at its start.
        last: the last one if it does not rest before; by default the course's.
    """
    scene.frame_end = course.last + 1
    frames: list[np.ndarray] = []
    speeds: list[float] = []
    exploded = settled = False
    for frame in range(first, (last or course.last) + 1):
        scene.frame_set(frame)
        now = positions(cloth.evaluated_get(scene.view_layers[0].depsgraph).data)[mesh.merged]
        exploded = not np.isfinite(now).all() or float(np.abs(now).max()) > FAR_AWAY
        if frames:
            speeds.append(float(np.percentile(np.linalg.norm(now - frames[-1], axis=1), 95) * 1000))
        frames.append(now)
        if exploded:
            break
        yield frame, now
        settled = is_quiet(speeds, frame - course.drawn_down, course)
        if settled:
            break
    return Recording(np.array(frames), np.array(speeds), exploded, settled)


def is_quiet(speeds_mm: Sequence[float], settling: int, course: Course) -> bool:
    recent = speeds_mm[-QUIET_FRAMES:]
    return settling >= course.settle_least and max(recent) < course.quiet_mm
