"""How people stand where neither picture nor lifter can tell: arms hang, trunks are upright, feet bear the body."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("cv2")
from toile.addon.core.body.skeleton import rotation_matrix, rotation_vector  # noqa: E402
from toile.ml import solver  # noqa: E402
from toile.ml.fit import parameters  # noqa: E402
from toile.ml.fit.fitting import fit_pose  # noqa: E402
from toile.ml.fit.hanging import Hanging  # noqa: E402
from toile.ml.fit.lifted import corrected  # noqa: E402
from toile.ml.fit.observation import ARMS, Observation, observe  # noqa: E402
from toile.ml.fit.parameters import PITCH, ROOT, Posed  # noqa: E402
from toile.ml.fit.residuals import Residuals  # noqa: E402

from tests.contract import drain  # noqa: E402
from tests.ml.synthetic_person import TAPE, lifted, posed, seen, shape_of, standing, walking, without_legs  # noqa: E402

LAYOUT = parameters.layout()
ELBOWS = LAYOUT.body.rows([13, 14])


def sight(evidence) -> Observation:
    return observe(evidence, LAYOUT.body, 1.68)


def settled(evidence, answer) -> tuple[Residuals, np.ndarray]:
    """The photo's rows after the pose was fitted, and its parameters (n,)."""
    problem, start = solver.posed_problem((evidence,), (answer,), TAPE, shape_of())
    x = drain(fit_pose(problem, start))
    return problem.views[0], x


def forearms_ahead(body: Posed) -> list[float]:
    """Degrees ahead of straight down, left and right."""
    ahead = Hanging(LAYOUT.body, {}).ahead(body)[0]
    found = []
    for arm in ARMS.values():
        _, elbow, wrist = body.landmarks[0, LAYOUT.body.rows(arm)]
        forearm = wrist - elbow
        found.append(float(np.degrees(np.arctan2(forearm @ ahead, -forearm @ body.up[0]))))
    return found


def carrying(bend: float) -> np.ndarray:
    """Someone at ease, whose elbows are bent by further radians."""
    x = standing().copy()
    for side in "LR":
        x[LAYOUT.hinge(f"elbow.{side}").start] += bend
    return x


def tipped(angle: float) -> np.ndarray:
    """Someone at ease, who leans forward as a whole before a level camera: towards it."""
    x = standing().copy()
    x[ROOT] = rotation_vector(rotation_matrix(np.array([angle, 0.0, 0.0])) @ rotation_matrix(x[ROOT]))
    return x


def test_arms_that_hang_low_are_told_from_others():
    assert sight(seen(standing())).arms_down == {"L": 1.0, "R": 1.0}
    assert sight(seen(walking())).arms_down["L"] == 0.0  # raised
    assert sight(seen(carrying(1.2))).arms_down["R"] < 0.5  # the wrists are at the waist
    evidence = seen(standing())
    hidden = evidence.visibility.copy()
    hidden[15] = 0.0
    assert sight(replace(evidence, visibility=hidden)).arms_down == {"L": 0.0, "R": 1.0}


def test_who_stands_at_ease_is_told_from_who_walks_or_bends():
    assert sight(seen(standing())).is_at_ease
    assert sight(without_legs(seen(standing()))).is_at_ease
    for joint, angle in (("hip.L", -0.8), ("lumbar", 0.7)):
        x = standing().copy()
        x[LAYOUT.hinge(joint).start] += angle
        assert not sight(seen(x)).is_at_ease


def test_forearms_seen_to_hang_come_back_to_the_thighs():
    """The lifter, unsure of depth, carries them before the body as if they held a tray."""
    unsure = lifted(carrying(0.4), 0.25)
    view, x = settled(seen(standing()), unsure)
    claimed, found, true = (
        forearms_ahead(body) for body in (posed(carrying(0.4)), view.posed(x[None]), posed(standing()))
    )
    assert min(claimed) > max(true) + 18
    assert max(found) < max(true) + 9


def test_arms_plainly_elsewhere_are_let_be():
    hanging = Hanging(LAYOUT.body, {"L": 1.0, "R": 1.0})
    assert np.abs(hanging.rows(posed(standing()))).max() < 1.5
    far = hanging.rows(posed(carrying(1.4)))
    assert np.abs(far).max() <= 3.0
    assert np.abs(far - hanging.rows(posed(carrying(1.5)))).max() < 0.3
    assert Hanging(LAYOUT.body, {}).rows(posed(standing())).shape == (1, 0)


def test_arms_of_who_walks_are_held_less():
    at_ease = sight(seen(standing()))
    held = Hanging.seen(LAYOUT.body, at_ease).surely
    swinging = Hanging.seen(LAYOUT.body, replace(at_ease, is_at_ease=False)).surely
    assert 0 < swinging["L"] < held["L"]
    assert not Hanging.seen(LAYOUT.body, replace(at_ease, is_at_ease=False, is_standing=False)).surely


def test_someone_at_ease_is_upright_and_the_camera_takes_the_tilt():
    """The lifter, unsure of both, says that they lean by 6 degrees before a level camera."""
    truth = standing().copy()
    truth[PITCH] = np.radians(6)
    truth[ROOT] = rotation_vector(rotation_matrix(np.array([truth[PITCH], 0, 0])) @ rotation_matrix(truth[ROOT]))
    view, x = settled(seen(truth), lifted(tipped(np.radians(6)), 0.08))
    body = view.posed(x[None])
    lean = np.degrees(np.arcsin(body.turned[0, 0, :, 2] @ body.away[0]))
    assert abs(lean) < 4


def test_no_landmark_is_surer_than_those_of_photos():
    """Of an arm that hangs, where its elbow is seen says less still."""
    observation = sight(seen(standing()))
    answer = replace(lifted(standing(), 0.05), spread=np.full(len(LAYOUT.body.landmarks), 0.05))
    spread = corrected(observation, answer).spread
    ears, nose = LAYOUT.body.rows([7, 8]), LAYOUT.body.rows([0])
    assert spread[ears].min() >= 2.5
    assert spread[nose].min() >= 1.0
    raised = corrected(sight(seen(walking())), answer).spread
    assert spread[ELBOWS[0]] > 2 * raised[ELBOWS[0]]
