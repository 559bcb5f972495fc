"""Repairs: the cheapest ways out of a conflict, with recruits where the pool is too small."""
