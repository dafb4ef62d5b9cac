"""The warehouse in a browser: pages over `warehouse/reading`, served to this machine. Nothing comes from elsewhere."""
