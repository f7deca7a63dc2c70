"""The body on its way to its pose and the garments already on it, as the next garment meets them."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np

from ...core.body.build import body_model
from ...core.types import Body
from .akimbo import Akimbo
from .collars import creases
from .collider import (
    BODY_THICKNESS,
    HAND_INNER_THICKNESS,
    LAYER_CLEAR,
    LAYER_THICKNESS,
    Proxy,
    add_collider,
    bind,
    grip_from,
    inset,
    split_quads,
)
from .finish import Finished, Under
from .hands import held_off, room_for
from .ledge import Ledge
from .meshing import Sheet
from .motion import Motion, ease
from .overlap import overlaps, parted
from .placement import CLEAR, LEVEL_APART, is_sleeved, place
from .relax import Surface, average, border_of, relax, smooth_surface, weld_map
from .sewn import rings
from .solver import Course, Recording, own_scene
from .straps import Kerbs

BODY_KEYS = 10
BELOW_SHOULDER = 0.08  # m; straps lie above
HIGHEST = 0.03  # m; so deep lies what hangs over the shoulders
PROXY_FACES = 5000
LAYER_FRICTION = 20.0
ARM_FRICTION = 1.0  # a hand that comes to rest on the hip must not drag the skirt there
LAYER_APART = 0.006  # m between layers at the start
BETWEEN_LAYERS = 0.0015  # m from the outside of one finished garment to the next
AT_START, AT_REST = 0.04, 0.015  # m; how deep within a layer cloth may begin, and be after its simulation
# Which joint a garment's bands go with.
CARRIED_BY = {"hips": "root", "torso": "spine01"}


@dataclass(frozen=True, eq=False)
class Layer:
    """A garment that is already on the body, in the simulation's frame."""

    frames: np.ndarray  # (T, M, 3) m, sewn up
    faces: np.ndarray  # (F, 3)
    finished: Finished

    @classmethod
    def of(cls, sheet: Sheet, recording: Recording, finished: Finished) -> Layer:
        welded = weld_map(len(sheet.flat), sheet.pairs)
        faces = welded[sheet.faces]
        whole = (faces != np.roll(faces, 1, axis=1)).all(axis=1)
        return cls(np.array([average(welded, frame) for frame in recording.frames]), faces[whole], finished)

    def collider_at(self, frame: int) -> np.ndarray:
        """(M, 3) m: without the sharp folds, on which other cloth jitters, and as deep as its thickness asks."""
        smoothed = smooth_surface(self.frames[frame], self.faces)
        return inset(smoothed, self.faces, LAYER_THICKNESS, LAYER_CLEAR)


