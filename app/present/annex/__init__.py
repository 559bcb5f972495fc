"""A proposal as an official annex: one value, and a writer for each file format."""
