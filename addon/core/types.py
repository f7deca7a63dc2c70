"""What passes between stages. Arrays are C-ordered and are not written to after construction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np

from .pattern.ease import Girth
from .pattern.pieces import Piece, Seam
from .pattern.sizes import Chart
from .printing import Print

FEMALE, MALE = 1.0, 0.0


@dataclass(frozen=True, eq=False)
class Camera:
    """A pinhole camera. Image axes x right, y down; camera axes x right, y down, z forward (OpenCV)."""

    K: np.ndarray  # (3, 3) px
    size: tuple[int, int]  # width, height in px
    cam_from_world: np.ndarray  # (4, 4) m; world: Z up, floor at z = 0
    source: str  # "exif" or "assumed"


@dataclass(frozen=True, eq=False)
class Segments:
    """What of the photo is what: skin, hair, clothes, background, as core/photo/segments.py names them."""

    matte: Mapping[str, np.ndarray]  # part -> (H, W) float32 0-1 over the whole photo; at each pixel they add up to 1


@dataclass(frozen=True, eq=False)
class PhotoEvidence:
    """What the photo shows. Nothing inferred about the body is in here."""

    image: np.ndarray  # (H, W, 3) uint8 sRGB, upright, metadata gone
    landmarks: np.ndarray  # (33, 2) px, MediaPipe's order
    landmarks_world: np.ndarray  # (33, 3) m, hip-centred, camera axes, as MediaPipe answers
    visibility: np.ndarray  # (33,) 0-1; 0 where outside the picture
    silhouette: np.ndarray  # (H, W) float32 0-1
    camera: Camera  # cam_from_world is the identity here
    warnings: tuple[str, ...] = ()  # sentences for the user
    placed: np.ndarray | None = None  # (33,) bool: landmarks put by hand; None where none was
    scale: float = 1.0  # px of ``image`` to one px of the upright file
    segments: Segments | None = None  # None until a segmenter has looked


@dataclass(frozen=True)
class Tape:
    """What the user typed. It is kept exactly and outranks what was seen. None means not typed.

    A field is a measure of core/body/tape_marks.py and its unit.
    """

    stature_mm: float | None = None
    mass_kg: float | None = None
    gender: str | None = None  # "female", "male" or "neutral"
    chest_mm: float | None = None
    waist_mm: float | None = None
    hip_mm: float | None = None
    inseam_mm: float | None = None
    head_mm: float | None = None
    neck_mm: float | None = None
    shoulder_width_mm: float | None = None
    shoulder_length_mm: float | None = None
    underbust_mm: float | None = None
    high_hip_mm: float | None = None
    thigh_mm: float | None = None
    knee_mm: float | None = None
    calf_mm: float | None = None
    ankle_mm: float | None = None
    upper_arm_mm: float | None = None
    elbow_mm: float | None = None
    wrist_mm: float | None = None
    arm_length_mm: float | None = None
    back_waist_length_mm: float | None = None
    front_waist_length_mm: float | None = None
    bust_height_mm: float | None = None
    outside_leg_mm: float | None = None
    crotch_length_mm: float | None = None

    def typed(self) -> dict[str, float]:
        """The typed numbers by field name, without gender."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "gender"}
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, eq=False)
class FurtherView:
    """How the body stands in a further photo, and the camera that took it. The shape is the first photo's."""

    pose: np.ndarray  # (J, 3, 3) as of BodyFit
    world_from_root: np.ndarray  # (4, 4) m; feet on z = 0
    camera: Camera


@dataclass(frozen=True, eq=False)
class BodyFit:
    """What we infer about the person: shape, pose, place and camera."""

    model: str  # the body model's name, "anny"
    shape: np.ndarray  # (S,) see shape_names of core/body/model.py
    pose: np.ndarray  # (J, 3, 3) each joint's rotation about its rest head, rest axes, relative to its parent; 0 is I
    world_from_root: np.ndarray  # (4, 4) m; feet on z = 0
    camera: Camera | None  # None when there was no photo
    residual_px: float = 0.0  # mean over visible landmarks
    landmark_residual: float = 0.0  # the same as a fraction of body height
    silhouette_iou: float = 0.0
    warnings: tuple[str, ...] = ()
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)  # measure -> 90% range, m; "mass" kg
    outline: dict[str, str] = field(default_factory=dict)  # region -> "skin or tight", "loose" or "not seen"
    device: str = ""  # where the lifter ran: "numpy", "cpu", "cuda" or "mps"; "" without one
    others: tuple[FurtherView, ...] = ()  # one a photo after the first


