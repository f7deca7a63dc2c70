"""A stage run to its value, told anew, or closed midway."""

import pytest
from toile.addon.core.seams import Progress, exhaust, meanwhile, retold


@pytest.fixture
def stage():
    """A stage of three steps, and what became of it."""
    ends = []

    def steps():
        try:
            for number in range(3):
                yield Progress("drape", number / 3)
            ends.append("whole")
            return "cloth"
        finally:
            ends.append("closed")

    return steps(), ends


def test_a_stage_is_run_to_its_value_and_every_step_is_told(stage):
    steps, ends = stage
    seen = []
    assert exhaust(steps, seen.append) == "cloth"
    assert [step.fraction for step in seen] == [0, 1 / 3, 2 / 3]
    assert ends == ["whole", "closed"]


def test_who_is_told_may_end_the_stage(stage):
    steps, ends = stage

    def refuse(step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exhaust(steps, refuse)
    assert ends == ["closed"]


def test_a_stage_told_anew_is_closed_with_its_teller(stage):
    steps, ends = stage
    told = retold(steps, lambda step: Progress("whole", step.fraction / 2))
    assert next(told) == Progress("whole", 0.0)
    assert next(told) == Progress("whole", 1 / 6)
    told.close()
    assert ends == ["closed"]


def test_a_stage_told_anew_gives_its_value(stage):
    assert exhaust(retold(stage[0], lambda step: step)) == "cloth"


def test_what_is_said_meanwhile_is_told_as_the_steps_around_it():
    def slow():
        yield Progress("render", 0.0)
        meanwhile(Progress("render", 0.5))
        yield Progress("render", 1.0)

    seen = []
    halved = retold(slow(), lambda step: Progress(step.stage, 0.5 * step.fraction))
    exhaust(retold(halved, lambda step: Progress("whole", 0.5 + step.fraction)), seen.append)
    assert [(step.stage, step.fraction) for step in seen] == [("whole", 0.5), ("whole", 0.75), ("whole", 1.0)]


def test_what_nobody_listens_to_is_lost_and_no_more():
    meanwhile(Progress("render", 0.5))
    seen = []

    def outer():
        yield Progress("outer", 0.0)
        exhaust(inner())  # hears for itself

    def inner():
        meanwhile(Progress("inner", 0.5))
        yield Progress("inner", 1.0)

    exhaust(outer(), seen.append)
    assert [step.stage for step in seen] == ["outer"]
