"""From files to pools, councils and slates, every problem at its place; and lists of people to fill in."""

from app.imports.files import read_council, read_pool, read_pool_bytes, read_slate
from app.imports.located import at_their_places, located
from app.imports.template import write_pool, write_template

__all__ = [
    "at_their_places",
    "located",
    "read_council",
    "read_pool",
    "read_pool_bytes",
    "read_slate",
    "write_pool",
    "write_template",
]
