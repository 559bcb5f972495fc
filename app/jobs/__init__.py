"""Computations: what was accepted is computed, whatever happens to this process."""
