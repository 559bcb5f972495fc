"""One backup format for both databases: what SQLite gave PostgreSQL can take, and the other way round."""
