"""What every bench prints: a table of medians with spread, on which machine, with ratios against a baseline."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Row:
    """One measured quantity."""

    name: str
    unit: str
    values: list[float]
    limit: float | None = None  # the goal, in the same unit
    baseline: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)  # ours where the baseline was run; empty: everywhere

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def as_json(self) -> dict:
        return {
            "name": self.name,
            "unit": self.unit,
            "median": self.median,
            "low": min(self.values),
            "high": max(self.values),
            "runs": len(self.values),
            "limit": self.limit,
            "baseline": statistics.median(self.baseline) if self.baseline else None,
            "ratio": self.ratio,
        }

    @property
    def ratio(self) -> float | None:
        """Ours over the baseline."""
        base = statistics.median(self.baseline) if self.baseline else 0.0
        return statistics.median(self.beside or self.values) / base if base else None


def machine() -> str:
    """The machine in words."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return f"{model}, {cores} cores, {platform.system()}, Python {platform.python_version()}"


def show(title: str, rows: list[Row], notes: list[str], json_file: Path | None, cases: Sequence[dict] = ()) -> None:
    """Print the table; write it as JSON too where that is asked for, with what was found in each of the ``cases``."""
    print(f"\n{title}\n{machine()}\n")
    print(f"{'':44}{'median':>10}{'low':>10}{'high':>10}{'n':>4}{'goal':>9}{'baseline':>11}{'ratio':>8}")
    for row in rows:
        limit = f"{row.limit:g}" if row.limit is not None else ""
        base = f"{statistics.median(row.baseline):.3g}" if row.baseline else ""
        ratio = f"{row.ratio:.3g}" if row.ratio is not None else ""
        numbers = "".join(f"{value:>10.3g}" for value in (row.median, min(row.values), max(row.values)))
        print(f"{f'{row.name}, {row.unit}':44}{numbers}{len(row.values):>4}{limit:>9}{base:>11}{ratio:>8}")
    for note in notes:
        print(f"  {note}")
    if json_file:
        table = {"title": title, "machine": machine(), "rows": [row.as_json() for row in rows], "notes": notes}
        table |= {"cases": list(cases)} if cases else {}
        json_file.write_text(json.dumps(table, indent=1) + "\n")
