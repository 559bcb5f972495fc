"""How long a test waits for an event before it says that it never comes: so long only where something hangs."""

PATIENCE = 600
"""Seconds, however busy the machine is."""
