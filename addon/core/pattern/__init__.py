"""Sewing patterns in millimetres: pieces and seams, curves, grading, ease."""
