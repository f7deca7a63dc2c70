"""How much memory this process has held at most."""

from __future__ import annotations

import os
import sys


def peak_memory_mb() -> float | None:
    """The most this process has held; None where the system does not say."""
    if os.name != "posix":
        return None
    import resource  # not on Windows

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)
