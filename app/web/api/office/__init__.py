"""/v1 routes of an office's papers: the papers of proposals, settings, templates."""
