"""Proposals and what belongs to them: requests, status, results, lineage, approvals."""
