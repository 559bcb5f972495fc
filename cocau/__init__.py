"""Plan the composition of an elected council under cited rules, and explain the outcome."""
