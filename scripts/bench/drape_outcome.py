"""What became of a case of the drape bench, and the file that keeps it, so that a broken-off bench goes on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drape_cases import Case

OURS, REPEAT, BASELINE = "ours", "repeat", "baseline"  # the runs that a case may have
NO_ANSWER = ("crashed", "hung")  # verdicts of a process that ended, or was ended


@dataclass
class Outcome:
    """One run of a case. Without garments it was refused, it failed, or the program did."""

    case: Case
    verdict: str  # the worst grade; "refused" before draping, "failed" while draping, "crashed", "hung"
    words: str = ""  # the reasons, or what was said
    garments: list[dict[str, Any]] = field(default_factory=list)  # a garment: its numbers
    show_through_px: int | None = None  # in all views
    digest: str = ""  # of every vertex
    run: str = OURS
    settings: dict[str, Any] = field(default_factory=dict)  # of the draper

    def as_json(self) -> dict[str, Any]:
        return vars(self) | {"case": vars(self.case)}

    @classmethod
    def of_json(cls, table: dict[str, Any]) -> Outcome:
        return cls(**table | {"case": Case(**table["case"])})


def read_lines(path: Path | None, cases: Sequence[Case], settings: dict[str, Any]) -> list[Outcome]:
    """What a file already holds of these cases with these settings. A last line that was broken off is left out."""
    found = []
    if path and path.is_file():
        for text in path.read_text("utf-8").splitlines():
            try:
                one = Outcome.of_json(json.loads(text))
            except (json.JSONDecodeError, TypeError):
                continue
            if one.settings == settings and one.case in cases:
                found.append(one)
    return found


def kept(outcomes: Iterable[Outcome], path: Path | None) -> Iterator[Outcome]:
    """Pass outcomes on, each written to the file first."""
    for one in outcomes:
        if path:
            whole = not path.is_file() or path.read_bytes()[-1:] in (b"", b"\n")
            with path.open("a", encoding="utf-8") as file:
                file.write(("" if whole else "\n") + json.dumps(one.as_json()) + "\n")
        yield one
