"""The version in every proposal's provenance; pyproject.toml says the same (tested)."""

VERSION = "0.2.0"
