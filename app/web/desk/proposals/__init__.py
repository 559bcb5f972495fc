"""Pages of proposals: the slate, its rules, its conflicts, and questions about it."""
