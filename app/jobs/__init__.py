"""Computations that take a processor: what can be computed, in child processes that a crash stays inside."""
