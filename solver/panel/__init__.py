"""Panels: people of a pool within quotas on features, at most one of each household."""
