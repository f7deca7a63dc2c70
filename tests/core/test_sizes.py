"""The size chart: graded, the person's own beside it, and every mistake in an edited CSV named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toile.addon.core.errors import PatternError
from toile.addon.core.pattern.grading import MADE_TO_MEASURE, measures_for, person_measures
from toile.addon.core.pattern.sizes import CHARTS, MEASURES, SIZES, TABLE, charts, read_charts

from .test_garments import chart_of, person

FIRST = 4  # the row of women's XS, as a spreadsheet counts


def person_of(measures):
    """A woman of whom these measures, m, are known."""
    return person({name: 1000 * value for name, value in measures.items()}, 1.0)


def edited(folder, change):
    """Our chart as a file, its lines changed."""
    lines = TABLE.read_text("utf-8").splitlines()
    change(lines)
    path = folder / "sizes.csv"
    path.write_text("\n".join(lines), "utf-8")
    return path


def with_cell(folder, size, column, text):
    """Our chart as a file with one cell of the women's chart written anew."""

    def change(lines):
        row = FIRST - 1 + SIZES.index(size)
        cells = lines[row].split(",")
        cells[lines[FIRST - 2].split(",").index(column)] = text
        lines[row] = ",".join(cells)

    return edited(folder, change)


def refusal(path):
    with pytest.raises(PatternError) as error:
        read_charts(path)
    return str(error.value)


def all_said(said, *parts):
    return all(part in said for part in parts)


# grading


@pytest.mark.parametrize("name", CHARTS)
@given(st.floats(-4, 9))
def test_a_place_in_the_chart_is_found_again(name, place):
    chart = charts()[name]
    assert chart.place_of("chest", chart.graded(place)["chest"]) == pytest.approx(place)


@pytest.mark.parametrize("name", CHARTS)
def test_a_size_is_its_place_and_the_last_step_goes_on(name):
    chart = charts()[name]
    for place, size in enumerate(SIZES):
        assert chart.graded(place) == pytest.approx(chart.measures(size))
    xl, xxl, beyond = (chart.graded(place)["waist"] for place in (4, 5, 7))
    assert beyond == pytest.approx(xxl + 2 * (xxl - xl))


@pytest.mark.parametrize("name", CHARTS)
def test_every_size_is_larger_than_the_one_before_and_has_its_numbers(name):
    chart = charts()[name]
    assert chart.sizes == SIZES
    for smaller, larger in zip(SIZES[:-1], SIZES[1:], strict=True):
        low, high = chart.measures(smaller), chart.measures(larger)
        assert all(high[measure] > low[measure] > 0 for measure in MEASURES)
    for label in ("eu", "us"):
        first = [int(chart.numbers[size][label].split("-")[0]) for size in SIZES]
        assert first == sorted(set(first))


def test_a_size_has_eu_and_us_numbers():
    assert chart_of(1.0).numbers["M"] == {"eu": "40", "us": "8"}
    assert chart_of(0.0).numbers["M"] == {"eu": "50", "us": "40"}


def test_the_chart_follows_gender():
    assert chart_of(0.5).name == "women"
    assert chart_of(0.49).name == "men"


def test_an_unknown_size_is_named():
    with pytest.raises(PatternError, match="no size 'XXXL'.*XS, S, M"):
        chart_of(1.0).measures("XXXL")


def test_a_person_is_taken_as_measured():
    measures = {name: mm / 1000 for name, mm in chart_of(1.0).measures("M").items()}
    measures |= {"chest": 1.111, "waist_height": 1.0, "hip_height": 0.79, "neck_height": 1.39, "shoulder_height": 1.34}
    own = person_measures(person_of(measures | {"bust_height": 1.17}))
    assert own["chest"] == pytest.approx(1111)
    assert own["waist_to_hip"] == pytest.approx(210)
    assert own["shoulder_drop"] == pytest.approx(50)
    assert own["neck_to_bust"] == pytest.approx(220)
    assert 540 < own["head"] < 600
    assert measures_for(MADE_TO_MEASURE, person_of(measures))["chest"] == pytest.approx(1111)
    assert measures_for("S", person_of(measures))["chest"] == chart_of(1.0).measures("S")["chest"]


