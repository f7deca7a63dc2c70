"""A photo of a garment, lying flat or on a form: what it shows, and which of our designs comes nearest."""
