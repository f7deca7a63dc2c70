"""What jeans and trousers are known by: a yoke as long as its seams, and pockets and fly that lie on their pieces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from toile.addon.core.errors import JobError
from toile.addon.core.pattern.curves import length
from toile.addon.core.pattern.grading import MADE_TO_MEASURE
from toile.addon.core.pattern.pieces import area, find_edge, outline
from toile.addon.core.pattern.sizes import SIZES
from toile.addon.core.pattern.trim import PLAIN
from toile.addon.core.pattern.trouser_block import draft_block
from toile.addon.core.pattern.trouser_fit import sewn_pattern
from toile.addon.core.pattern.yoke import CENTRE_MM, SIDE_MM, yoked
from toile.addon.garments import jeans
from toile.addon.garments.jeans import Jeans
from toile.addon.garments.trousers import Trousers

from tests.core.test_garments import GENDERS, chart_person, check_sound, drafted, piece_of

EASED_MM = 3.0


def distance_out(points: np.ndarray, ring: np.ndarray) -> float:
    """mm by which points lie outside of a closed outline, at most."""
    a, b = ring, np.roll(ring, -1, axis=0)
    crosses = (a[None, :, 1] > points[:, None, 1]) != (b[None, :, 1] > points[:, None, 1])
    slope = np.where(b[:, 1] == a[:, 1], 1.0, b[:, 1] - a[:, 1])
    x = a[None, :, 0] + (points[:, None, 1] - a[None, :, 1]) / slope * (b - a)[None, :, 0]
    inside = ((crosses & (x > points[:, None, 0])).sum(axis=1) % 2).astype(bool)
    way = b - a
    share = np.clip(((points[:, None] - a) * way).sum(axis=2) / np.maximum((way**2).sum(axis=1), 1e-9), 0.0, 1.0)
    away = np.linalg.norm(points[:, None] - a - share[:, :, None] * way, axis=2).min(axis=1)
    return float(np.where(inside, 0.0, away).max())


@pytest.mark.parametrize("gender", GENDERS)
@pytest.mark.parametrize("size", [MADE_TO_MEASURE, *SIZES[::2]])
@pytest.mark.parametrize("rise", [0.0, 50.0])
def test_the_yoke_is_as_long_as_what_it_is_sewn_to(gender, size, rise):
    person = chart_person(gender, "M" if size == MADE_TO_MEASURE else size)
    made = drafted(Jeans, person, size=size, rise_mm=rise)
    check_sound(made)
    for seam in (seam for seam in made.seams if "yoke" in seam.a + seam.b and "waist" not in seam.a):
        assert abs(seam.ease_mm) < EASED_MM, (seam.a, seam.b)
    yoke = piece_of(made, "yoke_right")
    assert length(yoke.edge("side").points) == pytest.approx(SIDE_MM, abs=0.1)
    assert length(yoke.edge("centre").points) == pytest.approx(CENTRE_MM, abs=0.1)
    assert area(yoke) == pytest.approx(area(piece_of(made, "yoke_left")))


def test_a_yoke_takes_in_the_darts_and_leaves_the_measures():
    body = chart_person(1.0)
    design = Jeans(Jeans.Options(rise_mm=0.0, ease_mm=80.0, waist_ease_mm=-40.0), 0)
    m = jeans.leg_measures(jeans.measures_for(MADE_TO_MEASURE, body))
    darted = sewn_pattern("jeans", draft_block(m, design.cut(m), body), body, 1.0)
    made = yoked(darted)
    before = {edge.name: length(edge.points) for edge in darted.pieces[3].edges}
    darts = [name for name in before if name.startswith("dart")]
    assert darts
    assert not [edge for piece in made.pieces for edge in piece.edges if edge.name.startswith("dart")]
    yoke = next(piece for piece in made.pieces if piece.name == "yoke_right")
    waist = sum(mm for name, mm in before.items() if name.startswith("waist"))
    assert length(yoke.edge("waist_1").points) == pytest.approx(waist, abs=EASED_MM)
    assert made.pom_mm == darted.pom_mm
    rise = length(yoke.edge("centre").points) + length(find_edge(made.pieces, "back_right.crotch").points)
    assert rise == pytest.approx(made.pom_mm["back_rise"], abs=0.5)
    side = length(yoke.edge("side").points) + length(find_edge(made.pieces, "back_right.outseam").points)
    assert side == pytest.approx(made.pom_mm["outseam"], abs=0.5)


@pytest.mark.parametrize("kind", [Jeans, Trousers])
@pytest.mark.parametrize("gender", GENDERS)
@pytest.mark.parametrize("size", SIZES)
def test_pockets_fly_and_rows_lie_on_their_pieces(kind, gender, size):
    made = drafted(kind, chart_person(gender, size), size=size)
    for piece in made.pieces:
        for line in (
            *(p.outline for p in piece.trim.patches),
            *piece.trim.topstitches,
            *(x.line for x in piece.trim.laps),
        ):
            assert distance_out(line, outline(piece)) < 3.0, piece.name


def test_the_left_side_of_the_fly_lies_over_the_right():
    for kind in (Jeans, Trousers):
        made = drafted(kind, chart_person())
        left, right = (piece_of(made, f"front_{side}").trim for side in ("left", "right"))
        assert len(left.laps) == len(right.laps) + 1
        assert len(left.topstitches) > len(right.topstitches)


def test_jeans_have_two_back_pockets_belt_loops_and_a_button():
    made = drafted(Jeans, chart_person())
    named = [patch.name for piece in made.pieces for patch in piece.trim.patches]
    assert named.count("back_pocket") == 2
    assert named.count("belt_loop") == 5
    (button,) = piece_of(made, "waistband").buttons
    assert button.made_of == "brass"
    left, right = (piece_of(made, f"back_{side}").trim.patches[0].outline for side in ("left", "right"))
    assert np.allclose(np.sort(-left[:, 0]), np.sort(right[:, 0]))


def test_a_thread_is_a_colour():
    assert piece_of(drafted(Jeans, chart_person(), thread="#ffffff"), "back_left").trim.thread == "#ffffff"
    with pytest.raises(JobError, match="thread is 'gold'.*#rrggbb"):
        Jeans(replace(Jeans.Options(), thread="gold"), 0)


def test_what_has_no_trim_is_plain_on_both_sides():
    assert PLAIN.mirrored() is PLAIN
