"""A fourth generator of odd files: rules, places and repeats that users of other table readers complain of."""
