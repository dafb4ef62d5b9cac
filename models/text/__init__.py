"""What printed text means: amounts and units of money, codes of the classification, years."""
