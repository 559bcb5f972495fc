"""Proposals and rulebooks in words and tables; pure, so that a page and a terminal show the same."""
