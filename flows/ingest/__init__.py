"""Ingestion: the flow, its session, its progress and its report."""