@dataclass(frozen=True, eq=False)
class Body:
    """The body in rest pose and in the fitted pose."""

    vertices: np.ndarray  # (V, 3) m, rest pose, world axes, feet on z = 0, facing -Y
    faces: np.ndarray  # (F, 4) quads, outward
    joints: tuple[str, ...]
    parents: np.ndarray  # (J,) -1 for the root
    world_from_joint_rest: np.ndarray  # (J, 4, 4)
    world_from_joint: np.ndarray  # (J, 4, 4) posed
    skin_weights: np.ndarray  # (V, J) rows sum to 1
    measures: dict[str, float]  # name -> m, on the rest pose; see core/measures.py
    mass_kg: float
    gender: float  # 1 female, 0 male
    camera: Camera | None  # the photo's
    shape: np.ndarray | None = None  # (S,) of the body model, to edit the body by
    charts: Mapping[str, Chart] | None = None  # that sizes are cut by, a chart a gender; None: our own


@dataclass(frozen=True, eq=False)
class GarmentReading:
    """What a photo of a garment shows, and the nearest of our designs with its settings. All of it may be changed."""

    cutout: np.ndarray  # (H, W, 4) uint8 sRGB, the background clear
    design: str
    confidence: float  # 0-1
    second: str  # the next likely design
    second_confidence: float
    options: dict[str, float | int | str]  # the design's settings, not yet held to its limits
    colours: tuple[tuple[float, float, float, float], ...]  # L*, a*, b* (D65) and share, the commonest first
    surface: str  # "plain", "trim", "motif", "repeat", "pattern" or "front"
    print_image: np.ndarray | None  # (h, w, 4) uint8 sRGB, what is to be printed
    print_options: dict[str, float | str]  # how, as the settings of every garment
    measured: dict[str, float | str]  # of the outline
    notes: tuple[str, ...]  # what was left out or doubtful, in sentences
    cannot_know: tuple[str, ...]  # what no photo tells, in sentences


@dataclass(frozen=True, eq=False)
class Rig:
    """The body in Blender, by object name, and the Body it was made from."""

    body_object: str
    armature_object: str
    camera_object: str
    body: Body


@dataclass(frozen=True, eq=False)
class Garment:
    """A garment's flat pattern and what it is made of."""

    design: str  # the plugin's name, "tee"
    pieces: tuple[Piece, ...]
    seams: tuple[Seam, ...]
    size: str
    fit: tuple[Girth, ...]  # where it goes round the body: garment, body and the ease between them
    pom_mm: dict[str, float]  # points of measure on the flat pattern
    fabric: str  # a key of assets/fabrics.toml
    colour: str  # "#rrggbb" sRGB
    layer: str = "over"  # "over" or "tucked": how it meets the garment before it in the outfit
    warnings: tuple[str, ...] = ()
    label: str = ""  # the size as its label says it: "M (EU 40, US 8)"
    print: Print | None = None  # a picture on the cloth

    @property
    def ease_mm(self) -> dict[str, float]:
        """Garment minus body by the body's measure."""
        return {girth.measure: girth.ease_mm for girth in self.fit}


@dataclass(frozen=True, eq=False)
class DrapedGarment:
    """One garment at rest on the body: a Blender object and the numbers that say how good the drape is."""

    garment: Garment
    object_name: str
    vertices: np.ndarray  # (V, 3) m, the finished surface before thickness
    frames: int
    cpu_seconds: float
    inside_fraction: float  # of finished vertices inside the body
    inside_depth_mm: float
    stretch_p95: float  # edge length over flat length
    stretch_max: float
    settled_speed_mm_per_frame: float  # 95th percentile over the last frames
    seam_gap_max_mm: float  # between sewn vertices
    grade: str  # "A" clean, "B" small faults, "C" visible faults, "D" look at this
    reasons: tuple[str, ...] = ()
    slide_mm: float = 0.0  # of its bands, down the body from where they were put on; negative when they rode up
    spikes: int = 0  # single vertices that stand out of the surface


@dataclass(frozen=True, eq=False)
class Drape:
    """The outfit at rest, inside to outside."""

    garments: tuple[DrapedGarment, ...]


@dataclass(frozen=True, eq=False)
class Dressed:
    """The drape with materials."""

    drape: Drape
    materials: tuple[str, ...]  # names, one a garment


@dataclass(frozen=True, eq=False)
class Still:
    """One finished picture."""

    path: Path
    view: str
    size: tuple[int, int]
    samples: int
    denoiser: str
    facts: dict[str, float | int | str] = field(default_factory=dict)
    colourway: str = ""  # "": the outfit's own colours
    worn_size: str = ""  # of a size run; "": each garment's own
