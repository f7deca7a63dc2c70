"""Stage values as files: what crosses to the worker and back, and what a cache folder keeps.

One .npz a value: the arrays, and the rest as JSON. Nothing in it can run code.
"""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from . import types

CROSSING = (
    types.Camera,
    types.PhotoEvidence,
    types.Tape,
    types.FurtherView,
    types.BodyFit,
    types.Body,
    types.Segments,
    types.GarmentReading,
)
KINDS = {k.__name__: k for k in CROSSING}


def save(value: Any, path: Path) -> Path:
    """Write a value of ``KINDS``, a Path, a plain JSON value, or a list of them. Moved into place when whole."""
    arrays: dict[str, np.ndarray] = {}
    text = json.dumps(encode(value, arrays))
    aside = path.with_name(path.name + ".part")
    with open(aside, "wb") as file:
        np.savez(file, allow_pickle=False, json=np.frombuffer(text.encode(), np.uint8), **arrays)
    os.replace(aside, path)
    return path


def load(path: Path) -> Any:
    """Read what ``save`` wrote."""
    with np.load(path, allow_pickle=False) as file:
        return decode(json.loads(file["json"].tobytes()), file)


def encode(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if type(value).__name__ in KINDS:
        return {"kind": type(value).__name__, **{f.name: encode(getattr(value, f.name), arrays) for f in fields(value)}}
    if isinstance(value, Path):
        return {"path": str(value)}
    if isinstance(value, tuple):
        return {"tuple": [encode(item, arrays) for item in value]}
    if isinstance(value, list):
        return [encode(item, arrays) for item in value]
    if isinstance(value, dict):
        return {"dict": {str(key): encode(item, arrays) for key, item in value.items()}}
    if isinstance(value, (np.floating, np.integer)):
        return value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{type(value).__name__} does not cross between processes")


def decode(value: Any, arrays: Any) -> Any:
    if isinstance(value, list):
        return [decode(item, arrays) for item in value]
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return arrays[value["array"]]
    if "path" in value:
        return Path(value["path"])
    if "tuple" in value:
        return tuple(decode(item, arrays) for item in value["tuple"])
    if "dict" in value:
        return {key: decode(item, arrays) for key, item in value["dict"].items()}
    kind = KINDS[value["kind"]]
    return kind(**{name: decode(item, arrays) for name, item in value.items() if name != "kind"})
