"""The schema: relations, views, their comments and the dictionary."""
