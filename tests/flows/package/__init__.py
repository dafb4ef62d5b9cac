"""Tests of the package as a program imports it."""
