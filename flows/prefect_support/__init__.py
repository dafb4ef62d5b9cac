"""Prefect as it is used here: its environment, a server for one run, artifacts."""
