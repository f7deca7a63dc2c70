"""Arms swung off the body while what hangs from the shoulders is simulated, and its sleeves brought back."""

from __future__ import annotations

import numpy as np
import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.drape.akimbo import OFF
from toile.addon.blender.drape.dressing import Dressing
from toile.addon.blender.drape.hands import of_sleeves
from toile.addon.blender.drape.meshing import mesh_garment
from toile.addon.garments.cardigan import Cardigan
from toile.addon.garments.sweatshirt import Sweatshirt

from tests.blender.test_drape import drafted, drape
from tests.blender.test_drape_hands import gaps, standing

SECTORS = 24  # of a hem's way round
LEVEL = 0.03  # m from a straight hem's lowest sector to its highest
LOST = 0.004  # m by which a sleeve misses the place on its arm that it had


@pytest.fixture(autouse=True)
def empty_file():
    bpy.ops.wm.read_factory_settings(use_empty=True)


@pytest.fixture
def akimbo():
    return Dressing(standing("hands_on_hips"))


def test_forearms_are_swung_off_as_the_pose_is_reached(akimbo):
    proxy, posed = akimbo.proxy, akimbo.proxies[-1]
    assert akimbo.swung[0] == pytest.approx(akimbo.proxies[0])
    for hand in proxy.hands:
        assert gaps(proxy, posed, hand).min() < 0.02
        off = np.linalg.norm(akimbo.swung[-1][hand] - posed[hand], axis=1)
        assert off.mean() == pytest.approx(OFF, rel=0.1)
        assert gaps(proxy, akimbo.swung[-1], hand).min() > OFF / 2
    still = (proxy.forearms[0] == 0) & (proxy.forearms[1] == 0)
    assert akimbo.swung[-1][still] == pytest.approx(posed[still])


@pytest.mark.parametrize("mass_kg", [70.0, 110.0])
def test_hanging_arms_are_left_alone_even_where_hands_touch_the_thighs(mass_kg):
    dressing = Dressing(standing("relaxed", mass_kg=mass_kg))
    assert dressing.swung[-1] == pytest.approx(dressing.proxies[-1])


def test_sleeves_come_back_with_the_arms(akimbo):
    """Cloth laid on the swung forearms lies on the posed ones at the same place afterwards; the trunk's stays."""
    sheet = mesh_garment(drafted(Sweatshirt, akimbo.body), 0.03)
    proxy, rng = akimbo.proxy, np.random.default_rng(4)
    on_sleeves = np.flatnonzero(of_sleeves(sheet))
    skin = np.flatnonzero(proxy.in_arm & ((proxy.forearms[0] > 0) | (proxy.forearms[1] > 0)))
    cloth, chosen = rng.normal(size=(len(sheet.flat), 3)), rng.choice(skin, len(on_sleeves))
    cloth[on_sleeves] = akimbo.swung[-1][chosen]
    back = akimbo.akimbo.back(sheet, cloth)
    assert np.linalg.norm(back[on_sleeves] - akimbo.proxies[-1][chosen], axis=1).max() < LOST
    others = np.setdiff1d(np.arange(len(cloth)), on_sleeves)
    assert (back[others] == cloth[others]).all()


def test_the_hem_of_an_open_cardigan_hangs_level_below_hands_on_the_hips():
    body = standing("hands_on_hips")
    made, _ = drape(body, drafted(Cardigan, body), mesh_step_mm=22.0, settle_frames=20)
    cloth = made.garments[0].vertices
    x, y, z = cloth[cloth[:, 2] < body.measures["waist_height"]].T
    sector = ((np.arctan2(x - cloth[:, 0].mean(), y - cloth[:, 1].mean()) / np.pi + 1) / 2 * SECTORS).astype(int)
    lowest = [z[sector == k].min() for k in np.unique(sector) if (sector == k).sum() > SECTORS]
    assert len(lowest) > SECTORS / 2
    assert max(lowest) - min(lowest) < LEVEL
