"""Fitting the body to a photo: what is observed, what is expected, and the least squares between."""
