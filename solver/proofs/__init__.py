"""Proofs of what a proposal says: found with engines, checked without."""
