"""Explanations of a plan: what cannot hold together, the ways out, why, why not, and what else there is."""
