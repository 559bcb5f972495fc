"""Office papers: documents that an office signs, each one value, and a writer for each file format."""
