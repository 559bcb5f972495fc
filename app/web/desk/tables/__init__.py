"""Pages of allocation tables: which organisation introduces how many of which people."""
