"""Where Cycles renders, how far it says that it is, and what of the user's settings that leaves changed: nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

bpy = pytest.importorskip("bpy")

from toile.addon.blender.picture import cycles, device
from toile.addon.blender.picture.still import Still
from toile.addon.core.errors import RenderError
from toile.addon.core.seams import exhaust

from tests.blender.test_still import dressed, shoot


@dataclass
class Entry:
    id: str
    name: str
    type: str
    use: bool = False


@dataclass
class Preferences:
    """Cycles' preferences on a machine with these devices; a backend that is not in ``builds`` is refused."""

    devices: list[Entry]
    compute_device_type: str = "NONE"
    builds: tuple[str, ...] = tuple(device.BACKENDS)
    asked: list[str] = field(default_factory=list)

    def get_devices_for_type(self, backend):
        self.asked.append(backend)
        if backend not in self.builds:
            raise ValueError(backend)
        return [entry for entry in self.devices if entry.type in (backend, "CPU")]


CPU = Entry("cpu", "A CPU", "CPU", True)


def test_the_fastest_backend_that_has_a_device_is_taken():
    both = [CPU, Entry("c", "RTX", "CUDA"), Entry("o", "RTX", "OPTIX")]
    assert device.find_gpu(Preferences(both)).title == "OptiX: RTX"
    assert device.find_gpu(Preferences(both[:2])).title == "CUDA: RTX"
    for backend, title in (("HIP", "HIP"), ("METAL", "Metal"), ("ONEAPI", "oneAPI")):
        assert device.find_gpu(Preferences([CPU, Entry("x", "One", backend)])).title == f"{title}: One"


def test_without_a_gpu_it_is_the_cpu():
    assert device.find_gpu(Preferences([CPU])) is None
    assert device.find_gpu(Preferences([CPU], builds=())) is None
    assert device.find_gpu(None) is None


def test_what_the_user_has_chosen_is_kept():
    devices = [CPU, Entry("o1", "One", "OPTIX"), Entry("c1", "One", "CUDA"), Entry("c2", "Two", "CUDA", use=True)]
    found = device.find_gpu(Preferences(devices, "CUDA"))
    assert (found.backend, found.ids, found.title) == ("CUDA", {"c2"}, "CUDA: Two")
    devices[-1].use = False
    assert device.find_gpu(Preferences(devices, "CUDA")).backend == "OPTIX"


def test_the_preferences_are_as_they_were_afterwards(monkeypatch):
    devices = [CPU, Entry("o", "RTX", "OPTIX"), Entry("c", "RTX", "CUDA", use=True)]
    preferences = Preferences(devices, "NONE")
    monkeypatch.setattr(device, "cycles_preferences", lambda: preferences)
    with device.switched_on(device.find_gpu(preferences)):
        assert preferences.compute_device_type == "OPTIX"
        assert [entry.use for entry in devices] == [False, True, False]
    assert preferences.compute_device_type == "NONE"
    assert [entry.use for entry in devices] == [True, False, True]


def test_the_record_says_where_it_was_rendered(tmp_path, monkeypatch):
    assert shoot(tmp_path / "a.png", device="cpu").facts["device"] == "CPU"
    monkeypatch.setattr(device, "cycles_preferences", lambda: Preferences([CPU, Entry("o", "RTX", "OPTIX")]))
    scene = bpy.data.scenes.new("Toile Test")
    device.choose(scene, device.AUTO)
    assert (scene.cycles.device, device.name_of(scene)) == ("GPU", "OptiX: RTX")
    device.choose(scene, device.CPU)
    assert (scene.cycles.device, device.name_of(scene)) == ("CPU", "CPU")


def test_a_gpu_that_fails_leaves_the_work_to_the_cpu(monkeypatch):
    scene, tried = bpy.data.scenes.new("Toile Test"), []
    scene.cycles.device = "GPU"

    def attempt(**_):
        tried.append(scene.cycles.device)
        if scene.cycles.device == "GPU" or len(tried) > 2:
            raise RuntimeError("System is out of GPU memory")

    monkeypatch.setattr(cycles, "run_render", attempt)
    cycles.render_in_background(scene, False)
    assert tried == ["GPU", "CPU"]
    with pytest.raises(RenderError, match="out of GPU memory"):
        cycles.render_in_background(scene, False)


def test_a_render_says_how_far_it_is_while_it_renders(tmp_path):
    bpy.ops.wm.read_homefile(use_factory_startup=True)
    rig, look = dressed()
    seen = []
    output = Still(Still.Options(width=128, height=160, quality="draft"), 0)
    exhaust(output.render(look, rig, None, "front", tmp_path / "a.png"), seen.append)
    heard = [step.fraction for step in seen]
    assert len(set(heard)) >= 3 and heard == sorted(heard) and heard[-1] == pytest.approx(cycles.LAST)
    assert all(step.stage == "render" and "front" in step.note for step in seen)
    assert not bpy.app.handlers.render_stats
