"""What people and programs use: command line, HTTP, desk. No rule, no solver variable."""
