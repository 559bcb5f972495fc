"""/office: what an office says of itself for its papers, and its templates."""