def test_what_was_not_measured_is_the_charts_at_that_chest():
    measures = person_measures(person_of({"chest": 0.98, "stature": 1.7}))
    assert measures["upper_arm"] == pytest.approx(chart_of(1.0).measures("L")["upper_arm"])


# an edited chart


def test_a_chart_of_a_spreadsheet_is_read(tmp_path):
    def as_spreadsheet(lines):
        lines[2:] = [line.replace(",", ";").replace(".", ",") for line in lines[2:]]
        lines[0] = "\ufeff" + lines[0]

    assert read_charts(edited(tmp_path, as_spreadsheet)) == charts()


def test_a_hole_is_refused(tmp_path):
    said = refusal(with_cell(tmp_path, "L", "hip", ""))
    assert "sizes.csv, row 7, column hip: '' is a hole in the chart. Fill in the mm of the hip." in said


@pytest.mark.parametrize(("text", "step"), [("900", "-20"), ("920", "0")])
def test_a_step_that_does_not_rise_is_refused(tmp_path, text, step):
    said = refusal(with_cell(tmp_path, "L", "chest", text))
    assert f"row 7, column chest: '{text}' is a step of {step} mm from size M to L, and grading must rise" in said
    assert said.endswith("Write more than 920.")


@pytest.mark.parametrize(
    ("text", "why"), [("about 90", "not a number"), ("-5", "no length"), ("0", "no length"), ("nan", "no length")]
)
def test_what_is_no_length_is_refused(tmp_path, text, why):
    assert all_said(refusal(with_cell(tmp_path, "S", "waist", text)), "row 5, column waist", repr(text), why)


def test_what_no_adult_has_is_refused(tmp_path):
    said = refusal(with_cell(tmp_path, "XXL", "chest", "3000"))
    assert all_said(said, "row 9, column chest: '3000' is outside 600 to 1800 mm", "Check the number")


def test_a_size_twice_is_refused(tmp_path):
    said = refusal(with_cell(tmp_path, "L", "size", "M"))
    assert all_said(said, "row 7, column size: 'M' is in the women's chart already", "one row")


def test_a_size_that_is_lacking_is_named(tmp_path):
    assert "for women the sizes XS, S, M, L, XL, not XS, S, M, L, XL, XXL" in refusal(
        edited(tmp_path, lambda lines: lines.pop(8))
    )


def test_an_unknown_chart_is_refused(tmp_path):
    assert "row 4, column chart: 'ladies' is no chart. Known: women, men." in refusal(
        with_cell(tmp_path, "XS", "chart", "ladies")
    )


def test_columns_are_checked(tmp_path):
    def renamed(old, new):
        return lambda lines: lines.__setitem__(FIRST - 2, lines[FIRST - 2].replace(old, new))

    assert all_said(
        refusal(edited(tmp_path, renamed("chest", "cheast"))), "column 'cheast', which is no measure", "chest"
    )
    assert "has the column 'chest' 2 times" in refusal(edited(tmp_path, renamed("waist,", "chest,")))
    said = refusal(edited(tmp_path, lambda lines: lines.__setitem__(2, lines[2].removesuffix(",neck_to_bust"))))
    assert "lacks the column 'neck_to_bust'" in said


def test_a_row_that_is_too_long_is_refused(tmp_path):
    said = refusal(edited(tmp_path, lambda lines: lines.__setitem__(3, lines[3] + ",5")))
    assert "row 4, has 31 cells and the header 30" in said


def test_a_file_that_is_no_chart_is_refused(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("# nothing\n", "utf-8")
    assert "empty.csv is empty" in refusal(path)
    assert "gone.csv cannot be read" in refusal(tmp_path / "gone.csv")
    path.write_bytes(b"chart\xff\xfe")
    assert "Save it as CSV in UTF-8" in refusal(path)
