"""Archives: zip, tar, 7z and rar, told by their bytes, opened within limits, never written outside of one folder."""
