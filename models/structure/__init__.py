"""What adds up to what, found from the figures themselves: columns of columns, rows of rows, in whole cents."""
