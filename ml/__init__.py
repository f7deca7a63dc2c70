"""From photo to body: runs in the worker process. Plugin modules import cv2, mediapipe and torch inside functions,
because Blender, which has none of them, reads their Options."""
