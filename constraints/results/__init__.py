"""Counted results of an election, who is elected by law, and the term that follows."""
