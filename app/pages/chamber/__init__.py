"""A chamber drawn: where its seats are, what colours them, and the figure with its legend."""
