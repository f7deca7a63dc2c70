"""Makes ml/checkpoints/pose_full.task from the models inside the mediapipe 0.10.21 wheel.

Run with a Python that has mediapipe 0.10.21, whose wheel is the last to hold the pose models and the metadata writer:

    python scripts/make_task_bundle.py ml/checkpoints/pose_full.task

The wheel's raw .tflite files lack the normalisation metadata that the Tasks API asks for ("Input tensor has type
float32: it requires specifying NormalizationOptions metadata"), so they are given it here; nothing else changes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import zipfile
from pathlib import Path

VERSION = "0.10.21"
# name in the bundle, path in the wheel, mean and standard deviation of the input (from the graphs in the wheel:
# the detector takes -1 to 1, the landmark model 0 to 1)
MODELS = (
    ("pose_detector.tflite", "pose_detection/pose_detection.tflite", 127.5, 127.5),
    ("pose_landmarks_detector.tflite", "pose_landmark/pose_landmark_full.tflite", 0.0, 255.0),
)
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # fixed, so that the same wheel gives the same bytes


def with_metadata(model: Path, name: str, mean: float, deviation: float) -> bytes:
    """The model's bytes with the normalisation of its input written into them."""
    from mediapipe.tasks.python.metadata.metadata_writers import metadata_writer

    writer = metadata_writer.MetadataWriter.create(bytearray(model.read_bytes()))
    writer.add_general_info(name, name)
    writer.add_image_input([mean], [deviation])
    content, _ = writer.populate()
    return bytes(content)


def make_bundle(target: Path) -> str:
    """Write the bundle and return its SHA-256. Entries are stored: the Tasks API maps them where they lie."""
    import mediapipe

    if mediapipe.__version__ != VERSION:
        raise SystemExit(f"This needs mediapipe {VERSION}; this Python has {mediapipe.__version__}.")
    modules = Path(str(mediapipe.__file__)).parent / "modules"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for name, path, mean, deviation in MODELS:
            content = with_metadata(modules / path, name.removesuffix(".tflite"), mean, deviation)
            bundle.writestr(zipfile.ZipInfo(name, ZIP_TIME), content)
    return hashlib.sha256(target.read_bytes()).hexdigest()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path)
    digest = make_bundle(parser.parse_args(arguments).target)
    sys.stdout.write(digest + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
