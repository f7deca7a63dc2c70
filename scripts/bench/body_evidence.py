"""What the real estimator answers to the body bench's pictures, kept in a cache folder."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
from body_package import ROOT, load
from body_pictures import Picture, take
from body_set import Person

load()
from toile.addon.core.errors import PhotoError
from toile.addon.core.seams import exhaust
from toile.addon.core.types import Camera, PhotoEvidence
from toile.ml.landmarks import Mediapipe

ESTIMATOR = ("ml/landmarks.py", "ml/people.py", "ml/photo.py", "ml/checkpoints/pose_full.task.sha256")


def cache_folder() -> Path:
    """The user's own folder for what can be made again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "toile" / "bench-body"


def evidence(person: Person, view: int, cache: Path, picture: Picture | None = None) -> PhotoEvidence | str:
    """What MediaPipe sees in one picture, or its sentence where it finds nobody.

    Args:
        person: of the bench.
        view: a place in ``VIEWS``.
        cache: folder of earlier answers, each under the hash of the picture and of the estimator.
        picture: ``take(person, view)``, for callers who have it.
    """
    picture = picture or take(person, view)
    key = hashlib.sha256(picture.image.tobytes())
    for name in ESTIMATOR:
        key.update((ROOT / name).read_bytes())
    file = cache / f"{person.number:03d}_{view}_{key.hexdigest()[:16]}.npz"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        keep(estimate(picture.image), file)
    return kept(file, picture.image)


def estimate(image: np.ndarray) -> PhotoEvidence | str:
    """The estimator's answer to an image (H, W, 3), through a file as a user's photo comes."""
    import cv2

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.png"
        cv2.imwrite(str(path), image[:, :, ::-1])
        try:
            return exhaust(Mediapipe(Mediapipe.Options(), 0).estimate(path))
        except PhotoError as error:
            return str(error)


def keep(answer: PhotoEvidence | str, file: Path) -> None:
    """Write an answer; moved into place when whole, because several processes write."""
    aside = file.with_name(f"{file.name}.{os.getpid()}.part")
    with open(aside, "wb") as stream:
        if isinstance(answer, str):
            np.savez_compressed(stream, refused=np.array(answer))
        else:
            np.savez_compressed(
                stream,
                landmarks=answer.landmarks,
                landmarks_world=answer.landmarks_world,
                visibility=answer.visibility,
                silhouette=np.round(answer.silhouette * 255).astype(np.uint8),
                K=answer.camera.K,
                source=np.array(answer.camera.source),
                warnings=np.array(answer.warnings, str),
            )
    os.replace(aside, file)


def kept(file: Path, image: np.ndarray) -> PhotoEvidence | str:
    """What ``keep`` wrote, of this image."""
    with np.load(file, allow_pickle=False) as stored:
        if "refused" in stored.files:
            return str(stored["refused"])
        height, width = image.shape[:2]
        return PhotoEvidence(
            image=image,
            landmarks=stored["landmarks"],
            landmarks_world=stored["landmarks_world"],
            visibility=stored["visibility"],
            silhouette=stored["silhouette"].astype(np.float32) / 255,
            camera=Camera(stored["K"], (width, height), np.eye(4), str(stored["source"])),
            warnings=tuple(stored["warnings"].tolist()),
        )
