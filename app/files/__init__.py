"""Files: pools, councils, notices, panels, programmes: read with every problem at its place, and written."""
