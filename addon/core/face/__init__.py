"""The photo's own face on the avatar's head: found, laid out flat, and refused where it is no good."""
