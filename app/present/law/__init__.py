"""The rulebooks in words: rules, steps, clauses, and pages for readers who do not program."""
