"""What a garment is tried with next when its drape has failed. The order is fixed: the same job ends the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .attempt import Attempt
from .solver import Course


@dataclass(frozen=True)
class Rung:
    """One way to try, as changes to what was asked for."""

    words: str  # what is different, in a sentence
    steps: float = 1.0  # times the solver's steps a frame
    collision_steps: int = 0  # more of them
    frames: float = 1.0  # times the frames in which the body moves
    mesh: float = 1.0  # times the length of the cloth's triangles
    apart: float = 0.0  # m that the start lies farther off the body

    def course(self, course: Course) -> Course:
        """How the frames are spent on this rung."""
        return replace(
            course,
            steps=round(self.steps * course.steps),
            collision_steps=course.collision_steps + self.collision_steps,
            posing=round(self.frames * course.posing),
        )


LADDER = (
    Rung("as asked"),
    Rung("with more steps", steps=2.0, collision_steps=2),
    Rung("with more steps and frames, begun farther off the body", 2.0, 2, 1.6, apart=0.006),
    Rung("on a finer mesh, with more steps and frames", 2.0, 3, 1.6, mesh=0.8, apart=0.003),
)


MOST_FOR_A_GRADE = 2  # tries, once there is a drape to show; better than a C is worth one more, not minutes
LIGHT = 200_000  # vertices of all frames; with more of them, a C is kept, since another try takes a minute


def is_tried_enough(tried: Sequence[Attempt]) -> bool:
    """Whether what is there will do: there is a drape, and it has been tried to better it, or that takes too long."""
    if all(one.fault for one in tried):
        return False
    last = tried[-1]
    is_kept = last.letter == "C" and last.recording.frames[..., 0].size > LIGHT
    return is_kept or len(tried) >= MOST_FOR_A_GRADE


def said_of(tried: Sequence[Attempt], best: Attempt) -> str:
    """What to say of a garment that was tried more than once."""
    if len(tried) == 1:
        return ""
    if best.fault:
        return f" It was tried {times(len(tried))}."
    number = next(k for k, one in enumerate(tried) if one is best)
    if number == 0:
        return f"it was tried again {LADDER[1].words}, which was no better: {tried[1].trouble}"
    return f"it was draped {LADDER[number].words}, after this: {tried[number - 1].trouble}"


def times(number: int) -> str:
    """ "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
