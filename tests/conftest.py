"""Loads the package as ``toile``; nothing else."""

import os
import sys
import tempfile
from pathlib import Path

# Before anything imports bpy: tests neither read nor write the user's own Blender settings.
os.environ.setdefault("BLENDER_USER_RESOURCES", tempfile.mkdtemp(prefix="toile-tests-"))
sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

import package  # noqa: E402

package.load()
