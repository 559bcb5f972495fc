"""The law: people, councils, rules and rulebooks. No solver, no web, no database."""
