"""Made-up contacts in files of many layouts, and a search for any that came out."""
