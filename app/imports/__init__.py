"""From files to pools, councils and slates, every problem at its place; and lists of people to fill in."""

from cocau.app.imports.dossier_places import in_dossier
from cocau.app.imports.files import (
    read_council,
    read_dossier,
    read_draft,
    read_offers,
    read_pool,
    read_pool_bytes,
    read_scenarios,
    read_slate,
)
from cocau.app.imports.located import at_their_places, draft_at_its_places, located, pool_at_its_places
from cocau.app.imports.stored import is_proposal, read_proposal, read_stored
from cocau.app.imports.template import write_pool, write_template

__all__ = [
    "at_their_places",
    "draft_at_its_places",
    "in_dossier",
    "is_proposal",
    "located",
    "pool_at_its_places",
    "read_council",
    "read_dossier",
    "read_draft",
    "read_offers",
    "read_pool",
    "read_pool_bytes",
    "read_proposal",
    "read_scenarios",
    "read_slate",
    "read_stored",
    "write_pool",
    "write_template",
]
