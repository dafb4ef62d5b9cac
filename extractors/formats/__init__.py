"""Documents other than PDF: one module a format, all giving the same `Page` and `Grid` records."""
