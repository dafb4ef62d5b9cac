"""What is printed over a table and in its first rows: captions and headers, told by their words alone.

Grids are parted by it before, and tables are understood by it after: so it stands below both.
"""
