"""One measure changed by hand: it lands, what was typed stays, the rest changes little, and it takes no time."""

import time

import numpy as np
import pytest
from toile.addon.core.body.adjust import adjust_shape
from toile.addon.core.body.measures import measure_rest
from toile.addon.core.body.model import body_model
from toile.addon.core.body.shape_prior import usual_shape
from toile.addon.core.body.tape_marks import MEASURES

MODEL = body_model()


def measured(shape):
    measures, mass = measure_rest(MODEL, MODEL.rest(shape), MODEL.rest_heads(shape))
    return measures | {"mass": mass}


@pytest.mark.parametrize("gender", [0.0, 1.0])
@pytest.mark.parametrize("bmi", [19.0, 24.0, 33.0])
@pytest.mark.parametrize(("name", "change"), [("waist", 0.02), ("waist", -0.02), ("hip", 0.03), ("upper_arm", 0.015)])
def test_a_changed_measure_lands_and_the_others_stay(gender, bmi, name, change):
    shape = usual_shape(gender, 1.7, bmi)
    before = measured(shape)
    after = measured(adjust_shape(shape, {name: before[name] + change}, keep=("stature", "inseam")))
    assert after[name] == pytest.approx(before[name] + change, abs=0.002)
    assert after["stature"] == pytest.approx(before["stature"], abs=0.001)
    assert after["inseam"] == pytest.approx(before["inseam"], abs=0.001)
    for other in set(MEASURES) - {name, "crotch_length", "high_hip", "underbust"}:
        assert abs(after[other] - before[other]) < 0.4 * abs(change) + 0.001, other


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_can_be_changed(name):
    shape = usual_shape(1.0, 1.66, 23.0)
    wanted = measured(shape)[name] * 1.015
    assert measured(adjust_shape(shape, {name: wanted}))[name] == pytest.approx(wanted, abs=0.002)


def test_the_mass_changes_and_what_was_typed_stays():
    shape = usual_shape(0.0, 1.8, 25.0)
    before = measured(shape)
    after = measured(adjust_shape(shape, {"mass": before["mass"] + 4}, keep=("stature", "waist", "arm_length")))
    assert after["mass"] == pytest.approx(before["mass"] + 4, abs=0.3)
    for name in ("stature", "waist", "arm_length"):
        assert after[name] == pytest.approx(before[name], abs=0.002)


def test_no_change_moves_nothing_and_the_shape_given_is_left_alone():
    shape = usual_shape(1.0, 1.7, 22.0)
    kept = shape.copy()
    same = adjust_shape(shape, {"waist": measured(shape)["waist"]})
    np.testing.assert_array_equal(shape, kept)
    np.testing.assert_allclose(same, shape, atol=1e-3)


def test_it_is_quick():
    shape = usual_shape(1.0, 1.7, 22.0)
    waist = measured(shape)["waist"]
    adjust_shape(shape, {"waist": waist + 0.01}, keep=("stature", "hip"))  # what is worked out once
    took = []
    for k in range(5):
        start = time.process_time()
        adjust_shape(shape, {"waist": waist + 0.004 * k}, keep=("stature", "hip"))
        took.append(time.process_time() - start)
    assert np.median(took) < 0.15  # 0.03 on an idle core
