"""A proposal in the form of an official annex: one value, and the renderers of it."""
