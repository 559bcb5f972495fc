"""The wish for an even average: settled after all other tiers, by a search of its own."""
