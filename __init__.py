# SPDX-License-Identifier: GPL-3.0-or-later
"""The root Blender asks for. The product is in addon/; the learned parts are in ml/."""


def register() -> None:
    from .addon import ui

    ui.register()


def unregister() -> None:
    from .addon import ui

    ui.unregister()
