"""Colours as they are written in a job."""

from __future__ import annotations

import re

from .errors import JobError


def check_colour(text: str, where: str) -> str:
    """The colour in lower case, if it is written "#rrggbb" (sRGB).

    Raises:
        JobError: it is not.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise JobError(f"The colour of the {where} is {text!r}.", 'Write "#rrggbb", as "#5b7c99".')
    return text.lower()
