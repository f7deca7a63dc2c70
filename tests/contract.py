"""What any plugin of a seam must satisfy. Ours run through it; other authors' can too.

Each check takes a plugin and inputs for it, runs it, and returns its value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
from toile.addon.core.pattern.pieces import Piece
from toile.addon.core.photo.segments import PARTS
from toile.addon.core.seams import Progress, Steps, exhaust
from toile.addon.core.types import (
    Body,
    BodyFit,
    Camera,
    Drape,
    Dressed,
    Garment,
    GarmentReading,
    PhotoEvidence,
    Rig,
    Segments,
    Still,
    Tape,
)

KINDS = {bool, int, float, str}


def drain(steps: Steps) -> Any:
    """Run a stage to its value, checking its Progress on the way: fractions within 0 to 1, never falling."""
    last = 0.0

    def check(step: Any) -> None:
        nonlocal last
        assert isinstance(step, Progress)
        assert last - 1e-9 <= step.fraction <= 1
        last = step.fraction

    return exhaust(steps, check)


def check_options(kind: type) -> None:
    """Options is a frozen dataclass of plain fields, each with a default within its limits, and help."""
    assert is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    made = kind()
    for f in fields(kind):
        value, meta = getattr(made, f.name), f.metadata
        assert type(value) in KINDS, f.name
        assert meta.get("help"), f"{f.name} has no help"
        assert value in meta.get("choices", (value,))
        if type(value) in (int, float):
            assert meta["min"] <= value <= meta["max"], f.name


def check_cancel(begin: Callable[[], Steps]) -> None:
    """Closing a stage after its first step ends it quietly."""
    steps = begin()
    next(steps)
    steps.close()
    assert next(steps, None) is None


def same(a: Any, b: Any) -> bool:
    """Whether two values are equal, arrays by content."""
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b)
    if is_dataclass(a):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def check_camera(camera: Camera) -> None:
    assert camera.K.shape == (3, 3)
    assert camera.cam_from_world.shape == (4, 4)
    rotation = camera.cam_from_world[:3, :3]
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-6)
    assert camera.source in ("exif", "assumed")


def check_estimator(plugin: Any, photo: Path) -> PhotoEvidence:
    value = drain(plugin.estimate(photo))
    assert isinstance(value, PhotoEvidence)
    height, width = value.image.shape[:2]
    assert value.image.shape == (height, width, 3)
    assert value.image.dtype == np.uint8
    assert value.landmarks.shape == (33, 2)
    assert value.visibility.shape == (33,)
    assert value.silhouette.shape == (height, width)
    assert 0 <= value.silhouette.min() <= value.silhouette.max() <= 1
    assert value.camera.size == (width, height)
    assert 0 < value.scale <= 1
    assert value.placed is None  # nothing was put by hand yet
    check_camera(value.camera)
    assert same(value, drain(plugin.estimate(photo)))
    return value


def check_fit(value: BodyFit) -> None:
    assert isinstance(value, BodyFit)
    assert np.isfinite(value.shape).all()
    check_pose(value.pose, value.world_from_root)
    for other in value.others:
        check_pose(other.pose, other.world_from_root)
        check_camera(other.camera)
    for low, high in value.ranges.values():
        assert 0 < low <= high
    assert set(value.outline.values()) <= {"skin or tight", "loose", "not seen"}
    assert value.device in ("", "numpy", "cpu", "cuda", "mps")


def check_pose(rotations: np.ndarray, world_from_root: np.ndarray) -> None:
    np.testing.assert_allclose(
        rotations @ rotations.swapaxes(1, 2), np.tile(np.eye(3), (len(rotations), 1, 1)), atol=1e-6
    )
    assert world_from_root.shape == (4, 4)


def check_body_model(plugin: Any, tape: Tape, views: tuple[PhotoEvidence, ...] = ()) -> Body:
    """Checks from_tape and build, and fit too where there are photos' views."""
    fit = drain(plugin.from_tape(tape))
    check_fit(fit)
    assert same(fit, drain(plugin.from_tape(tape)))
    if views:
        fit = drain(plugin.fit(views, tape))
        check_fit(fit)
        check_camera(fit.camera)
        assert len(fit.others) == len(views) - 1
        assert same(fit, drain(plugin.fit(views, tape)))
    body = drain(plugin.build(fit))
    check_body(body)
    return body


def check_body(body: Body) -> None:
    assert isinstance(body, Body)
    joints = len(body.joints)
    assert np.isfinite(body.vertices).all()
    assert abs(body.vertices[:, 2].min()) < 0.02  # feet on the floor
    assert body.faces.max() < len(body.vertices)
    assert body.world_from_joint.shape == body.world_from_joint_rest.shape == (joints, 4, 4)
    assert body.skin_weights.shape == (len(body.vertices), joints)
    np.testing.assert_allclose(body.skin_weights.sum(1), 1, atol=1e-4)
    assert all(0 < value < 3 for value in body.measures.values())
    assert 1.0 < body.measures["stature"] < 2.5


