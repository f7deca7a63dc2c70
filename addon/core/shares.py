"""How far a whole job is, from how far its stage is."""

from __future__ import annotations

from .seams import Progress, Steps, retold

# How much of a whole job each stage is, measured on the demo job with one still.
SHARE = {
    "estimate": 4,
    "fit": 4,
    "from_tape": 2,
    "build": 1,
    "segment": 2,
    "draft": 1,
    "place": 2,
    "drape": 45,
    "dress": 2,
    "render": 40,
}


def reach(stage: str) -> float:
    """The ``total`` of Progress when ``stage`` ends."""
    names = list(SHARE)
    return sum(SHARE[name] for name in names[: names.index(stage) + 1]) / sum(SHARE.values())


def counted(stage: str, steps: Steps, start: float = 0.0, share: float = 1.0) -> Steps:
    """The same steps, each saying how far the whole job is."""
    names = list(SHARE)
    before = sum(SHARE[name] for name in names[: names.index(stage)])

    def tell(step: Progress) -> Progress:
        total = (before + SHARE[stage] * (start + share * step.fraction)) / sum(SHARE.values())
        return Progress(stage, step.fraction, step.note, total)

    return retold(steps, tell)
