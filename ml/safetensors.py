"""Tensors as a safetensors file: a length, a header in JSON, and the numbers. Read and written with numpy alone."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

TYPES = {"F32": np.float32, "F16": np.float16}
NOTES = "__metadata__"


def read_tensors(content: bytes) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The tensors as float32, by name, and the notes kept with them.

    Raises:
        ValueError: this is no such file, or it holds numbers of a kind that we do not write.
    """
    length = int.from_bytes(content[:8], "little")
    if length > len(content):
        raise ValueError(f"The header has {length} bytes, the file {len(content)}.")
    header = json.loads(content[8 : 8 + length])
    notes = header.pop(NOTES, {})
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] not in TYPES:
            raise ValueError(f"{name} is of the kind {entry['dtype']}; known: {', '.join(TYPES)}.")
        start, end = entry["data_offsets"]
        numbers = np.frombuffer(content[8 + length + start : 8 + length + end], TYPES[entry["dtype"]])
        tensors[name] = numbers.reshape(entry["shape"]).astype(np.float32)
    return tensors, notes


def write_tensors(tensors: dict[str, np.ndarray], notes: dict[str, str]) -> bytes:
    """The file's content; float16 stays, all else becomes float32."""
    header: dict[str, Any] = {NOTES: notes}
    data, place = [], 0
    for name, value in tensors.items():
        kind = "F16" if value.dtype == np.float16 else "F32"
        numbers = np.ascontiguousarray(value, TYPES[kind]).tobytes()
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [place, place + len(numbers)]}
        data.append(numbers)
        place += len(numbers)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + b"".join(data)
