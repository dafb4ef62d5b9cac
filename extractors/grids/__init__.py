"""Grids of cells out of rulings and of where text stands."""
