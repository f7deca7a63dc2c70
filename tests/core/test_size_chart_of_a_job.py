"""A size chart of one's own: read with its job, used by that job alone, refused before anything is begun."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from toile.addon.core import pipeline
from toile.addon.core.errors import JobError, PatternError
from toile.addon.core.filing import file_sha256
from toile.addon.core.job import STAGES, Job
from toile.addon.core.job_file import dumps, loads
from toile.addon.core.memo import Memo
from toile.addon.core.options import Choice
from toile.addon.core.pattern.sizes import charts
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape
from toile.addon.garments.tee import Tee

from tests import fakes

from .test_sizes import with_cell

EASE_MM = 80.0


@pytest.fixture
def plugins():
    registry = fakes.registry()
    registry.add("garment.tee", Tee)
    return registry


@pytest.fixture
def job(tmp_path):
    choices = {seam: Choice("fake") for seam in STAGES}
    tee = Choice("tee", {"size": "L", "ease_mm": EASE_MM})
    return Job((), str(tmp_path / "out"), tape=Tape(stature_mm=1700.0), outfit=(tee,), **choices)


def chest(made):
    return made.outfit[0].pom_mm["chest"]


def test_a_job_is_cut_by_its_own_chart_and_the_next_one_by_ours(job, plugins, tmp_path):
    own = replace(job, size_chart=str(with_cell(tmp_path, "L", "chest", "1000")))
    memo = Memo()
    usual = charts()["women"].measures("L")["chest"] + EASE_MM
    assert chest(exhaust(pipeline.try_on(job, plugins, memo))) == pytest.approx(usual)
    assert chest(exhaust(pipeline.try_on(own, plugins, memo))) == pytest.approx(1000 + EASE_MM)
    assert chest(exhaust(pipeline.try_on(job, plugins, memo))) == pytest.approx(usual)


def test_nothing_is_drafted_again_until_the_chart_changes(job, plugins, tmp_path):
    own, memo = replace(job, size_chart=str(with_cell(tmp_path, "L", "chest", "1000"))), Memo()
    first = exhaust(pipeline.try_on(own, plugins, memo))
    assert exhaust(pipeline.try_on(own, plugins, memo)).outfit[0] is first.outfit[0]
    with_cell(tmp_path, "L", "chest", "1010")
    again = exhaust(pipeline.try_on(own, plugins, memo))
    assert chest(again) == pytest.approx(1010 + EASE_MM)
    assert again.inferred.body is first.inferred.body


@pytest.mark.parametrize(("text", "says"), [("", "is a hole in the chart"), ("900", "step of -20 mm")])
@pytest.mark.parametrize("start", [pipeline.run, pipeline.try_on])
def test_a_wrong_chart_is_refused_before_anything_is_begun(job, plugins, tmp_path, text, says, start):
    own = replace(job, size_chart=str(with_cell(tmp_path, "L", "chest", text)))
    with pytest.raises(PatternError, match=f"sizes.csv, row 7, column chest: '{text}' .*{says}"):
        exhaust(start(own, plugins, Memo()))
    assert fakes.Fake.calls == []


def test_a_chart_that_is_not_there_is_refused(job, plugins):
    with pytest.raises(PatternError, match="size chart gone.csv cannot be read"):
        exhaust(pipeline.try_on(replace(job, size_chart="/gone.csv"), plugins, Memo()))


def test_the_record_says_which_chart(job, plugins, tmp_path):
    path = with_cell(tmp_path, "L", "chest", "1000")
    own = replace(job, size_chart=str(path))
    exhaust(pipeline.run(own, plugins, Memo()))
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert record["size_chart"] == {"file": "sizes.csv", "sha256": file_sha256(path)}
    assert record["job"]["size_chart"] == str(path)
    exhaust(pipeline.run(job, plugins, Memo()))
    assert json.loads((tmp_path / "out" / "record.json").read_text())["size_chart"] is None


def test_a_job_file_names_its_chart_beside_it():
    base = Path("/jobs")
    job = loads("size_chart = 'our/sizes.csv'\n[tape]\nstature_mm = 1700.0\n", base)
    assert job.size_chart == str((base / "our/sizes.csv").absolute())
    assert loads(dumps(job), Path("/elsewhere")) == job
    with pytest.raises(JobError, match="size_chart is 3, which is no str"):
        loads("size_chart = 3", base)
