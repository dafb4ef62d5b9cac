"""Findings for people: gathered from files or a warehouse, printed, exported, shown with cut-outs of the pages."""
