"""Published composition tables as files: their words, columns, rows and blocs."""
