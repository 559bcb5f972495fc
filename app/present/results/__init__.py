"""Counted results and the term that follows, as blocks for pages, files and a terminal."""
