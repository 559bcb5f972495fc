"""Lists of people as offices keep them: their layout recognised, what a user chose applied, a marked copy."""
