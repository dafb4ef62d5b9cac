"""Small disclosures that this project makes, and what they say (`NAME.golden.json`), out of the same source data."""
