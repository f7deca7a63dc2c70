"""Every registered garment: sound in every size and on every body, larger in a larger size, beside its body."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from toile.addon.core.body.build import build_body
from toile.addon.core.body.tape import fit_from_tape
from toile.addon.core.errors import JobError
from toile.addon.core.fabric import fabrics
from toile.addon.core.pattern.ease import LOOSE_MM
from toile.addon.core.pattern.grading import MADE_TO_MEASURE
from toile.addon.core.pattern.sizes import SIZES
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Tape
from toile.addon.plugins import BUILTIN, builtin

from tests import contract

from .test_garments import GENDERS, chart_person, check_sound, drafted, drafted_or_refused, people

KINDS = [builtin().plugin(*name.split(".")) for name in BUILTIN if name.startswith("garment.")]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


@cache
def smallest():
    return build_body(exhaust(fit_from_tape(Tape(stature_mm=1200.0, mass_kg=34.0, gender="female"), "relaxed")))


@cache
def largest():
    return build_body(exhaust(fit_from_tape(Tape(stature_mm=1950.0, mass_kg=180.0, gender="male"), "relaxed")))


@every_kind
def test_a_design_keeps_the_contract(kind):
    contract.check_options(kind.Options)
    contract.check_garment(kind(kind.Options(), 0), chart_person())
    contract.check_cancel(lambda: kind(kind.Options(), 0).draft(chart_person()))


@every_kind
@pytest.mark.parametrize("gender", GENDERS)
@pytest.mark.parametrize("size", [MADE_TO_MEASURE, "XS", "L", "XXL"])
def test_a_size_is_sound_on_its_own_person(kind, gender, size):
    body = chart_person(gender, "M" if size == MADE_TO_MEASURE else size)
    check_sound(drafted(kind, body, size=size))


@every_kind
@settings(max_examples=8, deadline=None)
@given(body=people())
def test_made_to_measure_fits_everybody(kind, body):
    garment = drafted(kind, body)
    check_sound(garment)
    for girth in garment.fit:
        assert girth.lacking_mm < 1.0, girth


@every_kind
@pytest.mark.parametrize("gender", GENDERS)
def test_a_larger_size_is_larger_everywhere(kind, gender):
    body = chart_person(gender, "XS")
    patterns = [kind(kind.Options(), 0).pattern(size, body) for size in SIZES[1::2]]  # though too wide to stay up
    eases = [
        {girth.measure: girth.ease_mm for girth in pattern.girths if not girth.only_passes} for pattern in patterns
    ]
    for k in range(len(patterns) - 1):
        for name, mm in patterns[k].pom_mm.items():  # what an option says in mm stays, and a side over a hip nearly
            assert patterns[k + 1].pom_mm[name] > mm - (1.0 if name not in eases[k] else 0.0), name
        for name in eases[k]:
            assert eases[k + 1][name] > eases[k][name], name


@every_kind
def test_a_size_does_not_know_who_wears_it(kind):
    small, large = (drafted(kind, chart_person(1.0, size), size="L") for size in ("M", "L"))
    assert small.pom_mm == large.pom_mm
    assert small.ease_mm["waist"] > large.ease_mm["waist"]


@every_kind
def test_a_bad_colour_is_refused(kind):
    with pytest.raises(JobError, match="'red'.*#rrggbb"):
        kind(kind.Options(colour="red"), 0)
    assert drafted(kind, chart_person(), colour="#ABCDEF").colour == "#abcdef"


@every_kind
def test_every_fabric_and_layer_is_passed_on(kind):
    for fabric in fabrics():
        garment, refusal = drafted_or_refused(kind, chart_person(), fabric=fabric, layer="tucked")
        if refusal:  # what is cut narrower than the body asks for cloth that stretches
            assert fabrics()[fabric].stretch < 1.1
            assert re.search(r"cannot close at the \w+: \d+\.\d cm too small", refusal)
            continue
        assert (garment.fabric, garment.layer) == (fabric, "tucked")


@every_kind
def test_what_is_very_loose_is_remarked(kind):
    garment, refusal = drafted_or_refused(kind, chart_person(1.0, "XS"), size="XXL")
    if refusal:
        assert re.search(r"cannot stay up: \d+\.\d cm too wide at the waist", refusal)
        return
    loose = [girth.place for girth in garment.fit if girth.ease_mm > LOOSE_MM and not girth.hangs_clear]
    said = [warning for warning in garment.warnings if "very loose" in warning and "cm" in warning]
    assert len(said) == len(loose)
    assert loose or min(girth.ease_mm for girth in drafted(kind, chart_person()).fit) < 0  # or it is cut to grip


@every_kind
@pytest.mark.parametrize("size", [MADE_TO_MEASURE, "XS", "M", "XXL"])
def test_the_smallest_and_the_largest_body_wear_it_or_are_told_why(kind, size):
    for body in (smallest(), largest()):
        garment, refusal = drafted_or_refused(kind, body, size=size)
        if refusal:
            assert re.search(r"\d (cm|mm) .*(Choose size|Raise \w+_mm|Lower \w+_mm)", refusal), refusal
        else:
            check_sound(garment)


@every_kind
def test_a_garment_lists_itself_beside_the_body(kind):
    body = chart_person(1.0, "M")
    garment = drafted(kind, body, size="L")
    assert garment.label == "L (EU 42-44, US 10-12)"
    assert {"waist", "hip"} <= set(garment.ease_mm)
    for girth in garment.fit:
        assert girth.body_mm == pytest.approx(1000 * body.measures[girth.measure], rel=0.2)  # trousers sit below waist
        assert girth.garment_mm - girth.body_mm == pytest.approx(garment.ease_mm[girth.measure])
        assert np.isfinite(girth.garment_mm)
    assert "head" not in garment.ease_mm
    assert drafted(kind, chart_person(0.0)).label == "made to measure"


@every_kind
def test_long_seams_of_every_design_have_notches(kind):
    garment = drafted(kind, chart_person())
    assert sum(len(piece.notches) for piece in garment.pieces) >= 4