def check_garment(plugin: Any, body: Body) -> Garment:
    value = drain(plugin.draft(body))
    assert isinstance(value, Garment)
    assert value.pieces
    for piece in value.pieces:
        check_piece(piece)
    names = {f"{piece.name}.{edge.name}" for piece in value.pieces for edge in piece.all_edges}
    for seam in value.seams:
        assert {seam.a, seam.b} <= names
    assert all(np.isfinite(list(value.pom_mm.values())))
    assert same(value, drain(plugin.draft(body)))
    return value


def check_piece(piece: Piece) -> None:
    """Closed, anticlockwise, in millimetres."""
    for edge, following in zip(piece.edges, piece.edges[1:] + piece.edges[:1], strict=True):
        np.testing.assert_allclose(edge.points[-1], following.points[0], atol=0.1)
    outline = np.concatenate([edge.points[:-1] for edge in piece.edges])
    x, y = outline.T
    area = 0.5 * (x * np.roll(y, -1) - y * np.roll(x, -1)).sum()
    assert area > 100, piece.name


def check_scene(plugin: Any, body: Body, evidence: PhotoEvidence | None) -> Rig:
    import bpy

    value = drain(plugin.place(body, evidence))
    assert isinstance(value, Rig)
    for name in (value.body_object, value.armature_object, value.camera_object):
        assert name in bpy.data.objects
    count = len(bpy.data.objects)
    value = drain(plugin.place(body, evidence))
    assert len(bpy.data.objects) == count  # a second run replaces the first
    return value


def check_draper(plugin: Any, rig: Rig, outfit: tuple[Garment, ...]) -> Drape:
    """Also that the same outfit lies the same way twice."""
    import bpy

    value = drain(plugin.drape(rig, outfit))
    assert isinstance(value, Drape)
    assert len(value.garments) == len(outfit)
    for draped in value.garments:
        assert np.isfinite(draped.vertices).all()
        assert draped.object_name in bpy.data.objects
        assert not any(m.type == "CLOTH" for m in bpy.data.objects[draped.object_name].modifiers)
        assert draped.grade in ("A", "B", "C", "D")
        assert draped.grade == "A" or draped.reasons
    again = drain(plugin.drape(rig, outfit))
    for first, second in zip(value.garments, again.garments, strict=True):
        assert np.array_equal(first.vertices, second.vertices)
    return again


def check_look(plugin: Any, drape: Drape) -> Dressed:
    import bpy

    value = drain(plugin.dress(drape))
    assert isinstance(value, Dressed)
    assert len(value.materials) == len(drape.garments)
    for draped, name in zip(drape.garments, value.materials, strict=True):
        assert name in {slot.name for slot in bpy.data.objects[draped.object_name].data.materials}
    return value


def check_output(
    plugin: Any, dressed: Dressed, rig: Rig, evidence: PhotoEvidence | None, view: str, path: Path
) -> Still:
    value = drain(plugin.render(dressed, rig, evidence, view, path))
    assert isinstance(value, Still)
    assert value.path == path
    assert value.view == view
    assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    return value


def check_segmenter(plugin: Any, evidence: PhotoEvidence, body: Body) -> Segments:
    """Parts of the whole photo that add up to 1; what is no part of the person is background."""
    value = drain(plugin.segment(evidence, body))
    assert isinstance(value, Segments)
    assert set(value.matte) == set(PARTS)
    for matte in value.matte.values():
        assert matte.shape == evidence.silhouette.shape
        assert matte.dtype == np.float32
        assert 0 <= matte.min() <= matte.max() <= 1
    np.testing.assert_allclose(sum(value.matte.values()), 1, atol=1e-3)
    assert same(value, drain(plugin.segment(evidence, body)))
    check_cancel(lambda: plugin.segment(evidence, body))
    return value


def check_reader(plugin: Any, photo: Path) -> GarmentReading:
    value = drain(plugin.read(photo))
    assert isinstance(value, GarmentReading)
    height, width = value.cutout.shape[:2]
    assert value.cutout.shape == (height, width, 4)
    assert value.cutout.dtype == np.uint8
    assert 0 < (value.cutout[..., 3] > 127).mean() < 1  # something is cut out of something
    assert 0 <= value.second_confidence <= value.confidence <= 1
    assert value.design != value.second
    assert {type(each) for each in value.options.values()} <= KINDS
    shares = [share for *_, share in value.colours]
    assert shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 1 + 1e-3
    assert (value.print_image is None) == (not value.print_options)
    if value.print_image is not None:
        assert value.print_image.dtype == np.uint8
        assert value.print_image.shape[2] == 4
    assert value.cannot_know  # no photo tells all
    assert same(value, drain(plugin.read(photo)))
    return value
