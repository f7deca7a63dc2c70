"""The parametric body: a shape and a pose become a Body.

``body_model()`` is Anny baked to numpy. Internally a body stands in its own frame (origin in the pelvis); a public
``Body`` stands on the floor: rest vertices have their lowest skin point on z = 0.
"""

from __future__ import annotations

import numpy as np

from ..types import Body, BodyFit
from .measures import measure_rest
from .model import REGIONS, BodyModel, body_model, region
from .skeleton import skin, translation

__all__ = [
    "MODEL_NAME",
    "REGIONS",
    "BodyModel",
    "body_model",
    "build_body",
    "posed_vertices",
    "region",
    "skin",
    "stand_on_floor",
]

MODEL_NAME = "anny"


def stand_on_floor(model: BodyModel, fit: BodyFit) -> np.ndarray:
    """``fit.world_from_root`` moved up or down so that the posed skin's lowest point is at z = 0."""
    posed = model.posed(fit.shape, fit.pose, fit.world_from_root)
    grounded = np.array(fit.world_from_root, dtype=float)
    grounded[2, 3] -= posed[model.is_skin, 2].min()
    return grounded


def build_body(fit: BodyFit) -> Body:
    """The Body of a fit: rest mesh on the floor, joints posed and placed by the fit, and its measures."""
    model = body_model()
    coefficients = model.coefficients(fit.shape[None])
    rest, heads = model.vertices(coefficients)[0], model.heads(coefficients)[0]
    floor = np.array([0.0, 0.0, rest[model.is_skin, 2].min()])
    rest, heads = rest - floor, heads - floor
    measures, mass_kg = measure_rest(model, rest, heads)
    return Body(
        vertices=rest,
        faces=model.faces,
        joints=model.joints,
        parents=model.parents,
        world_from_joint_rest=translation(heads),
        world_from_joint=model.world_from_joint(heads, fit.pose, fit.world_from_root),
        skin_weights=model.skin_weights,
        measures=measures,
        mass_kg=mass_kg,
        gender=float(fit.shape[model.place("gender")]),
        camera=fit.camera,
        shape=fit.shape,
    )


def posed_vertices(body: Body) -> np.ndarray:
    """(V, 3) m: the body as it stands in the world."""
    return skin(body.vertices, body.skin_weights, body.world_from_joint_rest, body.world_from_joint)
