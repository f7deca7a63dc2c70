"""What goes in and out of the panel: the photo, the job as a file, the stills' folder; and the person forgotten."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import bpy
from bpy_extras.io_utils import ExportHelper, ImportHelper

from .. import plugins
from ..core.errors import ToileError
from ..core.job import MAX_PHOTOS
from ..core.job_file import dumps, loads
from ..core.types import Tape
from . import corrections, job_view, landmarks, session, tape
from .driver import Staged
from .operators import has_folder, is_ready

KEPT_FILE = re.compile(r"[0-9a-f]{64}\.npz(\.part)?")


class TOILE_OT_set_photo(bpy.types.Operator):
    """Use this photo"""

    bl_idname = "toile.set_photo"
    bl_label = "Use as Photo of the Person"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    filepath: bpy.props.StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})

    @classmethod
    def poll(cls, context: Any) -> bool:
        return is_ready(cls, context)

    def execute(self, context: Any) -> set[str]:
        context.scene.toile.photo = self.filepath
        return {"FINISHED"}


class TOILE_OT_add_photo(bpy.types.Operator):
    """Use one more photo of the same person, from the side say: girths become surer"""

    bl_idname = "toile.add_photo"
    bl_label = "Add Photo"
    bl_options = {"REGISTER", "UNDO"}

    filepath: bpy.props.StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})

    @classmethod
    def poll(cls, context: Any) -> bool:
        if not is_ready(cls, context):
            return False
        shown = context.scene.toile
        if shown.photo and len(shown.further_photos) < MAX_PHOTOS - 1:
            return True
        cls.poll_message_set(f"There are {MAX_PHOTOS} photos" if shown.photo else "Choose the first photo first")
        return False

    def execute(self, context: Any) -> set[str]:
        item = context.scene.toile.further_photos.add()
        item.path = self.filepath
        return {"FINISHED"}


class TOILE_OT_remove_photo(bpy.types.Operator):
    """Use this photo no longer"""

    bl_idname = "toile.remove_photo"
    bl_label = "Remove Photo"
    bl_options = {"REGISTER", "UNDO"}

    photo: bpy.props.IntProperty(name="Photo", description="From 2", default=2, min=2)

    @classmethod
    def poll(cls, context: Any) -> bool:
        return is_ready(cls, context)

    def execute(self, context: Any) -> set[str]:
        shown = context.scene.toile
        if self.photo > len(shown.further_photos) + 1:
            self.report({"ERROR"}, f"There is no photo {self.photo}.")
            return {"CANCELLED"}
        shown.further_photos.remove(self.photo - 2)
        corrections.drop_photo(shown.corrections, self.photo)
        plugins.landmark_empties().remove()
        return {"FINISHED"}


class TOILE_FH_photo(bpy.types.FileHandler):
    """A picture dropped into the 3D view is the photo."""

    bl_idname = "TOILE_FH_photo"
    bl_label = "Photo of the Person"
    bl_import_operator = "toile.set_photo"
    bl_file_extensions = ".jpg;.jpeg;.png;.webp"

    @classmethod
    def poll_drop(cls, context: Any) -> bool:
        return bool(context.area and context.area.type == "VIEW_3D")


class TOILE_OT_save_job(bpy.types.Operator, ExportHelper):
    """Write what the panel says as a job file, for the command line or a farm"""

    bl_idname = "toile.save_job"
    bl_label = "Save Job"
    filename_ext = ".toml"

    filter_glob: bpy.props.StringProperty(default="*.toml", options={"HIDDEN"})

    @classmethod
    def poll(cls, context: Any) -> bool:
        return is_ready(cls, context)

    def execute(self, context: Any) -> set[str]:
        path = Path(bpy.path.abspath(self.filepath))
        landmarks.collect(context.scene)
        try:
            path.write_text(dumps(job_view.read(context.scene)), "utf-8")
        except OSError as error:
            self.report({"ERROR"}, f"{path} cannot be written: {error.strerror}. Choose another folder.")
            return {"CANCELLED"}
        self.report({"INFO"}, f"{path.name} written")
        return {"FINISHED"}


class TOILE_OT_load_job(bpy.types.Operator, ImportHelper):
    """Show a job file in the panel, in place of what is there"""

    bl_idname = "toile.load_job"
    bl_label = "Load Job"
    bl_options = {"REGISTER", "UNDO"}

    filter_glob: bpy.props.StringProperty(default="*.toml", options={"HIDDEN"})

    @classmethod
    def poll(cls, context: Any) -> bool:
        return is_ready(cls, context)

    def execute(self, context: Any) -> set[str]:
        path = Path(bpy.path.abspath(self.filepath))
        try:
            job_view.write(loads(path.read_text("utf-8"), path.parent), context.scene)
        except (OSError, UnicodeDecodeError, ToileError) as error:
            said = str(error) if isinstance(error, ToileError) else f"{path} cannot be read: {error}."
            self.report({"ERROR"}, said)
            return {"CANCELLED"}
        return {"FINISHED"}


class TOILE_OT_open_folder(bpy.types.Operator):
    """Show the stills in the system's file browser"""

    bl_idname = "toile.open_folder"
    bl_label = "Open Folder"

    @classmethod
    def poll(cls, context: Any) -> bool:
        if not is_ready(cls, context) or not has_folder(cls, context):
            return False
        if Path(job_view.absolute(context.scene.toile.folder)).is_dir():
            return True
        cls.poll_message_set("There are no stills yet")
        return False

    def execute(self, context: Any) -> set[str]:
        bpy.ops.wm.path_open(filepath=job_view.absolute(context.scene.toile.folder))
        return {"FINISHED"}


class TOILE_OT_forget_person(bpy.types.Operator):
    """Remove the photo's path, the measures, the body and the clothes on it, and what was read from photos, \
from this file and from the cache. Stills already written stay"""

    bl_idname = "toile.forget_person"
    bl_label = "Forget Person"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        return Staged.poll.__func__(cls, context) and is_ready(cls, context)

    def invoke(self, context: Any, event: Any) -> set[str]:
        return context.window_manager.invoke_confirm(self, event)

    def execute(self, context: Any) -> set[str]:
        forget(context.scene)
        removed = clear_cache(session.cache_folder())
        self.report({"INFO"}, f"The person is forgotten; {removed} files removed from the cache")
        return {"FINISHED"}


def forget(scene: Any) -> None:
    """Everything about the person that the scene and this session hold. The worker ends: it has seen the photo."""
    shown = scene.toile
    shown.photo = ""
    shown.further_photos.clear()
    shown.corrections.clear()
    shown.measures.clear()
    tape.write(Tape(), shown.tape)
    plugins.clear_scene()
    session.drop(scene)
    session.worker.close()


def clear_cache(folder: Path | None) -> int:
    """Remove what was read from photos, and only that. Returns how many files it was."""
    kept = [p for p in folder.iterdir() if KEPT_FILE.fullmatch(p.name)] if folder and folder.is_dir() else []
    for path in kept:
        path.unlink()
    return len(kept)


classes = (
    TOILE_OT_set_photo,
    TOILE_OT_add_photo,
    TOILE_OT_remove_photo,
    TOILE_FH_photo,
    TOILE_OT_save_job,
    TOILE_OT_load_job,
    TOILE_OT_open_folder,
    TOILE_OT_forget_person,
)
