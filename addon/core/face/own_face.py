"""Whether a photo's face will do for the avatar, and what is laid on its head then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..photo.image import linear_from_srgb, luminance
from ..photo.segments import EARS, EYES, MOUTH, face_ellipse
from ..types import Body, PhotoEvidence
from .features import Features, find_features
from .head_pose import SeenHead, see_head, towards
from .laying_out import FaceMap, lay_out

ROUGHLY = 7.0  # degrees that the landmarks may be wrong by
MOST_ASIDE = 15.0  # degrees between the still's camera and the photo's, about the head
LEAST_APART = 24.0  # px between the pupils: below that the eyes are smears
SURE = 0.5  # of visibility
CLEAR = {"eyes": 0.35, "mouth": 0.6}  # in standard deviations, see features.py
MOST_TURNED, MOST_NODDED = 25.0, 32.0  # degrees, of the face in the photo
EARS_AHEAD = 1.4  # how far the nose is before the ears, by half the way from ear to ear
MOST_OFF_MM = 9.0  # of the features from the head's own
MOST_STRETCH = 0.30
MOST_LIGHTER = 1.0  # natural log of one cheek's brightness over the other's: harder light does not come off
LEAST_SKIN = 0.72  # of the face between eyes, cheeks and chin
HANDS = (15, 16, 17, 18, 19, 20, 21, 22)  # MediaPipe's wrists, fingers and thumbs
DARK, BRIGHT = 0.012, 0.93  # linear luminance of the median; share that is white
MOST_WHITE = 0.06


@dataclass(frozen=True, eq=False)
class OwnFace:
    """The person's face, ready to be laid on."""

    head: SeenHead
    laid: FaceMap
    features: Features

    def aside_deg(self, eye: np.ndarray) -> float:
        """Degrees between the photo's camera and one at ``eye`` (3,) m by the body at rest; roll does not count."""
        cosine = self.head.direction() @ towards(self.head.middle, eye)
        return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def take_face(body: Body, evidence: PhotoEvidence | None, tone: tuple[float, ...]) -> OwnFace | str:
    """The photo's face for the body's head, or why there is none, in a sentence."""
    if evidence is None:
        return "There is no photo."
    if evidence.segments is None:
        return "What of the photo is skin is not known."
    if reason := unusable(evidence):
        return reason
    features = find_features(evidence.image, evidence.landmarks)
    if reason := unclear(features):
        return reason
    head = see_head(body, evidence, features)
    if reason := askew(head):
        return reason
    laid = lay_out(body, evidence.image, evidence.segments.matte["skin"], features, head, tone)
    return ill_fitting(laid) or OwnFace(head, laid, features)


def unusable(evidence: PhotoEvidence) -> str:
    """What is wrong with the photo's face as it is, before anything is looked for in it; "" where nothing is."""
    face = [0, *EYES, *MOUTH]
    if (least := float(evidence.visibility[face].min())) < SURE:
        return f"The face is not wholly in the photo: a landmark's visibility is {least:.2f} (limit {SURE})."
    apart = float(np.linalg.norm(np.subtract(*evidence.landmarks[EYES])))
    if apart < LEAST_APART:
        return f"The eyes are {apart:.0f} px apart in the photo (limit {LEAST_APART:.0f}). Use a larger photo."
    if (turned := turned_deg(evidence.landmarks)) > MOST_TURNED + ROUGHLY:
        return f"The face is turned {turned:.0f} degrees from the photo's camera (limit {MOST_TURNED:.0f})."
    area = face_ellipse(evidence.landmarks, evidence.visibility, evidence.silhouette.shape)
    for number in HANDS:
        x, y = np.floor(evidence.landmarks[number]).astype(int)
        inside = 0 <= y < area.shape[0] and 0 <= x < area.shape[1] and area[y, x]
        if inside and evidence.visibility[number] > SURE:
            return "A hand is before the face in the photo."
    return ill_exposed(evidence, area)


def turned_deg(landmarks: np.ndarray) -> float:
    """How far the face is turned aside, by its nose between its ears."""
    level = np.subtract(*landmarks[EYES])
    left, nose, right = landmarks[[EARS[0], 0, EARS[1]]] @ level / max(float(np.linalg.norm(level)), 1e-6)
    aside = (left + right - 2 * nose) / max(float(left - right), 1e-6)
    return float(np.degrees(np.arctan(abs(aside) / EARS_AHEAD)))


def ill_exposed(evidence: PhotoEvidence, area: np.ndarray) -> str:
    bright = luminance(linear_from_srgb(evidence.image[area]))
    middle, white = float(np.median(bright)), float((bright > BRIGHT).mean())
    if middle < DARK:
        return f"The face is too dark in the photo: {middle:.3f} of white (limit {DARK})."
    if white > MOST_WHITE:
        return f"The face is overexposed in the photo: {white:.0%} of it is white (limit {MOST_WHITE:.0%})."
    return ""


def unclear(features: Features) -> str:
    if features.apart < LEAST_APART:
        return f"The eyes are {features.apart:.0f} px apart in the photo (limit {LEAST_APART:.0f}). Use a larger photo."
    eyes = min(each.clear for each in features.pupils)
    if eyes < CLEAR["eyes"]:
        return f"The eyes are not clear in the photo: {eyes:.2f} (limit {CLEAR['eyes']})."
    if features.mouth.clear < CLEAR["mouth"]:
        return f"The mouth is not clear in the photo: {features.mouth.clear:.2f} (limit {CLEAR['mouth']})."
    return ""


def askew(head: SeenHead) -> str:
    turned, nodded = (abs(float(np.degrees(angle))) for angle in head.turned())
    if turned > MOST_TURNED:
        return f"The face is turned {turned:.0f} degrees from the photo's camera (limit {MOST_TURNED:.0f})."
    if nodded > MOST_NODDED:
        return f"The photo's camera is {nodded:.0f} degrees above or below the face (limit {MOST_NODDED:.0f})."
    if head.off_mm > MOST_OFF_MM:
        return f"Eyes, nose and mouth are {head.off_mm:.0f} mm from a head's (limit {MOST_OFF_MM:.0f})."
    return ""


def ill_fitting(laid: FaceMap) -> str:
    if laid.stretch > MOST_STRETCH:
        return f"The face would be stretched by {laid.stretch:.0%} (limit {MOST_STRETCH:.0%})."
    if laid.bare < LEAST_SKIN:
        return f"Beard, glasses or a mask are before the face: {laid.bare:.0%} of it is skin (limit {LEAST_SKIN:.0%})."
    if laid.contrast > MOST_LIGHTER:
        times, most = np.exp(laid.contrast), np.exp(MOST_LIGHTER)
        return f"The light is too hard: one cheek is {times:.1f} times as bright as the other (limit {most:.1f})."
    return ""


def off_axis(face: OwnFace, eye: np.ndarray) -> str:
    """Why the face does not go with a still from ``eye`` (3,) m by the body at rest; "" if it does."""
    if (aside := face.aside_deg(eye)) > MOST_ASIDE:
        return f"The still is taken {aside:.0f} degrees beside the photo's camera (limit {MOST_ASIDE:.0f})."
    return ""
