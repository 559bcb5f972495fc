"""Proposals and what belongs to one: requests, status, results, lineage, explanations, repairs, approvals."""
