"""Rules of form: tables that must be there, numbers, labels, names."""
