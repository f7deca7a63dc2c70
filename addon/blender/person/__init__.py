"""The person in the scene: body, armature, mannequin, camera."""
