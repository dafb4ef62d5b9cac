"""Pages with a text layer: glyphs, rulings, watermark, and the page they make."""
