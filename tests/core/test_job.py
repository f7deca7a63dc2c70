"""A job file is read exactly, refused clearly, and written back equal."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toile.addon.core.errors import JobError
from toile.addon.core.job import STAGES, Job, complete, dumps, loads
from toile.addon.core.options import Choice, make_options, option, parse
from toile.addon.core.types import Tape

from tests import fakes

BASE = Path("/jobs")
names = st.text("abcdefghij_", min_size=1, max_size=8).filter(lambda name: name != "plugin")
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = text | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
choices = st.builds(Choice, names, st.dictionaries(names, values, max_size=3))
number = st.none() | st.floats(1, 3000)
tapes = st.builds(Tape, number, number, st.none() | st.sampled_from(["female", "male", "neutral"]), *[number] * 4)
jobs = st.builds(
    Job,
    photos=st.just(("/photos/a 'b\" é.jpg",)),
    folder=st.just("/out"),
    seed=st.integers(0, 2**31),
    views=st.sampled_from([(), ("photo", "back"), ("front",)]),
    save_blend=st.booleans(),
    tape=tapes,
    outfit=st.lists(choices, min_size=1, max_size=3).map(tuple),
    **{seam: choices for seam in STAGES},
)


@given(jobs)
def test_a_written_job_reads_back_equal(job):
    assert loads(dumps(job), BASE) == job


def test_paths_are_relative_to_the_job_file():
    job = loads('photo = "p/person.jpg"\nfolder = "out"', BASE)
    assert Path(job.photos[0]) == BASE / "p/person.jpg"
    assert Path(job.folder) == BASE / "out"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("photo = ", "not TOML"),
        ('foto = "a.jpg"', "unknown key 'foto'. Known: photo, photo_side, folder"),
        ('photo = "a.jpg"\n[tape]\nbust_mm = 900.0', "no measure 'bust_mm'. Known: stature_mm"),
        ('photo = "a.jpg"\n[tape]\nstature_mm = nan', "finite"),
        ('photo = "a.jpg"\n[tape]\nstature_mm = "tall"', "no float"),
        ('photo = "a.jpg"\nviews = ["side"]', "no view 'side'. Known: photo, front"),
        ('photo = "a.jpg"\nviews = ["front", "front"]', "twice"),
        ('views = ["photo"]\n[tape]\nstature_mm = 1700.0', "needs a photo"),
        ("seed = 1", "neither a photo nor a tape"),
        ('photo = "a.jpg"\noutfit = []', "empty"),
        ('photo = "a.jpg"\n[draper]\nframes = 3', "names no plugin"),
        ("photo = 3", "no str"),
        ('photo = "a.jpg"\n[tape]\ngender = "woman"', "Known: female, male, neutral"),
    ],
)
def test_a_wrong_job_is_refused_with_what_is_allowed(text, says):
    with pytest.raises(JobError) as refused:
        loads(text, BASE)
    assert says in str(refused.value)


def test_a_complete_job_names_every_setting():
    job = Job(("/p.jpg",), "/out", outfit=(Choice("fake"),), **{seam: Choice("fake") for seam in STAGES})
    full = complete(job, fakes.registry())
    assert full.views == ("photo", "front")
    for seam in STAGES:
        assert set(getattr(full, seam).options) == {f.name for f in fields(fakes.FAKES[seam].Options)}


def test_a_plugin_refuses_settings_it_does_not_know():
    job = Job(("/p.jpg",), "/out", outfit=(Choice("fake", {"sise": 1}),), **{seam: Choice("fake") for seam in STAGES})
    with pytest.raises(JobError, match=r"no setting 'sise'\. Known: size, steps"):
        complete(job, fakes.registry())
    with pytest.raises(JobError, match="outside 0 to 9"):
        complete(replace(job, outfit=(Choice("fake", {"size": 12}),)), fakes.registry())


def test_options_are_checked_by_kind_and_choice():
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Options:
        fit: str = option("slim", "How it fits", choices=("slim", "loose"))
        drop_mm: float = option(1.0, "A drop", min=0.0, max=5.0)
        lined: bool = option(False, "Lined")

    assert make_options(Options, {"drop_mm": 2}, "x").drop_mm == 2.0
    for wrong in ({"fit": "tight"}, {"drop_mm": float("nan")}, {"drop_mm": True}, {"lined": 1}):
        with pytest.raises(JobError):
            make_options(Options, wrong, "x")
    known = {f.name: f for f in fields(Options)}
    assert parse(known["lined"], bool, "yes", "x") is True
    assert parse(known["drop_mm"], float, "2.5", "x") == 2.5
    with pytest.raises(JobError):
        parse(known["drop_mm"], float, "wide", "x")
