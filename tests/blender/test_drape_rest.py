"""Cloth that comes to rest, and cloth that does not."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

pytest.importorskip("bpy")

from toile.addon.blender.drape.solver import Course, Recording

COURSE = Course(
    **({f.name: 1 for f in fields(Course)} | {"before": 5, "posing": 4, "settle_least": 6, "settle_most": 20})
)


def moving(speeds_mm: list[float], settled: bool) -> Recording:
    """A vertex that goes on so far, mm, from frame to frame."""
    ways = np.concatenate([[0.0], np.cumsum(speeds_mm)]) / 1000
    return Recording(ways[:, None, None] * np.ones(3), np.array(speeds_mm), False, settled)


def test_what_still_moves_is_taken_where_it_moved_least_late():
    speeds = [9.0] * 10 + [0.5] * 4 + [4.0] * 8 + [3.0, 2.0, 2.0, 2.0] + [5.0] * 4  # calm early: at the top of a swing
    kept = moving(speeds, settled=False).calmest(COURSE)
    assert len(kept.frames) == len(kept.speeds_mm) + 1 == 27
    assert kept.end_speed_mm == pytest.approx(2.0)
    assert (kept.end == moving(speeds, False).frames[26]).all()


def test_what_came_to_rest_is_kept_whole():
    still = moving([9.0] * 15 + [0.5] * 3, settled=True)
    assert still.calmest(COURSE) is still
