"""Audits without a planner: slates, proposals, programmes and tables against the rules."""
