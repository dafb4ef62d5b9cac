"""What is asked of a warehouse: queries, findings, the review queue, corrections."""
