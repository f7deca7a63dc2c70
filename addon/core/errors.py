"""What can go wrong, by kind. The message says what is wrong, with number and limit; the fix says what to do."""


class ToileError(Exception):
    """What went wrong, and what to do about it.

    ``exit_code`` is what ``scripts/tryon.py`` ends with: 2 when no retry will help, 3 when one may.
    """

    exit_code = 3

    def __init__(self, message: str, fix: str = ""):
        super().__init__(f"{message} {fix}".strip())


class JobError(ToileError):
    """A key is unknown, a value out of range, a file or folder absent or closed to us."""

    exit_code = 2


class PluginError(ToileError):
    """A plugin is absent, cannot be loaded, or lacks a method."""

    exit_code = 2


class WorkerError(ToileError):
    """The worker's Python is absent, lacks a package, died or did not answer."""

    exit_code = 2


class PhotoError(ToileError):
    """Not a picture, or no person in it that a body can be fitted to."""

    exit_code = 2


class TapeError(ToileError):
    """No body has these measures."""

    exit_code = 2


class PatternError(ToileError):
    """An outline is open or crosses itself, two sewn edges differ, or the garment cannot close on this body."""

    exit_code = 2


class FitError(ToileError):
    """The optimiser diverged, or its residual is above the limit."""


class DrapeError(ToileError):
    """The cloth exploded, did not settle, or stayed inside the body."""


class RenderError(ToileError):
    """No device, or the picture cannot be made."""
