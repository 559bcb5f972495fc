"""How a fan-out is cut into batches, and what each is given."""

from pydantic import JsonValue

from cocau.constraints.record import Record

MOST_IN_BATCH = 100
LEAST_IN_BATCH = 5
BATCHES = 16
"""A small fan-out is cut into about so many batches, so that several processes share it."""


def in_batch(total: int) -> int:
    """How many items of a fan-out are computed by one job."""
    return min(MOST_IN_BATCH, max(LEAST_IN_BATCH, -(-total // BATCHES)))


class Part(Record):
    """The input of a batch, without what it shares with the others; `items` as the kind of job takes them."""

    first: int
    items: tuple[JsonValue, ...]

    def cut(self) -> "tuple[Part, ...]":
        """The batches of a whole."""
        each = in_batch(len(self.items))
        cuts = range(0, len(self.items), each)
        return tuple(Part(first=self.first + n, items=self.items[n : n + each]) for n in cuts)

    def after(self, done: int) -> "Part":
        """What is left of it when so many items are done."""
        return Part(first=self.first + done, items=self.items[done:])


def batch_id(whole: str, first: int) -> str:
    """The id of the batch that begins with this item: batches sort by what is in them."""
    return f"{whole}.{first:05}"


def first_of(batch: str) -> int:
    """The number of the item that a batch begins with."""
    return int(batch.rpartition(".")[2])
