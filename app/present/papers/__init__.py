"""Office papers: documents that an office signs, as values, and writers of file formats."""
