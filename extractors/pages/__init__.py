"""Pages as places: where points lie for a reader, and the glyphs that stand there."""
