"""One go at draping a garment, what is wrong with it, and which of several is best."""

from __future__ import annotations

from dataclasses import dataclass

from .appraisal import GRADES, Measured
from .finish import Finished
from .meshing import Sheet
from .solver import Course, Recording

GOOD = "AB"
TOO_WIDE = "Choose size made_to_measure, one that is smaller at the waist, or less ease there."
RETRY = "Set quality to final, or take a finer mesh_step_mm."


@dataclass(frozen=True, eq=False)
class Attempt:
    """One go at draping a garment. With a fault there is nothing to show; else there is a grade."""

    sheet: Sheet
    recording: Recording
    finished: Finished | None
    measured: Measured | None
    fault: str
    fix: str = ""
    another_try_helps: bool = False
    letter: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[int, int]:
        """The less the better."""
        return (len(GRADES), 0) if self.fault else (GRADES.index(self.letter), len(self.reasons))

    @property
    def is_good(self) -> bool:
        return not self.fault and self.letter in GOOD

    @property
    def trouble(self) -> str:
        """What is wrong with it, in words."""
        return self.fault or "; ".join(self.reasons)


def exploded(design: str, recording: Recording, course: Course) -> str:
    return f"The {design} flew apart in frame {len(recording.frames)} of {course.last}."


def slid(design: str, slide: float, limit: float) -> str:
    """What to say when the garment's band has left its place by more than the limit m, or nothing."""
    if slide <= limit:
        return ""
    return f"The {design} slid {slide * 100:.1f} cm down the body (limit {limit * 100:.0f} cm)."
