"""Elections: what the voters may still decide about a planned ballot."""
