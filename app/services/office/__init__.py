"""What an office does with its papers: settings, templates, and the papers themselves."""
