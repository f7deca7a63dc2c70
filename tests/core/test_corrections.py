"""Landmarks corrected by hand: what is put is put exactly, and the rest stays as it was seen."""

from dataclasses import replace

import numpy as np
import pytest
from toile.addon.core.errors import JobError
from toile.addon.core.photo.corrections import LANDMARKS, Correction, check_corrections, correct
from toile.addon.core.types import Camera, PhotoEvidence


@pytest.fixture
def evidence():
    """A picture of 300 x 400 px, half as large as its file."""
    random = np.random.default_rng(5)
    camera = Camera(np.diag([500.0, 500.0, 1.0]), (300, 400), np.eye(4), "assumed")
    points, sure = random.uniform(50, 250, (33, 2)), random.uniform(0.2, 0.9, 33)
    image, region = np.zeros((400, 300, 3), np.uint8), np.ones((400, 300), np.float32)
    return PhotoEvidence(image, points, np.zeros((33, 3)), sure, region, camera, ("a",), scale=0.5)


def test_the_names_are_mediapipes_in_its_order():
    assert len(set(LANDMARKS)) == 33
    known = {0: "nose", 1: "left_eye_inner", 2: "left_eye", 6: "right_eye_outer", 7: "left_ear", 10: "mouth_right"}
    known |= {9: "mouth_left", 11: "left_shoulder", 15: "left_wrist", 16: "right_wrist", 23: "left_hip"}
    known |= {24: "right_hip", 27: "left_ankle", 30: "right_heel", 31: "left_foot_index", 32: "right_foot_index"}
    assert {index: LANDMARKS[index] for index in known} == known


def test_without_corrections_the_evidence_is_the_same_object(evidence):
    assert correct(evidence, ()) is evidence


def test_a_landmark_is_put_where_the_file_has_it_and_nothing_else_moves(evidence):
    wrist, ankle = LANDMARKS.index("left_wrist"), LANDMARKS.index("right_ankle")
    before = evidence.landmarks.copy()
    given = (Correction("left_wrist", px=(412.0, 655.0)), Correction("right_ankle", unseen=True))
    amended = correct(evidence, given)
    assert amended.landmarks[wrist].tolist() == [206.0, 327.5]
    assert amended.visibility[[wrist, ankle]].tolist() == [1.0, 0.0]
    assert np.flatnonzero(amended.placed).tolist() == [wrist]
    others = np.setdiff1d(np.arange(33), [wrist, ankle])
    assert np.array_equal(amended.landmarks[others], before[others])
    assert np.array_equal(amended.visibility[others], evidence.visibility[others])
    assert np.array_equal(evidence.landmarks, before) and evidence.placed is None


def test_a_second_correction_keeps_the_first(evidence):
    once = correct(evidence, (Correction("nose", px=(10.0, 20.0)),))
    twice = correct(once, (Correction("left_knee", px=(30.0, 40.0)),))
    assert {LANDMARKS[index] for index in np.flatnonzero(twice.placed)} == {"nose", "left_knee"}


@pytest.mark.parametrize("px", [(-1.0, 10.0), (601.0, 10.0), (10.0, 800.5), (4120.0, 655.0)])
def test_outside_the_picture_is_refused_with_the_files_own_size(evidence, px):
    with pytest.raises(JobError, match=rf"'nose' of photo 1 is at {px[0]:g}, {px[1]:g} px, outside .* 600 x 800 px"):
        correct(evidence, (Correction("nose", px=px),))


def test_the_pictures_far_corner_is_in_it(evidence):
    assert correct(evidence, (Correction("nose", px=(600.0, 800.0)),)).landmarks[0].tolist() == [300.0, 400.0]


PUT = Correction("nose", px=(1.0, 2.0))


@pytest.mark.parametrize(
    ("wrong", "photos", "says"),
    [
        ((replace(PUT, name="left_hand"),), 1, "no landmark 'left_hand'. Known: nose, left_eye_inner"),
        ((replace(PUT, photo=3),), 2, "'nose' of photo 3 is corrected, and the job has 2"),
        ((replace(PUT, photo=0),), 2, "of photo 0"),
        ((PUT,), 0, "the job has none"),
        ((replace(PUT, unseen=True),), 1, "both px and unseen"),
        ((Correction("nose"),), 1, "neither px nor unseen"),
        ((PUT, Correction("nose", unseen=True)), 1, "corrected twice"),
        ((replace(PUT, px=(float("nan"), 2.0)),), 1, "finite"),
    ],
)
def test_what_no_photo_could_be_corrected_by_is_refused(wrong, photos, says):
    with pytest.raises(JobError) as refused:
        check_corrections(wrong, photos)
    assert says in str(refused.value)


def test_one_landmark_may_be_corrected_in_each_photo():
    check_corrections((PUT, replace(PUT, photo=2)), 2)
