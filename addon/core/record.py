"""The record that lies beside the stills: what was made, from what, how well, how long."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .filing import file_sha256
from .job import Job
from .job_file import dumps
from .memo import Timing
from .pattern.ease import Girth
from .types import DrapedGarment

if TYPE_CHECKING:
    from .pipeline import Result

SCHEMA = 1


def write(path: Path, job: Job, made: Result, timings: dict[str, Timing], made_with: dict[str, Any]) -> None:
    """Write the record of a finished job. Non-finite numbers become null."""
    fit, body = made.inferred.fit, made.inferred.body
    person = {
        "measures_mm": {name: round(value * 1000, 1) for name, value in sorted(body.measures.items())},
        "mass_kg": round(body.mass_kg, 1),
        **ranges_entry(fit.ranges),
        "outline": fit.outline,
        "lifter_device": fit.device,
        "landmark_residual": round(fit.landmark_residual, 5),
        "silhouette_iou": round(fit.silhouette_iou, 4),
    }
    warnings = [*made.inferred.remarks()]
    for garment in made.outfit:
        warnings += garment.warnings
    for still in made.stills:
        warnings += [str(still.facts[key]) for key in ("composite_notes", "notes") if still.facts.get(key)]
    values = {
        "schema": SCHEMA,
        **made_with,
        "job": asdict(job),
        "job_toml": dumps(job),
        "person": person,
        "size_chart": chart_entry(job.size_chart),
        "garments": [garment_entry(g) for g in made.dressed.drape.garments],
        "stills": [
            {
                "file": s.path.name,
                "view": s.view,
                "colourway": s.colourway,
                "worn_size": s.worn_size,
                "size": s.size,
                "samples": s.samples,
                "denoiser": s.denoiser,
                **s.facts,
            }
            for s in made.stills
        ],
        "warnings": warnings,
        "stages": {name: {"seconds": round(t.seconds, 3), "cached": t.cached} for name, t in timings.items()},
        "files": {file.name: file_sha256(file) for file in made.files},
    }
    path.write_text(json.dumps(finite(values), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def chart_entry(path: str) -> dict[str, str] | None:
    """The file that sizes were cut by; None: our own."""
    return {"file": Path(path).name, "sha256": file_sha256(Path(path))} if path else None


def ranges_entry(ranges: dict[str, tuple[float, float]]) -> dict[str, Any]:
    """The 90% ranges of the measures, low and high; that of the mass by itself, because it is no length."""
    lengths = {name: [round(1000 * end, 1) for end in ends] for name, ends in sorted(ranges.items()) if name != "mass"}
    mass = [round(end, 1) for end in ranges["mass"]] if "mass" in ranges else None
    return {"ranges_mm": lengths, "mass_range_kg": mass}


def garment_entry(draped: DrapedGarment) -> dict[str, Any]:
    """The garment's pattern and how it lies."""
    garment = draped.garment
    return {
        "design": garment.design,
        "size": garment.size,
        "label": garment.label,
        "fabric": garment.fabric,
        "colour": garment.colour,
        "print": asdict(garment.print) if garment.print else None,
        "layer": garment.layer,
        "pom_mm": garment.pom_mm,
        "fit_cm": {girth.measure: fit_entry(girth) for girth in garment.fit},
        "sits_lower_cm": round(max((girth.sinks_mm for girth in garment.fit), default=0.0) / 10, 1),
        "vertices": len(draped.vertices),
        "frames": draped.frames,
        "cpu_seconds": draped.cpu_seconds,
        "inside_fraction": draped.inside_fraction,
        "inside_depth_mm": draped.inside_depth_mm,
        "stretch_p95": draped.stretch_p95,
        "stretch_max": draped.stretch_max,
        "settled_speed_mm_per_frame": draped.settled_speed_mm_per_frame,
        "seam_gap_max_mm": draped.seam_gap_max_mm,
        "slide_mm": draped.slide_mm,
        "spikes": draped.spikes,
        "grade": draped.grade,
        "reasons": list(draped.reasons),
    }


def fit_entry(girth: Girth) -> dict[str, float]:
    """Garment, body and the wearing ease between them at one place, cm."""
    numbers = {"garment": girth.garment_mm, "body": girth.body_mm, "ease": girth.ease_mm}
    return {name: round(mm / 10, 1) for name, mm in numbers.items()}


def finite(value: Any) -> Any:
    """The value as plain JSON: NaN and infinity as null, floats to six digits."""
    if isinstance(value, dict):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    if isinstance(value, bool) or value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, float):
        return float(f"{value:.6g}") if abs(value) < float("inf") else None
    return finite(value.item())
