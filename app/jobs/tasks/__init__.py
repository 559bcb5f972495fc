"""One file per kind of computation: its input, what computes it, and what came out."""
