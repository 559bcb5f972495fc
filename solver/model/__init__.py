"""The integer program of a request and its variables; no engine in it."""
