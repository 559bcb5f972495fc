"""What an office does with its papers: its settings, its templates, and the papers themselves."""
