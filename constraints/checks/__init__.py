"""Checks of inputs for faults that no single rule could judge, found before any planning."""
