"""Conflicts: smallest sets of rules that cannot hold together, all of them, and what makes them so."""
