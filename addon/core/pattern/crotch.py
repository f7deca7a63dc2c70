"""The crotch of trousers, in mm, and the measures of a leg.

On a leg's piece y = 0 is the crotch line, x = 0 the straight of the centre seam, and the fork lies towards -x.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..body.taut import between, cut, hull_length
from ..types import Body
from .curves import cubic, joined, length, line, point, solve

CENTRE_FRONT_IN_MM = 8.0  # the top of the centre front leans in so far, of the centre back so far
CENTRE_BACK_IN_MM = 30.0
BACK_RISE_MM = (10.0, 75.0)  # how much higher the centre back may be than the waist at the side
KNEE_SHARE = 0.295  # of stature: five bodies of our own model, 53 to 118 kg, have 0.288 to 0.304
TORSO_SHARE = 0.8  # of the hip's breadth, on each side of the middle; no torso reaches farther
STRAIGHT_FROM_MM = 70.0  # above the crotch line; below, the front's seam turns


def leg_measures(m: Mapping[str, float]) -> dict[str, float]:
    """The measures with where crotch and knee are, mm, by the person's own heights or else by the tape's lengths."""
    knee = {"knee_height": KNEE_SHARE * m["stature"]} | dict(m)
    if "waist_height" in m and "crotch_height" in m:
        return knee | {"waist_to_crotch": m["waist_height"] - m["crotch_height"]}
    return knee | {"waist_to_crotch": m["outside_leg"] - m["inseam"]}


def girth_below_waist(m: Mapping[str, float], down_mm: float, wearer: Body | None = None) -> float:
    """A girth mm so far below the waist: the wearer's own, as a tape lies there, or between those that were measured.

    Bodies are no cones: 8 cm below a waist the two can be 3 cm apart, and a band that is too long slides.
    """
    if wearer is not None and len(wearer.vertices):
        return 1000.0 * hull_length(torso_slice(wearer, wearer.measures["waist_height"] - down_mm / 1000.0))
    downs = [0.0, m["waist_to_high_hip"], max(m["waist_to_hip"], m["waist_to_high_hip"] + 1.0)]
    return float(np.interp(down_mm, downs, [m["waist"], m["high_hip"], m["hip"]]))


def torso_slice(body: Body, height: float) -> np.ndarray:
    """(K, 2) m, where a level cuts the torso of the body at rest, whose arms are far out."""
    points, faces = body.vertices, body.faces
    near = np.abs(points[:, 0]) < TORSO_SHARE * body.measures["hip_breadth"]
    edges = np.concatenate([faces[:, [k, (k + 1) % 4]] for k in range(4)])
    edges = edges[near[edges].all(axis=1)]
    return between(points, *cut(points, edges, np.array([0.0, 0.0, height]), np.array([0.0, 0.0, 1.0])))[:, :2]


def front_crotch(rise: float, fork: float, straight: float) -> np.ndarray:
    """(N, 2) from the top of the centre front down to the fork at (-fork, 0)."""
    start = point(0.0, min(max(straight, STRAIGHT_FROM_MM), 0.75 * rise))
    turn = cubic(start, point(0.0, 0.36 * start[1]), point(-0.35 * fork, 0.0), point(-fork, 0.0))
    return joined(line(point(CENTRE_FRONT_IN_MM, rise), start), turn)


def back_crotch(rise: float, fork: float, straight: float, drop: float) -> np.ndarray:
    """(N, 2) from the top of the centre back down to the fork at (-fork, -drop)."""
    start = point(4.0, min(max(straight, STRAIGHT_FROM_MM + 10.0), 0.75 * rise))
    turn = cubic(
        start, point(-6.0, 0.38 * start[1]), point(-0.30 * fork, 2.0 - drop), point(-fork, -drop)
    )  # hollower than the front: it goes round the seat
    return joined(line(point(CENTRE_BACK_IN_MM, rise), start), turn)


def back_rise(wanted: float, rise: float, fork: float, straight: float, drop: float) -> float:
    """By how much the centre back is raised so that its crotch curve is as long as wanted, within BACK_RISE_MM."""
    low, high = BACK_RISE_MM
    return solve(lambda more: length(back_crotch(rise + more, fork, straight, drop)), wanted, low, high)
