"""The loss curves as a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np

SIZE, MARGIN = (900, 560), 60
LINES = {"learned_mm": (200, 120, 40), "landmark_mm": (40, 40, 200)}  # BGR: samples learned from, samples watched
GRID_MM = 20.0


def draw_curve(points: list[dict[str, float]], path: Path) -> None:
    """Landmark errors (mm) by step, as a PNG."""
    import cv2

    picture = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
    most = max(max(point[name] for name in LINES) for point in points)
    least = min(min(point[name] for name in LINES) for point in points)
    low, high = GRID_MM * np.floor(least / GRID_MM), GRID_MM * np.ceil(max(most, least + 1) / GRID_MM)
    last = max(point["step"] for point in points)

    def place(step: float, value: float) -> tuple[int, int]:
        across = MARGIN + (SIZE[0] - 2 * MARGIN) * step / last
        down = SIZE[1] - MARGIN - (SIZE[1] - 2 * MARGIN) * (value - low) / (high - low)
        return int(across), int(down)

    for value in np.arange(low, high + 1, GRID_MM):
        cv2.line(picture, place(0, value), place(last, value), (220, 220, 220), 1)
        cv2.putText(
            picture, f"{value:.0f} mm", (4, place(0, value)[1] + 4), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (90, 90, 90)
        )
    for number, (name, colour) in enumerate(LINES.items()):
        line = np.array([place(point["step"], point[name]) for point in points])
        cv2.polylines(picture, [line], False, colour, 2, cv2.LINE_AA)
        text = {"learned_mm": "learned from, jittered", "landmark_mm": "watched"}[name]
        cv2.putText(picture, text, (SIZE[0] - 260, 30 + 22 * number), cv2.FONT_HERSHEY_SIMPLEX, 0.5, colour, 1)
    cv2.putText(
        picture, f"{last:.0f} steps", (SIZE[0] - 130, SIZE[1] - 20), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (90, 90, 90)
    )
    cv2.imwrite(str(path), picture)
