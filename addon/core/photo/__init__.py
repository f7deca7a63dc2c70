"""Pictures in numpy: image maths, what is seen in a photo, and laying a garment over it."""
