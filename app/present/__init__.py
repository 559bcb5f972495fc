"""Proposals, rulebooks and answers in words and tables; pure, shared by terminal, pages and files."""
