"""Reading the picture of a page: upright, clean, ruled into cells, and read cell by cell."""
