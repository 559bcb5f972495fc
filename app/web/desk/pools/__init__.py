"""Pages of pools: the people who may be chosen from."""