class Dressing:
    """A body and what it wears so far. Positions are in the simulation's frame; see Motion."""

    def __init__(self, body: Body, tucked_to: float | None = None):
        """``tucked_to``: the height m where a band holds what is tucked in; by default the waist's."""
        self.body = body
        self.motion = Motion(body)
        self.layers: list[Layer] = []
        self.tucked_to = body.measures["waist_height"] if tucked_to is None else tucked_to
        self.skin = split_quads(body_model().skin_faces)
        with own_scene() as scene:
            self.proxy = Proxy(body, PROXY_FACES, scene)
        bodies = [self.motion.at(ease(k / BODY_KEYS)) for k in range(BODY_KEYS + 1)]
        self.rest, self.posed = bodies[0], bodies[-1]
        self.proxies = [self.proxy.follow(vertices) for vertices in bodies]
        self.akimbo = Akimbo(self.proxy, self.proxies[-1], [self.motion.elbow_bend(side) for side in "LR"])
        self.swung = [self.akimbo.swung(points, k / BODY_KEYS) for k, points in enumerate(self.proxies)]
        self.surface = Surface.of(self.posed, self.skin)

    @property
    def travel(self) -> float:
        """How far the fastest part of the body moves, m."""
        return float(np.linalg.norm(self.proxies[-1] - self.proxies[0], axis=1).max())

    def start(self, sheet: Sheet, apart: float = 0.0) -> np.ndarray:
        """Where the garment's vertices (N, 3) begin: round the resting body and what it wears, seams closed.

        ``apart`` is how much farther off all that, m, than it usually begins. A wide shoulder comes to hang over the
        arm when it is eased; a sleeve that was placed before that would be folded up below it, and stay so.
        """
        body = Surface.of(self.proxies[0], self.proxy.faces)
        layers = [Surface.of(layer.frames[0], layer.faces, AT_START) for layer in self.layers]
        below = [(body, CLEAR + apart), *((layer, LAYER_APART + apart) for layer in layers)]
        order = overlaps(sheet)

        def part(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
            return parted(points, faces, sheet.piece_of_face, order, LEVEL_APART)

        def eased(start: np.ndarray) -> np.ndarray:
            return relax(sheet, start, below, part if order else None, creases(sheet))

        start = eased(place(sheet, self.body))
        return eased(place(sheet, self.body, start)) if is_sleeved(sheet) else start

    def key_frames(self, course: Course) -> np.ndarray:
        """(BODY_KEYS + 1,) the frames in which the body has come so far. They are the same for every layer."""
        return np.round(np.linspace(1 + course.before, course.posed, BODY_KEYS + 1)).astype(int)

    def proxy_at(self, frame: int, course: Course) -> np.ndarray:
        """(P, 3) the coarse body in a frame, its arms where sleeves are."""
        k = float(np.interp(frame, self.key_frames(course), np.arange(BODY_KEYS + 1)))
        low = min(int(k), BODY_KEYS - 1)
        return self.swung[low] + (k - low) * (self.swung[low + 1] - self.swung[low])

    def add_colliders(
        self, scene: bpy.types.Scene, course: Course, holding: Kerbs | Ledge | None = None, meets_hands: bool = True
    ) -> None:
        """Put the moving body and layers into the scene, and what keeps straps or a waistband in their place.

        ``meets_hands``: whether the cloth meets hands on the hips. What hangs from the shoulders does not: a hand on
        its way would take a hem along.
        """
        faces, frames = self.proxy.faces, self.key_frames(course)
        bodies = [self.met(k, holding, meets_hands) for k in range(BODY_KEYS + 1)]
        shrunk = [inset(body, faces, BODY_THICKNESS, course.clear) for body in bodies]
        keys = [(1, shrunk[0]), *zip(frames.tolist(), shrunk, strict=True)]
        arms, hands = self.proxy.in_arm[faces].any(axis=1), self.proxy.in_hand[faces].all(axis=1)
        low = self.body.measures["shoulder_height"] - BELOW_SHOULDER
        shoulders = ~arms & (self.proxies[0][faces][:, :, 2].mean(axis=1) > low) & (course.shoulder_friction > 0)
        trunk = add_collider(scene, "Toile body", faces[~arms & ~shoulders], keys, BODY_THICKNESS, course.friction)
        if shoulders.any():
            add_collider(scene, "Toile shoulders", faces[shoulders], keys, BODY_THICKNESS, course.shoulder_friction)
        limbs = add_collider(scene, "Toile arms", faces[arms & ~hands], keys, BODY_THICKNESS, ARM_FRICTION)
        add_collider(scene, "Toile hands", faces[hands], keys, BODY_THICKNESS, ARM_FRICTION, HAND_INNER_THICKNESS)
        if course.grip:
            for part in (trunk, limbs):
                grip_from(part, course.let_go, course.grip)
        if holding:
            moving = [holding.at(proxy, faces) for proxy in self.proxies]
            walls = [(1, moving[0]), *zip(frames.tolist(), moving, strict=True)]
            friction = max(course.friction, course.shoulder_friction)
            add_collider(scene, "Toile hold", holding.faces, walls, LAYER_THICKNESS, friction)
        for layer in self.layers:
            rim = border_of(layer.faces)
            lid, moving = self.lidded(layer, rim, course)
            add_collider(scene, "Toile layer", lid, moving, LAYER_THICKNESS, LAYER_FRICTION)

    def lidded(self, layer: Layer, rim: np.ndarray, course: Course) -> tuple[np.ndarray, list[tuple[int, np.ndarray]]]:
        """The layer's faces and positions by frame, closed towards the body along its rim (R, 2).

        Else what is worn over it slips in behind its waistband, and hangs there.
        """
        edge = np.unique(rim)
        corners, shares = bind(layer.frames[-1][edge], self.proxy_at(len(layer.frames), course), self.proxy.faces)
        count = len(layer.frames[0])
        anchor = np.zeros(count, int)
        anchor[edge] = count + np.arange(len(edge))
        a, b = rim.T
        faces = np.concatenate([layer.faces, np.c_[b, a, anchor[a]], np.c_[b, anchor[a], anchor[b]]])
        moving = []
        for k in range(len(layer.frames)):
            body = inset(self.proxy_at(k + 1, course), self.proxy.faces, BODY_THICKNESS, course.clear)
            on_body = np.einsum("pk,pkd->pd", shares, body[corners])
            moving.append((k + 1, np.concatenate([layer.collider_at(k), on_body])))
        return faces, moving

    def beneath(self, gap: float) -> list[Under]:
        """What the finished garment must be outside of: the full body by ``gap`` m, then each layer."""
        layers = [layer.finished for layer in self.layers]
        worn = [Under(Surface.of(f.vertices, f.triangles, AT_REST), f.thickness + BETWEEN_LAYERS) for f in layers]
        return [Under(self.surface, gap), *worn]

    def met(self, key: int, holding: Kerbs | Ledge | None, meets_hands: bool) -> np.ndarray:
        """The coarse body (P, 3), at one of its keys, as the cloth of a garment meets it that rests on ``holding``."""
        ledge = holding.height if isinstance(holding, Ledge) else 0.0
        bodies = self.proxies if meets_hands else self.swung
        return held_off(self.proxy, bodies[key], room_for(ledge, len(self.layers)))

    def solid(self, course: Course, holding: Kerbs | Ledge | None, meets_hands: bool) -> list[tuple[Surface, float]]:
        """What the solver's cloth is outside of at the end, and by how much m: the coarse body, then each layer."""
        body = self.met(BODY_KEYS, holding, meets_hands)
        layers = [Surface.of(layer.frames[-1], layer.faces, AT_REST) for layer in self.layers]
        return [(Surface.of(body, self.proxy.faces), course.clear), *((layer, LAYER_CLEAR) for layer in layers)]

    def slide(self, sheet: Sheet, start: np.ndarray, end: np.ndarray) -> float:
        """How far m what holds the garment has slid down the body.

        At the hips that is its waistband; elsewhere its highest part, for other bands swing, or go with the arms.
        """
        at_hips = any(hangs_at_hips(piece.placement.region) for piece in sheet.pieces)
        ids = np.flatnonzero(np.isin(sheet.piece_of_vertex, rings(sheet) if at_hips else []))
        if not len(ids):
            ids = np.flatnonzero(start[:, 2] > start[:, 2].max() - HIGHEST)
        up = self.motion.turned(CARRIED_BY["hips" if at_hips else "torso"]) @ np.array([0, 0, 1.0])
        corners, shares = bind(start[ids], self.rest, self.skin)
        before = start[ids] - np.einsum("pk,pkd->pd", shares, self.rest[corners])
        after = end[ids] - np.einsum("pk,pkd->pd", shares, self.posed[corners])
        return float(before[:, 2].mean() - (after @ up).mean())


def hangs_at_hips(region: str) -> bool:
    """Whether a piece placed on ``region`` makes its garment hang from the waist."""
    return region in ("hips", "flared") or region.startswith("leg_")
