"""Files: pools, councils, notices, panels, programmes, read with every problem's place."""
