"""Audits without a planner: slates, proposals, programmes and published tables checked against the rules."""
