"""Charts of amounts: laid out once, drawn as SVG (pages, files) and as PNG, with a Chinese font that comes along."""
