"""Finds, once and on an average body, which vertices and edges of the mesh the tape of each measure may touch."""

from __future__ import annotations

from functools import cache

import numpy as np

from .model import BodyModel, body_model
from .tape_lines import TapeLines, span_frame
from .tape_marks import ARM_GIRTHS, GIRTHS, LANDMARKS, LEG_GIRTHS, SPANS, TILTED_GIRTHS, TORSO_GIRTHS, Span

TORSO_JOINTS = ("root", "pelvis", "spine", "clavicle", "upperleg", "shoulder")
LEG_JOINTS = ("upperleg", "lowerleg", "foot")
ARM_JOINTS = ("upperarm", "lowerarm", "wrist", "metacarpal", "finger1-1")
TILTED_JOINTS = {"neck": ("neck", "head"), "head": ("head", "eye")}
SPAN_JOINTS = {"elbow": (*ARM_JOINTS, "clavicle", "shoulder"), "wrist": ARM_JOINTS}  # by where a span ends
TORSO_BAND_M = 0.16  # how far from its plane, on an average body, an edge may lie to be cut
LIMB_BAND_M = 0.11
TILTED_BAND_M = {"head": 0.035, "neck": 0.045}  # without the chin, which a wider band would cut on some bodies
SPAN_BAND_M = 0.06
THROAT_HALF_M = 0.06  # to each side of the throat, the spine moves more of the neck's skin than its own joints do
FROM_ENDS = 0.12  # of a span: nearer to its ends what rises steeply, as the neck does, is not under the tape
MIDDLE_M = 0.002


@cache
def tape_lines() -> TapeLines:
    """The tape's places on ``body_model()``, found once on an average body."""
    model = body_model()
    vertices, heads = _average(model)
    everywhere = np.arange(len(vertices))
    whole = TapeLines(model, everywhere, LANDMARKS, {}, everywhere, everywhere, everywhere, everywhere)
    edges = {name: _girth_edges(whole, name, vertices, heads) for name in GIRTHS}
    for span in (span for spans in SPANS.values() for span in spans):
        edges[f"{span.start} {span.end}"] = _span_edges(model, span, vertices)
    parts = _parts(model, vertices)
    used = [*parts.values(), *(found.ravel() for found in edges.values()), np.array(list(LANDMARKS.values()))]
    subset = np.unique(np.concatenate(used))
    row = np.full(len(vertices), -1)
    row[subset] = np.arange(len(subset))
    return TapeLines(
        model=model,
        subset=subset,
        marks={name: int(row[vertex]) for name, vertex in LANDMARKS.items()},
        edges={name: row[found] for name, found in edges.items()},
        **{name: row[found] for name, found in parts.items()},
    )


def _average(model: BodyModel) -> tuple[np.ndarray, np.ndarray]:
    shape = model.mean_shape
    shape[model.place("gender")] = 1.0
    return model.rest(shape), model.rest_heads(shape)


def _parts(model: BodyModel, vertices: np.ndarray) -> dict[str, np.ndarray]:
    """Vertices near the ends of the body and along its middle; the midlines in order."""
    skin, height = model.is_skin, vertices[:, 2]
    middle = skin & (np.abs(vertices[:, 0]) < MIDDLE_M)
    waist, neck, crotch = (vertices[LANDMARKS[name]] for name in ("waist_back", "back_neck", "crotch_front"))
    back = np.flatnonzero(middle & (vertices[:, 1] > 0) & (height > waist[2] - 0.10) & (height < neck[2] + 0.02))
    below = np.flatnonzero(middle & (height < waist[2] + 0.10) & (height > crotch[2] - 0.01))
    lowest = vertices[LANDMARKS["crotch_front"], 1] + 0.02
    front, behind = below[vertices[below, 1] < lowest], below[vertices[below, 1] >= lowest]
    return {
        "crown": np.flatnonzero(skin & (height > vertices[skin, 2].max() - 0.03)),
        "soles": np.flatnonzero(skin & (height < vertices[skin, 2].min() + 0.03)),
        "midline_back": back[np.argsort(height[back])],
        "midline_below": np.r_[front[np.argsort(-height[front])], behind[np.argsort(height[behind])]],
    }


def _girth_edges(whole: TapeLines, name: str, vertices: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """(E, 2) the edges, as vertices of the mesh, that the tape named may cross."""
    model = whole.model
    prefixes, side = _girth_joints(name)
    inside = _moved(model, prefixes, side) > 0.5
    if name in LEG_GIRTHS:
        inside = (vertices[:, 0] > MIDDLE_M) & (_moved(model, prefixes, side) > 0.1)
    if name == "neck":
        inside |= (np.abs(vertices[:, 0]) < THROAT_HALF_M) & (vertices[:, 1] < heads[model.joint("neck01"), 1] - 0.03)
    plane = whole.plane(name, vertices, heads)
    band = TORSO_BAND_M if name in TORSO_GIRTHS else TILTED_BAND_M.get(name, LIMB_BAND_M)
    near = np.abs((vertices - plane.origin) @ plane.normal) < band
    return _edges_inside(model, model.is_skin & inside & near)


def _span_edges(model: BodyModel, span: Span, vertices: np.ndarray) -> np.ndarray:
    """(E, 2) the edges that a taut tape between two landmarks may lie on: those near its plane, on its outer side."""
    start, end = (vertices[LANDMARKS[name]] for name in (span.start, span.end))
    plane, along, up = span_frame(start, end, span.outwards)
    place = vertices - start
    far = np.linalg.norm(end - start)
    share = place @ along / far
    near = (np.abs(place @ plane.normal) < SPAN_BAND_M) & (share > FROM_ENDS) & (share < 1 - FROM_ENDS)
    outer = place @ up > -0.03
    left = vertices[:, 0] > -MIDDLE_M
    joints = SPAN_JOINTS.get(span.end, (*TORSO_JOINTS, "breast"))
    return _edges_inside(model, model.is_skin & near & outer & left & (_moved(model, joints, "") > 0.5))


def _moved(model: BodyModel, prefixes: tuple[str, ...], side: str) -> np.ndarray:
    """(V,) how much of each vertex's skin weight belongs to these joints."""
    joints = np.array([joint.startswith(prefixes) and joint.endswith(side) for joint in model.joints])
    return model.skin_weights[:, joints].sum(axis=1)


def _edges_inside(model: BodyModel, inside: np.ndarray) -> np.ndarray:
    quads = model.skin_faces
    edges = np.sort(np.concatenate([quads[:, [k, (k + 1) % 4]] for k in range(4)]), axis=1)
    return np.unique(edges[inside[edges].all(axis=1)], axis=0)


def _girth_joints(name: str) -> tuple[tuple[str, ...], str]:
    if name in TORSO_GIRTHS:
        return TORSO_JOINTS, ""
    if name in TILTED_GIRTHS:
        return TILTED_JOINTS[name], ""
    return (ARM_JOINTS if name in ARM_GIRTHS else LEG_JOINTS), ".L"
