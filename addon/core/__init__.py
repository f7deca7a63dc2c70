"""Pure rules: standard library and numpy only. Core knows nobody; everybody knows core."""
