"""The contract itself: the fakes pass it, and it refuses what breaks it."""

import numpy as np
import pytest
from toile.addon.core.errors import PluginError
from toile.addon.core.options import Choice
from toile.addon.core.seams import SEAMS, Progress
from toile.addon.core.types import Tape

from tests import contract, fakes


@pytest.mark.parametrize("kind", fakes.FAKES.values())
def test_fakes_have_good_options(kind):
    contract.check_options(kind.Options)


def test_fakes_pass():
    setting = fakes.Setting()
    contract.check_body_model(fakes.BodyModel(setting, 0), Tape(stature_mm=1700.0))
    body = contract.drain(
        fakes.BodyModel(setting, 0).build(fit=contract.drain(fakes.BodyModel(setting, 0).from_tape(Tape())))
    )
    evidence = contract.drain(fakes.Estimator(fakes.Seeing(), 0).estimate(None))
    contract.check_segmenter(fakes.Segmenter(setting, 0), evidence, body)
    contract.check_garment(fakes.GarmentSource(fakes.Cut(), 0), body)
    contract.check_cancel(lambda: fakes.GarmentSource(fakes.Cut(), 0).draft(body))


def test_progress_that_falls_is_refused():
    def steps():
        yield Progress("x", 0.5)
        yield Progress("x", 0.2)

    with pytest.raises(AssertionError):
        contract.drain(steps())


def test_a_clockwise_piece_is_refused():
    body = contract.drain(
        fakes.BodyModel(fakes.Setting(), 0).build(contract.drain(fakes.BodyModel(fakes.Setting(), 0).from_tape(Tape())))
    )
    piece = contract.drain(fakes.GarmentSource(fakes.Cut(), 0).draft(body)).pieces[0]
    turned = [type(e)(e.name, e.points[::-1].copy()) for e in piece.edges[::-1]]
    with pytest.raises(AssertionError):
        contract.check_piece(type(piece)("p", tuple(turned), piece.placement))
    assert np.allclose(turned[0].points[-1], turned[1].points[0])


@pytest.mark.parametrize("seam", SEAMS)
def test_a_plugin_that_lacks_a_method_is_named(seam):
    registry = fakes.registry()
    registry.targets[f"{seam}.fake"] = type("Half", (), {"Options": fakes.Setting})
    with pytest.raises(PluginError, match=f"{seam}.fake lacks"):
        registry.make(seam, Choice("fake"), 0)


def test_a_plugin_that_cannot_be_imported_is_a_sentence():
    registry = fakes.registry()
    registry.add("look.gone", "no_such_package.look:Look")
    assert "cannot be loaded: No module named 'no_such_package'" in registry.problem("look", "gone")
    assert registry.problem("look", "fake") == ""


def test_two_plugins_of_one_name_are_refused():
    registry = fakes.registry()
    with pytest.raises(PluginError, match="registered twice"):
        registry.add("look.fake", fakes.Look)
    with pytest.raises(PluginError, match="names no seam"):
        registry.add("shoe.fake", fakes.Look)
