"""Kinds of computation: the input of each, what computes it, and what came out."""
