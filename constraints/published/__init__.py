"""Published composition tables: notices, checks, remarks and their audit."""
