"""Where documents come from: files and folders, members of archives, the content-addressed store."""
