"""Routes of proposals: planned, followed, decided, curated, adjusted, changed by hand."""
