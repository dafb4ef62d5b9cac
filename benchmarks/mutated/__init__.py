"""Templates nobody printed: tables of real disclosures drawn anew with one thing changed, and read again."""
