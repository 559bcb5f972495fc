"""Questions about a stored proposal: why, what else, at what price, what if, repairs."""
