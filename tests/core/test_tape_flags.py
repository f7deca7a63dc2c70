"""Every measure has a flag of scripts/tryon.py, in cm, and flags outrank the job file; the help speaks of all."""

import pytest
import tryon
from toile.addon.core.body.tape_marks import MEASURES
from toile.addon.core.errors import JobError
from toile.addon.core.types import Tape


def tape_of(*arguments, typed=Tape()):  # noqa: B008 - it is frozen
    return tryon.read_tape(tryon.parser().parse_args(list(arguments)), typed)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_typed_in_centimetres(name):
    flag = "height" if name == "stature" else name.replace("_", "-")
    assert tape_of(f"--{flag}-cm", "71.5").typed() == {f"{name}_mm": 715.0}


def test_flags_outrank_the_job_and_leave_the_rest():
    found = tape_of("--underbust-cm", "78", "--mass-kg", "61", typed=Tape(mass_kg=70, wrist_mm=155, gender="female"))
    assert found == Tape(mass_kg=61, underbust_mm=780, wrist_mm=155, gender="female")


def test_a_word_instead_of_a_number_is_refused():
    with pytest.raises(JobError, match="calf-cm"):
        tape_of("--calf-cm", "wide")


def test_the_help_can_be_printed():
    """A bare per cent sign in a flag's help breaks it, and from Python 3.14 the whole command line."""
    assert "--allow-invented" in tryon.parser().format_help()
