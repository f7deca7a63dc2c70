"""Waistbands: straight or shaped as the body is, and what becomes of one that is wider than the body."""

from __future__ import annotations

import math

import numpy as np
import pytest
from toile.addon.core.errors import PatternError
from toile.addon.core.pattern.crotch import girth_below_waist
from toile.addon.core.pattern.curves import length
from toile.addon.core.pattern.ease import MOST_SUNK_MM
from toile.addon.core.pattern.grading import person_measures
from toile.addon.core.pattern.sinking import HELD_MM
from toile.addon.core.pattern.sizes import SIZES
from toile.addon.garments.circle_skirt import CircleSkirt
from toile.addon.garments.full_skirt import FullSkirt
from toile.addon.garments.jeans import Jeans
from toile.addon.garments.leggings import Leggings
from toile.addon.garments.pencil_skirt import PencilSkirt
from toile.addon.garments.shorts import Shorts
from toile.addon.garments.skirt import Skirt
from toile.addon.garments.trousers import Trousers

from .test_garments import GENDERS, chart_person, check_sound, drafted, drafted_or_refused, piece_of

SKIRTS = (Skirt, PencilSkirt, CircleSkirt, FullSkirt)
TROUSERS = (Trousers, Jeans, Shorts)


def foot_of(band):
    return sum(length(edge.points) for edge in band.edges if "waist" in edge.name)


@pytest.mark.parametrize("kind", [*SKIRTS, *TROUSERS])
@pytest.mark.parametrize("cut", ["contoured", "straight"])
@pytest.mark.parametrize("gender", GENDERS)
@pytest.mark.parametrize("size", SIZES[::2])
def test_a_band_of_either_cut_is_as_long_as_its_points_of_measure(kind, cut, gender, size):
    garment = drafted(kind, chart_person(gender, size), size=size, waistband=cut)
    check_sound(garment)
    band = piece_of(garment, "waistband")
    assert foot_of(band) == pytest.approx(garment.pom_mm["waist"], abs=0.5)
    assert length(band.edge("hem").points) == pytest.approx(garment.pom_mm["band_top"], abs=0.5)
    assert (band.cut, len(band.folds)) == ((1, 1) if cut == "straight" else (2, 0))


@pytest.mark.parametrize("kind", SKIRTS)
def test_a_contoured_band_widens_as_the_body_does(kind):
    body = chart_person()
    straight, shaped = (drafted(kind, body, waistband=cut, band_mm=40.0) for cut in ("straight", "contoured"))
    m = person_measures(body)
    wider = girth_below_waist(m, 20.0) - m["waist"]
    assert wider > 10.0
    assert shaped.pom_mm["band_top"] == pytest.approx(straight.pom_mm["band_top"], abs=0.1)
    assert shaped.pom_mm["waist"] - shaped.pom_mm["band_top"] == pytest.approx(wider, abs=0.1)
    assert shaped.ease_mm["waist"] == pytest.approx(straight.ease_mm["waist"])
    band = piece_of(shaped, "waistband")
    ends = [np.diff(band.edge(name).points[[0, -1]], axis=0)[0] for name in ("end_front", "end_back")]
    lean = [math.atan2(end[0], abs(end[1])) for end in ends]  # they lean in to each other, as an arc's ends do
    assert abs(lean[0]) + abs(lean[1]) == pytest.approx(wider / 40.0, rel=0.01)


@pytest.mark.parametrize("kind", TROUSERS)
def test_straight_trouser_bands_have_the_girth_of_their_middle(kind):
    body = chart_person()
    shaped, straight = (drafted(kind, body, waistband=cut) for cut in ("contoured", "straight"))
    middle = (shaped.pom_mm["waist"] + shaped.pom_mm["band_top"]) / 2.0
    assert straight.pom_mm["waist"] == straight.pom_mm["band_top"] == pytest.approx(middle, abs=3.0)


# too wide


@pytest.mark.parametrize("kind", [*SKIRTS, *TROUSERS, Leggings])
def test_made_to_measure_lies_in_its_place(kind):
    garment = drafted(kind, chart_person())
    assert not any(girth.sinks_mm for girth in garment.fit)
    assert not any(piece.placement.lowered_mm for piece in garment.pieces)


@pytest.mark.parametrize("kind", [*SKIRTS, *TROUSERS, Leggings])
def test_a_band_sinks_to_where_the_body_fills_it_or_is_refused(kind):
    body = chart_person(1.0, "S")
    m, sunk = person_measures(body), [0.0]
    for size in SIZES[SIZES.index("S") :]:
        garment, refusal = drafted_or_refused(kind, body, size=size)
        if refusal:
            assert "cannot stay up" in refusal
            assert "cm too wide at the waist" in refusal
            sunk.append(math.inf)
            continue
        (waist,) = [girth for girth in garment.fit if girth.measure == "waist"]
        sunk.append(waist.sinks_mm)
        if waist.ease_mm <= HELD_MM:
            assert waist.sinks_mm == 0.0
            continue
        there = girth_below_waist(m, waist.holds_at_mm + waist.sinks_mm)
        assert there == pytest.approx(waist.garment_mm - HELD_MM, abs=1.0)
        assert 0.0 < waist.sinks_mm <= MOST_SUNK_MM
        assert any(f"it sits {waist.sinks_mm / 10:.1f} cm lower" in said for said in garment.warnings)
        for piece in garment.pieces:
            assert piece.placement.lowered_mm == waist.sinks_mm or not piece.placement.landmark  # it follows another
    assert sunk == sorted(sunk)
    assert math.isinf(sunk[-1])


def test_a_tummy_holds_what_a_flat_body_does_not():
    flat, tummy = (chart_person(0.0, "M", waist=900.0, high_hip=mm, hip=1000.0) for mm in (920.0, 960.0))
    (low,), (high,) = ([g for g in drafted(Skirt, one, size="L").fit if g.sinks_mm] for one in (flat, tummy))
    assert low.sinks_mm > high.sinks_mm + 20.0


def test_what_is_too_wide_says_by_how_much_and_what_to_do():
    body = chart_person(0.0, "M", waist=950.0, high_hip=1000.0, hip=1040.0)
    with pytest.raises(PatternError) as refusal:
        drafted(Skirt, body, size="XXL", waist_ease_mm=10.0)
    assert str(refusal.value) == (
        "The skirt in size XXL cannot stay up: 13.6 cm too wide at the waist (waistband 108.6 cm, body 95.0 cm), and "
        "down to the hip, the body fills it nowhere. Choose size L. A belt or elastic would have to take in 11.1 cm."
    )
    slim = chart_person(0.0, "M", waist=950.0, high_hip=970.0, hip=1040.0)
    with pytest.raises(PatternError, match=r"it would sink 1\d\.\d cm .*\(limit 10 cm\)\. Choose size L"):
        drafted(Skirt, slim, size="XL", waist_ease_mm=10.0)
    with pytest.raises(PatternError, match=r"made_to_measure cannot stay up: .* Lower waist_ease_mm by 175 or more"):
        drafted(Skirt, body, waist_ease_mm=200.0)
    with pytest.raises(PatternError, match=r"size L cannot close .* Choose size made_to_measure"):
        drafted(CircleSkirt, body, size="L")  # XL closes and sinks
