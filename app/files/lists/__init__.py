"""Lists of people as offices keep them: layout recognised, choices applied, a marked copy."""
