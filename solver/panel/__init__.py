"""Panels: so many people of a pool, within quotas on single features, at most one of each household."""
