"""A proposal in words: outcome, slate, compliance, conflict, moves."""
