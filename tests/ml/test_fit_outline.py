"""Loose clothes do not make the body broad; skin and tight cloth do; the regions are named."""

from dataclasses import replace

import numpy as np
import pytest

cv2 = pytest.importorskip("cv2")
from toile.addon.core.body.tape_marks import LANDMARKS  # noqa: E402
from toile.addon.core.camera import project  # noqa: E402
from toile.addon.core.types import BodyFit, PhotoEvidence, Tape  # noqa: E402
from toile.ml.fit import parameters  # noqa: E402
from toile.ml.fit.clothing import JUDGED, LOOSE, TIGHT, UNSEEN  # noqa: E402
from toile.ml.fit.skin_colour import SkinColour  # noqa: E402
from toile.ml.solver import Anny  # noqa: E402

from tests.contract import drain  # noqa: E402
from tests.ml.synthetic_person import (  # noqa: E402
    CLOTH,
    SKIN,
    TAPE,
    WALL,
    camera,
    seen,
    shape_of,
    standing,
    vertices,
    without_legs,
)

TYPED = Tape(stature_mm=1680.0, gender="female")


def rows_of(*marks: str) -> list[int]:
    """The rows of the picture at which landmarks of the standing body lie."""
    points = project(camera(), vertices(standing()))
    return [round(points[LANDMARKS[mark], 1]) for mark in marks]


def dressed(evidence: PhotoEvidence, top: int, bottom: int, wider_px: float, flare: float = 0.0) -> PhotoEvidence:
    """Cloth from one row of the picture to another, wider than the body and than its legs together."""
    region, image = evidence.silhouette.copy(), evidence.image.copy()
    trunk = vertices(standing())
    body = parameters.layout().body
    arms = [number for number, name in enumerate(body.joints) if name.startswith(("upperarm", "lowerarm", "wrist"))]
    flat = project(camera(), trunk[body.skin_weights[:, arms].sum(axis=1) < 0.05])
    for row in range(top, bottom):
        here = flat[np.abs(flat[:, 1] - row) < 3, 0]
        out = wider_px + flare * (row - top)
        left, right = int(here.min() - out), int(here.max() + out)
        region[row, left:right] = 1
        image[row, left:right] = CLOTH
    return replace(evidence, silhouette=region, image=image)


def fitted(evidence: PhotoEvidence, tape: Tape = TYPED) -> tuple[BodyFit, dict[str, float]]:
    plugin = Anny(Anny.Options(lifter="off"), 0)
    fit = drain(plugin.fit((evidence,), tape))
    return fit, drain(plugin.build(fit)).measures


def test_a_gown_does_not_make_hips_broad():
    """A skirt that stands 4 to 9 cm off, from waist to knee."""
    naked, bare = fitted(seen(standing()))
    top, bottom = rows_of("high_hip", "knee")
    skirt, clad = fitted(dressed(seen(standing()), top, bottom, 7.0, 0.06))
    assert clad["hip"] - bare["hip"] < 0.03
    assert clad["thigh"] - bare["thigh"] < 0.03
    assert clad["waist"] - bare["waist"] < 0.03
    assert skirt.outline["thighs"] == LOOSE
    assert skirt.outline["shins"] == TIGHT
    assert set(naked.outline.values()) <= {TIGHT, UNSEEN}
    assert set(naked.outline) == set(JUDGED)


def test_a_broad_body_in_skin_is_broad():
    """30 kg heavier than expected of the stature, and it shows: the girths follow, at least two thirds of the way."""
    heavy = Tape(stature_mm=1680.0, mass_kg=92.0, gender="female")
    _, usual = fitted(seen(standing()))
    shape = shape_of(heavy)
    fit, found = fitted(seen(standing(heavy), shape))
    truth = drain(Anny(Anny.Options(), 0).build(drain(Anny(Anny.Options(), 0).from_tape(heavy)))).measures
    for name in ("chest", "waist", "hip"):
        assert abs(found[name] - truth[name]) < 0.06
        assert found[name] - usual[name] > 0.6 * (truth[name] - usual[name])
    assert LOOSE not in fit.outline.values()


def test_what_is_out_of_the_picture_is_not_seen():
    fit, _ = fitted(without_legs(seen(standing())))
    assert fit.outline["shins"] == UNSEEN


def test_typed_girths_are_kept_whatever_is_worn():
    top, bottom = rows_of("high_hip", "knee")
    _, clad = fitted(dressed(seen(standing()), top, bottom, 7.0, 0.06), TAPE)
    assert clad["waist"] == pytest.approx(0.72, abs=0.002)


def test_skin_has_the_colour_of_the_face():
    evidence = seen(standing())
    colour = SkinColour(evidence.image, evidence.landmarks, evidence.visibility, evidence.silhouette > 0.5)
    picture = colour.lab
    for shade, is_skin in ((SKIN, True), (tuple(int(0.8 * v) for v in SKIN), True), (CLOTH, False), (WALL, False)):
        picture[:] = cv2.cvtColor(np.uint8([[shade]]), cv2.COLOR_RGB2LAB)[0, 0]
        assert colour.shows_at(np.array([[10.0, 10.0]]))[0] == is_skin


def test_a_grey_photo_has_no_colour_of_skin():
    evidence = seen(standing())
    grey = np.repeat(evidence.image.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)
    colour = SkinColour(grey, evidence.landmarks, evidence.visibility, evidence.silhouette > 0.5)
    assert not colour.shows_at(np.array([[200.0, 200.0]]))[0]
