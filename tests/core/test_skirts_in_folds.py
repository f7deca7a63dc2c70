"""Circle skirts and full skirts: true sectors and straight panels, held at the waist by nothing, gathers or pleats."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toile.addon.core.errors import PatternError
from toile.addon.core.pattern.curves import length
from toile.addon.core.pattern.darts import darts_of
from toile.addon.core.pattern.pieces import area, find_edge, outline
from toile.addon.garments.circle_skirt import CircleSkirt
from toile.addon.garments.full_skirt import FullSkirt

from .test_garments import chart_person, check_sound, drafted, drafted_or_refused, people, piece_of, quick


def panels_of(garment):
    return [piece for piece in garment.pieces if piece.name != "waistband"]


@quick
@given(people(), st.floats(120, 360), st.floats(300, 1000), st.floats(15, 80), st.floats(-5, 200))
def test_circle_skirt_settings_leave_it_sound(body, degrees, long, band, ease):
    options = {"circle_deg": degrees, "length_mm": long, "band_mm": band, "waist_ease_mm": ease}
    garment, refusal = drafted_or_refused(CircleSkirt, body, **options)
    if refusal:
        assert re.search("Raise (length_mm|circle_deg)|Choose size|Lower waist_ease_mm", refusal)
        return
    check_sound(garment)
    waist = 1000 * body.measures["waist"] + ease
    assert garment.pom_mm["waist"] == pytest.approx(waist)
    assert garment.pom_mm["hem"] == pytest.approx(waist + math.radians(degrees) * (long - band / 2), rel=1e-3)


@pytest.mark.parametrize("degrees", [180.0, 270.0, 360.0])
def test_circle_skirt_is_cut_as_annular_sectors(degrees):
    garment = drafted(CircleSkirt, chart_person(), circle_deg=degrees, length_mm=600.0, band_mm=40.0)
    inner = garment.pom_mm["waist"] / math.radians(degrees)
    for piece in panels_of(garment):
        assert piece.placement.rays_mm == pytest.approx(inner)
        rays = np.linalg.norm(outline(piece) - (0.0, inner), axis=1)
        on_arc = np.isclose(rays, inner, atol=0.1) | np.isclose(rays, inner + 580.0, atol=0.1)
        assert on_arc.all()
    whole = math.radians(degrees) / 2 * ((inner + 580.0) ** 2 - inner**2)
    assert sum(area(piece) for piece in panels_of(garment)) == pytest.approx(whole, rel=1e-3)


def test_panels_that_the_cloth_is_too_narrow_for_are_halved():
    short, long = (drafted(CircleSkirt, chart_person(), length_mm=mm) for mm in (500.0, 900.0))
    assert [piece.name for piece in panels_of(short)] == ["back", "front"]
    assert [piece.name for piece in panels_of(long)] == ["back_left", "back_right", "front_right", "front_left"]
    wide = drafted(FullSkirt, chart_person(0.0, "XXL"), fullness=3.0)
    assert len(panels_of(wide)) == 4
    for garment in (short, long, wide):
        check_sound(garment)
        assert max(float(np.ptp(outline(piece)[:, 0])) for piece in panels_of(garment)) <= 1450.0


def test_what_is_meant_to_stand_off_is_not_called_loose():
    garment = drafted(CircleSkirt, chart_person())
    assert garment.ease_mm["hip"] > 300
    assert not any("loose" in warning for warning in garment.warnings)


@pytest.mark.parametrize("kind", [CircleSkirt, FullSkirt])
def test_a_skirt_that_ends_above_the_hip_is_refused_with_its_mm(kind):
    with pytest.raises(PatternError, match=r"is 300 mm long and the hip lies 290 mm below .* Raise length_mm to 310"):
        drafted(kind, chart_person(1.0, "M", waist_to_hip=290.0), length_mm=300.0)


@pytest.mark.parametrize("kind", [CircleSkirt, FullSkirt])
def test_a_waist_that_cannot_close_is_refused_with_its_cm(kind):
    with pytest.raises(PatternError, match=r"in size S cannot close at the waist: \d+\.\d cm too small .*Choose size"):
        drafted(kind, chart_person(1.0, "L"), size="S")


@quick
@given(people(), st.sampled_from(["gathers", "pleats"]), st.floats(1.4, 3.0), st.floats(25, 120), st.floats(400, 1100))
def test_full_skirt_settings_leave_it_sound(body, taken_in, fullness, pleat, long):
    garment = drafted(FullSkirt, body, taken_in=taken_in, fullness=fullness, pleat_mm=pleat, length_mm=long)
    check_sound(garment)
    wide = garment.pom_mm["hem"]
    assert wide >= fullness * garment.pom_mm["waist"] - 0.1
    assert wide >= 1000 * body.measures["hip"] + 59.9


def test_gathers_are_sewn_to_the_length_of_the_band():
    garment = drafted(FullSkirt, chart_person(), fullness=2.2)
    gathered = [seam for seam in garment.seams if seam.gather > 1.0]
    assert [seam.a for seam in gathered] == ["back.waist_1", "front.waist_1"]
    for seam in gathered:
        a, b = (length(find_edge(garment.pieces, name).points) for name in (seam.a, seam.b))
        assert a / b == pytest.approx(2.2)


def test_pleats_take_in_what_the_band_does_not_need():
    garment = drafted(FullSkirt, chart_person(), taken_in="pleats", fullness=2.5, pleat_mm=40.0)
    assert all(seam.gather == 1.0 for seam in garment.seams)
    front = piece_of(garment, "front")
    pleats = darts_of(front)
    sewn = garment.pom_mm["waist"] / 2
    assert len(pleats) == round(sewn / 40.0)
    assert sum(pleat.intake_mm for pleat in pleats) == pytest.approx(1.5 * sewn)
    assert all(pleat.apex[1] == pytest.approx(0.0) for pleat in pleats)  # folded, not sewn to a point
