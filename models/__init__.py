"""What a disclosure is: frozen typed records, their vocabulary, and the words that vary between provinces, as data."""
