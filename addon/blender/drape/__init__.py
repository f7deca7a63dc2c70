"""Pieces on a body: meshed, placed, sewn, settled with Blender's cloth, finished and appraised."""
