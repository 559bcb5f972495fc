"""Proofs of what answers to questions about a proposal say cannot be."""
