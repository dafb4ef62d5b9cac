"""Facts: what a disclosure says of its units, one row a fact; and which units it names."""
