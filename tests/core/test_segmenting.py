"""When the photo is told apart, and with the body in which pose."""

from dataclasses import dataclass, replace

import pytest
from toile.addon.core import pipeline
from toile.addon.core.memo import Memo
from toile.addon.core.options import Choice, option
from toile.addon.core.seams import exhaust

from tests import fakes


@pytest.fixture
def job(tmp_path):
    return fakes.job(tmp_path)


def test_a_plugin_that_looks_at_the_photo_is_told_apart_for(job, monkeypatch):
    seen = []

    def render(self, dressed, rig, evidence, view, path):
        seen.append(evidence.segments)
        return fakes_render(self, dressed, rig, evidence, view, path)

    fakes_render = fakes.Output.render
    monkeypatch.setattr(fakes.Output, "needs_segments", True, raising=False)
    monkeypatch.setattr(fakes.Output, "render", render)
    exhaust(pipeline.run(replace(job, views=("front",)), fakes.registry(), Memo()))
    assert fakes.Fake.calls.count("segment") == 1 and seen[0] is not None


def test_the_photo_is_told_apart_with_the_body_as_it_stands_there(job, monkeypatch):
    built = []

    def build(self, fit):
        body = yield from fakes_build(self, fit)
        built.append(self.options)
        return replace(body, camera=None) if self.options.pose == "other" else body

    @dataclass(frozen=True)
    class Posed(fakes.Setting):
        pose: str = option("photo", "The pose")

    fakes_build = fakes.BodyModel.build
    monkeypatch.setattr(fakes.BodyModel, "Options", Posed)
    monkeypatch.setattr(fakes.BodyModel, "build", build)
    posed = replace(job, body=Choice("fake", {"pose": "other"}))
    _, evidence = exhaust(pipeline.tell_apart(posed, fakes.registry(), Memo()))
    assert [each.pose for each in built] == ["other", "photo"] and evidence.segments is not None
