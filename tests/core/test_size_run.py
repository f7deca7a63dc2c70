"""A size run: every size drafted before one is draped, each in every view, the outfit's own size last."""

import json
from dataclasses import dataclass, replace

import pytest
from toile.addon.core import contact_sheet, pipeline
from toile.addon.core.errors import JobError, PatternError
from toile.addon.core.job import STAGES, Job, verify
from toile.addon.core.job_file import dumps, loads
from toile.addon.core.memo import Memo
from toile.addon.core.options import Choice, option
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape

from tests import fakes

DRAFTED: list[str] = []


class Garment(fakes.GarmentSource):
    @dataclass(frozen=True)
    class Options:
        size: str = option("M", "The size", choices=("S", "M", "L"))
        colour: str = option("#5b7c99", "The colour")
        steps: int = option(1, "Steps", min=1, max=9)

    def draft(self, body):
        DRAFTED.append(self.options.size)
        if self.options.size == "S":
            self.narrow()
        made = yield from super().draft(body)
        girth = replace(made.fit[0], garment_mm={"S": 960.0, "M": 1000.0, "L": 1045.0}[self.options.size])
        return replace(made, size=self.options.size, fit=(girth,))

    def narrow(self):
        """What a size that is too small does; by itself it closes."""


@pytest.fixture
def plugins():
    made = fakes.registry()
    made.targets["garment.sized"] = Garment
    DRAFTED.clear()
    return made


@pytest.fixture
def job(tmp_path):
    stages = {seam: Choice("fake") for seam in STAGES}
    outfit = (Choice("sized"), Choice("fake"))
    tape = Tape(stature_mm=1700.0)
    return Job(
        (), str(tmp_path / "out"), views=("front", "back"), tape=tape, outfit=outfit, size_run=("S", "M", "L"), **stages
    )


def test_each_size_is_rendered_and_the_own_one_once(job, plugins, tmp_path):
    seen = []
    result = exhaust(pipeline.run(job, plugins, Memo()), seen.append)
    assert fakes.Fake.calls.count("drape") == 3
    assert DRAFTED == ["S", "L", "S", "L", "M"]  # the others first, before anything is draped; then one by one
    assert [(still.view, still.worn_size) for still in result.stills] == [
        *(("front", ""), ("back", "")),
        *(("front", "S"), ("back", "S"), ("front", "L"), ("back", "L")),
    ]
    assert result.outfit[0].size == "M"
    files = {path.name for path in (tmp_path / "out").glob("*.png")}
    assert files == {f"still_{view}{size}.png" for view in ("front", "back") for size in ("", "-s", "-l")} | {
        "size_run.png"
    }
    shown = (tmp_path / "out" / "size_run.png").read_bytes().decode().split()
    assert shown == [f"still_{view}{size}.png" for view in ("front", "back") for size in ("-s", "", "-l")]
    totals = [step.total for step in seen]
    assert totals == sorted(totals) and totals[-1] > 0.9
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert [still["worn_size"] for still in record["stills"]] == ["", "", "S", "S", "L", "L"]
    assert record["stills"][2]["ease_cm"] == "chest +4.0, chest +8.0"
    assert "drape S" in record["stages"]


def test_a_size_that_cannot_close_fails_before_anything_is_draped(job, plugins, monkeypatch):
    def refuse(self):
        raise PatternError("The chest cannot close.")

    monkeypatch.setattr(Garment, "narrow", refuse)
    with pytest.raises(PatternError):
        exhaust(pipeline.run(job, plugins, Memo()))
    assert "drape" not in fakes.Fake.calls


def test_sizes_are_checked(job, plugins):
    with pytest.raises(JobError, match="no size 'XXS' to run"):
        verify(replace(job, size_run=("XXS",)))
    with pytest.raises(JobError, match="size 'S' is named twice"):
        verify(replace(job, size_run=("S", "S")))
    with pytest.raises(JobError, match="No garment of the outfit comes in XL"):
        exhaust(pipeline.run(replace(job, size_run=("XL",)), plugins, Memo()))


def test_the_job_file_holds_the_run(job, tmp_path):
    assert 'size_run = ["S", "M", "L"]' in dumps(job)
    assert loads(dumps(job), tmp_path) == job


def test_the_sheet_has_a_column_a_size_and_says_the_ease(job, plugins):
    result = exhaust(pipeline.run(job, plugins, Memo()))
    (small,) = [still for still in result.stills if still.worn_size == "S" and still.view == "front"]
    assert contact_sheet.caption(small, result.outfit[:1])[:2] == ("Fake S", "Ease, cm: chest +4.0, chest +8.0")
    in_sizes = [replace(small, worn_size=size) for size in ("S", "M", "L")]
    assert contact_sheet.grid_of(in_sizes * 2).columns == 3
