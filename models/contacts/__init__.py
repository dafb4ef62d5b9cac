"""Names and phones of people: where they stand, what they look like, how they are masked."""
