"""The search for the best slate, tier by tier."""
