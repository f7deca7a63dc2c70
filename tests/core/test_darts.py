"""Darts, pleats, gathers, notches, folds and pieces cut on the fold: made, closed, and refused by the millimetre."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toile.addon.core.errors import PatternError
from toile.addon.core.pattern import curves
from toile.addon.core.pattern.allowance import with_seam_allowance
from toile.addon.core.pattern.check import validate
from toile.addon.core.pattern.curves import point
from toile.addon.core.pattern.darts import TakeIn, dart_seams, darts_of, taken_in
from toile.addon.core.pattern.drafting import with_notches
from toile.addon.core.pattern.mirror import mirrored, unfolded
from toile.addon.core.pattern.pieces import Edge, Notch, Piece, Placement, Seam, area, signed_area

from .test_pattern import polygon, square

HIPS = Placement("hips", "front", "waist_height")


def panel(*takes, width=200.0, height=300.0, name="panel"):
    """A straight panel with darts or pleats along its top, which runs from +x to -x."""
    corners = [point(x, y) for x, y in ((0, 0), (width, 0), (width, height), (0, height))]
    top = taken_in(curves.line(corners[2], corners[3]), takes, "top", "dart" if takes[0].depth_mm else "pleat")
    sides = [Edge(n, curves.line(corners[a], corners[b])) for n, a, b in (("hem", 0, 1), ("side_a", 1, 2))]
    return Piece(name, (*sides, *top, Edge("side_b", curves.line(corners[3], corners[0]))), HIPS)


def half(**more):
    """The +x half of a skirt front with one dart, cut on the fold."""
    hem, side = curves.line(point(0, 0), point(150, 0)), curves.line(point(150, 0), point(120, 300))
    top = taken_in(curves.line(side[-1], point(0, 290)), [TakeIn(60, 20, 90)], "waist")
    fold = Edge("fold", curves.line(point(0, 290), point(0, 0)))
    return Piece("front", (Edge("hem", hem), Edge("side", side), *top, fold), HIPS, **more)


# curves


@given(st.floats(-1.2, 1.2), st.floats(-1.2, 1.2))
def test_a_curve_goes_through_its_points_as_it_is_told(start, end):
    points = [point(0, 0), point(100, 40), point(220, 10)]
    ways = [point(math.cos(start), math.sin(start)), None, point(math.cos(end), math.sin(end))]
    curve = curves.through(points, ways)
    for wanted in points:
        assert np.linalg.norm(curve - wanted, axis=1).min() < 0.01
    for way, found in ((ways[0], curve[1] - curve[0]), (ways[2], curve[-1] - curve[-2])):
        assert way @ found / np.linalg.norm(found) > 0.97
    assert np.linalg.norm(np.diff(curve, axis=0), axis=1).max() < curves.SAMPLE_MM + 1e-6


def test_a_curve_without_directions_is_nearly_a_circle():
    angles = np.radians([0, 30, 60, 90])
    curve = curves.through([200 * point(math.cos(a), math.sin(a)) for a in angles], [None] * 4)
    np.testing.assert_allclose(np.linalg.norm(curve, axis=1), 200, atol=1.0)


# darts


def test_a_dart_has_apex_intake_and_legs_of_one_length():
    (dart,) = darts_of(panel(TakeIn(100, 30, 80)))
    assert dart.intake_mm == pytest.approx(30)
    assert dart.legs_mm[0] == pytest.approx(math.hypot(15, 80))
    assert dart.legs_mm[0] == pytest.approx(dart.legs_mm[1])
    np.testing.assert_allclose(dart.apex, (100, 220))


def test_a_dart_that_is_sewn_passes_and_an_open_one_is_refused():
    piece = panel(TakeIn(60, 30, 80), TakeIn(140, 20, 70))
    validate([piece], dart_seams(piece))
    with pytest.raises(PatternError, match=r"dart_2 on panel is open: its 20\.0 mm are not sewn"):
        validate([piece], dart_seams(piece)[:1])


def test_unequal_legs_are_refused_with_their_mm():
    piece = panel(TakeIn(100, 30, 80))
    apex = point(104, 220)
    moved = {"dart_1_a": [point(115, 300), apex], "dart_1_b": [apex, point(85, 300)]}
    edges = tuple(Edge(e.name, np.array(moved[e.name])) if e.name in moved else e for e in piece.edges)
    with pytest.raises(PatternError, match=r"legs of dart_1 on panel are 80\.8 and 82\.2 mm long \(limit 0\.5 mm"):
        validate([replace(piece, edges=edges)], dart_seams(piece))


def test_a_leg_alone_is_refused():
    piece = polygon("p", (0, 0), (100, 0), (100, 100), (0, 100), edges=["hem", "side", "dart_1_a", "top"])
    with pytest.raises(PatternError, match=r"After dart_1_a of p comes top\. Let dart_1_b follow"):
        validate([piece], [])


def test_darts_that_overlap_are_refused_with_their_mm():
    with pytest.raises(PatternError, match=r"two darts or pleats lie -10\.0 mm apart \(limit 1 mm\)"):
        panel(TakeIn(90, 30, 80), TakeIn(110, 30, 80))


def test_a_pleat_is_folded_away_and_the_sewn_length_is_compared():
    piece = panel(TakeIn(60, 40), TakeIn(140, 40))
    band = polygon("band", (0, 0), (40, 0), (80, 0), (120, 0), (120, 30), (0, 30))
    tops = [f"panel.top_{k}" for k in (1, 2, 3)]
    seams = [*dart_seams(piece), *(Seam(a, f"band.e{k}") for k, a in enumerate(reversed(tops)))]
    validate([piece, band], seams)
    assert [dart.intake_mm for dart in darts_of(piece)] == pytest.approx([40, 40])
    with pytest.raises(PatternError, match=r"pleat_1 on panel is open: its 40\.0 mm"):
        validate([piece, band], seams[1:])


def test_mirrored_darts_keep_their_order_and_close():
    piece = panel(TakeIn(60, 30, 80), name="back_left")
    other = mirrored(piece, "back_right")
    names = [edge.name for edge in other.edges]
    assert names.index("dart_1_a") + 1 == names.index("dart_1_b")
    validate([piece, other], [*dart_seams(piece), *dart_seams(other)])
    assert signed_area(with_seam_allowance(other)) == pytest.approx(signed_area(with_seam_allowance(piece)))


# cut on the fold


def test_a_bound_edge_is_cut_without_allowance():
    piece = square(edges=["hem", "side", "bound_top", "other_side"])
    np.testing.assert_allclose(np.ptp(with_seam_allowance(piece), axis=0), (120, 120))


def test_a_half_unfolds_to_a_symmetrical_whole():
    whole = unfolded(half(), "left")
    assert whole.on_fold
    assert [edge.name for edge in whole.edges] == [
        "hem",
        "side_left",
        "waist_1_left",
        "dart_1_left_a",
        "dart_1_left_b",
        "waist_2",
        "dart_1_right_a",
        "dart_1_right_b",
        "waist_1_right",
        "side_right",
    ]
    validate([whole], dart_seams(whole))
    assert area(whole) == pytest.approx(2 * area(half()))
    for edge in ("hem", "waist_2"):
        points = whole.edge(edge).points
        np.testing.assert_allclose(points, curves.flipped(points), atol=1e-9)


def test_a_fold_off_the_centre_line_is_refused():
    moved = replace(half(), edges=(*half().edges[:-1], Edge("fold", curves.line(point(3, 290), point(0, 0)))))
    with pytest.raises(PatternError, match=r"front is cut on the fold, .* fold, lies 3\.0 mm from x = 0"):
        unfolded(moved, "left")
    with pytest.raises(PatternError, match="End its outline with an edge 'fold'"):
        unfolded(square(), "left")


# gathers, notches, folds


@pytest.mark.parametrize(("cut", "gather", "sound"), [(150, 1.5, True), (150, 1.0, False), (160, 1.5, False)])
def test_a_gathered_edge_is_compared_as_sewn(cut, gather, sound):
    pieces = [polygon("a", (0, 0), (cut, 0), (cut, 50), (0, 50)), polygon("b", (0, 0), (100, 0), (100, 50), (0, 50))]
    seams = [Seam("a.e0", "b.e0", gather=gather)]
    if sound:
        validate(pieces, seams)
        return
    with pytest.raises(PatternError, match=r"mm longer on a\.e0") as refusal:
        validate(pieces, seams)
    assert ("its gathering to 106.7 mm" in str(refusal.value)) == (gather > 1)


@pytest.mark.parametrize(("gather", "fix"), [(0.5, "Swap its edges"), (9.0, "Cut less cloth"), (-1.0, "Cut less")])
def test_impossible_gathers_are_refused(gather, fix):
    with pytest.raises(PatternError, match=rf"gathered {gather:g} times \(limits 1 and 4\)\. {fix}"):
        validate([square("a"), square("b")], [Seam("a.e0", "b.e0", gather=gather)])


@pytest.mark.parametrize(("at", "off"), [(-4.0, "4.0"), (112.5, "12.5")])
def test_a_notch_off_its_edge_is_refused(at, off):
    with pytest.raises(PatternError, match=rf"A notch lies {off} mm off square\.e1: at .* Put it between 0 and 100\.0"):
        validate([replace(square(), notches=(Notch("e1", at),))], [])
    validate([replace(square(), notches=(Notch("e1", 100.0),))], [])


def test_long_seams_get_notches_that_match():
    pieces = with_notches([square("a", 204), square("b", 200), square("c", 90)], [Seam("a.e1", "b.e3", 4.0)])
    assert [[(n.edge, n.at_mm) for n in piece.notches] for piece in pieces] == [[("e1", 102.0)], [("e3", 100.0)], []]
    assert mirrored(pieces[0], "m").notches == (Notch("e1", 102.0),)


def test_a_fold_line_that_leaves_its_piece_is_refused():
    inside = Edge("fold", curves.line(point(0, 50), point(100, 50)))
    validate([replace(square(), folds=(inside,))], [])
    with pytest.raises(PatternError, match=r"The fold line 'fold' leaves square by 7\.0 mm \(limit 0\.5 mm\)"):
        validate([replace(square(), folds=(Edge("fold", curves.line(point(0, 50), point(107, 50))),))], [])


def test_a_crossing_is_named_with_its_place_and_edges():
    piece = polygon("p", (0, 0), (100, 0), (100, 100), (50, -20), (0, 100), edges=["hem", "a", "b", "c", "d"])
    with pytest.raises(PatternError, match=r"crosses itself near x 58 mm, y 0 mm, hem meets b"):
        validate([piece], [])
