"""Plan the composition of an elected council under dated, cited rules, and explain what could not be done."""
