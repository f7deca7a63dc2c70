"""What a garment is tried with next when its drape has failed. The order is fixed: the same job ends the same way."""

from __future__ import annotations

from dataclasses import dataclass, replace

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


def times(number: int) -> str:
    """ "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
