"""What grids and lines of text say: tables over pages, items, measures, owners, years, forms, the narrative."""
