"""A job file is read exactly, refused clearly, and written back equal."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toile.addon.core.colourways import Colourway
from toile.addon.core.errors import JobError
from toile.addon.core.job import STAGES, Job, PhotoOptions, complete, estimator_of
from toile.addon.core.job_file import dumps, loads
from toile.addon.core.options import Choice, make_options, option, parse
from toile.addon.core.photo.corrections import LANDMARKS, Correction
from toile.addon.core.types import Tape

from tests import fakes

BASE = Path("/jobs")
names = st.text("abcdefghij_", min_size=1, max_size=8).filter(lambda name: name != "plugin")
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = text | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
choices = st.builds(Choice, names, st.dictionaries(names, values, max_size=3))
number = st.none() | st.floats(1, 3000)
tapes = st.builds(Tape, number, number, st.none() | st.sampled_from(["female", "male", "neutral"]), *[number] * 4)
pixel = st.floats(0, 6000)
spots = st.none() | st.tuples(pixel, pixel)
corrections = st.dictionaries(st.tuples(st.sampled_from(LANDMARKS), st.integers(1, 2)), spots, max_size=4).map(
    lambda given: tuple(Correction(name, photo, px, px is None) for (name, photo), px in given.items())
)
photo_options = st.dictionaries(names.filter(lambda name: name != "photo"), values, max_size=2).map(
    lambda options: (PhotoOptions(2, options),)
)
jobs = st.builds(
    Job,
    photos=st.sampled_from((("/photos/a 'b\" é.jpg", "/side.jpg"), ("/a.jpg", "/b.jpg", "/c.jpg", "/d.jpg"))),
    photo_options=st.just(()) | photo_options,
    corrections=corrections,
    folder=st.just("/out"),
    seed=st.integers(0, 2**31),
    colourways=st.sampled_from([(), (Colourway("Ink & Écru", ("#1b2a41", "")), Colourway("2", ("", "")))]),
    contact_sheet=st.booleans(),
    views=st.sampled_from([(), ("photo", "back"), ("front",)]),
    save_blend=st.booleans(),
    export=st.sampled_from(((), ("fbx",), ("glb", "usdc"))),
    tape=tapes,
    outfit=st.lists(choices, min_size=2, max_size=2).map(tuple),
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
        ('photo = "a.jpg"\nexport = ["obj"]', "no export 'obj'. Known: glb, fbx, usdc"),
        ('photo = "a.jpg"\nexport = "glb"', "Write a list of glb, fbx, usdc"),
        ('photo = "a.jpg"\nexport = ["glb", "glb"]', "'glb' is named twice"),
        ('views = ["photo"]\n[tape]\nstature_mm = 1700.0', "needs a photo"),
        ('photo = "a.jpg"\nviews = [3]', "views holds 3, which is no str"),
        ("seed = 1", "neither a photo nor a tape"),
        ('photo = "a.jpg"\noutfit = []', "empty"),
        ('photo = "a.jpg"\n[draper]\nframes = 3', "names no plugin"),
        ("photo = 3", "no str"),
        ('photo = ["a.jpg", 3]', "photo is 3, which is no str"),
        ('photo = "a.jpg"\nphoto_side = 7', "no str"),
        ('photo_side = "b.jpg"', "no single photo before it"),
        ('photo = ["a.jpg", "b.jpg"]\nphoto_side = "c.jpg"', "no single photo before it"),
        ('photo = ["a", "b", "c", "d", "e"]', "5 photos (limit 4)"),
        ('photo = ["a", ""]', "Photo 2 of 2 has no path"),
        ('photo = "a"\n[[photo_options]]\nphoto = 2', "options for photo 2, and the job has 1"),
        ('photo = ["a", "b"]\n[[photo_options]]\nphoto = 1', "options for photo 1"),
        ('photo = ["a", "b"]\n[[photo_options]]\nperson = 1', "The photo of a [[photo_options]] is None"),
        ('photo = ["a", "b"]\n[[photo_options]]\nphoto = 2\n[[photo_options]]\nphoto = 2', "two tables"),
        ('photo = "a"\nlandmark = 3', "landmark is not a list of tables"),
        ('photo = "a"\n[[landmark]]\nname = "hand"\nunseen = true', "no landmark 'hand'. Known: nose"),
        ('photo = "a"\n[[landmark]]\nname = "nose"\nx = 1', "unknown key 'x'. Known: name, photo, px, unseen"),
        ('photo = "a"\n[[landmark]]\npx = [1, 2]', "name is None, which is no str"),
        ('photo = "a"\n[[landmark]]\nname = "nose"\npx = [1, 2, 3]', "two numbers"),
        ('photo = "a"\n[[landmark]]\nname = "nose"\npx = [1, "2"]', "two numbers"),
        ('photo = "a"\n[[landmark]]\nname = "nose"\npx = [1, nan]', "finite"),
        ('photo = "a"\n[[landmark]]\nname = "nose"\nphoto = 2\nunseen = true', "the job has 1"),
        ('photo = "a"\n[[landmark]]\nname = "nose"\nunseen = 1', "unseen is 1, which is no bool"),
        ('photo = "a"\n[[landmark]]\nname = "nose"', "neither px nor unseen"),
        ('photo = "a"\n[[landmark]]\nname = "nose"\npx = [1, 2]\nunseen = true', "both px and unseen"),
        ('[tape]\nstature_mm = 1700.0\n[[landmark]]\nname = "nose"\nunseen = true', "the job has none"),
        ('photo = "a.jpg"\n[tape]\ngender = "woman"', "Known: female, male, neutral"),
    ],
)
def test_a_wrong_job_is_refused_with_what_is_allowed(text, says):
    with pytest.raises(JobError) as refused:
        loads(text, BASE)
    assert says in str(refused.value)


def test_a_side_photo_is_the_second_of_the_list():
    one_way = loads('photo = "a.jpg"\nphoto_side = "b.jpg"', BASE)
    assert one_way == loads('photo = ["a.jpg", "b.jpg"]', BASE)
    assert one_way.photos == (str(BASE / "a.jpg"), str(BASE / "b.jpg"))
    assert one_way.asked_views() == ("photo", "front")
    assert loads('photo = ""\n[tape]\nstature_mm = 1700.0', BASE).photos == ()


def test_who_is_meant_is_said_of_one_photo_and_the_rest_of_all():
    stages = {seam: Choice("fake") for seam in STAGES} | {"estimator": Choice("fake", {"size": 3, "person": 2})}
    job = Job(("/a", "/b", "/c"), "/out", outfit=(), photo_options=(PhotoOptions(3, {"person": 5}),), **stages)
    found = [estimator_of(job, number, fakes.registry()).options for number in (1, 2, 3)]
    assert found == [{"size": 3, "steps": 2, "person": person} for person in (2, 0, 5)]
    for options, says in (
        ({"size": 3}, "no setting 'size' of a single photo. Known: person"),
        ({"person": 12}, "photo 3"),
    ):
        with pytest.raises(JobError) as refused:
            complete(replace(job, photo_options=(PhotoOptions(3, options),)), fakes.registry())
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
