"""Conflicts: smallest sets of rules that cannot hold together, and why."""
