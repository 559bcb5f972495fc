"""An annex as JSON."""

from cocau.app.render.annex.form import Annex


def json(annex: Annex) -> str:
    """Canonical JSON: the same annex is the same bytes; what it was made of reads back as the same value."""
    return annex.model_dump_json(indent=1) + "\n"
