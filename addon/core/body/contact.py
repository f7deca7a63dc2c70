"""Whether a hand lies on the body or in it."""

from __future__ import annotations

import numpy as np

from .posing import Figure

TRUNK = ("torso", "thigh_left", "thigh_right")
NEAR_M = 0.05  # beyond this the nearest vertex says nothing about inside and outside
PART = 3  # of the hand's vertices, every third is enough


class Contact:
    """A hand and the trunk of a figure. The trunk is taken as it is posed now: only the arm may move later."""

    def __init__(self, figure: Figure, side: str):
        model = figure.model
        posed = figure.vertices()
        trunk = figure.in_regions(*TRUNK)
        self.figure = figure
        self.surface = posed[trunk]
        self.normals = vertex_normals(posed, model.skin_faces)[trunk]
        self.hand = np.flatnonzero(figure.in_regions("hand_left" if side == "L" else "hand_right"))[::PART]

    def gaps(self) -> np.ndarray:
        """How far (m) the hand's vertices lie before the trunk's surface; negative is inside, NEAR_M is far off."""
        points = self.figure.vertices(self.hand)
        beside = np.linalg.norm(self.surface - points.mean(axis=0), axis=1) < 0.12 + NEAR_M
        if not beside.any():
            return np.full(len(points), NEAR_M)
        surface, normals = self.surface[beside], self.normals[beside]
        away = points[:, None] - surface[None]
        squared = np.einsum("pok,pok->po", away, away)
        nearest = squared.argmin(axis=1)
        rows = np.arange(len(points))
        gap = (away[rows, nearest] * normals[nearest]).sum(axis=1)
        return np.where(squared[rows, nearest] < NEAR_M**2, gap, NEAR_M)


def vertex_normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(V, 3) unit normals, by the area of the quads around."""
    across = np.cross(vertices[faces[:, 2]] - vertices[faces[:, 0]], vertices[faces[:, 3]] - vertices[faces[:, 1]])
    normals = np.zeros_like(vertices)
    for axis in range(3):
        for corner in range(4):
            normals[:, axis] += np.bincount(faces[:, corner], across[:, axis], len(vertices))
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
