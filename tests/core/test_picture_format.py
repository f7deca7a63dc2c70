"""Pictures in the sizes that shops, networks and printers ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toile.addon.core.errors import JobError
from toile.addon.core.options import make_options
from toile.addon.core.picture_format import ASPECTS, LARGEST_PX, MOST_PIXELS, SMALLEST_PX, Format


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({}, (768, 1024)),
        ({"format": "4:5"}, (1080, 1350)),
        ({"format": "1:1", "long_side_px": 1080}, (1080, 1080)),
        ({"format": "9:16", "long_side_px": 1920}, (1080, 1920)),
        ({"format": "16:9", "long_side_px": 1920}, (1920, 1080)),
        ({"format": "print"}, (2480, 3508)),  # A4 at 300 dpi
        ({"format": "print", "sheet_width_mm": 297.0, "sheet_height_mm": 210.0, "dpi": 150}, (1754, 1240)),
    ],
)
def test_sizes(given, size):
    assert make_options(Format, given, "output").size == size


def test_only_a_print_says_its_resolution():
    assert Format().print_dpi is None
    assert Format(format="print", dpi=200).print_dpi == 200


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"format": "A4"}, "format of the output is 'A4'. Known: own, 4:5"),
        ({"format": "4:5", "long_side_px": 20000}, "long_side_px of the output is 20000, outside 64 to 8192"),
        ({"format": "9:16", "long_side_px": 64}, "36 x 64 px .at least 64 a side.. Raise long_side_px"),
        ({"format": "print", "sheet_width_mm": 20.0, "dpi": 50}, "39 x 585 px .at least 64 a side.. Raise dpi"),
        ({"format": "print", "dpi": 1200}, "9921 x 14031 px .at most 10000 a side.. Lower dpi"),
        ({"format": "print", "dpi": 800}, "6614 x 9354 px, 62 million .limit 40 million.. Lower dpi"),
        ({"dpi": 10}, "dpi of the output is 10, outside 50 to 1200"),
    ],
)
def test_what_is_too_large_or_small_is_refused(given, says):
    with pytest.raises(JobError, match=says):
        make_options(Format, given, "output")


@given(st.sampled_from(list(ASPECTS)), st.integers(128, 8192))
def test_a_shape_is_kept_to_half_a_pixel(name, longer):
    try:
        width, height = Format(format=name, long_side_px=longer).size
    except JobError:
        return
    assert max(width, height) == longer
    assert min(width, height) >= SMALLEST_PX and max(width, height) <= LARGEST_PX and width * height <= MOST_PIXELS
    across, up = ASPECTS[name]
    assert abs(width * up - height * across) <= 0.5 * max(across, up)
