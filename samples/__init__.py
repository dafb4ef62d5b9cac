"""Small disclosures that this project makes itself, and what they say (`NAME.golden.json`), from the same source data."""
