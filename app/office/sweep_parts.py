"""How a sweep is cut into batches, and what each is given."""

from app.jobs.tasks.sweep import Different
from constraints.record import Record

MOST_IN_BATCH = 100
LEAST_IN_BATCH = 5
BATCHES = 16
"""A small sweep is cut into about so many batches, so that several processes share it."""


def in_batch(total: int) -> int:
    """How many what-ifs of a sweep are computed by one job."""
    return min(MOST_IN_BATCH, max(LEAST_IN_BATCH, -(-total // BATCHES)))


class Part(Record):
    """The input of a batch, without what it shares with the others."""

    first: int
    changes: tuple[Different, ...]


def batch_id(sweep: str, first: int) -> str:
    """The id of the batch that begins with this what-if: batches sort by what is in them."""
    return f"{sweep}.{first:05}"
