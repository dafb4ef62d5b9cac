"""The face of the package: `read`, `open` and `ingest` for programs that import mingzhang."""
