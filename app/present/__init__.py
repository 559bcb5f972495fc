"""Proposals, rulebooks and answers in words and tables, for terminal, pages and files."""
