"""Garment designs, one file each: plugins of the garment seam, pure, in millimetres."""
