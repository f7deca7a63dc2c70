"""The person's own face, from the photo onto the avatar's head: found, laid out flat, and refused where it is no good."""
