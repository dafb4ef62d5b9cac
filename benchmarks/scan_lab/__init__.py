"""The scan laboratory: any digital page becomes a scan, and the truth is carried along through every bend.

`plates` takes a digital page apart (print, cells, glyph boxes), `recipes` says what happens to it, `paper`, `overlays`,
`bends` and `camera` do it, `develop` puts them in order. `sets` divides pages and recipes into learn, tune and report;
`judge` reads scans with the product and holds them against the digital page.
"""
