"""Loads the package as ``toile``, and ends a process that holds Blender."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

# Before anything imports bpy: tests neither read nor write the user's own Blender settings.
os.environ.setdefault("BLENDER_USER_RESOURCES", tempfile.mkdtemp(prefix="toile-tests-"))
sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

import package  # noqa: E402
from ending import end_process  # noqa: E402

package.load()
_STATUS = pytest.StashKey[int]()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[_STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if "bpy" in sys.modules and _STATUS in config.stash:
        end_process(config.stash[_STATUS])
