"""Files as people send them with a report: the ways of single programs, one table each, by a third hand."""
