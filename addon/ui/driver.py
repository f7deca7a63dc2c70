"""Operators that advance a generator: at once without a window, from a timer with one."""

from __future__ import annotations

import logging
import time
from typing import Any

import bpy

from ..core.errors import ToileError
from . import session
from .session import Work

log = logging.getLogger(__name__)

TICK_S = 0.02
BUSY_S = 0.04  # of steps between two redraws
LOOKING = {
    "MOUSEMOVE",
    "INBETWEEN_MOUSEMOVE",
    "MIDDLEMOUSE",
    "WHEELUPMOUSE",
    "WHEELDOWNMOUSE",
    "TRACKPADPAN",
    "TRACKPADZOOM",
    "MOUSEROTATE",
    "NDOF_MOTION",
    "WINDOW_DEACTIVATE",
}


class Staged:
    """An operator whose work is a generator of Progress.

    ``begin`` makes the work; ``finish`` takes the generator's value and says in a sentence what was done. Called from
    a script it runs to its end. Called from a button it runs from a timer: the view can be turned, Esc cancels, and
    one undo step is pushed at the end.
    """

    timer: Any = None
    work: Work | None = None

    def begin(self, context: Any) -> Work:
        raise NotImplementedError

    def finish(self, context: Any, value: Any) -> str:
        raise NotImplementedError

    @classmethod
    def poll(cls, context: Any) -> bool:
        if session.now.work:
            cls.poll_message_set("Toile is at work; Esc cancels it")
            return False
        return True

    def execute(self, context: Any) -> set[str]:
        result = self.start(context)
        try:
            while not result:
                result = self.advance(context)
        finally:
            self.end(context)
        return result

    def invoke(self, context: Any, event: Any) -> set[str]:
        if bpy.app.background:
            return self.execute(context)
        if result := self.start(context):
            return self.end(context) or result
        self.timer = context.window_manager.event_timer_add(TICK_S, window=context.window)
        context.window_manager.modal_handler_add(self)
        redraw(context)
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Any) -> set[str]:
        if event.type == "ESC" and event.value == "PRESS":
            session.stop()
        result: set[str] | None = None
        if self.work is None or self.work.is_cancelled:
            result = {"CANCELLED"}
        elif event.type == "TIMER":
            result = self.advance_awhile(context)
        if result:
            self.end(context, is_changed=result == {"CANCELLED"})
            return result
        return {"PASS_THROUGH"} if self.may_pass(context, event) else {"RUNNING_MODAL"}

    def cancel(self, context: Any) -> None:
        """Blender ends the operator: its window closes, or a file is loaded."""
        session.stop()
        self.end(context)

    def start(self, context: Any) -> set[str] | None:
        """Make the work; an answer only if that failed."""
        state = session.state(context.scene)
        state.problem = ""
        try:
            self.work = session.now.work = self.begin(context)
        except ToileError as error:
            return self.fail(context, str(error))
        context.window_manager.progress_begin(0, 100)
        return None

    def advance_awhile(self, context: Any) -> set[str] | None:
        end = time.monotonic() + BUSY_S
        result = None
        while not result and time.monotonic() < end:
            result = self.advance(context)
        redraw(context)
        return result

    def advance(self, context: Any) -> set[str] | None:
        """One step; an answer if it was the last."""
        assert self.work
        try:
            self.work.progress = next(self.work.steps)
            context.window_manager.progress_update(100 * self.work.factor)
            return None
        except StopIteration as end:
            value = end.value
        except ToileError as error:
            return self.fail(context, str(error))
        except Exception as error:  # noqa: BLE001 - the timer must be taken away, whatever happened
            log.exception("%s failed", self.work.label)
            return self.fail(
                context, f"{self.work.label} failed: {type(error).__name__}: {error}. The console says where."
            )
        self.report({"INFO"}, self.finish(context, value))
        return {"FINISHED"}

    def fail(self, context: Any, message: str) -> set[str]:
        session.state(context.scene).problem = message
        self.report({"ERROR"}, message)
        return {"CANCELLED"}

    def end(self, context: Any, is_changed: bool = False) -> None:
        """Take away the timer and the work. ``is_changed``: it stopped midway, and what it had replaced is gone."""
        if self.timer:
            context.window_manager.event_timer_remove(self.timer)
            self.timer = None
        session.remember()
        if self.work:
            context.window_manager.progress_end()
            if is_changed and self.work.touches_scene and self.work.progress.stage:
                bpy.ops.ed.undo_push(message=f"{self.work.label}, Cancelled")
        if session.now.work is self.work:
            session.stop()
        self.work = None
        redraw(context)

    def may_pass(self, context: Any, event: Any) -> bool:
        """Whether others may have the event: to look around, or to press a button in the sidebar."""
        assert self.work
        if not self.work.touches_scene or event.type in LOOKING or event.type.startswith("TIMER"):
            return True
        return event.type == "LEFTMOUSE" and is_over_sidebar(context, event.mouse_x, event.mouse_y)


def is_over_sidebar(context: Any, x: int, y: int) -> bool:
    views = [area for area in context.window.screen.areas if area.type == "VIEW_3D"]
    sidebars = [region for area in views for region in area.regions if region.type == "UI"]
    return any(r.x <= x < r.x + r.width and r.y <= y < r.y + r.height for r in sidebars)


def redraw(context: Any) -> None:
    """Show the progress, and the scene as it is."""
    for window in context.window_manager.windows:
        for area in window.screen.areas:
            if area.type in ("VIEW_3D", "PREFERENCES"):
                area.tag_redraw()
