"""What printed text means: amounts and units of money."""
