"""What stands first in a backup: of which schema it is, what must be in it, and where the trail ended."""

from datetime import datetime

from cocau.constraints.record import Record

FORMAT = "cocau/backup/1"
NAME = "manifest.json"


class Part(Record):
    """One table: how many rows, and the sha256 of its file."""

    table: str
    rows: int
    sha256: str

    @property
    def file(self) -> str:
        """The name of its file in the archive."""
        return f"tables/{self.table}.jsonl"


class Manifest(Record):
    """A backup as a whole. `trail_whole`: whether the trail was whole when it was made."""

    format: str
    cocau: str
    revision: str
    made_at: datetime
    trail_seq: int
    trail_head: str
    trail_whole: bool
    parts: tuple[Part, ...]
