"""Answers to questions about a proposal in words, one module a question."""
