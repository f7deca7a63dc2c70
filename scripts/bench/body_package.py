"""Makes the checkout importable as ``toile`` for the body bench and its processes."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [path for path in (str(Path(__file__).resolve().parents[1]),) if path not in sys.path]
import package

ROOT = package.ROOT
load = package.load
