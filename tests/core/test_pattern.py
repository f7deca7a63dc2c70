"""Pieces and seams: what is refused, and the line to cut along."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toile.addon.core.errors import PatternError
from toile.addon.core.pattern import curves
from toile.addon.core.pattern.allowance import with_seam_allowance
from toile.addon.core.pattern.armhole import BACK, FRONT, armhole, armhole_for, cap_of_height, fit_cap, half_cap
from toile.addon.core.pattern.check import first_crossing, validate
from toile.addon.core.pattern.curves import point
from toile.addon.core.pattern.mirror import mirrored
from toile.addon.core.pattern.pieces import (
    Edge,
    Piece,
    Placement,
    Seam,
    area,
    grainline,
    outline,
    perimeter,
    signed_area,
    width_at,
)

TORSO = Placement("torso", "front", "waist_height")


def polygon(name, *corners, edges=None, placement=TORSO):
    """A piece of straight edges, called e0, e1, ... or as in ``edges``."""
    corners = np.array(corners, float)
    names = edges or [f"e{k}" for k in range(len(corners))]
    ends = np.roll(corners, -1, axis=0)
    return Piece(name, tuple(Edge(n, np.array(p)) for n, *p in zip(names, corners, ends, strict=True)), placement)


def square(name="square", side=100.0, **more):
    return polygon(name, (0, 0), (side, 0), (side, side), (0, side), **more)


def with_points(piece, name, points):
    edges = tuple(Edge(name, np.array(points, float)) if e.name == name else e for e in piece.edges)
    return replace(piece, edges=edges)


# curves


def test_curves_are_sampled_finely_and_keep_their_ends():
    curve = curves.cubic(point(0, 0), point(0, 100), point(100, 100), point(100, 0))
    assert np.linalg.norm(np.diff(curve, axis=0), axis=1).max() <= curves.SAMPLE_MM + 1e-9
    np.testing.assert_allclose(curve[[0, -1]], [(0, 0), (100, 0)])


@given(st.floats(0.01, 3.0), st.floats(60, 500))
def test_an_arc_is_as_long_as_its_circle_says(turn, radius):
    end = radius * point(math.sin(turn), 1 - math.cos(turn))
    drawn = curves.arc(point(0, 0), end, turn)
    assert curves.length(drawn) == pytest.approx(radius * turn, rel=2e-3)
    np.testing.assert_allclose(np.linalg.norm(drawn - point(0, radius), axis=1), radius, rtol=1e-3)


def test_a_hem_is_square_to_sides_that_lean():
    hem = curves.squared_hem(300.0, 300.0, -600.0, 0.2)
    along = hem[-1] - hem[-2]
    assert math.atan2(along[1], along[0]) == pytest.approx(0.2, abs=0.01)
    assert hem[:, 1].min() == pytest.approx(-600.0, abs=0.1)


@given(st.floats(200, 2000), st.floats(-400, 100))
def test_unbending_undoes_bending(radius, level):
    points = np.array([(0, level), (100, level), (100, level - 300), (-80, level + 100)], float)
    there = curves.bent(points, radius, level)
    np.testing.assert_allclose(curves.unbent(there, radius, level), points, atol=1e-6)
    assert np.linalg.norm(there[2] - there[1]) == pytest.approx(300.0)


@given(st.floats(10, 90))
def test_split_parts_add_up(at):
    curve = curves.cubic(point(0, 0), point(0, 60), point(60, 60), point(60, 0))
    a, b = curves.split(curve, [at])
    assert curves.length(a) == pytest.approx(at, abs=0.05)
    assert curves.length(a) + curves.length(b) == pytest.approx(curves.length(curve), abs=0.05)


# pieces


def test_measures_of_a_square():
    piece = square()
    assert area(piece) == pytest.approx(1e4)
    assert perimeter(piece) == pytest.approx(400)
    assert width_at(outline(piece), 50) == pytest.approx(100)
    assert width_at(outline(piece), 150) == 0
    np.testing.assert_allclose(grainline(piece), [(50, 25), (50, 75)])


def test_an_open_dart_is_no_width():
    piece = polygon("p", (0, 0), (100, 0), (100, 100), (60, 100), (50, 20), (40, 100), (0, 100))
    assert width_at(outline(piece), 99.999) == pytest.approx(80, abs=0.01)
    assert width_at(outline(piece), 10) == pytest.approx(100)


def test_a_sound_piece_passes():
    validate([square("a"), square("b")], [Seam("a.e1", "b.e3")])


def test_an_open_outline_is_refused():
    piece = with_points(square(), "e1", [(100, 0), (100, 97)])
    with pytest.raises(PatternError, match=r"square is open: 3\.0 mm from the end of e1 .* e2 \(limit 0\.1 mm\)"):
        validate([piece], [])


def test_a_clockwise_outline_is_refused():
    piece = polygon("p", (0, 0), (0, 100), (100, 100), (100, 0))
    with pytest.raises(PatternError, match="p runs clockwise"):
        validate([piece], [])


@pytest.mark.parametrize(
    "corners",
    [
        ((0, 0), (100, 0), (0, 100), (100, 100)),
        ((0, 0), (100, 0), (100, 100), (50, -20), (0, 100)),
        ((0, 0), (100, 0), (100, 100), (50, 0), (0, 100)),  # only touches
    ],
)
def test_an_outline_that_crosses_itself_is_refused(corners):
    with pytest.raises(PatternError, match="p crosses itself near x"):
        validate([polygon("p", *corners)], [])


@given(st.floats(0, 2 * math.pi), st.integers(3, 60))
def test_many_points_on_one_line_do_not_cross(turn, count):
    side = np.stack([np.linspace(0, 100, count), np.zeros(count)], axis=1)
    whole = np.concatenate([side, [(100, 50), (0, 50)]])
    c, s = math.cos(turn), math.sin(turn)
    assert first_crossing(whole @ np.array([[c, s], [-s, c]])) is None


def test_points_that_are_no_numbers_are_refused():
    with pytest.raises(PatternError, match="finite"):
        validate([with_points(square(), "e0", [(0, 0), (math.nan, 0)])], [])


def test_names_are_used_once():
    with pytest.raises(PatternError, match="Two pieces"):
        validate([square("a"), square("a")], [])
    with pytest.raises(PatternError, match="Two edges of a"):
        validate([square("a", edges=["x", "x", "y", "z"])], [])


# seams


@pytest.mark.parametrize(
    ("a", "b", "ease", "sound"),
    [
        (100, 100, 0, True),
        (100.9, 100, 0, True),
        (112, 100, 0, False),
        (104, 100, 4, True),
        (101, 100, 4, True),
        (106, 100, 4, False),
        (98, 100, 4, False),
        (88, 100, -12, True),
        (86, 100, -12, False),
        (102, 100, -12, False),
    ],
)
def test_sewn_edges_agree_within_their_ease(a, b, ease, sound):
    pieces, seams = [square("a", a), square("b", b)], [Seam("a.e0", "b.e0", ease)]
    if sound:
        validate(pieces, seams)
    else:
        with pytest.raises(PatternError, match=r"The seam of a\.e0 and b\.e0 is .* mm longer on .*limit 1 mm"):
            validate(pieces, seams)


def test_the_longer_edge_and_the_mm_are_named():
    with pytest.raises(PatternError, match=r"is 12\.0 mm longer on a\.e0 "):
        validate([square("a", 112), square("b", 100)], [Seam("a.e0", "b.e0")])
    with pytest.raises(PatternError, match=r"is 12\.0 mm longer on b\.e0 "):
        validate([square("a", 100), square("b", 112)], [Seam("a.e0", "b.e0")])


@pytest.mark.parametrize(("name", "known"), [("c.e0", "a, b"), ("a.e9", "e0, e1, e2, e3"), ("a", "e0, e1, e2, e3")])
def test_unknown_edges_are_named(name, known):
    with pytest.raises(PatternError, match=known):
        validate([square("a"), square("b")], [Seam(name, "b.e0")])


def test_an_edge_is_sewn_once():
    with pytest.raises(PatternError, match=r"a\.e0 is sewn twice"):
        validate([square("a"), square("b")], [Seam("a.e0", "b.e0"), Seam("a.e0", "b.e1")])


# allowance and mirror


def test_a_square_is_cut_larger_by_its_allowances():
    piece = square(edges=["hem", "side", "top", "other_side"])
    cut = with_seam_allowance(piece)
    assert signed_area(cut) == pytest.approx(120 * 130)
    np.testing.assert_allclose(cut.min(axis=0), (-10, -20))


def test_a_sharp_corner_is_cut_off():
    piece = polygon("p", (0, 0), (300, 0), (0, 20))
    reach = np.linalg.norm(with_seam_allowance(piece) - (300, 0), axis=1).min()
    assert reach <= 25.0
    assert first_crossing(with_seam_allowance(piece)) is None


def test_the_cutting_line_of_a_narrow_hollow_does_not_run_backwards():
    left = [(68.0, 100.0), (63.5, 92.0), (59.0, 84.0), (54.5, 76.0)]
    notch = [*left, (50.0, 68.0), *((100.0 - x, y) for x, y in reversed(left))]
    piece = polygon("p", (0, 0), (100, 0), (100, 100), *notch, (0, 100))
    cut = with_seam_allowance(piece)
    assert first_crossing(cut) is None
    foot = cut[np.abs(cut[:, 0] - 50) < 1]
    assert foot[:, 1].min() == pytest.approx(68 + 10 / np.sin(np.arctan2(4.5, 8.0)), abs=0.1)


def test_the_cutting_line_passes_over_a_dart():
    corners = [(0, 0), (100, 0), (100, 100), (60, 100), (50, 20), (40, 100), (0, 100)]
    names = ["hem", "side_a", "waist_1", "dart_1_a", "dart_1_b", "waist_2", "side_b"]
    piece = polygon("p", *corners, edges=names)
    assert signed_area(with_seam_allowance(piece)) == pytest.approx(120 * 130)


def test_mirroring_twice_is_the_identity():
    piece = polygon("sleeve_left", (0, 0), (100, 0), (80, 70), edges=["hem", "side_left", "cap_back"])
    piece = replace(piece, placement=Placement("arm_left", "around", "shoulder_height", 70.0), grain_deg=80.0)
    other = mirrored(piece, "sleeve_right")
    assert [edge.name for edge in other.edges] == ["cap_back", "side_right", "hem"]
    assert other.placement.region == "arm_right"
    assert other.grain_deg == 100.0
    assert area(other) == pytest.approx(area(piece))
    back = mirrored(other, "sleeve_left")
    for mine, his in zip(piece.edges, back.edges, strict=True):
        assert mine.name == his.name
        np.testing.assert_allclose(mine.points, his.points)
    validate([other], [])


# armhole and sleeve


@settings(max_examples=30, deadline=None)
@given(st.floats(160, 260), st.floats(100, 290), st.floats(0.25, 0.48), st.floats(20, 90))
def test_an_armhole_is_square_to_side_and_shoulder(tip_x, depth, slope, reach):
    tip, underarm = point(tip_x, -60), point(tip_x + reach, -60 - depth)
    for hollow in (FRONT, BACK):
        curve = armhole(tip, slope, underarm, hollow)
        start, end = curve[1] - curve[0], curve[-1] - curve[-2]
        assert abs(start[1] / start[0]) < 0.3
        shoulder = np.array([math.cos(slope), -math.sin(slope)])
        assert abs(end @ shoulder) / np.linalg.norm(end) < 0.3
        assert (np.diff(curve[:, 1]) > -1e-9).all()


def test_the_front_armhole_is_hollower():
    tip, underarm = point(190, -55), point(250, -230)
    front, back = (armhole(tip, 0.4, underarm, hollow) for hollow in (FRONT, BACK))
    assert front[:, 0].min() < back[:, 0].min() - 5


@settings(max_examples=15, deadline=None)
@given(st.floats(150, 320), st.floats(0.95, 1.1), st.floats(180, 520))
def test_a_cap_fits_its_armhole_and_the_arm(front, ratio, bicep):
    back = front * ratio
    cap = fit_cap(front, back, bicep)
    assert curves.length(half_cap(cap.front, cap.height, True)) == pytest.approx(front + 4, abs=0.1)
    assert curves.length(half_cap(cap.back, cap.height, False)) == pytest.approx(back + 4, abs=0.1)
    if front + back >= armhole_for(bicep) + 1:
        assert cap.bicep >= bicep - 1.0


def test_a_higher_cap_is_narrower():
    widths = [cap_of_height(height, 220, 225).bicep for height in (90, 110, 130, 150)]
    assert widths == sorted(widths, reverse=True)
