"""Pages of scenarios: what-ifs that are kept, edited and planned."""
