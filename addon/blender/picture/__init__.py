"""Stills: materials, the studio, Cycles, and the garment in the photo."""
