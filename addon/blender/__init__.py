"""The plugins that need Blender. None of them imports torch, mediapipe, ml or ui."""
