"""The command line: a module a command; what they share is in console."""
