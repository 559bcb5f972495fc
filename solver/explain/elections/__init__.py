"""Elections: what voters may still decide, and lists that lost candidates."""
