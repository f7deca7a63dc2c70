"""The table of fabrics: complete, physical, and refused where it is not."""

from __future__ import annotations

import pytest
from toile.addon.core.errors import JobError
from toile.addon.core.fabric import TABLE, fabric_named, fabrics, read_fabrics

WANTED = [
    "cotton_jersey",
    "rib",
    "poplin",
    "voile",
    "linen",
    "denim_12oz",
    "wool_twill",
    "gabardine",
    "silk_charmeuse",
    "chiffon",
    "ponte",
    "leather",
]
KNITS = ("cotton_jersey", "rib", "ponte")


def test_the_table_has_every_fabric_that_is_promised():
    assert set(WANTED) <= set(fabrics())
    assert len({fabric.label for fabric in fabrics().values()}) == len(fabrics())


@pytest.mark.parametrize("name", WANTED)
def test_a_fabric_is_like_cloth(name):
    fabric = fabric_named(name)
    density = fabric.mass_gsm / fabric.thickness_mm  # kg/m3: more than loose wadding, less than solid fibre
    assert 150 < density < 900
    assert fabric.stretch_weft >= fabric.stretch_warp >= 1.0
    assert (fabric.stretch > 1.05) == (name in KNITS)
    assert fabric.bending_warp_unm >= fabric.bending_weft_unm
    assert fabric.bending_weft_unm <= fabric.bending * 1e6 <= fabric.bending_warp_unm
    # Peirce's bending length: 0.9 to 3 cm from chiffon to denim.
    assert 0.009 < (fabric.bending / (fabric.mass_gsm / 1000 * 9.81)) ** (1 / 3) < 0.03


def test_stiffer_fabrics_bend_less():
    order = ("chiffon", "voile", "poplin", "linen", "denim_12oz")
    values = [fabric_named(name).bending for name in order]
    assert values == sorted(values)


def test_an_unknown_fabric_is_refused():
    with pytest.raises(JobError, match=r"There is no fabric 'tweed'\. Known: cotton_jersey, rib"):
        fabric_named("tweed")


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("mass_gsm = 180\n", "", "'cotton_jersey' lacks mass_gsm"),
        ("mass_gsm = 180", "mass_gsm = 0", "has mass_gsm 0. It must be from 10 to 1200"),
        ("mass_gsm = 180", 'mass_gsm = "light"', "has mass_gsm 'light', which is not a number"),
        ("mass_gsm = 180", "mass_gsm = true", "which is not a number"),
        ("mass_gsm = 180", "mass_gsm = nan", "has mass_gsm nan"),
        ("shear = 30", "shear = -1", "has shear -1"),
        ("bending_weft_unm = 2.0", "bending_weft_unm = 2e6", "has bending_weft_unm 2e+06"),
        ("stretch_weft = 1.20", "stretch_weft = 0.9", "has stretch_weft 0.9"),
        ("shear = 30", "shear = 30\nstiffness = 3", "has no use for stiffness"),
        ('weave = "jersey"', 'weave = "felt"', "has the weave 'felt'. Known: jersey"),
        ('label = "Cotton jersey"', "label = 3", "has no label"),
        ("[cotton_jersey]", "cotton_jersey = 3\n[jersey]", "'cotton_jersey' in the table of fabrics is not a fabric"),
        ("[cotton_jersey]", "[cotton_jersey", "cannot be read"),
    ],
)
def test_a_bad_table_is_refused(was, becomes, words):
    text = TABLE.read_text("utf-8")
    assert was in text
    with pytest.raises(JobError) as refusal:
        read_fabrics(text.replace(was, becomes, 1))
    assert words in str(refusal.value)


def test_an_empty_table_is_refused():
    with pytest.raises(JobError, match="is empty"):
        read_fabrics("# nothing")
